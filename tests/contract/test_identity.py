"""ID numbers (rules §3)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipas_contract.codes import Checked, Code, IdKind, Nationality, Problem
from ipas_contract.rules import identity
from tests.contract.tables import rows
from tests.contract.texts import hostile, marred

WRONG_ROWS = [row for row in rows("ids.csv") if row["valid_after_normalising"] == "false"]
LAST_DAY = date(2030, 12, 31)
VALUES = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 1, 1)


def complete(letter: str, second: str, serial: int) -> str:
    """A number with its right check digit, reckoned here another way: digit by digit as on the paper form."""
    tens, units = divmod(VALUES[letter], 10)
    digits = [VALUES[second] % 10 if second.isalpha() else int(second), *map(int, f"{serial:07}")]
    total = tens + units * 9 + sum(weight * digit for weight, digit in zip(WEIGHTS[:8], digits, strict=True))
    return f"{letter}{second}{serial:07}{-total % 10}"


def numbers(seconds: str) -> st.SearchStrategy[str]:
    return st.builds(complete, st.sampled_from(sorted(VALUES)), st.sampled_from(seconds), st.integers(0, 9_999_999))


def check(text: str, nationality: Nationality | None = None, today: date = LAST_DAY) -> Checked:
    return identity.check(text, nationality=nationality, today=today)


def codes(checked: Checked) -> list[str]:
    return [str(problem) for problem in checked.problems]


@pytest.mark.parametrize("row", rows("ids.csv"), ids=lambda row: row["number"] or "empty")
def test_table(row: dict[str, str]) -> None:
    """U8, X3: every row; passports are judged with 外國籍, all others without a nationality."""
    checked = check(row["number"], Nationality.FOREIGN if row["kind"] == "passport" else None)
    assert checked.good == (row["valid_after_normalising"] == "true")
    assert checked.value == row["normalised"]
    if row["valid"] == "true":
        assert checked.kind == row["kind"]
    if row["kind"] == "none" and not checked.good:
        assert checked.kind is None


@pytest.mark.parametrize("row", WRONG_ROWS, ids=lambda row: row["number"] or "empty")
def test_what_is_wrong_with_the_rows(row: dict[str, str]) -> None:
    """U6: empty, form and check digit are told apart."""
    expected = Code.BAD_FORMAT if row["kind"] in ("none", "passport") else Code.BAD_CHECKSUM
    assert codes(check(row["number"])) == [Code.EMPTY if not row["number"] else expected]


@pytest.mark.parametrize(
    ("text", "nationality", "expected", "kind"),
    [
        ("A200000003", Nationality.ROC, [], IdKind.NATIONAL),
        ("A970000017", Nationality.ROC, [], IdKind.UI_NEW),  # no household registration
        ("A800000014", Nationality.ROC, [], IdKind.UI_NEW),  # the third digit is not judged
        ("AA00000018", Nationality.ROC, [], IdKind.UI_OLD),
        ("EG1234567", Nationality.ROC, ["bad_format"], None),
        ("A200000003", Nationality.FOREIGN, ["wrong_nationality"], IdKind.NATIONAL),
        ("A200000004", Nationality.FOREIGN, ["bad_checksum", "wrong_nationality"], IdKind.NATIONAL),
        ("A800000014", Nationality.FOREIGN, [], IdKind.UI_NEW),
        ("A800000015", Nationality.FOREIGN, ["bad_checksum"], IdKind.UI_NEW),
        ("AD00000014", Nationality.FOREIGN, [], IdKind.UI_OLD),
        ("AD00000015", Nationality.FOREIGN, ["bad_checksum"], IdKind.UI_OLD),
        ("A023456787", Nationality.FOREIGN, ["bad_format"], None),  # the form of an ID number is never a passport
        ("A423456785", Nationality.FOREIGN, ["bad_format"], None),
        ("AE00000014", Nationality.FOREIGN, [], IdKind.PASSPORT),
        ("eg 123-4567", Nationality.FOREIGN, [], IdKind.PASSPORT),
        ("AB12", Nationality.FOREIGN, ["bad_format"], None),
        ("A" * 20, Nationality.FOREIGN, [], IdKind.PASSPORT),
        ("A" * 21, Nationality.FOREIGN, ["bad_format"], None),
        (" -\u3000\u2011", Nationality.FOREIGN, ["empty"], None),
    ],
)
def test_nationalities(text: str, nationality: Nationality, expected: list[str], kind: IdKind | None) -> None:
    checked = check(text, nationality)
    assert (codes(checked), checked.kind) == (expected, kind)


def test_old_ui_numbers_end_with_2030() -> None:
    """U8: pointed out until the last day, refused from the day after, and no passport then either."""
    assert check("AC00000012").warnings == (Problem(Code.EXPIRING),)
    for nationality in (None, *Nationality):
        assert codes(check("AC00000012", nationality, date(2031, 1, 1))) == ["bad_format"]
    assert check("A800000014", today=date(2031, 1, 1)).warnings == ()


def test_check_any() -> None:
    """Lookups do not ask for the nationality."""
    assert identity.check_any("a200000003").kind is IdKind.NATIONAL
    assert identity.check_any("eg1234567").kind is IdKind.PASSPORT
    assert codes(identity.check_any("A200000004")) == ["bad_checksum"]
    assert codes(identity.check_any("AB12")) == ["bad_format"]
    assert codes(identity.check_any("AC00000012", today=date(2031, 1, 1))) == ["bad_format"]


@given(numbers("1289ABCD"))
def test_generated_numbers_pass(number: str) -> None:
    assert check(number).good
    assert check(f" {number[0].lower()}-{number[1:5]} {number[5:]}\n").value == number


@given(numbers("1289"), st.integers(2, 9), st.integers(1, 9))
def test_single_digit_errors(number: str, at: int, difference: int) -> None:
    """A wrong digit is found except where its weight times the difference is a multiple of ten:

    weights 8, 6, 4, 2 miss a difference of 5, weight 5 an even one.
    """
    wrong = f"{number[:at]}{(int(number[at]) + difference) % 10}{number[at + 1 :]}"
    weight = WEIGHTS[at - 1]
    missed = (weight in (8, 6, 4, 2) and difference == 5) or (weight == 5 and difference % 2 == 0)
    assert check(wrong).good == missed


@given(hostile | marred("A200000003", "AA00000018", "EG1234567"), st.sampled_from((None, *Nationality)))
def test_never_raises_and_settles(text: str, nationality: Nationality | None) -> None:
    """X1."""
    checked = check(text, nationality)
    assert check(checked.value, nationality) == checked
    assert identity.check_any(checked.value, today=LAST_DAY).value == checked.value
    if checked.good:
        assert checked.value.isascii()
