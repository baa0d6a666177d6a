"""The queue of ops (sync §2 "Outbox"): appended with its domain row, sent in kiosk order, never thrown away."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, literal_column, select, update

from ipas_contract.events import MAX_BATCH_OPS, OpKind
from ipas_kiosk.models import tables
from ipas_kiosk.models.records import NewOp, OpState, Postponed, QueuedOp, Settled

_row = tables.outbox
LONGEST_WAIT_MS: Final = 15 * 60 * 1000
"""A next try further ahead than any wait there is comes from a clock that jumped: it is due (sync §3, row 33)."""
_APPEND: Final = insert(_row).values(incarnation=select(tables.device.c.incarnation).scalar_subquery())
_LAST: Final = update(tables.device).values(last_seq=bindparam("seq"), last_op_sha256=bindparam("sha256"))
_DUE: Final = (
    select(_row)
    .where(
        _row.c.state == OpState.PENDING.value,
        (_row.c.next_try_at <= bindparam("now")) | (_row.c.next_try_at > bindparam("beyond")),
    )
    .order_by(_row.c.seq)
    .limit(bindparam("limit"))
)


class OutboxRepository:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, op: NewOp) -> int:
        """Queue an op in the transaction of its domain row; returns its seq."""
        digest = hashlib.sha256(op.body.encode()).hexdigest()
        values = {
            "op_id": op.op_id,
            "kind": op.kind,
            "entity_id": op.entity_id,
            "depends_on": op.depends_on,
            "base_version": op.base_version,
            "schema_ver": op.schema_ver,
            "body": op.body,
            "body_sha256": digest,
            "made_at": op.made_at,
            "boot_id": op.boot_id,
            "mono_ms": op.mono_ms,
        }
        seq = self._connection.execute(_APPEND, values).lastrowid
        self._connection.execute(_LAST, {"seq": seq, "sha256": digest})
        return int(seq)

    def collect(self, now: int, *, limit: int = MAX_BATCH_OPS) -> tuple[QueuedOp, ...]:
        """Pending ops that are due, in kiosk order."""
        rows = self._connection.execute(_DUE, {"now": now, "beyond": now + LONGEST_WAIT_MS, "limit": limit}).mappings()
        return tuple(_queued(row) for row in rows)

    def settle(self, verdicts: Sequence[Settled], now: int) -> None:
        """Terminal verdicts of a reply, one statement for all: done; the body of a lookup is erased (model §3)."""
        self._each(
            update(_row).where(_row.c.op_id == bindparam("op")).values(last_reply=bindparam("reply")),
            [{"op": verdict.op_id, "reply": verdict.reply} for verdict in verdicts],
            state=OpState.DONE.value,
            done_at=now,
            tries=_row.c.tries + 1,
        )
        self._each(
            update(_row).where(
                _row.c.op_id == bindparam("op"), _row.c.kind == OpKind.LOOKUP.value, _row.c.state == OpState.DONE.value
            ),
            [{"op": verdict.op_id} for verdict in verdicts],
            body="",
        )

    def postpone(self, ops: Sequence[Postponed], *, failed: bool = True) -> None:
        """Say when pending ops are due again; only a failure of the op itself counts as a try (it leads to parking)."""
        self._each(
            update(_row)
            .where(_row.c.op_id == bindparam("op"), _row.c.state == OpState.PENDING.value)
            .values(
                next_try_at=bindparam("due"), last_reply=func.coalesce(bindparam("reply"), literal_column("last_reply"))
            ),
            [{"op": op.op_id, "due": op.next_try_at, "reply": op.reply} for op in ops],
            tries=_row.c.tries + (1 if failed else 0),
        )

    def reset_backoff(self) -> None:
        """Everything pending is due now: the line is back (model §7)."""
        self._connection.execute(
            update(_row).where(_row.c.state == OpState.PENDING, _row.c.next_try_at > 0).values(next_try_at=0)
        )

    def park(self, op_ids: Iterable[UUID], reply: str) -> None:
        """Set aside pending ops that cannot even be sent; staff see them."""
        self._each(
            update(_row).where(_row.c.op_id == bindparam("op"), _row.c.state == OpState.PENDING.value),
            [{"op": op_id} for op_id in op_ids],
            state=OpState.PARKED.value,
            last_reply=reply,
        )

    def unpark(self) -> int:
        """Give all parked ops another chance (by staff); how many."""
        again = {"state": OpState.PENDING, "tries": 0, "next_try_at": 0}
        changed = self._connection.execute(update(_row).where(_row.c.state == OpState.PARKED).values(again))
        return changed.rowcount

    def reoffer(self, after_seq: int) -> int:
        """Done ops past central's `contiguous_through` are pending again (a restored central); how many."""
        lost = (_row.c.state == OpState.DONE) & (_row.c.seq > after_seq) & (_row.c.body != "")
        again = {"state": OpState.PENDING, "tries": 0, "next_try_at": 0, "done_at": None}
        return self._connection.execute(update(_row).where(lost).values(again)).rowcount

    def get(self, op_id: UUID) -> QueuedOp | None:
        """The op of that id."""
        row = self._connection.execute(select(_row).where(_row.c.op_id == op_id)).mappings().one_or_none()
        return _queued(row) if row else None

    def counts(self) -> dict[OpState, int]:
        """How many ops are in each state."""
        found = self._connection.execute(select(_row.c.state, func.count()).group_by(_row.c.state))
        return dict.fromkeys(OpState, 0) | {OpState(state): count for state, count in found}

    def oldest_pending(self) -> int | None:
        """When the oldest pending op was made."""
        first = select(_row.c.made_at).where(_row.c.state == OpState.PENDING).order_by(_row.c.seq).limit(1)
        return self._connection.execute(first).scalar_one_or_none()

    def next_due(self) -> int | None:
        """When the next pending op is due."""
        first = select(_row.c.next_try_at).where(_row.c.state == OpState.PENDING).order_by(_row.c.next_try_at).limit(1)
        return self._connection.execute(first).scalar_one_or_none()

    def page(self, *, after_seq: int = 0, limit: int = 200) -> tuple[QueuedOp, ...]:
        """All ops in kiosk order, a page at a time: for the staff's list."""
        rows = self._connection.execute(select(_row).where(_row.c.seq > after_seq).order_by(_row.c.seq).limit(limit))
        return tuple(_queued(row) for row in rows.mappings())

    def _each(self, statement: Any, parameters: list[dict[str, Any]], **values: Any) -> None:
        if parameters:
            self._connection.execute(statement.values(values), parameters)


def _queued(row: RowMapping) -> QueuedOp:
    return QueuedOp(**{**row, "state": OpState(row["state"])})
