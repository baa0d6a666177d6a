"""Chinese names (rules §6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipas_contract.codes import Nationality
from ipas_contract.rules import name
from tests.contract.tables import rows
from tests.contract.texts import hostile, marred

NATIONALITY = {"TW": Nationality.ROC, "F": Nationality.FOREIGN}
ROC, FOREIGN = Nationality.ROC, Nationality.FOREIGN


def codes(text: str, nationality: Nationality = ROC) -> str:
    return ";".join(map(str, name.check(text, nationality=nationality).problems))


@pytest.mark.parametrize("row", rows("names_chinese.csv"), ids=lambda row: f"{row['input'][:12]!r}")
def test_table(row: dict[str, str]) -> None:
    """U11, U12: every row."""
    checked = name.check(row["input"], nationality=NATIONALITY[row["nationality"]])
    assert checked.good == (row["valid"] == "true")
    if checked.good:
        assert checked.value == row["normalised"]
        assert name.normalise(row["input"]) == row["normalised"]


@pytest.mark.parametrize(
    ("text", "nationality", "expected"),
    [
        ("", ROC, "empty"),
        (" \u3000\u200b\n", ROC, "empty"),
        ("鮭" * 50, ROC, ""),
        ("鮭" * 51, ROC, "too_long"),
        ("𬧷" * 50, ROC, ""),
        ("王?" * 40, ROC, "too_long;bad_character"),
        ("𠮷𤋮", ROC, ""),
        ("\U00030000\U000323af", ROC, ""),
        ("Kolas Yotaka", ROC, "bad_format"),
        ("Kolas Yotaka", FOREIGN, ""),
        ("拉罕‧羅莎 Lahan Losa", FOREIGN, ""),
        ("拉罕‧羅莎Lahan Losa", ROC, "bad_format"),
        ("Lahan Losa 拉罕‧羅莎", ROC, "bad_format"),
        ("拉罕‧羅莎 L", ROC, "bad_format"),
        ("拉罕‧羅莎 Lahan‧Losa", ROC, "bad_format"),
        ("‧拉罕", ROC, "bad_format"),
        ("拉罕‧", ROC, "bad_format"),
        ("J", FOREIGN, "bad_format"),
        ("'t Hooft", FOREIGN, ""),
        ("O'Brien-Smith, Jr.", FOREIGN, ""),
        ("ĐẶNG Thị Ẹ\u0301", FOREIGN, ""),
        ("N\u030codo M\u0300ba", FOREIGN, ""),
        ("\u0301Anne Lee", FOREIGN, "bad_character"),
        ("Anne -\u0301Lee", FOREIGN, "bad_character"),
        ("王\u0301明", ROC, "bad_character"),
        ("-'.", FOREIGN, "bad_character"),
        ("王,小明", ROC, "bad_character"),
        ("王-小明", FOREIGN, "bad_character"),
        ("王\ue000明", ROC, "bad_character"),
        ("王\U000f0000明", ROC, "bad_character"),
        ("ㄨㄤˊ", ROC, "bad_character"),
        ("佐々木あい", FOREIGN, "bad_character"),
        ("佐々木愛", FOREIGN, ""),
        ("김철수", FOREIGN, "bad_character"),
        ("王1明", ROC, "bad_character"),
        ("王１明", ROC, "bad_character"),
        ("<b>王明</b>", ROC, "bad_character"),
        ("王_明", ROC, "bad_character"),
        ("John2 Smith", FOREIGN, "bad_character"),
        ("王\0明", ROC, "bad_character"),
        ("王\ud800明", ROC, "bad_character"),
        ("王×明", FOREIGN, "bad_character"),
    ],
)
def test_problems(text: str, nationality: Nationality, expected: str) -> None:
    """U6, U11."""
    assert codes(text, nationality) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王\u200b小\u200d明\ufe00\U000e0101", "王小明"),
        ("\u202e王明\u2066", "王明"),
        ("\u061c\u180e\u200c\u202c王\u2060\u2064\u2069\ufe07\U000e01ef明\ufeff", "王明"),
        ("王\u00ad小明", "王小明"),
        ("拉罕•羅莎", "拉罕‧羅莎"),
        ("拉罕 ‧ 羅莎", "拉罕‧羅莎"),
        ("拉罕‧羅莎\u3000 Ｌａｈａｎ  Losa", "拉罕‧羅莎 Lahan Losa"),
        ("Ｊ．　Ｓｍｉｔｈ", "J. Smith"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("黄 大\t牛", "黄大牛"),
    ],
)
def test_folding(text: str, expected: str) -> None:
    assert name.normalise(text) == expected


@pytest.mark.parametrize(("one", "other"), ["凃涂", "黄黃", "温溫", "峯峰", "﨑崎"])
def test_legal_variants_stay_apart(one: str, other: str) -> None:
    """U12."""
    assert name.normalise(one) == one
    assert name.normalise(one) != name.normalise(other)


@given(hostile | marred("王小明", "拉罕‧羅莎 Lahan Losa", "Nguyễn Thị Minh"), st.sampled_from(Nationality))
def test_never_raises_and_settles(text: str, nationality: Nationality) -> None:
    """X1."""
    checked = name.check(text, nationality=nationality)
    assert name.check(checked.value, nationality=nationality) == checked
    assert name.normalise(checked.value) == checked.value
    assert not checked.good or 1 <= len(checked.value) <= name.MAX_LENGTH
