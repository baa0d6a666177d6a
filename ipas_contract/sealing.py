"""Sealing to the organisation's X25519 key: HPKE (RFC 9180). The kiosk cannot read back what it sealed (D12)."""

import base64
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

STORE_KEY: Final = b"ipas-kiosk store key 1"
OUTBOX: Final = b"ipas-kiosk outbox 1"
_BODY: Final = b"ipas-kiosk op body 1 "
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def seal(content: bytes, public_key: bytes, purpose: bytes) -> bytes:
    """Seal `content` to a raw 32-byte public key; `purpose` is bound to it and must be named again on opening."""
    return _SUITE.encrypt(content, X25519PublicKey.from_public_bytes(public_key), purpose)


def unseal(sealed: bytes, private_key: bytes, purpose: bytes) -> bytes:
    """Open it with the raw 32-byte private key. Raises `cryptography.exceptions.InvalidTag`."""
    return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private_key), purpose)


def seal_body(body: str, op_id: UUID, public_key: bytes) -> str:
    """An op's body as text that only the organisation can read; it opens as this op's alone."""
    return base64.b64encode(seal(body.encode(), public_key, _BODY + op_id.bytes)).decode()


def unseal_body(sealed: str, op_id: UUID, private_key: bytes) -> str:
    """The very bytes that were sealed. Raises `cryptography.exceptions.InvalidTag`, ValueError for no such text."""
    return unseal(base64.b64decode(sealed, validate=True), private_key, _BODY + op_id.bytes).decode()
