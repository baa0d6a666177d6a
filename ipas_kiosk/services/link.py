"""Online or offline: one `Link` says so for everybody (model §7).

ONLINE only after a reply that is provably central's, OFFLINE at once after any call that got none. The gateway tells
of every call; in between the link probes: every 5 s while somebody stands there, every 30 s + jitter when not, and at
once when the system says that the line may have changed.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, Protocol

from ipas_contract.logs import get_logger
from ipas_kiosk.services.news import Board
from ipas_kiosk.services.sync.gateway import NoLine
from ipas_kiosk.services.values import LinkState, Trouble

VISIT_S: Final = 5.0
IDLE_S: Final = 30.0
IDLE_JITTER_S: Final = 10.0

_log = get_logger(__name__)

Wait = Callable[[asyncio.Event, float], Awaitable[None]]


async def wait(event: asyncio.Event, seconds: float) -> None:
    """Until the event is set or so many seconds have passed by the monotonic clock. Tests bring their own."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


class Pings(Protocol):
    """What a probe calls: `Gateway.ping`; its outcome comes back through `Link.heard`."""

    async def ping(self) -> object: ...


class Link:
    """The state of the line, with how many ops wait and which trouble stands; every change goes to the board.
    `on_online` is called each time that it turns ONLINE."""

    def __init__(
        self,
        board: Board,
        now_ms: Callable[[], int],
        *,
        wait: Wait = wait,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._board = board
        self._now_ms = now_ms
        self._wait = wait
        self._jitter = jitter
        self._state = LinkState(online=False, since=now_ms())
        self._visit = False
        self._probe_now = asyncio.Event()
        self.changed = asyncio.Event()
        self.on_online: Callable[[], None] = lambda: None

    @property
    def state(self) -> LinkState:
        return self._state

    @property
    def online(self) -> bool:
        return self._state.online

    def heard(self, failure: NoLine | None) -> None:
        """A call ended: with a reply of central's (None), or without one."""
        online = failure is None
        cause = None if failure is None else failure.cause
        if online == self._state.online:
            self._put(replace(self._state, cause=cause))
            return
        self._put(replace(self._state, online=online, since=self._now_ms(), cause=cause))
        self.changed.set()
        self.changed = asyncio.Event()
        if online:
            self.on_online()

    def note(self, *, pending: int, trouble: Trouble | None, waiting: bool = False) -> None:
        """How many ops wait to be sent, what stands in the way besides the line, and whether central asked to wait."""
        self._put(replace(self._state, pending=pending, trouble=trouble, waiting=waiting))

    def visit(self, begun: bool) -> None:
        """Somebody has come (probe at once, then every 5 s) or left."""
        self._visit = begun
        if begun:
            self.probe()

    def probe(self) -> None:
        """Look at the line now."""
        self._probe_now.set()

    async def run(self, central: Pings) -> None:
        """Probe for ever."""
        self._board.publish(self._state)
        while True:
            self._probe_now.clear()
            try:
                await central.ping()
            except Exception as error:  # noqa: BLE001 - a bug must not end the probes; told without anybody's data (P3)
                _log.error("probe_failed", exc_info=error)
            await self._wait(self._probe_now, VISIT_S if self._visit else IDLE_S + IDLE_JITTER_S * self._jitter())

    def _put(self, state: LinkState) -> None:
        self._state = state
        self._board.publish(state)
