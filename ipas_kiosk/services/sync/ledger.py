"""What a drain reads from and writes to the store, one transaction a method; all of it on the STORE lane."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pydantic import ValidationError

from ipas_contract.calls import HelloReply
from ipas_contract.events import Op, OpVerdict, ProfileBody
from ipas_contract.logs import get_logger
from ipas_kiosk.models.records import Judged, OpState, Postponed, QueuedOp, Settled
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import bodies
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.failpoints import Failpoint, failpoint
from ipas_kiosk.services.opening import NotEnrolledError
from ipas_kiosk.services.sync import engine
from ipas_kiosk.services.sync.feed import news_of
from ipas_kiosk.services.sync.policy import PARK_AFTER, back_off_s
from ipas_kiosk.services.values import SubmissionNews

PACE: Final = "push_pace"
SOON_TRIES: Final = 3
"""The back-off of an op that central put off (`blocked`, `retry`): as after three failures."""

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Position:
    """Where this store stands, and when."""

    device_id: UUID
    incarnation: int
    server_epoch: UUID
    highest_seq: int
    last_op_sha256: str | None
    boot_id: str
    mono_ms: int


class Ledger:
    def __init__(self, store: Store, clock: Clock, *, chance: Callable[[], float]) -> None:
        self._store, self._clock, self._chance = store, clock, chance

    def position(self) -> Position:
        with self._store.read() as work:
            device = work.device.get()
        if device is None:
            raise NotEnrolledError("no device in the store")
        return Position(
            device.device_id,
            device.incarnation,
            device.server_epoch,
            device.last_seq,
            device.last_op_sha256,
            self._clock.boot_id,
            self._clock.mono_ms(),
        )

    def welcomed(self, reply: HelloReply) -> None:
        """Take what hello said: another incarnation re-stamps what has not been judged, another life of central
        (restored from a backup) is offered again what it no longer knows."""
        with self._store.write() as work:
            device = work.device.get()
            if device is None:
                raise NotEnrolledError("no device in the store")
            if reply.incarnation != device.incarnation:
                work.device.restamp(reply.incarnation)
            if reply.server_epoch != device.server_epoch:
                work.device.set_epoch(reply.server_epoch)
                work.outbox.reoffer(reply.contiguous_through)
            if reply.names_key is not None:
                work.names.use_key(reply.names_key)
            work.commit()

    def due(self, now: int, limit: int, after: int = 0) -> list[engine.Queued]:
        """What may be sent now of what comes after a seq, in kiosk order. A row that cannot even be read as an op is
        parked: it holds up no other."""
        with self._store.read() as work:
            rows = work.outbox.collect(now, limit=limit, after_seq=after)
        queued: list[engine.Queued] = []
        for row in rows:
            try:
                queued.append(engine.Queued(op_of(row), row.tries))
            except ValidationError:
                _log.error("op_parked", op=row.op_id, reason="unreadable")
                self.park(row.op_id, "unreadable")
        return queued

    def settle(
        self, ops: Sequence[Op], verdicts: Sequence[OpVerdict], now: int, central_now: int
    ) -> list[SubmissionNews]:
        """Apply a reply: all of it in one transaction. The news are the submissions whose latest op was judged. What is
        done is so by central's clock: it is kept for a time from then (model §9)."""
        effects = [(op, verdict, engine.effect(op, verdict)) for op, verdict in zip(ops, verdicts, strict=True)]
        done = [Settled(op.op_id, _kept(op, verdict)) for op, verdict, effect in effects if effect.done]
        later = [
            Postponed(op.op_id, now + self._soon(), verdict.verdict)
            for op, verdict, effect in effects
            if not effect.done
        ]
        judged = [Judged(op.op_id, effect.state, effect.reason) for op, _, effect in effects if effect.state]
        with self._store.write() as work:
            work.outbox.settle(done, central_now)
            work.outbox.postpone(later, failed=False)
            current = work.registrations.judge(judged)
            latest = {submission.last_op_id for submission in current}
            for op, verdict, effect in effects:
                if effect.drop_verifier and op.op_id in latest:
                    work.verifiers.drop_of(op.entity_id)
                if effect.profile:
                    changes = bodies.changed(ProfileBody.model_validate_json(op.body))
                    work.registrations.change(op.entity_id, changes, verdict.version)
            failpoint(Failpoint.APPLY_BEFORE_COMMIT)
            work.commit()
        failpoint(Failpoint.APPLY_AFTER_COMMIT)
        return [news_of(submission) for submission in current]

    def count_failure(self, op_id: UUID, now: int, chance: float) -> bool:
        """This op failed alone while central was well; parked (True) the fifth time, else due again later."""
        with self._store.write() as work:
            row = work.outbox.get(op_id)
            tries = (row.tries if row else 0) + 1
            if tries >= PARK_AFTER:
                work.outbox.park([op_id], "failed_alone")
            else:
                due = now + round(back_off_s(tries, chance) * 1000)
                work.outbox.postpone([Postponed(op_id, due, "failed_alone")], failed=True)
            work.commit()
        return tries >= PARK_AFTER

    def park(self, op_id: UUID, why: str) -> None:
        with self._store.write() as work:
            work.outbox.park([op_id], why)
            work.commit()

    def pending(self) -> int:
        with self._store.read() as work:
            return work.outbox.counts()[OpState.PENDING]

    def next_due(self) -> int | None:
        with self._store.read() as work:
            return work.outbox.next_due()

    def pace(self) -> str | None:
        with self._store.read() as work:
            return work.pulled.fact(PACE)

    def keep_pace(self, text: str) -> None:
        with self._store.write() as work:
            work.pulled.put_fact(PACE, text)
            work.commit()

    def reset_back_off(self) -> None:
        """The line is back: everything pending is due (model §7)."""
        with self._store.write() as work:
            work.outbox.reset_backoff()
            work.commit()

    def checkpoint(self) -> None:
        """Nothing of what was sent stays in the write-ahead log (D7)."""
        self._store.checkpoint()

    def _soon(self) -> int:
        return 1000 + round(back_off_s(SOON_TRIES, self._chance()) * 1000)


def op_of(row: QueuedOp) -> Op:
    """A row as it travels. Raises pydantic's ValidationError for one that does not read."""
    return Op(
        seq=row.seq,
        op_id=row.op_id,
        kind=row.kind,
        entity_id=row.entity_id,
        depends_on=row.depends_on,
        base_version=row.base_version,
        schema_ver=row.schema_ver,
        body=row.body,
        body_sha256=row.body_sha256,
        made_at=row.made_at,
        boot_id=row.boot_id,
        mono_ms=row.mono_ms,
        sealed=row.sealed,
    )


def _kept(op: Op, verdict: OpVerdict) -> str | None:
    return None if op.sealed else verdict.model_dump_json(exclude_defaults=True)
