"""docs/faults.md, made from the `fault` marks of the tests: row, how injected, what was seen, which test."""

import importlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.rows import IMPOSSIBLE, OPEN, ROWS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "faults.md"
MARKED = ("faults", "model", "store", "sync", "central", "unit/services")

_HEAD = """# Faults: injected, seen

What may go wrong between a kiosk and central, how the tests make it happen, and what came out.
Every line is a test that runs in `dev.py test`; this page is written from their marks by `dev.py faults`,
and a test fails when the two differ. Real SQLCipher, real PostgreSQL, real HTTP, real processes.

After every case these hold: **I1** every record that was shown as saved exists on the kiosk or at central;
**I2** at most one effect at central an op id; **I3** no hole below `contiguous_through`;
**I4** one owner an account name and an ID number; **I5** outbox and verdicts agree with central's counts;
**I6** nothing refused, parked or contested vanishes without staff; **I7** nothing is shown as confirmed before
central confirmed it, and the window does not stall.

Every failpoint of the kiosk is passed by a process that is killed there, one that meets an exception there and one
that is delayed there (`faults/test_failpoints`); a name that is never passed fails.

The long variants (1,000 cuts, the long soak) run in `dev.py soak`; `dev.py mutants` shows that breaking any of the
guards makes this suite fail.

| # | fault | expected | injected | seen | proof |
|--:|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """What one test shows of one row."""

    row: int
    injected: str
    seen: str
    test: str


def proofs() -> Iterator[Proof]:
    """The proofs of all marked tests, in no order."""
    for folder in MARKED:
        for file in sorted((ROOT / "tests" / folder).glob("test_*.py")):
            if "mark.fault(" in file.read_text(encoding="utf-8"):
                yield from _proofs_of(file)


def page() -> str:
    """docs/faults.md as it must be."""
    by_row: dict[int, list[Proof]] = defaultdict(list)
    for proof in proofs():
        by_row[proof.row].append(proof)
    lines = []
    for row in ROWS:
        start = f"| {row.number} | {row.fault} | {row.expected}"
        found = sorted(by_row[row.number], key=lambda proof: proof.test)
        lines += [f"{start} | {p.injected} | {p.seen} | `{p.test}` |" for p in found]
        if row.number in IMPOSSIBLE:
            lines.append(f"{start} | cannot be done here | {IMPOSSIBLE[row.number]} | – |")
        if row.number in OPEN:
            lines.append(f"{start} | still open | {OPEN[row.number]} | – |")
    return _HEAD + "".join(line + "\n" for line in lines)


def _proofs_of(file: Path) -> Iterator[Proof]:
    place = file.relative_to(ROOT / "tests").with_suffix("")
    module = importlib.import_module(".".join(("tests", *place.parts)))
    for name, test in vars(module).items():
        if name.startswith("test_") and getattr(test, "__module__", "") == module.__name__:
            marks = getattr(test, "pytestmark", ())
            for mark in marks:
                if mark.name == "fault" and not any(other.name == "xfail" for other in marks):
                    yield _proof(mark, f"{place.as_posix()}::{name}")


def _proof(mark: Any, test: str) -> Proof:
    return Proof(mark.args[0], mark.kwargs["injected"], mark.kwargs["seen"], test)
