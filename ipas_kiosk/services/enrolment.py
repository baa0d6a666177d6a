"""Joining a kiosk to its centre (model §8; V1, V2).

Enrolment can be broken off anywhere and simply tried again: the store key is kept before the store is made, the store
before central is asked, the device key before it is sent.
"""

import base64
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ipas_contract import key_copies, signing
from ipas_contract.calls import EnrolReply, EnrolRequest
from ipas_kiosk.models.cipher import StoreKey
from ipas_kiosk.models.files import write_whole
from ipas_kiosk.models.records import Device
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import ending, keys
from ipas_kiosk.services.opening import ending_file, made_with, sealed_copy
from ipas_kiosk.services.sync.gateway import Failure, Refused
from ipas_kiosk.services.sync.trust import Trust
from ipas_kiosk.settings import Settings

AskCentral = Callable[[EnrolRequest], Awaitable[EnrolReply | Failure]]
_PENDING_KEY: Final = "enrolling_private_key"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A kiosk that belongs to a centre; both screens show the fingerprint, and people compare (V2)."""

    kiosk_code: str
    centre_id: str
    fingerprint: str


def prepare(settings: Settings) -> tuple[Store, StoreKey]:
    """The store to enrol with, made with a new key if there is none. A key without its store is used again; a store
    without its key is left alone: `NoKeyError`."""
    chain = keys.chain(settings)
    path = settings.store_path
    if ending_file(path).exists():
        ending.finish(path, chain)
    if path.exists():
        key = chain.find()
        return _open(settings, key), key
    key = chain.find_or_make()
    return Store.create(path, key, timeout=settings.store_timeout_s), key


async def enrol(
    store: Store, key: StoreKey, centre_id: str, code: str, ask: AskCentral, trust: Trust | None = None
) -> Enrolled | Failure:
    """Ask central to take this kiosk in with a one-time code; keep its reply and the sealed copy of the store key.

    `trust`: that of the line, whose pins are kept. Central's no lets go of the device key that was refused; a cut line
    does not: the same code and key go out again.
    """
    private = _device_key(store)
    public = private.public_key().public_bytes_raw()
    reply = await ask(EnrolRequest(centre_id=centre_id, code=code, public_key=base64.b64encode(public).decode()))
    if not isinstance(reply, EnrolReply):
        if isinstance(reply, Refused):
            _forget_device_key(store)
        return reply
    device = _device(reply, private, trust.learnt(reply.pins) if trust else ())
    copy = key_copies.seal(key.reveal(), key.fingerprint(), device.sealing_key)
    write_whole(sealed_copy(store.path), copy)
    with store.write() as work:
        work.device.enrol(device)
        work.pulled.drop_fact(_PENDING_KEY)
        work.commit()
    store.checkpoint()
    store.reserve.take()
    return Enrolled(device.kiosk_code, device.centre_id, signing.fingerprint(public))


def _open(settings: Settings, key: StoreKey) -> Store:
    path = settings.store_path
    return Store.open(path, key, timeout=settings.store_timeout_s, same_key=made_with(key, sealed_copy(path)))


def _device_key(store: Store) -> Ed25519PrivateKey:
    """The key that is being enrolled, kept since the first try."""
    with store.write() as work:
        kept = work.pulled.fact(_PENDING_KEY)
        if kept is None:
            kept = Ed25519PrivateKey.generate().private_bytes_raw().hex()
            work.pulled.put_fact(_PENDING_KEY, kept)
            work.commit()
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept))


def _forget_device_key(store: Store) -> None:
    with store.write() as work:
        work.pulled.drop_fact(_PENDING_KEY)
        work.commit()


def _device(reply: EnrolReply, private: Ed25519PrivateKey, pins: tuple[str, ...]) -> Device:
    return Device(
        device_id=reply.device_id,
        centre_id=reply.centre_id,
        kiosk_code=reply.kiosk_code,
        incarnation=reply.incarnation,
        server_epoch=reply.server_epoch,
        private_key=private.private_bytes_raw(),
        sealing_key=base64.b64decode(reply.sealing_key),
        order_key=base64.b64decode(reply.order_key),
        pins=pins,
        enrolled_at=time.time_ns() // 1_000_000,
    )
