"""A line whose bytes are cut, held back or slowed down."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.faults.network import CHUNK, HOST, Connections, end, opened

Tap = Callable[[bytes], Awaitable[bytes]]
"""Gets what passes in one direction, gives what goes on; one that is `spent` breaks the line."""


async def straight(part: bytes) -> bytes:
    return part


class cut_after:  # noqa: N801 (made as the other taps are)
    """Breaks the line after so many bytes of one connection."""

    def __init__(self, count: int) -> None:
        self._left = count

    @property
    def spent(self) -> bool:
        return self._left <= 0

    async def __call__(self, part: bytes) -> bytes:
        part = part[: self._left]
        self._left -= len(part)
        return part


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
    _open: Connections = field(default_factory=Connections)

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
        await self._open.end()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await self._open.one(writer, self._join(reader, writer))

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.down_now:
            return
        there_reader, there_writer = await opened(self.target)
        ways = [
            asyncio.create_task(self._pass(reader, there_writer, self.up(), count=True)),
            asyncio.create_task(self._pass(there_reader, writer, self.down())),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            there_writer.close()
            await end(ways)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, tap: Tap, *, count: bool = False
    ) -> None:
        while part := await reader.read(self.chunk):
            self.bytes_up += len(part) if count else 0
            if passed := await tap(part):
                writer.write(passed)
                await writer.drain()
            if getattr(tap, "spent", False):
                return
