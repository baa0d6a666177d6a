"""Sealing what waits in the outbox into a file for central: for a kiosk that has no line (sync §2, Key loss)."""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from ipas_contract import exports
from ipas_contract.events import MAX_BATCH_OPS, Op, PushRequest
from ipas_contract.ids import uuid7
from ipas_kiosk.models.records import OpState, QueuedOp
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
    with store.read() as work:
        device = bodies.enrolled(work)
        rows = [row for row in in_order(work.outbox) if row.state is not OpState.DONE]
    ops = [op for row in rows if (op := _read(row))]
    sealed = Sealed(len(ops), len(rows) - len(ops))
    if not ops:
        return sealed
    requests = [
        PushRequest(
            device=device.device_id,
            incarnation=device.incarnation,
            batch_id=uuid7(),
            sent_at=clock.now_ms(),
            boot_id=clock.boot_id,
            mono_ms=clock.mono_ms(),
            ops=ops[start : start + MAX_BATCH_OPS],
        )
        for start in range(0, len(ops), MAX_BATCH_OPS)
    ]
    key = Ed25519PrivateKey.from_private_bytes(device.private_key)
    text = exports.seal(requests, device.kiosk_code, key, device.sealing_key)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    return sealed


def _read(row: QueuedOp) -> Op | None:
    try:
        return op_of(row)
    except ValidationError:
        return None
