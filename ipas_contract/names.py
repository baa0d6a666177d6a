"""The taken account names as kiosks carry them: a 64-bit keyed digest a name, never an ID number (sync §2 Uniqueness;
requirements D6, L15).

A warning on a kiosk without a line, nothing more: among n names a free one is taken for one of them with a probability
of n / 2**64, which is 5.4e-14 for a million. That an account exists is public (model §6); the key, one for the whole
organisation, only keeps the list of digests from being tried offline by whoever comes by it without the kiosk's store.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from ipas_contract.events import FINGERPRINT_BITS, PROTOCOL, Count, Millis, Wire

DIGEST_BYTES: Final = 8
MAX_NAMES: Final = 4096
"""So many digests a page."""

Packed = Annotated[str, Field(max_length=MAX_NAMES * DIGEST_BYTES * 4 // 3 + 4)]


class NamesReply(Wire):
    """`GET /v1/sync/names?after=`: what became of names numbered after `after`: digests, packed, of those now taken and
    of those now free. `through` is the place to go on from. The last page (`more` false) says how many there are, with
    the sum of their digests modulo 2**FINGERPRINT_BITS."""

    protocol: int = PROTOCOL
    server_epoch: UUID
    server_time: Millis
    through: Count
    more: bool
    taken: Packed = ""
    freed: Packed = ""
    count: Count | None = None
    fingerprint: Annotated[int, Field(ge=0, lt=2**FINGERPRINT_BITS)] | None = None


def digest(key: bytes, account: str) -> bytes:
    """The digest of an account, without regard to case (model §4)."""
    return hmac.digest(key, account.casefold().encode(), hashlib.sha256)[:DIGEST_BYTES]


def total(digests: Iterable[bytes]) -> int:
    """What these digests add to the fingerprint."""
    added: int = sum(int.from_bytes(one) for one in digests) % 2**FINGERPRINT_BITS
    return added


def pack(digests: Iterable[bytes]) -> str:
    """Digests as they travel."""
    return base64.b64encode(b"".join(digests)).decode()


def unpack(text: str) -> list[bytes]:
    """What `pack` packed; ValueError for anything else."""
    content = base64.b64decode(text, validate=True)
    if len(content) % DIGEST_BYTES:
        raise ValueError("not whole digests")
    return [content[at : at + DIGEST_BYTES] for at in range(0, len(content), DIGEST_BYTES)]
