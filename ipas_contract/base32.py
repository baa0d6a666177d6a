"""Crockford's base32, for what people type: 5 bits a character, nothing that reads as something else."""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS: Final = 5
_GROUP: Final = 5
_READ_AS: Final = str.maketrans("OIL", "011", "- \t")


def encode(number: int, length: int) -> str:
    """`length` characters of a number of `length * BITS` bits."""
    return "".join(ALPHABET[number >> BITS * place & 31] for place in reversed(range(length)))


def grouped(text: str) -> str:
    """As it is shown: fives with hyphens between them."""
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def plain(typed: str) -> str | None:
    """What was meant by what was typed (case, blanks and hyphens say nothing, O is 0, I and L are 1), or None."""
    text = typed.upper().translate(_READ_AS)
    return text if all(character in ALPHABET for character in text) else None
