"""Stored passwords: bcrypt over a keyed digest, the scheme `bcrypt-sha256` version 2 (rules §2; L3, L4, L5).

`$bcrypt-sha256$v=2,t=2b,r=<cost>$<salt>$<digest>`: bcrypt of the base64 of HMAC-SHA256 keyed with the salt's text, so
that bcrypt's limit of 72 bytes never bites. Texts are NFC-normalised, never trimmed. One hash takes about a quarter
of a second at cost 12: never on the UI thread.
"""

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
from typing import Final

import bcrypt

COST: Final = 12
_COSTS: Final = range(4, 32)
"""Those that bcrypt knows."""
MAX_LENGTH: Final = 200
"""Code points; anything longer is refused before any work (X5)."""

# The last character of salt and digest carries only 4 and 2 bits less than 6: others are not what bcrypt writes.
_HASH: Final = re.compile(
    r"\$bcrypt-sha256\$v=2,t=2b,r=(?P<cost>[1-9][0-9]?)"
    r"\$(?P<salt>[./A-Za-z0-9]{21}[.Oeu])\$(?P<digest>[./A-Za-z0-9]{30}[.CGKOSWaeimquy26])"
)
_SALT_LENGTH: Final = 22


def hash_password(text: str, *, cost: int = COST) -> str:
    """The stored form of a new password. Raises ValueError for over 200 code points or a cost outside 4 to 31."""
    if len(text) > MAX_LENGTH:
        raise ValueError("password over 200 code points")
    if cost not in _COSTS:
        raise ValueError("cost outside 4 to 31")
    salt = bcrypt.gensalt(cost).decode().rpartition("$")[2]
    return _written(cost, salt, _digest(text, cost, salt))


def verify(text: str, stored: str) -> bool:
    """Whether `text` is the password behind `stored`. Never raises; false for over 200 code points."""
    parts = _HASH.fullmatch(stored)
    if len(text) > MAX_LENGTH or parts is None or int(parts["cost"]) not in _COSTS:
        return False
    digest = _digest(text, int(parts["cost"]), parts["salt"])
    return hmac.compare_digest(digest, parts["digest"])


def well_formed(stored: str, *, cost: int) -> bool:
    """Whether `stored` is exactly of the scheme's form with this cost: all that central can check of a new hash."""
    return cost_of(stored) == cost


def cost_of(stored: str) -> int:
    """The cost of a stored password, 0 when it is none."""
    parts = _HASH.fullmatch(stored)
    return int(parts["cost"]) if parts else 0


def dummy_hash(cost: int) -> str:
    """A stored form that no password verifies: for the same work when there is no account (L2). Costs nothing."""
    salt = bcrypt.gensalt(cost).decode().rpartition("$")[2]
    digest = base64.b64encode(secrets.token_bytes(24), b"./").decode()[:30] + "."
    return _written(cost, salt, digest)


def _written(cost: int, salt: str, digest: str) -> str:
    return f"$bcrypt-sha256$v=2,t=2b,r={cost}${salt}${digest}"


def _digest(text: str, cost: int, salt: str) -> str:
    # Lone surrogates cannot come from a keyboard, but must not raise when they come from a request.
    secret = unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")
    keyed = base64.b64encode(hmac.digest(salt.encode(), secret, hashlib.sha256))
    return bcrypt.hashpw(keyed, f"$2b${cost:02}${salt}".encode()).decode().rpartition("$")[2][_SALT_LENGTH:]
