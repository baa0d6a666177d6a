"""A server on loopback that answers with whatever bytes it is told to."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

HOST = "127.0.0.1"


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
        self.connections = 0
        self.port = 0
        self._open = _Connections()

    def drop(self) -> None:
        """Close every connection."""
        self._open.drop()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
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
async def speaker(say: Say, context: ssl.SSLContext | None = None) -> AsyncIterator[Speaker]:
    """A `Speaker` listening on a free port, with TLS if there is a context for it."""
    made = Speaker(say)
    async with _listening(made, made._open, context):
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
async def _listening(made: Speaker, connections: _Connections, context: ssl.SSLContext | None) -> AsyncIterator[None]:
    server = await asyncio.start_server(made.serve, HOST, 0, ssl=context)
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
