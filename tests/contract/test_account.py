"""Account names (rules §1)."""

import pytest
from hypothesis import given

from ipas_contract.codes import Code
from ipas_contract.rules import account
from tests.contract.tables import rows
from tests.contract.texts import hostile, marred


def codes(text: str, id_number: str | None = None) -> str:
    return ";".join(map(str, account.check(text, id_number=id_number).problems))


@pytest.mark.parametrize("row", rows("accounts.csv"), ids=lambda row: row["account"])
def test_table(row: dict[str, str]) -> None:
    """Every row; who holds an account is not the rule's to know."""
    expected = "" if row["codes"] == Code.TAKEN else row["codes"]
    assert codes(row["account"]) == expected


@pytest.mark.parametrize(
    ("text", "id_number", "expected"),
    [
        ("myA200000003", "A200000003", "looks_like_id"),
        ("my.a200000003", "A200000003", "looks_like_id"),
        ("myA200000003", "A800000014", ""),
        ("mya200000003", "", ""),
        ("A000000000", None, "looks_like_id"),
        ("ad00000014", None, "looks_like_id"),
        *((f"{letter}{second}00000014", None, "looks_like_id") for letter in "zZ" for second in "09bcBC"),
        ("AE00000014", None, ""),
        ("A20000000", None, ""),
        ("xEG1234567", "EG1234567", "looks_like_id"),
    ],
)
def test_id_numbers_are_no_account_names(text: str, id_number: str | None, expected: str) -> None:
    assert codes(text, id_number) == expected


@pytest.mark.parametrize("sign", "._-@")
def test_four_signs_may_stand_behind_the_first_character(sign: str) -> None:
    assert codes(f"zZ09{sign}az") == ""
    assert codes(f"{sign}zZ09az") == "bad_character"


def test_all_problems_in_their_order() -> None:
    assert codes("王A200000003" + "x" * 30, "A200000003") == "too_long;bad_character;looks_like_id"
    assert codes("-x") == "too_short;bad_character"
    assert codes("") == "too_short"


def test_the_text_is_left_as_it_is() -> None:
    assert account.check(" Chen.MeiLing ").value == " Chen.MeiLing "


@given(hostile | marred("chen.meiling", "A200000003"))
def test_never_raises_and_settles(text: str) -> None:
    """X1."""
    checked = account.check(text, id_number="A200000003")
    assert account.check(checked.value, id_number="A200000003") == checked
    if checked.good:
        assert checked.value.isascii()
