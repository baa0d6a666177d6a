"""A line with faults: bytes are cut, held, trickled or spoilt; whole requests lost, kept back, doubled, swapped.

`Line` works on bytes, `Post` on HTTP messages. Both listen on a free port of loopback and stand before central.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum

HOST = "127.0.0.1"
CHUNK = 65_536
NO_NONCE = b';nonce="none"'
"""What the first request of a connection says: central only answers with a nonce, and it is sent once more."""

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
        await _end(self._tasks)

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
            await _close(writer)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await _opened(self.target)
        ways = [
            asyncio.create_task(self._pass(reader, there_writer, self.up(), count=True)),
            asyncio.create_task(self._pass(there_reader, writer, self.down())),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            await _close(there_writer)

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


class Fate(StrEnum):
    """What becomes of one request."""

    DELIVER = "deliver"
    LOSE = "lose"  # never reaches central
    LOSE_REPLY = "lose_reply"  # takes effect, the kiosk is not told
    STALL = "stall"  # takes effect, the kiosk waits for the reply for ever
    KEEP = "keep"  # the kiosk is not told; delivered when released, after others
    COPY = "copy"  # delivered, and four copies of it at the same time


@dataclass
class Post:
    """Carries whole HTTP messages to the port `target`. `fates` are of the next requests whose target holds `about`
    (not those that only ask for a nonce). `refuse` may answer in the place of central, `answer` change its reply (None:
    the line breaks); `endless` replies go on until the kiosk has had enough."""

    target: int
    about: str = "/v1/sync/push"
    port: int = 0
    fates: deque[Fate] = field(default_factory=deque)
    answer: Callable[[bytes, bytes], bytes | None] | None = None
    refuse: Callable[[bytes], bytes | None] = lambda _: None
    kept: list[bytes] = field(default_factory=list)
    heard: list[bytes] = field(default_factory=list)
    copies: list[bytes] = field(default_factory=list)
    endless: bool = False
    poured: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def release(self, *, backwards: bool = False) -> list[bytes]:
        """Deliver what was kept; the replies, which nobody waits for."""
        kept, self.kept = self.kept, []
        return [await self._deliver(message) for message in (reversed(kept) if backwards else kept)]

    async def drop(self) -> None:
        """End every open connection."""
        await _end(self._tasks)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with suppress(OSError, EOFError, asyncio.CancelledError):
                while (reply := await self._carry(await _message(reader))) is not None:
                    writer.write(reply)
                    await writer.drain()
                    while self.endless and not _whole(reply):
                        writer.write(bytes(CHUNK))
                        await writer.drain()
                        self.poured += CHUNK
                    if not _whole(reply):
                        break
        finally:
            self._tasks.discard(task)
            await _close(writer)

    async def _carry(self, message: bytes) -> bytes | None:
        head = message.partition(b"\r\n\r\n")[0]
        ours = self.about.encode() in head.split(b"\r\n", 1)[0] and NO_NONCE not in head
        if ours:
            self.heard.append(message)
            if refusal := self.refuse(message):
                return refusal
        match self.fates.popleft() if ours and self.fates else Fate.DELIVER:
            case Fate.LOSE:
                return None
            case Fate.LOSE_REPLY:
                await self._deliver(message)
                return None
            case Fate.STALL:
                await self._deliver(message)
                await asyncio.Event().wait()
            case Fate.KEEP:
                self.kept.append(message)
                return None
            case Fate.COPY:
                first, *self.copies = await asyncio.gather(*(self._deliver(message) for _ in range(5)))
                return next((each for each in (first, *self.copies) if b" 200 " in each[:20]), first)
        reply = await self._deliver(message)
        if ours and self.endless:
            return reply.replace(b"content-length: ", b"content-length: 99999")
        return self.answer(message, reply) if ours and self.answer else reply

    async def _deliver(self, message: bytes) -> bytes:
        reader, writer = await _opened(self.target)
        try:
            writer.write(message)
            await writer.drain()
            return await _message(reader)
        finally:
            await _close(writer)


@asynccontextmanager
async def before(made: Line | Post) -> AsyncIterator[Line | Post]:
    """Listen before central."""
    server = await asyncio.start_server(made.serve, HOST, 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        await made.drop()
        await server.wait_closed()


def body_of(message: bytes) -> bytes:
    return message.partition(b"\r\n\r\n")[2]


def with_body(message: bytes, body: bytes) -> bytes:
    """The same message around another body."""
    head, _, old = message.partition(b"\r\n\r\n")
    return head.replace(b"content-length: %d" % len(old), b"content-length: %d" % len(body)) + b"\r\n\r\n" + body


def in_place_of_central(message: bytes, status: str, body: bytes) -> bytes:
    """A reply as central makes them, which never heard of this request."""
    echo = next(line for line in message.split(b"\r\n") if line.lower().startswith(b"ipas-echo:"))
    lines = [f"HTTP/1.1 {status}".encode(), b"content-type: application/vnd.ipas+json", b"ipas-protocol: 1", echo]
    return b"\r\n".join([*lines, b"content-length: %d" % len(body), b"", body])


def with_status(message: bytes, status: str) -> bytes:
    """The same message under another status line."""
    _, _, rest = message.partition(b"\r\n")
    return f"HTTP/1.1 {status}\r\n".encode() + rest


async def _opened(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection that is closed even when whoever asked for it is ended in between."""
    opening = asyncio.ensure_future(asyncio.open_connection(HOST, port))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        _, writer = await opening
        await _close(writer)
        raise


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    ending = list(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)


def _whole(message: bytes) -> bool:
    head, _, body = message.partition(b"\r\n\r\n")
    return b"content-length: %d\r\n" % len(body) in head.lower() + b"\r\n"


async def _message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    fields = head.decode("latin-1").lower().split("\r\n")
    length = next((int(line.split(":")[1]) for line in fields if line.startswith("content-length:")), 0)
    return head + await reader.readexactly(length)


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
