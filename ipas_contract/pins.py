"""A pin: what of central's key a kiosk knows beforehand, so that nobody else can answer (model §8; V10, X32).

The first 100 bits of the SHA-256 of the key as its certificates hold it (SubjectPublicKeyInfo, DER), as 20 characters
of base32. It stands for the key: a new certificate for the same key leaves it as it is.
"""

import hashlib
from typing import Final

from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ipas_contract import base32

LENGTH: Final = 20
MOST: Final = 8
"""So many travel at most, either way."""


def pin(key: PublicKeyTypes) -> str:
    """The pin of a public key."""
    content = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    digest = hashlib.sha256(content).digest()
    return base32.encode(int.from_bytes(digest) >> len(digest) * 8 - LENGTH * base32.BITS, LENGTH)


def read(typed: str) -> str | None:
    """The pin that was typed, or None when it is none."""
    text = base32.plain(typed)
    return text if text is not None and len(text) == LENGTH else None
