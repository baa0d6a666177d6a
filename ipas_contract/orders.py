"""What central orders one kiosk to do, and the kiosk's word that it is done (model §8; requirement V7).

Both are one line of text: the signature in base64, a blank, the JSON that is signed. An order is signed by central's
order key and names one device in one incarnation; the statement is signed by that device's key.
"""

import base64
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import ValidationError

from ipas_contract.events import Count, Millis, Wire

W = TypeVar("W", bound=Wire)

_ORDER: Final = b"ipas order\n"
_WIPED: Final = b"ipas wiped\n"


class OrderKind(StrEnum):
    """What can be ordered."""

    WIPE = "wipe"


class Order(Wire):
    """An order to this device in this incarnation, to no copy of it. `before`: the one that it had, where nobody
    has spoken under this one yet: the kiosk may not have heard of it."""

    id: UUID
    kind: OrderKind
    device: UUID
    incarnation: Count
    before: Count | None = None
    made_at: Millis


class Wiped(Wire):
    """A kiosk's last word: nothing is left there but `kept` ops, sealed to the organisation's key."""

    order: UUID
    kept: Count


def sign(order: Order, order_key: Ed25519PrivateKey) -> str:
    """The order as it travels (`calls.ErrorReply.order`)."""
    return _sign(_ORDER, order, order_key)


def read(text: str, order_key: bytes) -> Order | None:
    """The order that a text is, None unless the raw public order key says that it is central's. Never raises."""
    return _read(_ORDER, text, order_key, Order)


def sign_wiped(wiped: Wiped, device_key: Ed25519PrivateKey) -> str:
    """The statement as it travels."""
    return _sign(_WIPED, wiped, device_key)


def read_wiped(text: str, device_key: bytes) -> Wiped | None:
    """The statement that a text is, None unless it is this device's. Never raises."""
    return _read(_WIPED, text, device_key, Wiped)


def _sign(purpose: bytes, what: Wire, key: Ed25519PrivateKey) -> str:
    content = what.model_dump_json()
    return f"{base64.b64encode(key.sign(purpose + content.encode())).decode()} {content}"


def _read(purpose: bytes, text: str, key: bytes, kind: type[W]) -> W | None:
    signature, _, content = text.partition(" ")
    try:
        signed = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(key).verify(signed, purpose + content.encode())
        return kind.model_validate_json(content)
    except (InvalidSignature, ValidationError, ValueError):
        return None
