"""When to drain: at once when something is queued or the line comes back, else by the pulse and the back-off.

One conversation at a time in this process and in all others (a lock file, row 50). The link is the circuit breaker:
while it is OFFLINE nothing but its signed pings goes out. The back-off's timer is kept in the store.
"""

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

from ipas_contract.logs import get_logger
from ipas_kiosk.services.clock import Agreement, Clock
from ipas_kiosk.services.guard import guarded
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.link import Link, Wait, wait
from ipas_kiosk.services.news import Board
from ipas_kiosk.services.sync.drain import Drain, Ended
from ipas_kiosk.services.sync.feed import Feed
from ipas_kiosk.services.sync.flight import single_flight
from ipas_kiosk.services.sync.gateway import Gateway
from ipas_kiosk.services.sync.ledger import Ledger
from ipas_kiosk.services.sync.policy import TABLE, Outcome, Pace
from ipas_kiosk.services.values import Failed, Trouble

PULSE_S: Final = 30.0
PULSE_JITTER_S: Final = 10.0
OTHER_S: Final = 2.0
"""When to look again while another process syncs this store."""

_log = get_logger(__name__)


class Pump:
    """Runs for ever on the NET loop; `wake` makes it look at once. `also`: trouble of other kinds, to be told."""

    def __init__(
        self,
        lanes: Lanes,
        ledger: Ledger,
        feed: Feed,
        gateway: Gateway,
        link: Link,
        board: Board,
        lock_file: Path,
        *,
        clock: Clock,
        wait: Wait = wait,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._lanes, self._ledger, self._link, self._lock_file = lanes, ledger, link, lock_file
        self._now_ms, self._wait, self._chance = clock.now_ms, wait, chance
        self.drain = Drain(lanes, ledger, feed, gateway, board, now_ms=clock.now_ms, chance=chance, judged=self._judged)
        self._woken = asyncio.Event()
        self._turn = asyncio.Lock()
        self._expected: dict[UUID, asyncio.Event] = {}
        self._pace: Pace | None = None
        self._kept_pace: str | None = None
        self._back_online = False
        self._trouble: Trouble | None = None
        self.last_sync_at: int | None = None
        self.agreement = Agreement(clock)
        self.also: Callable[[], Trouble | None] = lambda: None
        link.on_online = self._came_online

    def wake(self) -> None:
        """Something was queued: look now. A wait that central itself asked for still holds."""
        self._woken.set()

    def queued(self, op_id: UUID) -> None:
        """This op is in the outbox: send it."""
        _log.info("op_queued", op=op_id)
        self.wake()

    @contextmanager
    def expecting(self, op_id: UUID) -> Iterator[asyncio.Event]:
        """An event that is set when this op has its terminal verdict."""
        try:
            yield self._expected.setdefault(op_id, asyncio.Event())
        finally:
            self._expected.pop(op_id, None)

    async def run(self) -> None:
        """Drain, wait, again."""
        while True:
            self._woken.clear()
            await self._wait(self._woken, await self.cycle())

    async def cycle(self) -> float:
        """One conversation if there may be one; the seconds until the next. Trouble with the store is told, not
        raised: the queue waits."""
        try:
            async with self._turn:
                outcome = await guarded(self._cycle())
        except Exception as error:  # noqa: BLE001 - a bug must not end the drain; told without what anybody typed (P3)
            _log.error("sync_failed", exc_info=error)
            return self._pulse_s()
        if isinstance(outcome, Failed):
            self._trouble = outcome.trouble
            self._link.note(pending=self._link.state.pending, trouble=outcome.trouble)
            _log.warning("sync_stopped", trouble=outcome.trouble)
            return self._pulse_s()
        return outcome

    async def now(self) -> Ended | Failed | None:
        """One conversation at once, whatever the timers say (staff's "sync now"); None while another process has one,
        which is never skipped (sync §2 Retry)."""
        async with self._turn:
            return await guarded(self._converse(hurry=True))

    async def _cycle(self) -> float:
        if self._pace is None:
            self._kept_pace = await self._lanes.store(self._ledger.pace)
            self._pace = Pace.load(self._kept_pace)
        if self._back_online:
            self._back_online = False
            self._pace = self._pace.online()
            await self._lanes.store(self._ledger.reset_back_off)
        await self._tell()
        waiting = self._pace.wait_ms(self._now_ms())
        if not self._link.online or waiting:
            return waiting / 1000 or self._pulse_s()
        if await self._converse() is None:
            return OTHER_S * (1 + self._chance())
        await self._tell()
        return await self._until_next_s()

    async def _converse(self, *, hurry: bool = False) -> Ended | None:
        with single_flight(self._lock_file) as ours:
            if not ours:
                return None
            if hurry:
                await self._lanes.store(self._ledger.reset_back_off)
            ended = await self.drain.run()
            if ended.outcome is Outcome.DELIVERED:
                self.last_sync_at = self._now_ms()
                self.agreement.note(agreed=not self.drain.clock_off)
            await self._keep_pace(ended)
            return ended

    async def _keep_pace(self, ended: Ended) -> None:
        before = self._pace or Pace()
        self._pace = before.after(ended.outcome, self._now_ms(), self._chance, ended.told)
        self._trouble = TABLE[ended.outcome].trouble or (Trouble.CLOCK_OFF if self.drain.clock_off else None)
        if (text := self._pace.dump()) != self._kept_pace:
            await self._lanes.store(self._ledger.keep_pace, text)
            self._kept_pace = text

    async def _until_next_s(self) -> float:
        """Seconds until the queue's own timer, else until the pulse or an op that was put off, whichever is first."""
        now = self._now_ms()
        if waiting := (self._pace or Pace()).wait_ms(now):
            return waiting / 1000
        due = await self._lanes.store(self._ledger.next_due)
        pulse = self._pulse_s()
        return pulse if due is None else min(pulse, max(0.0, (due - now) / 1000))

    async def _tell(self) -> None:
        pace = self._pace or Pace()
        waiting = pace.told and pace.wait_ms(self._now_ms()) > 0
        pending = await self._lanes.store(self._ledger.pending)
        self._link.note(pending=pending, trouble=self._trouble or self.also(), waiting=waiting)

    def _judged(self, op_id: UUID) -> None:
        if op_id in self._expected:
            self._expected[op_id].set()

    def _came_online(self) -> None:
        self._back_online = True
        self.drain.knock()
        self.wake()

    def _pulse_s(self) -> float:
        return PULSE_S + PULSE_JITTER_S * self._chance()
