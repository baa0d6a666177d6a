"""New passwords (rules §2)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipas_contract.codes import Code, Problem
from ipas_contract.rules import password, zhuyin
from tests.contract.tables import rows
from tests.contract.texts import hostile, marred

GOOD = "Kiosk#2024Taipei"
PERSONAL = password.personal("chen.meiling", "A200000003", "+886912345678", "ming@company.com.tw")


def codes(text: str, personal: tuple[str, ...] = ()) -> str:
    return ";".join(map(str, password.rules(text, personal=personal)))


@pytest.mark.parametrize("row", rows("passwords.csv"), ids=lambda row: row["candidate"])
def test_table(row: dict[str, str]) -> None:
    """L7: every row."""
    assert codes(row["candidate"]) == row["codes"]
    assert (not row["codes"]) == (row["valid"] == "true")


@pytest.mark.parametrize("symbol", "_:%*-=~<>&|!+ \"'")
def test_forbidden_symbols(symbol: str) -> None:
    assert codes(f"Passw0rd@Tst{symbol}") == f"forbidden_symbol:{symbol}"
    assert codes(f"Passw0rdTests{symbol}") == f"no_allowed_symbol;forbidden_symbol:{symbol}"


@pytest.mark.parametrize("symbol", "#$(),./;?@[\\]^{}`")
def test_allowed_symbols(symbol: str) -> None:
    assert codes(f"Passw0rdTests{symbol}") == ""


def test_every_printable_symbol_is_allowed_or_forbidden() -> None:
    symbols = {chr(code) for code in range(0x20, 0x7F) if not chr(code).isalnum()}
    assert set(password.FORBIDDEN) | set(password.ALLOWED_SYMBOLS) == symbols
    assert not set(password.FORBIDDEN) & set(password.ALLOWED_SYMBOLS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ab1@" * 16, ""),
        ("Ab1@" * 16 + "x", "too_long"),
        ("", "too_short;no_upper;no_lower;no_digit;no_allowed_symbol"),
        ("+_+!", "too_short;no_upper;no_lower;no_digit;no_allowed_symbol;forbidden_symbol:+_!"),
        ("Abcdefghij1@\t", "not_printable_ascii"),
        ("Abcdefghij1@é", "not_printable_ascii"),
        ("ÀÉabcdefghij٣＃", "not_printable_ascii;no_upper;no_digit;no_allowed_symbol"),
    ],
)
def test_all_problems_in_their_order(text: str, expected: str) -> None:
    assert codes(text) == expected


def test_personal_words() -> None:
    """Both writings of the mobile; without a value no word."""
    assert PERSONAL == ("chen.meiling", "A200000003", "886912345678", "0912345678", "ming")
    assert password.personal("chen", "", "+85291234567", "") == ("chen", "85291234567")
    assert password.personal(mobile="+8801712345678") == ("8801712345678",)
    assert password.personal() == ()


@pytest.mark.parametrize(
    "text",
    ["X#1xCHEN.MEILING", "x#1Xa200000003", "Xy#0912345678", "Xy#886912345678", "Xyz#12345MING"],
)
def test_personal_words_are_refused(text: str) -> None:
    """L6, X6."""
    assert codes(text, PERSONAL) == "contains_personal"


def test_words_under_four_letters_are_nobodys() -> None:
    assert codes("Ann#2024Taipei1", ("ann",)) == ""
    assert codes("Anna#2024Taipei", ("anna",)) == "contains_personal"


@pytest.mark.parametrize(
    "text",
    [
        "ji32k7au4a83",
        "Ji32k7au4a83@",
        "JI32K7AU4A83##",
        "@@Ji32k7au4a83@@",
        "Ji3@2k7@au4@a83",
        "Ji394su3Ji394su3#",
        ".Ji32k7au4a83.",  # a full stop is a key of the layout too
        "Ji32k7.Au4a83",
        "5j/jp6.5J/jp6",
        "Njo61u04njo61u04@",
        "Passw0rdTest$",
        "Aaaaaaaaaaa1$",
        "Qwertyuiop1@",
    ],
)
def test_guessable(text: str) -> None:
    """L6, X6: common words, those typed through the Zhuyin layout too; pointed out, not refused."""
    assert password.check(text).warnings == (Problem(Code.GUESSABLE),)
    assert password.strength(text)[1]


@pytest.mark.parametrize("text", [GOOD, "vR8#mq2Tz.kWp", "ji3@Vx9#QpL27/z"])
def test_not_guessable(text: str) -> None:
    """A word of the Zhuyin layout does no harm in a long random text."""
    assert password.check(text).warnings == ()
    assert password.strength(text)[0] >= 3


@pytest.mark.parametrize(("text", "score"), [("Iloveyou1234@", 2), ("Taiwan2026@#", 3)])
def test_a_score_under_three_is_guessable(text: str, score: int) -> None:
    assert password.strength(text) == (score, score < 3)


def test_personal_words_weaken() -> None:
    assert password.strength("chen.meiling1@", PERSONAL)[0] < password.strength("chen.meiling1@")[0]


def test_zxcvbn_keeps_nothing_personal() -> None:
    """P1: the library holds what it is told in a global."""
    from zxcvbn.matching import RANKED_DICTIONARIES

    password.check("X#1chen.meiling", personal=PERSONAL)
    assert not RANKED_DICTIONARIES.get("user_inputs")


@pytest.mark.parametrize(
    ("bopomofo", "typed"),
    [
        ("ㄨㄛˇㄉㄜ˙ㄇㄧˋㄇㄚˇ", "ji32k7au4a83"),
        ("ㄨㄛˇㄞˋㄋㄧˇ", "ji394su3"),
        ("ㄊㄞˊ ㄨㄢ", "w96j0"),
        ("ㄦˊㄥㄤ", "-6/;"),
    ],
)
def test_zhuyin_keys(bopomofo: str, typed: str) -> None:
    assert zhuyin.keys(bopomofo) == typed


def test_known_phrases_are_typed_completely() -> None:
    assert zhuyin.replaced("su3cl3", "x") == {"x"}
    assert zhuyin.replaced("su3cl3a87", "x") == {"x"}  # the longest phrase that begins here
    assert zhuyin.replaced("zz,su3#cl3,", "x") == {"zzx"}
    assert zhuyin.replaced("su3/cl3.5j/jp6", "x") == {"x5jjp6", "su3cl3x"}
    assert zhuyin.replaced("zz#su3", "x") == set()
    assert all(phrase.isascii() for phrase in zhuyin._phrases().pattern.split("|"))


@given(hostile | marred(GOOD, "Ji32k7au4a83@@"))
def test_rules_never_raise(text: str) -> None:
    """X1; what is good is 12 to 64 printable characters."""
    if not password.rules(text, personal=(text,)):
        assert 12 <= len(text) <= 64
        assert text.isascii()
        assert text.isprintable()


@settings(max_examples=30)
@given(hostile | marred(GOOD) | st.binary(max_size=80).map(lambda raw: raw.decode("latin-1")))
def test_check_never_raises_and_settles(text: str) -> None:
    """X1."""
    checked = password.check(text, personal=(text[:5],))
    assert checked.value == text
    assert password.check(checked.value, personal=(text[:5],)) == checked
