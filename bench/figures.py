"""Figures beside their bars, and the table they make."""

import datetime
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).with_name("README.md")


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the table: what was measured, what it is compared with, the most it may be.

    `value`, `beside` and `limit` have the unit `unit`; with `ratio` the limit is on value / beside.
    Without a limit it is only told.
    """

    what: str
    value: float
    unit: str
    limit: float | None
    beside: float | None = None
    ratio: bool = False

    @property
    def judged(self) -> float:
        """The number the bar is about."""
        return self.value / self.beside if self.ratio and self.beside else self.value

    @property
    def good(self) -> bool:
        return self.limit is None or self.judged <= self.limit

    def row(self) -> str:
        beside = "" if self.beside is None else f"{self.beside:.3g} {self.unit}"
        judged = f"{self.judged:.2f}×" if self.ratio else f"{self.judged:.3g} {self.unit}"
        limit = "" if self.limit is None else f"≤ {self.limit:g}×" if self.ratio else f"≤ {self.limit:g} {self.unit}"
        mark = "" if self.limit is None else "yes" if self.good else "**no**"
        return f"| {self.what} | {self.value:.3g} {self.unit} | {beside} | {judged} | {limit} | {mark} |"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def table(bars: Sequence[Bar]) -> str:
    """All bars as a Markdown table."""
    head = "| what | measured | beside | judged | bar | held |\n|---|---|---|---|---|---|\n"
    return head + "".join(bar.row() + "\n" for bar in bars)


def machine() -> str:
    """What kind of machine this is; nothing that names it."""
    system = platform.freedesktop_os_release()["PRETTY_NAME"] if os.name == "posix" else platform.system()
    return f"{os.cpu_count()} cores ({platform.machine()}), {system}, Python {platform.python_version()}"


def write(bars: Sequence[Bar]) -> str:
    """Put the table into README.md with its day and machine; the table."""
    text = table(bars)
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    README.write_text(f"{INTRODUCTION}\n{today}, {machine()}.\n\n{text}", encoding="utf-8")
    return text


INTRODUCTION = """# What it costs

`python3 dev.py bench` measures this and writes it here. Everything runs for real: the window under a virtual X server,
central on PostgreSQL, the store in SQLCipher with `synchronous=FULL`. "Beside" is what the figure is compared with in
the same run: a bare PySide6 window with one `QLineEdit`, the same two bare inserts into SQLCipher, or the idle program.
Start-up figures are medians of interleaved pairs; a single pair says little.
"""
