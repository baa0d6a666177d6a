"""Enrolling a kiosk: a one-time code against a public key (requirements V1, V2, V8; model §8)."""

import base64
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, Row, select, update

from ipas_central.context import Central, epoch
from ipas_central.devices import codes
from ipas_central.sync import feed
from ipas_central.tables import device, enrol_code, meta, stream
from ipas_contract.calls import EnrolReply, EnrolRequest
from ipas_contract.events import ChangeKind
from ipas_contract.ids import uuid7

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def raw_key(text: str) -> bytes | None:
    """The 32 bytes of an Ed25519 public key in base64, else None."""
    try:
        raw = base64.b64decode(text, validate=True)
        Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        return None
    return raw


def enrol(connection: Connection, central: Central, request: EnrolRequest, public_key: bytes) -> EnrolReply | None:
    """Enrol; None for every reason why not. The same code and key again, within the code's ten minutes, get the same
    answer: the first may have been lost on its way. A key that is enrolled already stays the kiosk it is."""
    now = central.clock()
    code = codes.match(connection, central.keys, request.centre_id, request.code, now)
    if code is None:
        return None
    known = connection.execute(select(device).where(device.c.public_key == public_key).with_for_update()).first()
    if code.used_at is not None and (known is None or code.device_id != known.id):
        return None
    if known is not None and (known.status != "active" or known.centre_id != request.centre_id):
        return None
    kiosk = known or _new(connection, request.centre_id, public_key, now)
    used = {"used_at": code.used_at or now, "device_id": kiosk.id}
    connection.execute(update(enrol_code).where(enrol_code.c.id == code.id).values(used))
    return _reply(connection, central, kiosk, now)


def kiosk_code(number: int) -> str:
    """The four characters that stand for a kiosk in receipts."""
    characters = ""
    for _ in range(4):
        number, digit = divmod(number, len(_DIGITS))
        characters = _DIGITS[digit] + characters
    return characters


def _new(connection: Connection, centre_id: str, public_key: bytes, now: int) -> Row[Any]:
    count = update(meta).values(kiosks_enrolled=meta.c.kiosks_enrolled + 1).returning(meta.c.kiosks_enrolled)
    code = kiosk_code(connection.execute(count).scalar_one())
    device_id = uuid7()
    values = {"id": device_id, "centre_id": centre_id, "kiosk_code": code, "public_key": public_key}
    row = connection.execute(device.insert().values(**values, status="active", enrolled_at=now).returning(device)).one()
    connection.execute(stream.insert().values(device_id=device_id, incarnation=1))
    feed.append(connection, centre_id, [key_line(device_id, code, public_key)], now)
    return row


def key_line(device_id: UUID, code: str, public_key: bytes) -> feed.FeedLine:
    """What a centre's kiosks learn of one of them, so that any verifies its receipts (model §10)."""
    key = base64.b64encode(public_key).decode()
    body = {"kiosk_code": code, "device_id": str(device_id), "public_key": key}
    return feed.FeedLine(ChangeKind.DEVICE_KEY, device_id, body)


def _reply(connection: Connection, central: Central, kiosk: Row[Any], now: int) -> EnrolReply:
    return EnrolReply(
        device_id=kiosk.id,
        centre_id=kiosk.centre_id,
        kiosk_code=kiosk.kiosk_code,
        incarnation=kiosk.incarnation,
        server_epoch=epoch(connection),
        server_time=now,
        sealing_key=base64.b64encode(central.keys.sealing_public).decode(),
        order_key=base64.b64encode(central.keys.order_key.public_key().public_bytes_raw()).decode(),
        pins=central.pins,
    )
