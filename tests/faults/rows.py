"""The sixty faults and what must come out of each; which of them are not proven yet, and why."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Row:
    """A fault and what is expected."""

    number: int
    fault: str
    expected: str


_TEXT: Final = Path(__file__).with_name("rows.txt").read_text(encoding="utf-8")
ROWS: Final = tuple(
    Row(number, *(part.strip() for part in line.split("|"))) for number, line in enumerate(_TEXT.splitlines(), start=1)
)

IMPOSSIBLE: Final[dict[int, str]] = {}
"""Rows that cannot be proven here, and why not."""

OPEN: Final[dict[int, str]] = {}
"""What of a row is not built yet, so that nothing can prove it; each must go."""
