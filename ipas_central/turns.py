"""Turns: few batches are worked on at once; who cannot be served soon is told when it is their turn (fault row 52).

A batch that is sent and refused has been sent for nothing. So kiosks are let in no faster than their batches can be
worked on, and every refusal promises a moment, each later than the one before by the time that a batch takes: a crowd
comes back as fast as it can be served, and no faster.
"""

import asyncio
import math
import random
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from ipas_central.errors import Refused
from ipas_contract.calls import ErrorCode

SOONEST_S: Final = 1
LATEST_S: Final = 60
EXPECTED_S: Final = 10
"""Who was let in and has not sent by then does not come."""
_FIRST_GUESS_S: Final = 0.1
_SMOOTHING: Final = 0.1


class Turns:
    """Places for `places` batches at once; whoever waits for one longer than `patience_s` is refused, or at once when
    the wait would be in vain."""

    def __init__(self, places: int, patience_s: float) -> None:
        self._places = places
        self._patience_s = patience_s
        self._free = asyncio.Semaphore(places)
        self._moved = asyncio.Condition()
        self._asking = 0
        self._expected: deque[float] = deque()
        self._here = 0
        self._batch_s = _FIRST_GUESS_S
        self._promised = 0.0

    async def enter(self) -> None:
        """Let in a kiosk that comes to send, as its hello says; each is one batch at least. Raises `Refused`."""
        if self._wait_s(self._asking) > self._patience_s:
            raise self._later()
        self._asking += 1
        try:
            async with asyncio.timeout(self._patience_s), self._moved:
                await self._moved.wait_for(self._has_room)
        except TimeoutError:
            raise self._later() from None
        finally:
            self._asking -= 1
        self._expected.append(time.monotonic())

    async def leave(self) -> None:
        """Who was let in will not send: was no kiosk, or is shut out."""
        if self._expected:
            self._expected.pop()
        await self._tell()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One of the places, held until the end. Raises `Refused`."""
        if self._expected:
            self._expected.popleft()
        if self._wait_s(self._here - self._places) > self._patience_s:
            raise self._later()
        self._here += 1
        try:
            await self._place()
            began = time.monotonic()
            try:
                yield
            finally:
                self._free.release()
                self._batch_s += _SMOOTHING * (time.monotonic() - began - self._batch_s)
        finally:
            self._here -= 1
            await self._tell()

    async def _place(self) -> None:
        try:
            async with asyncio.timeout(self._patience_s):
                await self._free.acquire()
        except TimeoutError:
            raise self._later() from None

    async def _tell(self) -> None:
        async with self._moved:
            self._moved.notify()

    def _has_room(self) -> bool:
        now = time.monotonic()
        while self._expected and self._expected[0] < now - EXPECTED_S:
            self._expected.popleft()
        return self._wait_s(len(self._expected) + self._here) <= self._patience_s

    def _wait_s(self, batches: int) -> float:
        """How long so many batches take."""
        return batches * self._batch_s / self._places

    def _later(self) -> Refused:
        now = time.monotonic()
        turn = max(self._promised, now + SOONEST_S) + self._wait_s(1)
        if turn - now > LATEST_S:
            return Refused(ErrorCode.UNAVAILABLE, random.randint(LATEST_S // 2, LATEST_S))  # noqa: S311 (spreads them)
        self._promised = turn
        return Refused(ErrorCode.UNAVAILABLE, math.ceil(turn - now))
