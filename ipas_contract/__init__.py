"""What kiosk and central agree on: codes, rules, the wire, signatures. Pure: no Qt, no SQL, no HTTP."""

from typing import Final

VERSION: Final = "0.1.0"
"""The programs' version, which a kiosk tells central; pyproject.toml says the same."""
