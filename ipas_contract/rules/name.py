"""Chinese names, kept as registered (rules §6). Legal variants (凃 涂, 黄 黃) are never folded."""

import re
from typing import Final

from ipas_contract.codes import Checked, Code, Nationality, Problem
from ipas_contract.rules.folding import normal, settled

MAX_LENGTH: Final = 50
DOT: Final = "\u2027"
"""‧, the sign the government prints between the parts of an indigenous name."""

# Planes 2 and 3 are set aside for Han as a whole; of the compatibility block NFC leaves the unified characters only.
HAN: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fffd\U00030000-\U0003fffd"
"""Han characters, for use inside a regular expression's brackets."""
LATIN: Final = "A-Za-zÀ-ÖØ-öø-\u02af\u1e00-\u1eff"
"""Latin letters with their accents, for use inside a regular expression's brackets."""
_ACCENT: Final = "\u0300-\u036f"
_SIGNS: Final = "\\-'.,"

_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_SEPARATOR: Final = re.compile("[\u00b7\u30fb\u2022\uff0e]")
_WIDE_ASCII: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code != 0xFF0E}
# A full-width full stop is a separator, but behind a Latin letter it is the full stop of an initial.
_WIDE_INITIAL: Final = re.compile(f"(?<=[{LATIN}{_ACCENT}])\uff0e")
_BLANKS: Final = re.compile(r"\s+")
_INNER_BLANK: Final = re.compile(f"(?<=[{HAN}{DOT}]) (?=[{HAN}{DOT}])")

# An accent that NFC leaves alone stands on a Latin letter, or it is one on nothing.
_STRANGE: Final = re.compile(f"[^{HAN}{DOT}{LATIN}{_ACCENT}{_SIGNS} ]|(?<![{LATIN}{_ACCENT}])[{_ACCENT}]")
_SIGN: Final = re.compile(f"[{_SIGNS}]")
_LETTER: Final = re.compile(f"[{LATIN}]")
_HAN_NAME: Final = re.compile(f"[{HAN}]+(?:{DOT}[{HAN}]+)*(?: (?P<latin>.+))?")
_LATIN_NAME: Final = re.compile(f"[{LATIN}{_ACCENT}{_SIGNS} ]+")


def normalise(text: str) -> str:
    """The text as it is stored and compared; judges nothing, never raises, idempotent."""
    return settled(_fold, text)


def check(text: str, *, nationality: Nationality) -> Checked:
    """Judge a name; the value is `normalise(text)`.

    Problems in this order: empty; too_long (over 50 code points); bad_character or else bad_format.
    """
    name = normalise(text)
    if not name:
        return Checked(name, (Problem(Code.EMPTY),))
    codes = [Code.TOO_LONG] if len(name) > MAX_LENGTH else []
    if _STRANGE.search(name) or (_SIGN.search(name) and not _LETTER.search(name)):
        codes.append(Code.BAD_CHARACTER)
    elif not _well_formed(name, nationality):
        codes.append(Code.BAD_FORMAT)
    return Checked(name, tuple(map(Problem, codes)))


def _well_formed(name: str, nationality: Nationality) -> bool:
    if chinese := _HAN_NAME.fullmatch(name):
        return chinese["latin"] is None or _latin(chinese["latin"])
    return nationality is Nationality.FOREIGN and _latin(name)


def _latin(text: str) -> bool:
    return bool(_LATIN_NAME.fullmatch(text)) and len(_LETTER.findall(text)) >= 2


def _fold(text: str) -> str:
    text = _INVISIBLE.sub("", normal("NFC", text)).translate(_WIDE_ASCII)
    text = _SEPARATOR.sub(DOT, _WIDE_INITIAL.sub(".", text))
    return _INNER_BLANK.sub("", _BLANKS.sub(" ", text).strip())
