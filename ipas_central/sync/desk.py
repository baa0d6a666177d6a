"""Conflicts at central's own desk: which are open, and decisions as ops of central's (sync §2, Staff conflict queue).

Until there are pages, `ipas-central conflicts` and `conflict resolve` are the staff's hands.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, select, text

from ipas_central.context import Central
from ipas_central.db import in_transaction
from ipas_central.sync.batch import CENTRAL, OWN, Batch
from ipas_central.sync.push import again, settle
from ipas_central.tables import conflict, meta
from ipas_contract.events import SCHEMA_VERSION, Op, OpKind, OpVerdict
from ipas_contract.ids import uuid7
from ipas_contract.resolutions import Action, ResolutionBody

_OPEN: Final = text(
    "SELECT conflict.id, conflict.candidate_id, conflict.centre_id, conflict.kind, conflict.reason, conflict.field,"
    " conflict.proposed_by, submission.receipt_no, submission.state, holder.receipt_no AS held_by FROM conflict"
    " LEFT JOIN submission ON submission.candidate_id = conflict.candidate_id"
    " LEFT JOIN submission AS holder ON holder.candidate_id = conflict.held_by"
    " WHERE conflict.resolved_by IS NULL ORDER BY conflict.made_at, conflict.id"
)
_NEXT: Final = text(
    "SELECT 1 + coalesce(max(seq), 0) FROM applied_op WHERE device_id = :device_id AND incarnation = :incarnation"
)


def waiting(connection: Connection) -> Sequence[Any]:
    """The conflicts that are open, oldest first."""
    return connection.execute(_OPEN).all()


def is_open(connection: Connection, conflict_id: UUID) -> bool:
    """Whether a conflict still waits for a decision, or for the second one."""
    which = (conflict.c.id == conflict_id, conflict.c.resolved_by.is_(None))
    return connection.execute(select(conflict.c.id).where(*which)).first() is not None


def decide(
    central: Central,
    conflict_id: UUID,
    action: Action,
    *,
    by: str,
    reason: str,
    account: str | None = None,
    id_number: str | None = None,
) -> OpVerdict | None:
    """Judge a decision of central's staff as a kiosk's would be; None when there is no such conflict."""
    op_id = uuid7()

    def work(connection: Connection) -> OpVerdict | None:
        connection.execute(select(meta.c.id).with_for_update())  # one at a time: each takes the next place
        case = connection.execute(select(conflict).where(conflict.c.id == conflict_id)).one_or_none()
        if case is None:
            return None
        body = ResolutionBody(
            id=case.candidate_id,
            conflict_id=conflict_id,
            action=action,
            by=by,
            reason=reason,
            account=account,
            id_number=id_number,
        )
        batch = own_batch(central, CENTRAL, case.centre_id)
        return judge(connection, batch, op_id, OpKind.RESOLVED, body.id, body.model_dump_json())

    return in_transaction(central.engine, work, again=again)


def own_batch(central: Central, device_id: UUID, centre_id: str) -> Batch:
    """The circumstances of an op that central makes: for a kiosk, with no more than that one's rights, or `CENTRAL`."""
    now = central.clock()
    return Batch(central, device_id, centre_id, OWN, now, "", 0, now)


def judge(
    connection: Connection,
    batch: Batch,
    op_id: UUID,
    kind: str,
    entity_id: UUID,
    body: str,
    *,
    schema_ver: int = SCHEMA_VERSION,
    made_at: int | None = None,
) -> OpVerdict:
    """Judge an op of central's own, the next of its stream; whoever calls lets nobody else take the place."""
    op = Op(
        seq=connection.execute(_NEXT, batch.place).scalar_one(),
        op_id=op_id,
        kind=kind,
        entity_id=entity_id,
        schema_ver=schema_ver,
        body=body,
        body_sha256=hashlib.sha256(body.encode()).hexdigest(),
        made_at=batch.now if made_at is None else made_at,
        boot_id="",
        mono_ms=0,
    )
    return settle(connection, batch, [op])[0][0]
