"""Network faults for real, on loopback: a TCP proxy that spoils what passes, a server that says anything."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum

HOST = "127.0.0.1"
CHUNK = 65_536


class Fault(StrEnum):
    """What the proxy does to the connections that are opened from now on."""

    NONE = "none"
    REFUSE = "refuse"  # closes at once
    CUT_REQUEST = "cut_request"  # after `at` bytes towards central
    CUT_REPLY = "cut_reply"  # after `at` bytes towards the kiosk
    SWALLOW = "swallow"  # central's answer never arrives; the connection is closed instead
    HOLD = "hold"  # takes everything, passes nothing on: a half-open line
    GARBLE = "garble"  # inverts the bytes of the reply's body


@dataclass
class Proxy:
    """Passes bytes between a kiosk and `target`. `swallowed` is set when an answer has been kept back."""

    target: int
    port: int = 0
    fault: Fault = Fault.NONE
    at: int = 0

    def __post_init__(self) -> None:
        self.connections = 0
        self.swallowed = asyncio.Event()
        self._open = _Connections()

    def spoil(self, fault: Fault, *, at: int = 0) -> None:
        """From now on; connections that are open are closed, so that nothing slips through an old one."""
        self.fault, self.at = fault, at
        self.swallowed.clear()
        self._open.drop()

    def mend(self) -> None:
        self.spoil(Fault.NONE)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        async with self._open.one(writer):
            await self._relay(reader, writer, self.fault, self.at)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fault: Fault, at: int) -> None:
        if fault is Fault.REFUSE:
            return
        if fault is Fault.HOLD:
            await reader.read(-1)
            return
        central_reader, central_writer = await asyncio.open_connection(HOST, self.target)
        up = self._pipe(reader, central_writer, at if fault is Fault.CUT_REQUEST else None)
        down = self._answer(central_reader, writer, fault, at)
        tasks = [asyncio.create_task(up), asyncio.create_task(down)]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await _close(central_writer)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fault: Fault, at: int) -> None:
        if fault is Fault.SWALLOW:
            await reader.read(CHUNK)
            self.swallowed.set()
        elif fault is Fault.GARBLE:
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(head)
            while part := await reader.read(CHUNK):
                writer.write(bytes(byte ^ 0xFF for byte in part))
                await writer.drain()
        else:
            await self._pipe(reader, writer, at if fault is Fault.CUT_REPLY else None)

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, cut_at: int | None) -> None:
        left = cut_at
        while part := await reader.read(CHUNK):
            if left is not None:
                part = part[:left]
                left -= len(part)
            writer.write(part)
            await writer.drain()
            if left == 0:
                return


@asynccontextmanager
async def proxy(target: int) -> AsyncIterator[Proxy]:
    """A proxy before the server at port `target`, listening on a free one."""
    made = Proxy(target)
    async with _listening(made, made._open):
        yield made


@dataclass(frozen=True)
class Heard:
    """One request as it came over the wire."""

    head: str
    body: bytes

    def header(self, name: str) -> str:
        for line in self.head.split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.strip().lower() == name:
                return value.strip()
        return ""

    @property
    def line(self) -> str:
        return self.head.split("\r\n", 1)[0]


Say = Callable[[Heard], bytes | None]


class Speaker:
    """A server that answers each request with whatever bytes `say` gives; None: it closes without a word."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.heard: list[Heard] = []
        self.port = 0
        self._open = _Connections()

    def drop(self) -> None:
        """Close every connection."""
        self._open.drop()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._open.one(writer):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = int(Heard(head, b"").header("content-length") or 0)
                heard = Heard(head, await reader.readexactly(length))
                self.heard.append(heard)
                reply = self.say(heard)
                if reply is None:
                    break
                writer.write(reply)
                await writer.drain()


@asynccontextmanager
async def speaker(say: Say) -> AsyncIterator[Speaker]:
    """A `Speaker` listening on a free port."""
    made = Speaker(say)
    async with _listening(made, made._open):
        yield made


class _Connections:
    """The open ones, so that they can be closed at any time and none outlives its server."""

    def __init__(self) -> None:
        self._open: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}

    @asynccontextmanager
    async def one(self, writer: asyncio.StreamWriter) -> AsyncIterator[None]:
        self._open[writer] = asyncio.current_task()
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                yield
        finally:
            await _close(writer)
            self._open.pop(writer, None)

    def drop(self) -> None:
        for writer in self._open:
            writer.close()

    async def end(self) -> None:
        tasks = [task for task in self._open.values() if task is not None]
        self.drop()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def _listening(made: Proxy | Speaker, connections: _Connections) -> AsyncIterator[None]:
    server = await asyncio.start_server(made.serve, HOST, 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield
    finally:
        server.close()
        await connections.end()
        await server.wait_closed()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
