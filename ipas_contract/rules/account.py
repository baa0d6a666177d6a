"""Account names (rules §1). Case is kept; uniqueness ignores it and is decided by who holds the data."""

import re
from typing import Final

from ipas_contract.codes import Checked, Code, Problem

MIN_LENGTH: Final = 7
MAX_LENGTH: Final = 30

_ALLOWED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]*")
_ID_FORM: Final = re.compile(r"[A-Za-z][0-9A-Da-d][0-9]{8}")


def check(text: str, *, id_number: str | None = None) -> Checked:
    """Judge an account name; the value is the text as it is (the form trims before).

    `id_number` is the candidate's own, normalised. Problems in this order: too_short or too_long, bad_character,
    looks_like_id.
    """
    codes: list[Code] = []
    if len(text) < MIN_LENGTH:
        codes.append(Code.TOO_SHORT)
    elif len(text) > MAX_LENGTH:
        codes.append(Code.TOO_LONG)
    if text and not _ALLOWED.fullmatch(text):
        codes.append(Code.BAD_CHARACTER)
    if _ID_FORM.fullmatch(text) or (id_number and id_number.casefold() in text.casefold()):
        codes.append(Code.LOOKS_LIKE_ID)
    return Checked(text, tuple(map(Problem, codes)))
