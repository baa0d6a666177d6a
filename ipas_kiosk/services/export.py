"""Sealing what waits in the outbox into a file for central: for a kiosk that has no line (sync §2, Key loss)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from ipas_contract import exports
from ipas_contract.events import MAX_BATCH_OPS, Op, PushRequest
from ipas_contract.ids import uuid7
from ipas_kiosk.models.files import write_whole
from ipas_kiosk.models.records import Device, OpState, QueuedOp
from ipas_kiosk.models.repositories.outbox import in_order
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import bodies
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.sync.ledger import op_of


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many ops went into the file, and how many rows could not even be read as ops and stayed out."""

    ops: int
    unreadable: int


def export(store: Store, clock: Clock, file: Path) -> Sealed:
    """Write what is pending or parked into a new file that only the organisation can open.

    The queue stays as it is: central tells an op that comes twice. No op: no file. Raises `FileExistsError`.
    """
    if file.exists():
        raise FileExistsError(str(file))
    return _export(store, clock, file, lambda row: row.state is not OpState.DONE)


def export_all(store: Store, clock: Clock, file: Path) -> Sealed:
    """The same with what central has answered, as far as its content is still here; an older file is replaced."""
    return _export(store, clock, file, lambda row: bool(row.body))


def _export(store: Store, clock: Clock, file: Path, wanted: Callable[[QueuedOp], bool]) -> Sealed:
    with store.read() as work:
        device = bodies.enrolled(work)
        rows = list(filter(wanted, in_order(work.outbox)))
    return seal(rows, device, clock, file)


def seal(rows: Iterable[QueuedOp], device: Device, clock: Clock, file: Path) -> Sealed:
    """Write these rows as ops of the device, each under its incarnation. No op: no file."""
    requests: list[PushRequest] = []
    unreadable = 0
    for incarnation, stream in groupby(rows, key=lambda row: row.incarnation):
        read = [_read(row) for row in stream]
        ops = [op for op in read if op is not None]
        unreadable += len(read) - len(ops)
        requests += [
            PushRequest(
                device=device.device_id,
                incarnation=incarnation,
                batch_id=uuid7(),
                sent_at=clock.now_ms(),
                boot_id=clock.boot_id,
                mono_ms=clock.mono_ms(),
                ops=ops[start : start + MAX_BATCH_OPS],
            )
            for start in range(0, len(ops), MAX_BATCH_OPS)
        ]
    if requests:
        key = Ed25519PrivateKey.from_private_bytes(device.private_key)
        write_whole(file, exports.seal(requests, device.kiosk_code, key, device.sealing_key))
    return Sealed(sum(len(request.ops) for request in requests), unreadable)


def _read(row: QueuedOp) -> Op | None:
    try:
        return op_of(row)
    except ValidationError:
        return None
