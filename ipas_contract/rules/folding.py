"""What the rules share about typed text: blanks, hyphens, folding to a fixed point."""

import unicodedata
from collections.abc import Callable
from string import ascii_lowercase, ascii_uppercase
from typing import Final

BLANK_OR_HYPHEN: Final = r"[\s\-\u2010]"
"""A regular expression for what people put between groups of digits; U+2010 is what NFKC makes of U+2011."""

_UPPER: Final = str.maketrans(ascii_lowercase, ascii_uppercase)


def settled(fold: Callable[[str], str], text: str) -> str:
    """`fold` applied until nothing changes.

    Dropping a character can join two that Unicode then composes, so that one round is not always idempotent.
    """
    while (folded := fold(text)) != text:
        text = folded
    return text


def nfkc(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def ascii_upper(text: str) -> str:
    """Upper case for A to Z alone: `str.upper` would turn a dotless i or a sharp s into letters nobody typed."""
    return text.translate(_UPPER)
