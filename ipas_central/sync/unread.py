"""What kiosks have sent and central cannot read: ops sealed to the organisation (`sealed`, model §9), and ops of a
version too old (the raw inbox; sync §2, Versions).

Each waits for the staff, who try again what can be read by now, or set it aside by name. Nothing is deleted: an entry
is closed by the id of the op that took its place, or of the audit's row that says who set it aside and why.
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from ipas_central import audit
from ipas_central.context import Central
from ipas_central.db import in_transaction
from ipas_central.devices import streams
from ipas_central.fleet_tables import sealed_op
from ipas_central.sync import desk, upcasting
from ipas_central.sync.docket import REGISTRATIONS
from ipas_central.sync.push import again
from ipas_central.tables import applied_op, device, raw_inbox, submission
from ipas_contract.codes import AttentionReason
from ipas_contract.events import Op, OpKind, Reason
from ipas_contract.ids import uuid7

TOO_OLD: Final = AttentionReason.TOO_OLD.value
SEALED: Final = Reason.SEALED.value
OVERTAKEN: Final = "overtaken"
"""Something newer has been said of the registration."""
_UNKNOWN: Final = "unknown"
"""What `raw_inbox.kind` says of a kind that was none."""

_RAW: Final = (
    select(raw_inbox, device.c.kiosk_code, device.c.centre_id, applied_op.c.made_at)
    .join(device, device.c.id == raw_inbox.c.device_id)
    .join(applied_op, applied_op.c.op_id == raw_inbox.c.op_id)
    .where(raw_inbox.c.resolved_by.is_(None))
    .order_by(raw_inbox.c.received_at, applied_op.c.seq)
)
_SEALED: Final = (
    select(sealed_op, device.c.kiosk_code, device.c.centre_id)
    .join(device, device.c.id == sealed_op.c.device_id)
    .where(sealed_op.c.resolved_by.is_(None))
    .order_by(sealed_op.c.received_at, sealed_op.c.seq)
)


def waiting(connection: Connection) -> Iterator[tuple[UUID, str, str, str, str, int]]:
    """What is not read yet, oldest first: op, kiosk's code, centre, why, kind, schema."""
    for row in connection.execute(_RAW):
        yield row.op_id, row.kiosk_code, row.centre_id, TOO_OLD, row.kind, row.schema_ver
    for row in connection.execute(_SEALED):
        op = Op.model_validate_json(row.op)
        yield row.op_id, row.kiosk_code, row.centre_id, SEALED, op.kind, op.schema_ver


def set_aside(connection: Connection, central: Central, op_id: UUID, *, by: str, reason: str) -> int:
    """Close what waits under an op's id without reading it; how many entries that were. They stay where they are, and
    a sealed one is opened all the same when a key comes that opens it. `by` and `reason` go to the audit."""
    raw = connection.execute(_RAW.where(raw_inbox.c.op_id == op_id).with_for_update(of=raw_inbox)).all()
    sealed = connection.execute(_SEALED.where(sealed_op.c.op_id == op_id).with_for_update(of=sealed_op)).all()
    found = [(raw_inbox, row, row.entity_id) for row in raw]
    found += [(sealed_op, row, Op.model_validate_json(row.op).entity_id) for row in sealed]
    for table, row, entity_id in found:
        noted = audit.record(
            connection,
            central.keys,
            at=central.clock(),
            device_id=row.device_id,
            who=by,
            what=f"unread:{table.name}",
            result="set_aside",
            about=entity_id,
            note=reason,
        )
        mine = (table.c.op_id == op_id, table.c.device_id == row.device_id)
        connection.execute(update(table).where(*mine).values(resolved_by=noted))
    return len(found)


def replay(central: Central) -> Counter[str]:
    """Judge what is in the raw inbox and can be read by now, as its kiosk's and with its rights, oldest first; how many
    got which verdict, are `TOO_OLD` still, or `OVERTAKEN`. Kiosks hear by the feed."""
    counts: Counter[str] = Counter()
    with central.engine.connect() as connection:
        ids = [row.op_id for row in connection.execute(_RAW)]
    for op_id in ids:
        word = in_transaction(central.engine, partial(_again, central=central, op_id=op_id), again=again)
        counts.update(filter(None, (word,)))
    return counts


def _again(connection: Connection, central: Central, op_id: UUID) -> str | None:
    """None: it is settled meanwhile."""
    row = connection.execute(_RAW.where(raw_inbox.c.op_id == op_id).with_for_update(of=raw_inbox)).first()
    if row is None:
        return None
    if row.kind == _UNKNOWN or upcasting.too_old(row.schema_ver):
        return TOO_OLD
    streams.lock(connection, row.device_id)
    latest = _latest(connection, row)
    if latest not in (None, op_id):
        _close(connection, op_id, latest)
        return OVERTAKEN
    kind = OpKind.AMENDED if row.kind == OpKind.SUBMITTED else row.kind  # it stands already, in attention
    verdict = desk.judge(
        connection,
        desk.own_batch(central, row.device_id, row.centre_id),
        uuid7(),
        kind,
        row.entity_id,
        row.body.decode(),
        schema_ver=row.schema_ver,
        made_at=row.made_at,
    )
    if verdict.verdict.terminal:
        _close(connection, op_id, verdict.op_id)
    return verdict.verdict.value


def _latest(connection: Connection, row: Row[Any]) -> UUID | None:
    """The op that the registration stands by, for an op that is one."""
    if row.kind not in REGISTRATIONS:
        return None
    found = select(submission.c.last_op_id).where(submission.c.candidate_id == row.entity_id)
    latest: UUID | None = connection.execute(found).scalar()
    return latest


def _close(connection: Connection, op_id: UUID, by: UUID | None) -> None:
    connection.execute(update(raw_inbox).where(raw_inbox.c.op_id == op_id).values(resolved_by=by))
