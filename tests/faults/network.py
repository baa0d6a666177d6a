"""What the two kinds of spoilt line share: they listen before central on a free port of loopback, and end cleanly."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol, TypeVar

HOST = "127.0.0.1"
CHUNK = 65_536
_PASSES = 5
"""Turns of the loop after which a connection that was accepted last has its task."""


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
        for _ in range(_PASSES):
            await asyncio.sleep(0)
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


class Connections:
    """What is open. A connection's own task is never cancelled (its streams would take that for a fault), only the
    work that it waits for."""

    def __init__(self) -> None:
        self._open: dict[asyncio.Task[None], asyncio.Task[None]] = {}

    async def one(self, writer: asyncio.StreamWriter, work: Coroutine[Any, Any, None]) -> None:
        """Do the work of a connection until it ends or is ended."""
        mine, working = asyncio.current_task(), asyncio.ensure_future(work)
        assert mine is not None
        self._open[mine] = working
        try:
            await asyncio.wait([working])
            if not working.cancelled() and not isinstance(working.exception(), OSError | EOFError | None):
                working.result()
        finally:
            await close(writer)
            self._open.pop(mine)

    async def end(self) -> None:
        """End every connection that is open now."""
        ending = list(self._open)
        for working in self._open.values():
            working.cancel()
        if ending:
            await asyncio.wait(ending)


async def end(tasks: Iterable[asyncio.Task[None]]) -> None:
    ending = list(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)


async def close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
