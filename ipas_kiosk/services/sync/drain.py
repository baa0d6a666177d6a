"""One conversation with central: hello, push until nothing is due, pull until nothing is new (sync §2).

Collect on STORE, push on NET, apply in one STORE transaction. A batch that fails whole is bisected down to the op at
fault; an empty batch is the control that tells a poisonous op from a central that is ill.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from ipas_contract.calls import HelloReply, HelloRequest
from ipas_contract.events import MAX_BATCH_BYTES, MAX_BATCH_OPS, Op, PullReply, PushReply, PushRequest, Reason
from ipas_contract.ids import uuid7
from ipas_contract.logs import get_logger
from ipas_kiosk.services.clock import CLOCK_OFF_MS
from ipas_kiosk.services.failpoints import Failpoint, failpoint
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.news import Board
from ipas_kiosk.services.sync import engine
from ipas_kiosk.services.sync.feed import Feed
from ipas_kiosk.services.sync.gateway import Failure, Gateway, NoLine, Refused
from ipas_kiosk.services.sync.ledger import Ledger
from ipas_kiosk.services.sync.policy import TABLE, Outcome, Queue, outcome_of
from ipas_kiosk.services.sync.pull import Pull
from ipas_kiosk.services.values import Cause

FEWEST_OPS: Final = 8
"""How small batches get on a line that does not carry big ones (row 59)."""
SPLITS: Final = (Queue.SPLIT, Queue.SPLIT_OR_PARK)

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a conversation ended; DELIVERED: nothing is due any more. `told`: Retry-After in seconds."""

    outcome: Outcome
    told: int | None = None


class Drain:
    """Talks to central for the pump, one conversation at a time. `judged` is told of each op with a terminal verdict;
    `clock_off` is whether central's clock and ours were last more than two minutes apart (O10)."""

    def __init__(
        self,
        lanes: Lanes,
        ledger: Ledger,
        feed: Feed,
        gateway: Gateway,
        board: Board,
        *,
        now_ms: Callable[[], int],
        chance: Callable[[], float],
        judged: Callable[[UUID], None],
    ) -> None:
        self._lanes, self._ledger = lanes, ledger
        self._gateway, self._board = gateway, board
        self._now_ms, self._chance, self._judged = now_ms, chance, judged
        self.pull = Pull(lanes, feed, gateway, board, now_ms=now_ms, heard=self._compare)
        self._welcome = self._let_in = False
        self._epoch: UUID | None = None
        self._room = MAX_BATCH_OPS
        self.clock_off = False

    def knock(self) -> None:
        """The line was away, or we were turned away: a hello is refused sooner than a batch, for less (row 52)."""
        self._let_in = False

    async def run(self) -> Ended:
        ended = await self._round()
        if ended is None and not self._welcome:
            ended = await self._round()
        if ended is not None and TABLE[ended.outcome].trouble:
            self.knock()
        return ended or Ended(Outcome.DELIVERED)

    async def _round(self) -> Ended | None:
        ended = None if self._welcome else await self._hello()
        if ended := ended or await self._push():
            return ended
        failure = await self.pull.run()
        return None if failure is None else _ended(failure)

    async def _hello(self) -> Ended | None:
        """Before the first push of each start: a restored or cloned store is found out here (rows 16, X28). And before
        the first one after a time in which we could not send."""
        at = await self._lanes.store(self._ledger.position)
        request = HelloRequest(
            incarnation=at.incarnation,
            highest_seq=at.highest_seq,
            last_op_sha256=at.last_op_sha256,
            server_epoch=at.server_epoch,
        )
        reply = await self._gateway.hello(request)
        if isinstance(reply, NoLine | Refused):
            return _ended(reply)
        self._epoch = reply.server_epoch
        self._compare(reply)
        if reply.incarnation != at.incarnation:
            _log.error("store_is_a_copy", incarnation=reply.incarnation)
        await self._lanes.store(self._ledger.welcomed, reply)
        self._welcome = self._let_in = True
        return None

    async def _push(self) -> Ended | None:
        rows = await self._due()
        worked = bool(rows)
        while rows:
            if not (self._welcome and self._let_in) and (ended := await self._hello()):
                return ended
            batch = engine.collect(rows, max_ops=self._room, max_bytes=MAX_BATCH_BYTES - engine.ENVELOPE_BYTES)
            ahead = asyncio.ensure_future(self._due(after=batch.last_seq))  # read while central works
            try:
                for op in batch.too_large:
                    await self._park(op)
                failpoint(Failpoint.PUSH_COLLECTED)
                if batch.ops and (ended := await self._deliver(batch.ops)):
                    return ended
                rows = await ahead or await self._due()
            finally:
                ahead.cancel()
        if worked:
            await self._lanes.store(self._ledger.checkpoint)
        return None

    async def _due(self, *, after: int = 0) -> list[engine.Queued]:
        room = min(MAX_BATCH_OPS, 2 * self._room)  # there may be that much once the batch on its way is through
        return await self._lanes.store(self._ledger.due, self._now_ms(), room, after)

    async def _deliver(self, ops: Sequence[Op]) -> Ended | None:
        """Push these ops and apply what comes back; None when every one of them has been dealt with."""
        request = await self._request(ops)
        _log.info("pushing", batch=request.batch_id, count=len(ops), ops=[str(op.op_id) for op in ops])
        reply = await self._gateway.push(request)
        failpoint(Failpoint.PUSH_AFTER_REPLY)
        if isinstance(reply, PushReply):
            return await self._take(request, reply)
        _log.info("not_pushed", batch=request.batch_id, outcome=outcome_of(reply))
        self._fit_line(reply)
        queue = TABLE[outcome_of(reply)].queue
        if queue not in SPLITS:
            return _ended(reply)
        if not await self._central_is_well():
            return Ended(Outcome.ILL)
        if len(ops) == 1:
            await (self._park if queue is Queue.SPLIT_OR_PARK else self._count_failure)(ops[0])
            return None
        for half in engine.halves(ops):
            if stopped := await self._deliver(half):
                return stopped
        return None

    async def _take(self, request: PushRequest, reply: PushReply) -> Ended | None:
        misfit = engine.judge(request.batch_id, request.ops, reply)
        if misfit is not None:
            _log.error("reply_refused", batch=request.batch_id, reason=misfit)
            return Ended(Outcome.UNFIT)
        self._compare(reply)
        self._room = min(MAX_BATCH_OPS, self._room * 2)
        now, there = self._now_ms(), reply.server_time
        for news in await self._lanes.store(self._ledger.settle, request.ops, reply.verdicts, now, there):
            self._board.publish(news)
        self.pull.stale = True
        told = [f"{each.op_id}:{each.verdict}" for each in reply.verdicts]
        _log.info("judged", batch=request.batch_id, count=len(told), ops=told)
        for op, verdict in zip(request.ops, reply.verdicts, strict=True):
            if engine.effect(op, verdict).done:
                self._judged(op.op_id)
            elif engine.reused(verdict):
                _log.error("op_reused", op=op.op_id, seq=op.seq)
                self._welcome = False
                await self._count_failure(op)
            elif verdict.reason is Reason.INTERNAL:
                await self._count_failure(op)
        return None

    async def _central_is_well(self) -> bool:
        return isinstance(await self._gateway.push(await self._request(())), PushReply)

    async def _request(self, ops: Sequence[Op]) -> PushRequest:
        at = await self._lanes.store(self._ledger.position)
        return PushRequest(
            device=at.device_id,
            incarnation=at.incarnation,
            batch_id=uuid7(),
            sent_at=self._now_ms(),
            boot_id=at.boot_id,
            mono_ms=at.mono_ms,
            ops=list(ops),
        )

    async def _park(self, op: Op) -> None:
        await self._lanes.store(self._ledger.park, op.op_id, "too_large")
        _log.error("op_parked", op=op.op_id, reason="too_large")

    async def _count_failure(self, op: Op) -> None:
        if await self._lanes.store(self._ledger.count_failure, op.op_id, self._now_ms(), self._chance()):
            _log.error("op_parked", op=op.op_id, reason="failed_alone")

    def _fit_line(self, failure: Failure) -> None:
        if isinstance(failure, NoLine) and failure.cause in (Cause.DEADLINE, Cause.CUT, Cause.TRUNCATED):
            self._room = max(FEWEST_OPS, self._room // 2)

    def _compare(self, reply: HelloReply | PushReply | PullReply) -> bool:
        """Whether the clocks agree; and in another life of central than the one we said hello to (False), say it again
        and offer what was lost (row 47)."""
        self.clock_off = abs(reply.server_time - self._now_ms()) > CLOCK_OFF_MS
        if reply.server_epoch != self._epoch:
            self._welcome = False
        return reply.server_epoch == self._epoch


def _ended(failure: Failure) -> Ended:
    """The end that a call's failure brings; where there is no batch to blame, central is ill (row 17)."""
    outcome = outcome_of(failure)
    if TABLE[outcome].queue in SPLITS:
        outcome = Outcome.ILL
    return Ended(outcome, failure.retry_after if isinstance(failure, Refused) else None)
