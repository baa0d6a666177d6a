"""Temporary passwords: made, digested, compared (model §5; requirements R4, R5, R6)."""

import hashlib
import hmac
import secrets
import string
import unicodedata
from typing import Final
from uuid import UUID

LOOK_ALIKES: Final = frozenset("0O1Il")
LENGTH: Final = 16
DIGEST_BYTES: Final = 32
VALID_MS: Final = 60 * 60_000
GROUP_VALID_MS: Final = 14 * 24 * 60 * 60_000
"""The first sign-in of a group candidate, whose organisation announces it (R4)."""

_SYMBOLS: Final = "#$?@"
_CLASSES: Final = tuple(
    "".join(character for character in characters if character not in LOOK_ALIKES)
    for characters in (string.ascii_uppercase, string.ascii_lowercase, string.digits, _SYMBOLS)
)
_random: Final = secrets.SystemRandom()


def generate() -> str:
    """A new temporary password: 16 characters (about 94 bits), one of each class the password rules ask for,
    none that looks like another."""
    characters = [secrets.choice(each) for each in _CLASSES]
    characters += [secrets.choice("".join(_CLASSES)) for _ in range(LENGTH - len(characters))]
    _random.shuffle(characters)
    return "".join(characters)


def digest(secret: str, candidate_id: UUID, key: bytes) -> bytes:
    """What is stored of a temporary password: HMAC-SHA-256 under a key derived from the claim secret, bound to its
    candidate. A keyed digest is enough because the text is random (model §5). Takes any typed text."""
    text = unicodedata.normalize("NFC", secret).encode(errors="surrogatepass")
    return hmac.new(key, candidate_id.bytes + text, hashlib.sha256).digest()


def matches(typed: str, stored: bytes, candidate_id: UUID, key: bytes) -> bool:
    """Whether a typed text is the temporary password behind `stored`, in constant time."""
    return hmac.compare_digest(digest(typed, candidate_id, key), stored)
