"""National ID numbers, UI numbers (統一證號) and passports (rules §3)."""

import re
from datetime import date, datetime, timedelta, timezone
from operator import mul
from typing import Final

from ipas_contract.codes import Checked, Code, IdKind, Nationality, Problem
from ipas_contract.rules.folding import BLANK_OR_HYPHEN, nfkc, settled, upper

UI_OLD_VOID_FROM: Final = date(2031, 1, 1)

_SEPARATOR: Final = re.compile(BLANK_OR_HYPHEN)
_FORM: Final = re.compile(r"[A-Z][0-9A-D][0-9]{8}")
_PASSPORT: Final = re.compile(r"[A-Z0-9]{5,20}")
_KINDS: Final = {
    **dict.fromkeys("12", IdKind.NATIONAL),
    **dict.fromkeys("89", IdKind.UI_NEW),
    **dict.fromkeys("ABCD", IdKind.UI_OLD),
}
# In the order of the numbers 10 to 35 that the household registration gave the letters.
_VALUES: Final = {letter: value for value, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", start=10)}
_WEIGHTS: Final = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
_TAIPEI: Final = timezone(timedelta(hours=8))


def check(text: str, *, nationality: Nationality | None = None, today: date | None = None) -> Checked:
    """Judge an ID number; the value is NFKC, without blanks and hyphens, in upper case.

    Without a nationality a passport is `bad_format`. `today` (default: now in Taipei) decides about old UI numbers:
    until 2030-12-31 they are pointed out as `expiring`, after that they are no form of ID number at all.
    Problems in this order: empty or bad_format; bad_checksum, wrong_nationality.
    """
    number = settled(_fold, text)
    if not number:
        return Checked(number, (Problem(Code.EMPTY),))
    kind = _kind(number, nationality)
    if kind is None or (kind is IdKind.UI_OLD and (today or datetime.now(_TAIPEI).date()) >= UI_OLD_VOID_FROM):
        return Checked(number, (Problem(Code.BAD_FORMAT),))
    codes: list[Code] = []
    if kind is not IdKind.PASSPORT and _weighed(number) % 10:
        codes.append(Code.BAD_CHECKSUM)
    if kind is IdKind.NATIONAL and nationality is Nationality.FOREIGN:
        codes.append(Code.WRONG_NATIONALITY)
    expiring = (Problem(Code.EXPIRING),) if kind is IdKind.UI_OLD else ()
    return Checked(number, tuple(map(Problem, codes)), expiring, kind)


def check_any(text: str, *, today: date | None = None) -> Checked:
    """Judge an ID number of somebody whose nationality is not known (lookups): a passport is good too."""
    plain = check(text, today=today)
    if plain.good:
        return plain
    foreign = check(text, nationality=Nationality.FOREIGN, today=today)
    return foreign if foreign.good else plain


def _fold(text: str) -> str:
    return upper(_SEPARATOR.sub("", nfkc(text)))


def _kind(number: str, nationality: Nationality | None) -> IdKind | None:
    if _FORM.fullmatch(number):
        return _KINDS.get(number[1])
    if nationality is Nationality.FOREIGN and _PASSPORT.fullmatch(number):
        return IdKind.PASSPORT
    return None


def _weighed(number: str) -> int:
    second = str(_VALUES[number[1]] % 10) if number[1].isalpha() else number[1]
    digits = f"{_VALUES[number[0]]}{second}{number[2:]}"
    return sum(map(mul, _WEIGHTS, map(int, digits)))
