"""What of a request is signed, and how: RFC 9421 with Ed25519 (design: model §8; requirements V4, V5).

Covered: method, path, query and the body's digest; `created` is signed but never judged (a kiosk clock may be
wrong), the server's nonce is, by whoever keeps the nonces.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

TAG: Final = "ipas-kiosk"
LABEL: Final = "kiosk"
COVERED: Final = ("@method", "@path", "@query", "content-digest")
_ANY_CLOCK: Final = timedelta(days=400 * 365)


class SignatureError(ValueError):
    """The request is not signed as it must be; the text is for the log, never for the caller."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a valid signature says of its request."""

    key_id: str
    nonce: str
    created: datetime


@dataclass
class _Message:
    """The three attributes that the signature library reads."""

    method: str
    url: str
    headers: dict[str, str]


class _Keys(HTTPSignatureKeyResolver):
    def __init__(
        self,
        private: Ed25519PrivateKey | None = None,
        public: Callable[[str], Ed25519PublicKey | None] = lambda _: None,
    ) -> None:
        self._private = private
        self._public = public
        self.error: Exception | None = None

    def resolve_private_key(self, key_id: str) -> Any:  # noqa: ARG002 (the base class names it)
        return self._private

    def resolve_public_key(self, key_id: str) -> Any:
        try:
            key = self._public(key_id)
        except Exception as error:
            self.error = error  # the library turns whatever it is into a bad signature
            raise
        if key is None:
            raise SignatureError("unknown key")
        return key


class _Verifier(HTTPMessageVerifier):
    max_clock_skew = _ANY_CLOCK


def sign(method: str, url: str, body: bytes, *, key: Ed25519PrivateKey, key_id: str, nonce: str) -> dict[str, str]:
    """The headers that sign a request: `Content-Digest`, `Signature-Input`, `Signature`.

    `url` is absolute, exactly as it is sent; `key_id` is the device id; `nonce` came with central's last reply.
    """
    message = _Message(method.upper(), url, {})
    HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=_Keys(private=key)).sign(
        message,
        key_id=key_id,
        nonce=nonce,
        tag=TAG,
        label=LABEL,
        covered_component_ids=COVERED,
        body=body,
    )
    return message.headers


def verify(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    public_key: Callable[[str], Ed25519PublicKey | None],
) -> Signed:
    """Check the one signature of a request over all of `COVERED`; `public_key` is asked for the key of the id that the
    request claims. Raises `SignatureError` and what `public_key` raises."""
    message = _Message(method.upper(), url, {name.lower(): value for name, value in headers.items()})
    if "content-digest" not in message.headers:
        raise SignatureError("no content digest")
    keys = _Keys(public=public_key)
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=keys)
    try:
        (result,) = verifier.verify(message, max_age=None, expect_tag=TAG, require_components=COVERED, body=body)
        parameters = result.parameters
        created = datetime.fromtimestamp(int(parameters["created"]), UTC)
        return Signed(str(parameters["keyid"]), str(parameters.get("nonce", "")), created)
    except SignatureError:
        raise
    except (HTTPMessageSignaturesException, KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        if keys.error is not None:
            raise keys.error from None
        raise SignatureError(type(error).__name__) from error


def public_bytes(key: Ed25519PublicKey) -> bytes:
    """The 32 raw bytes of a public key."""
    return key.public_bytes_raw()


def fingerprint(public_key: bytes) -> str:
    """80 bits of a public key's SHA-256 in base32, four groups of four: shown on both screens at enrolment (V2)."""
    text = base64.b32encode(hashlib.sha256(public_key).digest()[:10]).decode()
    return "-".join(text[i : i + 4] for i in range(0, 16, 4))
