"""What the rules share about typed text: blanks, hyphens, folding to a fixed point."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final, Literal

BLANK_OR_HYPHEN: Final = r"[\s\-\u2010]"
"""A regular expression for what people put between groups of digits; U+2010 is what NFKC makes of U+2011."""

_LONGEST: Final = 1000
_ASCII_UPPER: Final = re.compile("[A-Z]")


def settled(fold: Callable[[str], str], text: str) -> str:
    """`fold` applied until nothing changes.

    Dropping a character can join two that Unicode then composes, so that one round is not always idempotent.
    """
    while (folded := fold(text)) != text:
        text = folded
    return text


def normal(form: Literal["NFC", "NFKC"], text: str) -> str:
    """The normal form of a text, for every key; one that no rule takes for its length stays as it is: to put 10,000
    accents in order takes a seventh of a second."""
    return unicodedata.normalize(form, text) if len(text) <= _LONGEST else text


def nfkc(text: str) -> str:
    return normal("NFKC", text)


def upper(text: str) -> str:
    """Upper case, but no A to Z out of another letter: a dotless i or a sharp s would become one nobody typed."""
    if text.isascii():
        return text.upper()  # nearly always, and central does it thousands of times a second
    capitals = ((sign, sign.upper()) for sign in set(text))  # once a sign: 10,000 of them are no rarity (X1)
    return text.translate(
        {ord(sign): capital for sign, capital in capitals if sign.isascii() or not _ASCII_UPPER.search(capital)}
    )
