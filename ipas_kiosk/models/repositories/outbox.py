"""The queue of ops (sync §2 "Outbox"): appended with its domain row, sent in kiosk order, never thrown away."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, case, exists, func, insert, select, update

from ipas_contract.events import MAX_BATCH_OPS, OpKind
from ipas_kiosk.models import tables
from ipas_kiosk.models.health import EndedError
from ipas_kiosk.models.records import NewOp, OpState, Postponed, QueuedOp, Settled
from ipas_kiosk.models.rows import as_given, given

ENDED: Final = "ended"
"""The fact that closes a store to new ops, whoever has it open: what is in it is being sealed (`services.ending`)."""

_row = tables.outbox
_NAMES: Final = _row.c.keys()
LONGEST_WAIT_MS: Final = 15 * 60 * 1000
"""A next try further ahead than any wait there is comes from a clock that jumped: it is due (sync §3, row 33)."""
_GIVEN: Final = (
    "op_id", "kind", "entity_id", "depends_on", "base_version", "schema_ver", "body", "body_sha256", "made_at",
    "boot_id", "mono_ms",
)  # fmt: skip
_APPEND: Final = insert(_row).from_select(
    ["incarnation", *_GIVEN],
    select(tables.device.c.incarnation, *(bindparam(name, type_=_row.c[name].type) for name in _GIVEN)).where(
        ~exists().where(tables.meta.c.key == ENDED)
    ),
)
"""Nothing is queued in a store that is closed to new ops."""
_DUE: Final = (
    select(_row)
    .where(
        _row.c.state == OpState.PENDING.value,
        _row.c.seq > bindparam("after"),
        (_row.c.next_try_at <= bindparam("now")) | (_row.c.next_try_at > bindparam("beyond")),
    )
    .order_by(_row.c.seq)
    .limit(bindparam("limit"))
)
_BY_ID: Final = select(_row).where(_row.c.op_id == bindparam("op"))
_WAITING: Final = (
    select(_row)
    .where(
        _row.c.state.in_([OpState.PENDING.value, OpState.PARKED.value]),
        _row.c.entity_id == bindparam("entity"),
        _row.c.kind == bindparam("kind"),
    )
    .order_by(_row.c.seq)
)
_COUNTS: Final = select(_row.c.state, func.count()).group_by(_row.c.state)
_PENDING: Final = _row.c.state == OpState.PENDING.value
_OLDEST: Final = select(_row.c.made_at).where(_PENDING).order_by(_row.c.seq).limit(1)
_NEXT_DUE: Final = select(_row.c.next_try_at).where(_PENDING).order_by(_row.c.next_try_at).limit(1)
_PAGE: Final = select(_row).where(_row.c.seq > bindparam("after")).order_by(_row.c.seq).limit(bindparam("limit"))
_SETTLE: Final = (
    update(_row)
    .where(_row.c.op_id == given(0))
    .values(
        state=OpState.DONE.value,
        done_at=bindparam("now"),
        tries=_row.c.tries + 1,
        last_reply=func.coalesce(given(1), _row.c.last_reply),
    )
    .values(body=case((_row.c.kind == OpKind.LOOKUP.value, ""), else_=_row.c.body))
)
_POSTPONE: Final = (
    update(_row)
    .where(_row.c.op_id == bindparam("op"), _PENDING)
    .values(
        next_try_at=bindparam("due"),
        tries=_row.c.tries + bindparam("failures"),
        last_reply=func.coalesce(bindparam("reply"), _row.c.last_reply),
    )
)
_PARK: Final = (
    update(_row)
    .where(_row.c.op_id == bindparam("op"), _PENDING)
    .values(state=OpState.PARKED.value, last_reply=bindparam("reply"))
)


class OutboxRepository:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, op: NewOp) -> int:
        """Queue an op in the transaction of its domain row; returns its seq. Raises `EndedError`."""
        values = {
            "op_id": op.op_id,
            "kind": op.kind,
            "entity_id": op.entity_id,
            "depends_on": op.depends_on,
            "base_version": op.base_version,
            "schema_ver": op.schema_ver,
            "body": op.body,
            "body_sha256": hashlib.sha256(op.body.encode()).hexdigest(),
            "made_at": op.made_at,
            "boot_id": op.boot_id,
            "mono_ms": op.mono_ms,
        }
        queued_now = self._connection.execute(_APPEND, values)
        if not queued_now.rowcount:
            raise EndedError("the store is closed to new ops")
        return int(queued_now.lastrowid)

    def collect(self, now: int, *, limit: int = MAX_BATCH_OPS, after_seq: int = 0) -> tuple[QueuedOp, ...]:
        """Pending ops that are due, in kiosk order."""
        when = {"now": now, "beyond": now + LONGEST_WAIT_MS}
        rows = self._connection.execute(_DUE, when | {"limit": limit, "after": after_seq})
        return tuple(map(queued, rows))

    def settle(self, verdicts: Sequence[Settled], now: int) -> None:
        """Terminal verdicts of a reply, one statement for all: done; the body of a lookup is erased (model §3)."""
        rows = as_given((verdict.op_id, verdict.reply) for verdict in verdicts)
        self._connection.execute(_SETTLE, rows | {"now": now})

    def postpone(self, ops: Sequence[Postponed], *, failed: bool = True) -> None:
        """Say when pending ops are due again; only a failure of the op itself counts as a try (it leads to parking)."""
        _each(
            self._connection,
            _POSTPONE,
            [{"op": op.op_id, "due": op.next_try_at, "reply": op.reply, "failures": int(failed)} for op in ops],
        )

    def reset_backoff(self) -> None:
        """Everything pending is due now: the line is back (model §7)."""
        self._connection.execute(
            update(_row).where(_row.c.state == OpState.PENDING, _row.c.next_try_at > 0).values(next_try_at=0)
        )

    def park(self, op_ids: Iterable[UUID], reply: str) -> None:
        """Set aside pending ops that cannot even be sent; staff see them."""
        _each(self._connection, _PARK, [{"op": op_id, "reply": reply} for op_id in op_ids])

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
        """The op of that id, if it was ever queued."""
        row = self._connection.execute(_BY_ID, {"op": op_id}).one_or_none()
        return queued(row) if row else None

    def waiting(self, entity_id: UUID, kind: str) -> tuple[QueuedOp, ...]:
        """What of one kind is not judged yet about an entity, in kiosk order."""
        rows = self._connection.execute(_WAITING, {"entity": entity_id, "kind": kind})
        return tuple(map(queued, rows))

    def counts(self) -> dict[OpState, int]:
        """How many ops are in each state."""
        found = self._connection.execute(_COUNTS)
        return dict.fromkeys(OpState, 0) | {OpState(state): count for state, count in found}

    def oldest_pending(self) -> int | None:
        """When the oldest pending op was made."""
        return self._connection.execute(_OLDEST).scalar_one_or_none()

    def next_due(self) -> int | None:
        """When the next pending op is due."""
        return self._connection.execute(_NEXT_DUE).scalar_one_or_none()

    def page(self, *, after_seq: int = 0, limit: int = 200) -> tuple[QueuedOp, ...]:
        """All ops in kiosk order, a page at a time: for the staff's list."""
        rows = self._connection.execute(_PAGE, {"after": after_seq, "limit": limit})
        return tuple(map(queued, rows))


def in_order(outbox: OutboxRepository) -> Iterator[QueuedOp]:
    """All ops in kiosk order, read a page at a time."""
    page = outbox.page()
    while page:
        yield from page
        page = outbox.page(after_seq=page[-1].seq)


def _each(connection: Connection, statement: Any, parameters: list[dict[str, Any]], **values: Any) -> None:
    if parameters:
        connection.execute(statement.values(values), parameters)


def queued(row: Row[Any]) -> QueuedOp:
    """A row as a value."""
    values = dict(zip(_NAMES, row, strict=True))
    return QueuedOp(**{**values, "state": OpState(values["state"])})
