"""New passwords (rules §2). Signing in applies none of this."""

import re
from collections.abc import Iterable
from typing import Final

from ipas_contract.codes import Checked, Code, Problem
from ipas_contract.rules import zhuyin

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 64
FORBIDDEN: Final = "_:%*-=~<>&|!+ \"'"
ALLOWED_SYMBOLS: Final = "#$(),./;?@[\\]^{}`"

_MIN_PERSONAL: Final = 4
_STRONG: Final = 3
_JUDGED: Final = 72  # zxcvbn takes no more
_COMMON_WORD: Final = "password"

_NOT_PRINTABLE_ASCII: Final = re.compile(r"[^ -~]")
_FORBIDDEN: Final = re.compile(f"[{re.escape(FORBIDDEN)}]")
_NEEDED: Final = (
    (Code.NO_UPPER, re.compile(r"[A-Z]")),
    (Code.NO_LOWER, re.compile(r"[a-z]")),
    (Code.NO_DIGIT, re.compile(r"[0-9]")),
    (Code.NO_ALLOWED_SYMBOL, re.compile(f"[{re.escape(ALLOWED_SYMBOLS)}]")),
)


def check(text: str, *, personal: Iterable[str] = ()) -> Checked:
    """Judge a new password, and warn when it is `guessable`; the value is the text as it is.

    `personal`: see the function of that name. Takes up to 0.2 s: never on the UI thread.
    """
    personal = tuple(personal)
    guessable = strength(text, personal)[1]
    return Checked(text, rules(text, personal=personal), (Problem(Code.GUESSABLE),) if guessable else ())


def rules(text: str, *, personal: Iterable[str] = ()) -> tuple[Problem, ...]:
    """What the manual's rules say, fast enough for every key.

    In this order: too_short or too_long, not_printable_ascii, no_upper, no_lower, no_digit, no_allowed_symbol,
    forbidden_symbol (detail: those found, each once), contains_personal.
    """
    problems: list[Problem] = []
    if len(text) < MIN_LENGTH:
        problems.append(Problem(Code.TOO_SHORT))
    elif len(text) > MAX_LENGTH:
        problems.append(Problem(Code.TOO_LONG))
    if _NOT_PRINTABLE_ASCII.search(text):
        problems.append(Problem(Code.NOT_PRINTABLE_ASCII))
    problems.extend(Problem(code) for code, pattern in _NEEDED if not pattern.search(text))
    if found := dict.fromkeys(_FORBIDDEN.findall(text)):
        problems.append(Problem(Code.FORBIDDEN_SYMBOL, "".join(found)))
    folded = text.casefold()
    if any(word in folded for word in _words(personal)):
        problems.append(Problem(Code.CONTAINS_PERSONAL))
    return tuple(problems)


def personal(account: str = "", id_number: str = "", mobile: str = "", email: str = "") -> tuple[str, ...]:
    """What must not stand in this candidate's password, from normalised values (`mobile` in E.164; any may be empty).

    The mobile in both writings; of the international one the digits, since a password cannot hold its `+`.
    """
    digits = mobile.removeprefix("+")
    national = f"0{digits.removeprefix('886')}" if digits.startswith("886") else ""
    return tuple(word for word in (account, id_number, digits, national, email.rpartition("@")[0]) if word)


def strength(text: str, personal: Iterable[str] = ()) -> tuple[int, bool]:
    """zxcvbn's score, 0 to 4, and whether that is easy to guess. Takes up to 0.2 s: never on the UI thread.

    Personal words and words typed through the Zhuyin layout count like the commonest password. The library is not
    told them: it would keep them in a global.
    """
    plain = text.casefold()
    for word in _words(personal):
        plain = plain.replace(word, _COMMON_WORD)
    score = min(map(_score, {text, plain} | zhuyin.replaced(plain, _COMMON_WORD)))
    return score, score < _STRONG


def _words(personal: Iterable[str]) -> list[str]:
    return [word.casefold() for word in personal if len(word) >= _MIN_PERSONAL]


def _score(text: str) -> int:
    if not text:
        return 0
    from zxcvbn import zxcvbn

    return int(zxcvbn(text[:_JUDGED])["score"])
