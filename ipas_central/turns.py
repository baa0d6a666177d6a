"""Turns: few batches are worked on at once; who cannot be served soon is told when it is their turn (fault row 52).

A batch that is sent and refused has been sent for nothing. So kiosks are let in no faster than their batches can be
worked on, and every refusal promises a moment, each later than the one before by the time that a batch takes: a crowd
comes back as fast as it can be served, and no faster.
"""

import asyncio
import math
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from ipas_central.errors import Refused
from ipas_contract.calls import ErrorCode

SOONEST_S: Final = 1
LATEST_S: Final = 60
_FIRST_GUESS_S: Final = 0.1
_SMOOTHING: Final = 0.1


class Turns:
    """Places for `places` batches at once; whoever waits for one longer than `patience_s` is refused, or at once when
    the wait would be in vain."""

    def __init__(self, places: int, patience_s: float) -> None:
        self._places = places
        self._patience_s = patience_s
        self._free = asyncio.Semaphore(places)
        self._waiting = 0
        self._batch_s = _FIRST_GUESS_S
        self._entered = 0.0
        self._promised = 0.0

    def enter(self) -> None:
        """Let in a kiosk that comes to send, as its hello says; each is one batch at least. Raises `Refused`."""
        now = time.monotonic()
        if self._entered - now > self._patience_s:
            raise self._later()
        self._entered = max(self._entered, now) + self._batch_s / self._places

    def leave(self) -> None:
        """Who was let in will not send: was no kiosk, or is shut out."""
        self._entered -= self._batch_s / self._places

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One of the places, held until the end. Raises `Refused`."""
        await self._wait()
        began = time.monotonic()
        try:
            yield
        finally:
            self._free.release()
            self._batch_s += _SMOOTHING * (time.monotonic() - began - self._batch_s)

    async def _wait(self) -> None:
        if self._waiting * self._batch_s / self._places > self._patience_s:
            raise self._later()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience_s):
                await self._free.acquire()
        except TimeoutError:
            raise self._later() from None
        finally:
            self._waiting -= 1

    def _later(self) -> Refused:
        now = time.monotonic()
        turn = max(self._promised, now + SOONEST_S) + self._batch_s / self._places
        if turn - now > LATEST_S:
            return Refused(ErrorCode.UNAVAILABLE, random.randint(LATEST_S // 2, LATEST_S))  # noqa: S311 (spreads them)
        self._promised = turn
        return Refused(ErrorCode.UNAVAILABLE, math.ceil(turn - now))
