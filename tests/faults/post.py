"""Whole HTTP messages lost, kept back, doubled or rewritten between a kiosk and central."""

import asyncio
import gzip
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from ipas_kiosk.services.sync.packing import is_packed
from tests.faults.network import CHUNK, HOST, Connections, close, opened

NO_NONCE = b';nonce="none"'
"""What the first request of a connection says: central only answers with a nonce, and it is sent once more."""


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
    delivered: asyncio.Event = field(default_factory=asyncio.Event)
    _open: Connections = field(default_factory=Connections)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def release(self, *, backwards: bool = False) -> list[bytes]:
        """Deliver what was kept; the replies, which nobody waits for."""
        kept, self.kept = self.kept, []
        return [await self._deliver(message) for message in (reversed(kept) if backwards else kept)]

    async def drop(self) -> None:
        """End every open connection."""
        await self._open.end()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._open.one(writer, self._attend(reader, writer))

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (reply := await self._carry(await _message(reader))) is not None:
            writer.write(reply)
            await writer.drain()
            while self.endless and not _whole(reply):
                writer.write(bytes(CHUNK))
                await writer.drain()
                self.poured += CHUNK
            if not _whole(reply):
                break

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
                self.delivered.set()
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
        reader, writer = await opened(self.target)
        try:
            writer.write(message)
            await writer.drain()
            return await _message(reader)
        finally:
            await close(writer)


def body_of(message: bytes) -> bytes:
    return message.partition(b"\r\n\r\n")[2]


def said(request: bytes) -> bytes:
    """What a request's body says, packed or not."""
    body = body_of(request)
    return gzip.decompress(body) if is_packed(body) else body


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


def _whole(message: bytes) -> bool:
    head, _, body = message.partition(b"\r\n\r\n")
    return b"content-length: %d\r\n" % len(body) in head.lower() + b"\r\n"


async def _message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    fields = head.decode("latin-1").lower().split("\r\n")
    length = next((int(line.split(":")[1]) for line in fields if line.startswith("content-length:")), 0)
    return head + await reader.readexactly(length)
