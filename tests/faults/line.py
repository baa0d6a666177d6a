"""A line whose bytes are cut, held back or slowed down."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from tests.faults.network import CHUNK, HOST, close, end, opened

Tap = Callable[[bytes], Awaitable[bytes | None]]
"""Gets what passes in one direction, gives what goes on; None breaks the line."""


async def straight(part: bytes) -> bytes:
    return part


def cut_after(count: int) -> Tap:
    """Breaks the line after so many bytes of one connection."""
    left = count

    async def tap(part: bytes) -> bytes | None:
        nonlocal left
        if left <= 0:
            return None
        part, left = part[:left], left - len(part[:left])
        return part

    return tap


def hold_after(count: int, reached: asyncio.Event) -> Tap:
    """Passes nothing on after so many bytes, and keeps the line open: `reached` is set there."""
    left = count

    async def tap(part: bytes) -> bytes:
        nonlocal left
        part, left = part[: max(left, 0)], left - len(part)
        if left <= 0:
            reached.set()
        return part

    return tap


def paced(seconds: float) -> Tap:
    """Each read takes so long: with `chunk=1` a byte at a time, with more a line of so many bytes a second."""

    async def tap(part: bytes) -> bytes:
        passed = asyncio.Event()
        asyncio.get_running_loop().call_later(seconds, passed.set)
        await passed.wait()
        return part

    return tap


@dataclass
class Line:
    """Passes bytes on to the port `target` through a tap each way, made anew for each connection."""

    target: int
    up: Callable[[], Tap] = lambda: straight
    down: Callable[[], Tap] = lambda: straight
    port: int = 0
    chunk: int = CHUNK
    connections: int = 0
    bytes_up: int = 0
    down_now: bool = False
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def spoil(self, *, up: Tap | None = None, down: Tap | None = None) -> None:
        """From now on these taps are in the line; connections that are open end."""
        self.up, self.down = lambda: up or straight, lambda: down or straight
        await self.drop()

    async def mend(self) -> None:
        """From now on everything passes."""
        self.down_now, self.chunk = False, CHUNK
        await self.spoil()

    async def drop(self) -> None:
        """End every open connection."""
        await end(self._tasks)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            with suppress(OSError, asyncio.CancelledError):
                if not self.down_now:
                    await self._join(reader, writer)
        finally:
            self._tasks.discard(task)
            await close(writer)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await opened(self.target)
        ways = [
            asyncio.create_task(self._pass(reader, there_writer, self.up(), count=True)),
            asyncio.create_task(self._pass(there_reader, writer, self.down())),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            there_writer.close()
            await end(set(ways))

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, tap: Tap, *, count: bool = False
    ) -> None:
        while part := await reader.read(self.chunk):
            self.bytes_up += len(part) if count else 0
            passed = await tap(part)
            if passed is None:
                return
            if passed:
                writer.write(passed)
                await writer.drain()
