"""What the two kinds of spoilt line share: they listen before central on a free port of loopback, and end cleanly."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol, TypeVar

HOST = "127.0.0.1"
CHUNK = 65_536


class Spoiler(Protocol):
    """Serves connections that it can end."""

    port: int

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None: ...

    async def drop(self) -> None: ...


S = TypeVar("S", bound=Spoiler)


@asynccontextmanager
async def before(made: S, **where: Any) -> AsyncIterator[S]:
    """Listen before central."""
    server = await asyncio.start_server(made.serve, where.pop("host", HOST), 0, **where)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        await made.drop()
        await server.wait_closed()


async def opened(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection that is closed even when whoever asked for it is ended in between."""
    opening = asyncio.ensure_future(asyncio.open_connection(HOST, port))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(lambda made: made.result()[1].close())
        raise


async def end(tasks: set[asyncio.Task[None]]) -> None:
    ending = list(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)


async def close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
