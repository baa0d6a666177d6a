"""What a kiosk must not keep for longer than it has to (model §9): what is over, a stretch of the outbox at a time.

Over is what central has answered for good: nothing more of it waits here, and its registration, if it is one of this
kiosk's, is neither provisional nor in attention.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, false, select, true, update

from ipas_contract.codes import SubmissionState
from ipas_contract.events import OpKind
from ipas_kiosk.models import tables
from ipas_kiosk.models.records import OpState, QueuedOp
from ipas_kiosk.models.repositories.outbox import queued

_row, _made, _person = tables.outbox, tables.submission, tables.candidate
_other = tables.outbox.alias("other")
_UNSETTLED: Final = select(_made.c.candidate_id).where(
    _made.c.state.in_([SubmissionState.PROVISIONAL.value, SubmissionState.ATTENTION.value])
)
_WAITING: Final = select(_other.c.entity_id).where(_other.c.state.in_([OpState.PENDING.value, OpState.PARKED.value]))
_OVER: Final = (
    (_row.c.seq > bindparam("after"))
    & (_row.c.seq <= bindparam("through"))
    & (_row.c.state == OpState.DONE.value)
    & _row.c.entity_id.not_in(_UNSETTLED)
    & _row.c.entity_id.not_in(_WAITING)
)
_READABLE: Final = (
    select(_row)
    .where(
        _OVER,
        _row.c.sealed == false(),
        _row.c.body != "",
        _row.c.kind != OpKind.LOOKUP.value,
        (_row.c.done_at <= bindparam("before")) | (_row.c.done_at > bindparam("beyond")),
    )
    .order_by(_row.c.seq)
    .limit(bindparam("limit"))
)
_SEAL: Final = (
    update(_row)
    .where(_row.c.op_id == bindparam("op"), _row.c.state == OpState.DONE.value, _row.c.sealed == false())
    .values(body=bindparam("text"), sealed=true())
)
_OLD: Final = _OVER & (_row.c.done_at <= bindparam("before"))
_KEPT: Final = frozenset({"id", "account_key", "origin", "centre_id", "status", "version", "shrunk_at"})
_BLANK: Final[dict[str, Any]] = {
    column.name: None if column.nullable else column.type.python_type()
    for column in _person.columns
    if column.name not in _KEPT
}


class RetentionRepository:
    """Stretches are of seqs, `after` left out, `through` included; times in UTC milliseconds."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def readable(self, after: int, through: int, *, before: int, beyond: int, limit: int) -> tuple[QueuedOp, ...]:
        """Ops that are over and can still be read, done before a time or (by a clock that was wrong) beyond another."""
        values = {"after": after, "through": through, "before": before, "beyond": beyond, "limit": limit}
        return tuple(queued(row) for row in self._connection.execute(_READABLE, values))

    def seal(self, bodies: Mapping[UUID, str], now: int) -> None:
        """Put sealed bodies in place of readable ones; of people whose latest op is among them nothing stays but what
        tells that the account name is taken here."""
        if not bodies:
            return
        self._connection.execute(_SEAL, [{"op": op_id, "text": text} for op_id, text in bodies.items()])
        over = select(_made.c.candidate_id).where(_made.c.last_op_id.in_(bodies))
        self._connection.execute(update(_person).where(_person.c.id.in_(over)).values(**_BLANK, shrunk_at=now))

    def old(self, after: int, through: int, *, before: int) -> bool:
        """Whether there are ops that are over and were done before a time."""
        values = {"after": after, "through": through, "before": before}
        return self._connection.execute(select(_row.c.seq).where(_OLD).limit(1), values).first() is not None

    def erase(self, after: int, through: int, *, before: int) -> None:
        """Remove them."""
        self._connection.execute(delete(_row).where(_OLD), {"after": after, "through": through, "before": before})
