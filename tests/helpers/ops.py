"""Ops and rows as the wire and the outbox have them, for tests of the sync."""

import hashlib
from uuid import UUID, uuid4

from ipas_contract.events import Op, OpKind
from ipas_kiosk.services.sync.engine import Queued


def op(seq: int, *, kind: str = OpKind.SUBMITTED, body: str = "{}", entity: UUID | None = None) -> Op:
    return Op(
        seq=seq,
        op_id=uuid4(),
        kind=str(kind),
        entity_id=entity or uuid4(),
        body=body,
        body_sha256=hashlib.sha256(body.encode()).hexdigest(),
        made_at=1_800_000_000_000,
        boot_id="boot",
        mono_ms=seq,
    )


def queued(seq: int, *, tries: int = 0, body: str = "{}") -> Queued:
    return Queued(op(seq, body=body), tries)
