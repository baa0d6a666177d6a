"""docs/faults.md says exactly what the tests prove, and every one of the sixty rows is accounted for."""

import inspect
from collections import Counter

from tests.faults import rows, table


def test_the_page_is_what_the_marks_say() -> None:
    assert table.DOCUMENT.read_text(encoding="utf-8") == table.page(), "run `python3 dev.py faults`"


def test_every_row_is_proven_or_says_why_not() -> None:
    proven = {proof.row for proof in table.proofs()}
    excused = rows.IMPOSSIBLE.keys() | rows.OPEN.keys()
    assert [row.number for row in rows.ROWS] == list(range(1, 61))
    assert proven | excused == set(range(1, 61))


def test_an_excuse_is_for_a_row_that_has_none_yet() -> None:
    assert not rows.OPEN.keys() & rows.IMPOSSIBLE.keys()
    assert not {proof.row for proof in table.proofs()} & rows.IMPOSSIBLE.keys()


def test_the_marks_can_be_printed_in_a_table() -> None:
    for proof in table.proofs():
        assert inspect.cleandoc(proof.injected) == proof.injected
        assert not {"|", "\n"} & set(proof.injected + proof.seen)
    assert max(Counter(table.proofs()).values()) == 1
