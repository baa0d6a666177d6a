"""Mobile numbers (rules §4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipas_contract.codes import Checked, Nationality
from ipas_contract.rules import mobile
from tests.contract.tables import rows
from tests.contract.texts import hostile, marred

ROC, FOREIGN = Nationality.ROC, Nationality.FOREIGN


def codes(checked: Checked) -> str:
    return ";".join(map(str, checked.problems))


@pytest.mark.parametrize("row", rows("mobiles.csv"), ids=lambda row: row["input"] or "empty")
@pytest.mark.parametrize("nationality", [None, ROC])
def test_table(row: dict[str, str], nationality: Nationality | None) -> None:
    """U7: every row."""
    checked = mobile.check(row["input"], nationality=nationality)
    assert checked.good == (row["valid"] == "true")
    if checked.good:
        assert checked.value == row["e164"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty"),
        (" -.()\u3000", "empty"),
        ("09", "too_short"),
        ("091234567", "too_short"),
        ("+88691234567", "too_short"),
        ("09123456789", "too_long"),
        ("+8869123456789", "too_long"),
        ("09" + "1" * 10_000, "too_long"),
        ("O912345678", "bad_character"),
        ("0912345678#12", "bad_character"),
        ("0912345678 ext 5", "bad_character"),
        ("0912345678;0987654321", "bad_character"),
        ("٠٩١٢٣٤٥٦٧٨", "bad_character"),
        ("無", "bad_character"),
        ("09+12345678", "bad_character"),
        ("912345678", "not_mobile"),
        ("1234567890", "not_mobile"),
        ("(02)2345-6789", "not_mobile"),
        ("0991234567", "not_mobile"),
        ("099", "not_mobile"),
        ("+886212345678", "not_mobile"),
        ("00886912345678", "not_mobile"),
        ("+85291234567", "not_mobile"),
        ("０９１２-３４５ 678", ""),
        ("0912\u2011345\u2011678", ""),
        ("8860912345678", ""),
    ],
)
def test_each_mistake_has_its_own_code(text: str, expected: str) -> None:
    """U6."""
    assert codes(mobile.check(text)) == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("0912-345-678", "+886912345678", ""),
        ("+886991234567", "+886991234567", "not_mobile"),  # Taiwan's own rule, for foreigners too
        ("+8861777", "+8861777", "not_mobile"),
        ("+852 9123 4567", "+85291234567", ""),
        ("+86 138-0013-8000", "+8613800138000", ""),
        ("+1 (650) 253-0000", "+16502530000", ""),  # America does not tell mobiles from fixed lines
        ("+44 (0)7911 123456", "+447911123456", ""),
        ("+84 912 345 678", "+84912345678", ""),
        ("+880 1712-345678", "+8801712345678", ""),
        ("85291234567", "85291234567", "not_mobile"),
        ("+85221234567", "+85221234567", "not_mobile"),  # a fixed line in Hong Kong
        ("+8529123", "+8529123", "too_short"),
        ("+8529123456789", "+8529123456789", "too_long"),
        ("+85291234567" * 2, "+85291234567" * 2, "bad_character"),
        ("+" + "9" * 10_000, "+" + "9" * 10_000, "too_long"),
        ("+9", "+9", "too_short"),
        ("+999123456789", "+999123456789", "not_mobile"),
    ],
)
def test_foreigners_may_give_a_number_of_any_country(text: str, value: str, expected: str) -> None:
    checked = mobile.check(text, nationality=FOREIGN)
    assert (checked.value, codes(checked)) == (value, expected)


@given(st.from_regex(r"09[0-8][0-9]{7}", fullmatch=True), st.sampled_from(["", "-", " ", "．", "）"]))
def test_every_taiwanese_mobile_passes(number: str, sign: str) -> None:
    expected = f"+886{number[1:]}"
    for text in (sign.join(number), f"+886{sign}{number[1:]}", f"886{number[1:]}", f"+886{number}"):
        assert mobile.check(text) == Checked(expected)


@given(
    hostile | marred("0912345678", "+886912345678", "+85291234567") | st.from_regex(r"\+[0-9]{1,15}", fullmatch=True),
    st.sampled_from((None, *Nationality)),
)
def test_never_raises_and_settles(text: str, nationality: Nationality | None) -> None:
    """X1."""
    checked = mobile.check(text, nationality=nationality)
    assert mobile.check(checked.value, nationality=nationality) == checked
    assert len(checked.problems) <= 1
    assert not checked.good or checked.value.startswith("+")
