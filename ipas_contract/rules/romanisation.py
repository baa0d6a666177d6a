"""Romanised names in Tongyong Pinyin (rules §7): a proposal, and the check of a candidate's own spelling."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from ipas_contract.codes import Checked, Code, Problem
from ipas_contract.rules import name as chinese_name
from ipas_contract.rules import readings
from ipas_contract.rules.folding import nfkc, settled, upper

MAX_LENGTH: Final = 39

_ALLOWED: Final = re.compile(r"(?:[ '-]*[A-Z][A-Z '-]*)?")
_BLANKS: Final = re.compile(r"\s+")
_UNUSABLE: Final = re.compile(r"[^A-Z '-]")
_LETTER: Final = re.compile(r"[A-Z]")
# Letters that are not a plain letter with an accent.
_LETTERS: Final = str.maketrans({"Đ": "D", "Ð": "D", "Ø": "O", "Ł": "L", "Æ": "AE", "Œ": "OE", "Þ": "TH"})

_TONGYONG: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("^(zh|ch|sh|r|z|c|s)i$", r"\1ih"),
        ("^([jqx])iong$", r"\1yong"),
        ("^([jqx])u", r"\1yu"),
        ("ü", "yu"),
        ("iu$", "iou"),
        ("ui$", "uei"),
        ("^wen$", "wun"),
        ("^([fw])eng$", r"\1ong"),
        ("^zh", "jh"),
        ("^q", "c"),
        ("^x", "s"),
    )
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed spelling; a part without a known reading is empty.

    `alternatives`: further (surname, given) pairs where the split of the name or the surname's reading is doubtful.
    """

    surname: str
    given: str
    alternatives: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedRoman(Checked):
    """A judged spelling: its normalised parts; `value` is both as in a passport, `SURNAME, GIVEN-NAME`."""

    surname: str = ""
    given: str = ""


def tongyong(hanyu: str) -> str:
    """A syllable of Hanyu Pinyin (without tone, ü as ü) in Tongyong Pinyin."""
    for pattern, replacement in _TONGYONG:
        hanyu = pattern.sub(replacement, hanyu)
    return hanyu


def check(surname: str, given: str) -> CheckedRoman:
    """Judge the candidate's own spelling; each part may be empty. Normalised: NFKC, single blanks, upper case.

    Problems, of both parts together, in this order: too_long (over 39 characters without the comma), bad_character.
    """
    surname, given = settled(_fold, surname), settled(_fold, given)
    codes = [Code.TOO_LONG] if len(surname) + len(given) > MAX_LENGTH else []
    if not (_ALLOWED.fullmatch(surname) and _ALLOWED.fullmatch(given)):
        codes.append(Code.BAD_CHARACTER)
    value = ", ".join(part for part in (surname, given) if part)
    return CheckedRoman(value, tuple(map(Problem, codes)), surname=surname, given=given)


def suggest(name: str) -> Suggestion:
    """Propose a spelling for a name as people type it; never raises, decides nothing.

    A name of parts joined by ‧ has no surname: it goes into the given name whole, as the Latin name behind it when
    there is one. Behind a name without ‧ the Latin name is an alternative. A Latin name alone is split at its comma,
    else its last word is taken as the surname and its first one as the alternative.
    """
    text = chinese_name.normalise(name)
    if not text or len(text) > chinese_name.MAX_LENGTH:
        return Suggestion("", "")
    if not readings.is_han(text[0]):
        return _latin(text)
    han, _, latin = text.partition(" ")
    spelt = _plain(latin)
    if chinese_name.DOT in han:
        parts = [_given(part) for part in han.split(chinese_name.DOT)]
        read = " ".join(parts) if all(parts) else ""
        return _proposal([("", spelt), ("", read)])
    pairs = [(surname, _given(han[length:])) for length in readings.splits(han) for surname in _surnames(han[:length])]
    return _proposal([*pairs, ("", spelt)], keep_first=True)


def _proposal(pairs: list[tuple[str, str]], *, keep_first: bool = False) -> Suggestion:
    usable = [pair for at, pair in enumerate(pairs) if any(pair) or (keep_first and at == 0)] or [("", "")]
    (surname, given), *others = dict.fromkeys(usable)
    return Suggestion(surname, given, tuple(others))


def _surnames(han: str) -> list[str]:
    return ["".join(map(tongyong, reading)).upper() for reading in readings.surname(han)] or [""]


def _given(han: str) -> str:
    syllables = [readings.given(character) for character in han]
    return "-".join(tongyong(syllable) for syllable in syllables if syllable).upper() if all(syllables) else ""


def _latin(text: str) -> Suggestion:
    if "," in text:
        surname, _, given = text.partition(",")
        return Suggestion(_plain(surname), _plain(given))
    first, *others = _plain(text).split() or [""]
    if not others:
        return Suggestion(first, "")
    return Suggestion(others[-1], " ".join([first, *others[:-1]]), ((first, " ".join(others)),))


def _plain(text: str) -> str:
    """Latin words as in a passport's machine-readable lines: without accents, upper case."""
    bare = _UNUSABLE.sub("", unicodedata.normalize("NFD", text.upper().translate(_LETTERS)))
    return " ".join(word for word in bare.split() if _LETTER.search(word))


def _fold(text: str) -> str:
    return _BLANKS.sub(" ", upper(nfkc(text))).strip()
