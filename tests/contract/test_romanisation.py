"""Romanised names (rules §7)."""

import pytest
from hypothesis import given

from ipas_contract.rules import readings, romanisation
from ipas_contract.rules.romanisation import Suggestion, check, suggest
from tests.contract import make_readings
from tests.contract.tables import rows
from tests.contract.texts import hostile, marred


@pytest.mark.parametrize("row", rows("names_romanisation.csv"), ids=lambda row: row["chinese"])
def test_table(row: dict[str, str]) -> None:
    """Every row, the doubtful ones too."""
    suggestion = suggest(row["chinese"])
    assert (suggestion.surname, suggestion.given) == (row["tongyong_surname"], row["tongyong_given"])
    assert check(suggestion.surname, suggestion.given).value == row["passport_style"]


@pytest.mark.parametrize("row", rows("names_romanisation.csv"), ids=lambda row: row["chinese"])
def test_readings_of_the_table(row: dict[str, str]) -> None:
    surname, given = readings.surname(row["surname"])[0], map(readings.given, row["given"])
    assert [*surname, *given] == row["hanyu_reading"].split()


def test_all_syllables() -> None:
    table = rows("tongyong_syllables.csv")
    assert len(table) == 410
    assert [romanisation.tongyong(row["hanyu"]) for row in table] == [row["tongyong"] for row in table]


def test_the_readings_are_those_generated() -> None:
    """Run `python -m tests.contract.make_readings` when this fails."""
    assert make_readings.FILE.read_text(encoding="utf-8") == make_readings.generated()


def test_surnames_have_readings() -> None:
    syllables = {row["hanyu"] for row in rows("tongyong_syllables.csv")}
    for line in readings._surnames().values():
        assert line.kind in ("common", "single", "compound", "double", "joined")
        assert len(line.surname) == (1 if line.kind in ("common", "single") else 2)
        for reading in readings.surname(line.surname):
            assert len(reading) == len(line.surname)
            assert set(reading) <= syllables


@pytest.mark.parametrize(
    ("name", "surname", "given"),
    [
        ("曾國藩", "ZENG", "GUO-FAN"),
        ("仇英", "CIOU", "YING"),
        ("單文", "SHAN", "WUN"),
        ("解中", "SIE", "JHONG"),
        ("查良", "JHA", "LIANG"),
        ("葉萬", "YE", "WAN"),
        ("万俟文", "MOCI", "WUN"),
        ("令狐沖", "LINGHU", "CHONG"),
        ("長孫長", "JHANGSUN", "CHANG"),
        ("呂樂", "LYU", "LE"),
        ("樂天賜", "YUE", "TIAN-SIH"),
        ("林水圳", "LIN", "SHUEI-ZUN"),
        ("翁重行", "WONG", "JHONG-SING"),
        ("六女", "LIOU", "NYU"),
        ("游文堃", "YOU", "WUN-KUN"),
        ("黄大牛", "HUANG", "DA-NIOU"),
        ("凃 温", "TU", "WUN"),
        ("歐陽", "OU", "YANG"),
        ("王", "WANG", ""),
        ("區區", "OU", "CYU"),
        ("𠮷王", "JI", "WANG"),
        ("蔚明", "YU", "MING"),
        ("貟蔚", "YUN", "WEI"),
        ("吳綉珩", "WU", "SIOU-HENG"),
        ("何似琢", "HE", "SIH-JHUO"),
        ("周勁壑", "JHOU", "JING-HUO"),
        ("簡媜裳", "JIAN", "JHEN-CHANG"),
        ("李焯泊", "LI", "JHUO-BO"),
        ("卜勒", "BU", "LE"),
        ("林苧綸", "LIN", "JHU-LUN"),
        ("彭自彊", "PENG", "ZIH-CIANG"),
        ("陳卜隼", "CHEN", "BU-JHUN"),
        ("鈄頵琝", "TOU", "JYUN-WUN"),
        ("郄蕁芫", "SI", "SYUN-YUAN"),
        ("林豊正", "LIN", "FONG-JHENG"),
        ("角雋明", "JYUE", "JYUN-MING"),
        ("雋佴", "JYUAN", "ER"),
        ("佴明", "NAI", "MING"),
    ],
)
def test_suggestions(name: str, surname: str, given: str) -> None:
    suggestion = suggest(name)
    assert (suggestion.surname, suggestion.given) == (surname, given)


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("張簡秀玉", Suggestion("JHANGJIAN", "SIOU-YU", (("JHANG", "JIAN-SIOU-YU"),))),
        ("張簡明", Suggestion("JHANGJIAN", "MING", (("JHANG", "JIAN-MING"),))),
        ("張簡", Suggestion("JHANG", "JIAN")),
        ("陳林美珠", Suggestion("CHENLIN", "MEI-JHU", (("CHEN", "LIN-MEI-JHU"),))),
        ("陳林珠", Suggestion("CHEN", "LIN-JHU")),
        ("周黃美珠", Suggestion("JHOUHUANG", "MEI-JHU", (("JHOU", "HUANG-MEI-JHU"),))),
        ("周黃美", Suggestion("JHOU", "HUANG-MEI", (("JHOUHUANG", "MEI"),))),
        ("梁丘明", Suggestion("LIANG", "CIOU-MING", (("LIANGCIOU", "MING"),))),
        ("賀蘭英", Suggestion("HE", "LAN-YING", (("HELAN", "YING"),))),
        ("王小明珠", Suggestion("WANG", "SIAO-MING-JHU")),
        ("歐陽文正", Suggestion("OUYANG", "WUN-JHENG")),
        ("蓋文強", Suggestion("GE", "WUN-CIANG", (("GAI", "WUN-CIANG"),))),
    ],
)
def test_doubtful_names_have_alternatives(name: str, suggestion: Suggestion) -> None:
    """Proposed, never decided."""
    assert suggest(name) == suggestion


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("拉罕·羅莎", Suggestion("", "LA-HAN LUO-SHA")),
        ("拉罕‧羅莎 Lahan Losa", Suggestion("", "LAHAN LOSA", (("", "LA-HAN LUO-SHA"),))),
        ("王明 Lahan Losa", Suggestion("WANG", "MING", (("", "LAHAN LOSA"),))),
        ("John Smith", Suggestion("SMITH", "JOHN", (("JOHN", "SMITH"),))),
        ("O'Brien-Smith, J. R.", Suggestion("O'BRIEN-SMITH", "J R")),
        ("Nguyễn Thị Đào", Suggestion("DAO", "NGUYEN THI", (("NGUYEN", "THI DAO"),))),
        ("Sukarno", Suggestion("SUKARNO", "")),
        ("Þórø Ðœ, Łæß", Suggestion("THORO DOE", "LAESS")),
        ("王" + "明" * 49, Suggestion("WANG", "-".join(["MING"] * 49))),
        ("王\U00030000", Suggestion("WANG", "")),  # no known reading
        ("\U00030000王", Suggestion("", "WANG")),
        ("王?明", Suggestion("WANG", "")),
        ("?", Suggestion("", "")),
        ("", Suggestion("", "")),
        ("王" * 51, Suggestion("", "")),
    ],
)
def test_other_names(name: str, suggestion: Suggestion) -> None:
    assert suggest(name) == suggestion


@pytest.mark.parametrize(
    ("surname", "given", "value", "codes"),
    [
        ("siao", " sin-tian ", "SIAO, SIN-TIAN", ""),
        ("O'Brien", "Mary  Ann", "O'BRIEN, MARY ANN", ""),
        ("Ｗａｎｇ", "", "WANG", ""),
        ("'t Hooft", "-Mei -", "'T HOOFT, -MEI -", ""),
        ("", "Lahan", "LAHAN", ""),
        ("", "", "", ""),
        ("A" * 20, "B" * 19, f"{'A' * 20}, {'B' * 19}", ""),
        ("A" * 20, "B" * 20, f"{'A' * 20}, {'B' * 20}", "too_long"),
        ("王", "Ming", "王, MING", "bad_character"),
        ("Wang", "M1ng", "WANG, M1NG", "bad_character"),
        ("Wáng", "Ming", "WÁNG, MING", "bad_character"),
        ("Wang,", "Ming", "WANG,, MING", "bad_character"),
        ("-", "Ming", "-, MING", "bad_character"),
        ("Д" * 40, "", "Д" * 40, "too_long;bad_character"),
    ],
)
def test_own_spelling(surname: str, given: str, value: str, codes: str) -> None:
    checked = check(surname, given)
    assert (checked.value, ";".join(map(str, checked.problems))) == (value, codes)


@given(hostile | marred("SIN-TIAN"), hostile | marred("SIAO"))
def test_check_never_raises_and_settles(surname: str, given_name: str) -> None:
    """X1."""
    checked = check(surname, given_name)
    assert check(checked.surname, checked.given) == checked
    assert not checked.good or (checked.value.isascii() and len(checked.surname + checked.given) <= 39)


@given(hostile | marred("蕭心恬", "拉罕‧羅莎 Lahan Losa", "Nguyễn, Thị Minh"))
def test_suggestions_never_raise_and_are_spelt_well(name: str) -> None:
    """X1: whatever is proposed has only letters that may stand there."""
    suggestion = suggest(name)
    for surname, given_name in ((suggestion.surname, suggestion.given), *suggestion.alternatives):
        codes = [str(problem) for problem in check(surname, given_name).problems]
        assert codes in ([], ["too_long"])
