"""Central's keys (model §8): files in one folder (0700), outside the database, backed up apart from it.

Raw, 32 bytes each: `claim.secret`, `order.key` (Ed25519, private), `sealing.pub` (the organisation's X25519, public).
When they are first made the private half of the sealing key is written too, as `sealing.private`, for the custodians
to take away.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, Self
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

CLAIM_SECRET: Final = "claim.secret"  # noqa: S105 (a file's name)
ORDER_KEY: Final = "order.key"
SEALING_PUBLIC: Final = "sealing.pub"
SEALING_PRIVATE: Final = "sealing.private"
_BYTES: Final = 32


class KeysError(RuntimeError):
    """The keys are not there or not whole; the text says which, for the person at the console."""


@dataclass(frozen=True)
class Keys:
    """The secrets in memory; never shown, logged or sent."""

    claim_secret: bytes = field(repr=False)
    order_key: Ed25519PrivateKey = field(repr=False)
    sealing_public: bytes

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the keys. Raises `KeysError`."""
        claim, order, sealing = (read(folder / name) for name in (CLAIM_SECRET, ORDER_KEY, SEALING_PUBLIC))
        return cls(claim, Ed25519PrivateKey.from_private_bytes(order), sealing)

    def id_key(self, kind: str, number: str) -> bytes:
        """The blind key of an identity number, normalised (model §4, D6)."""
        return hmac.digest(self.claim_secret, f"{kind}|{number}".encode(), hashlib.sha256)

    def derive(self, purpose: bytes) -> bytes:
        """32 bytes for one purpose, from the claim secret by HKDF."""
        return HKDFExpand(SHA256(), _BYTES, b"ipas-central " + purpose).derive(self.claim_secret)

    def subject(self, candidate_id: UUID) -> bytes:
        """By what the audit knows a candidate (P4)."""
        return hmac.digest(self._audit_key, candidate_id.bytes, hashlib.sha256)[:16]

    @cached_property
    def _audit_key(self) -> bytes:
        return self.derive(b"audit")

    @cached_property
    def check(self) -> bytes:
        """What tells this claim secret from another one without giving it away."""
        return self.derive(b"check")[:16]


def made(folder: Path) -> bool:
    """Whether there are keys already."""
    return (folder / CLAIM_SECRET).exists()


def make(folder: Path) -> None:
    """Make new keys, before the first kiosk is enrolled. Never overwrites any: raises `FileExistsError`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sealing = X25519PrivateKey.generate()
    _write(folder / SEALING_PRIVATE, sealing.private_bytes_raw())
    _write(folder / SEALING_PUBLIC, sealing.public_key().public_bytes_raw())
    _write(folder / ORDER_KEY, Ed25519PrivateKey.generate().private_bytes_raw())
    _write(folder / CLAIM_SECRET, os.urandom(_BYTES))


def read(file: Path) -> bytes:
    """A raw key. Raises `KeysError`."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise KeysError(f"{file}: {error.strerror}") from error
    if len(content) != _BYTES:
        raise KeysError(f"{file}: is not a key of {_BYTES} bytes")
    return content


def hand_over(key: bytes, file: Path) -> None:
    """Write a store's key, as hexadecimal digits, into a new file for the owner alone. Raises `FileExistsError`."""
    _write(file, key.hex().encode())


def _write(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
