"""The end of a kiosk's store: what it holds is sealed and kept, then its keys and files go (V7, D7; rows 32, 55).

Each step is whole or not begun, and the next start goes on where the last one stopped: a mark inside the store closes
it to new ops; what it holds is sealed into a file that stays; a file `.ending` beside it says that it may go; the key
is destroyed, then every file. What was `.ending` is then the kiosk's last word, kept until central has heard it.
"""

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ipas_contract import orders
from ipas_contract.calls import WipedReply, WipedRequest
from ipas_contract.logs import get_logger
from ipas_contract.orders import Order, Wiped
from ipas_kiosk.models import health, migrations
from ipas_kiosk.models.cipher import KEY_COPY, NEXT_KEY_COPY
from ipas_kiosk.models.files import write_whole
from ipas_kiosk.models.health import EndedError
from ipas_kiosk.models.records import Device, OpState
from ipas_kiosk.models.repositories.outbox import ENDED
from ipas_kiosk.models.store import Store
from ipas_kiosk.models.uow import UnitOfWork
from ipas_kiosk.services import bodies
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.export import export, export_all
from ipas_kiosk.services.failpoints import Failpoint, failpoint
from ipas_kiosk.services.keys import KeyChain
from ipas_kiosk.services.opening import ending_file, last_word_file
from ipas_kiosk.services.sync.gateway import Gateway

RESET: Final = "reset"
"""The mark of an end that staff asked for here; otherwise it is central's order as it came."""
_COPIES: Final = (KEY_COPY, f"{KEY_COPY}.part", NEXT_KEY_COPY)
_FILES: Final = ("", "-wal", "-shm", ".sync", ".reserve", ".reserve.part", ".new", *_COPIES)

_log = get_logger(__name__)


class WaitingError(Exception):
    """Ops wait to be sent, so nothing is removed; the text is for staff."""


@dataclass(frozen=True, slots=True)
class _LastWord:
    device: UUID
    statement: str
    pins: tuple[str, ...]


def obey(store: Store, chain: KeyChain, clock: Clock, text: str) -> bool:
    """Carry out an order that came with a refusal; False, and nothing happens, unless it is signed by central's order
    key for this device in this incarnation. Afterwards there is no store any more."""
    with store.read() as work:
        device = bodies.enrolled(work)
    order = _order_to(device, text)
    if order is None:
        return False
    _log.warning("wiping", device=device.device_id, order=order.id)
    with store.write() as work:
        work.pulled.put_fact(ENDED, text)
        work.commit()
    failpoint(Failpoint.WIPE_CLOSED)
    _end(store, chain, clock, device, order)
    return True


def reset(store: Store, chain: KeyChain, clock: Clock, seal_to: Path | None) -> int:
    """Remove the store and its key because staff say so; how many ops were sealed into the new file `seal_to`.

    Raises `WaitingError` when ops wait and there is no file to seal them into, `FileExistsError`."""
    with store.write() as work:
        waiting = _waiting(work)
        if waiting and seal_to is None:
            raise WaitingError(f"{waiting} ops wait to be sent: send them first, or seal them into a file with --seal")
        work.pulled.put_fact(ENDED, RESET)
        work.commit()
    try:
        sealed = export(store, clock, seal_to) if seal_to else None
        if sealed and sealed.unreadable:
            raise WaitingError(f"{sealed.unreadable} ops do not read and cannot be sealed: nothing was removed")
    except BaseException:
        _reopen(store)
        raise
    store.end()
    remove(store.path, chain)
    return sealed.ops if sealed else 0


def remove(path: Path, chain: KeyChain) -> None:
    """Let a store go of which everything that matters has been sealed."""
    write_whole(ending_file(path), json.dumps({}))
    finish(path, chain)


def resume(store: Store, chain: KeyChain, clock: Clock) -> None:
    """Go on with an end that was broken off before the store could go. Raises `EndedError` when it is gone now."""
    with store.read() as work:
        text = work.pulled.fact(ENDED)
        device = work.device.get()
    if text is None or device is None:
        return
    order = _order_to(device, text)
    if order is None:
        _reopen(store)
        return
    _end(store, chain, clock, device, order)
    raise EndedError("this kiosk was wiped by central's order")


def finish(path: Path, chain: KeyChain) -> None:
    """Destroy the key and remove every file of a store that may go; nothing happens to any other. A reset leaves
    copies of damaged stores, which the organisation can still open."""
    ending = ending_file(path)
    if not ending.exists():
        return
    word = _read(ending)
    try:
        chain.forget()
        failpoint(Failpoint.WIPE_KEY_GONE)
    finally:
        for file in (*(path.with_name(path.name + name) for name in _FILES), *migrations.copies_of(path)):
            file.unlink(missing_ok=True)
        if word is not None:
            shutil.rmtree(path.parent / health.QUARANTINE, ignore_errors=True)
    failpoint(Failpoint.WIPE_REMOVED)
    with suppress(FileNotFoundError):  # another process was at it too
        if word is None:
            ending.unlink()
        else:
            ending.replace(last_word_file(path))


async def tell(url: str, path: Path) -> None:
    """Send the kiosk's last word if central has not heard it yet; without a line it stays for the next start."""
    word = _read(last_word_file(path))
    if word is None:
        return
    gateway = Gateway(url, None, pins=word.pins)
    try:
        reply = await gateway.wiped(WipedRequest(device=word.device, statement=word.statement))
    finally:
        await gateway.close()
    if isinstance(reply, WipedReply):
        last_word_file(path).unlink(missing_ok=True)


def sealed_file(store: Path, device: Device) -> Path:
    """What a wiped kiosk had, sealed to the organisation's key; it stays."""
    return store.with_name(f"{device.kiosk_code}-{device.incarnation}.export")


def _order_to(device: Device, text: str) -> Order | None:
    order = orders.read(text, device.order_key)
    if order is None or order.device != device.device_id:
        return None
    return order if device.incarnation in (order.incarnation, order.before) else None


def _reopen(store: Store) -> None:
    with store.write() as work:
        work.pulled.drop_fact(ENDED)
        work.commit()


def _end(store: Store, chain: KeyChain, clock: Clock, device: Device, order: Order) -> None:
    store.reserve.release()
    sealed = sealed_file(store.path, device)
    if lost := export_all(store, clock, sealed).unreadable:
        _log.error("not_sealed", count=lost)  # they could never have been sent either
    failpoint(Failpoint.WIPE_SEALED)
    with store.read() as work:
        wiped = Wiped(order=order.id, kept=_waiting(work))
    statement = orders.sign_wiped(wiped, Ed25519PrivateKey.from_private_bytes(device.private_key))
    word = {"device": str(device.device_id), "statement": statement, "pins": device.pins}
    write_whole(ending_file(store.path), json.dumps(word))
    failpoint(Failpoint.WIPE_STATED)
    store.end()
    finish(store.path, chain)


def _waiting(work: UnitOfWork) -> int:
    counts = work.outbox.counts()
    return counts[OpState.PENDING] + counts[OpState.PARKED]


def _read(file: Path) -> _LastWord | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return _LastWord(UUID(content["device"]), str(content["statement"]), tuple(content["pins"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
