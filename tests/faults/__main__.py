"""`python -m tests.faults` writes docs/faults.md."""

from tests.faults.table import DOCUMENT, page

DOCUMENT.write_text(page(), encoding="utf-8")
