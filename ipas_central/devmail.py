"""A mail server that keeps every mail as a file and sends none on: for the demo and the tests only.

`python -m ipas_central.devmail --dir DIR [--port P]` listens on 127.0.0.1, says `ready 127.0.0.1:PORT` on its first
line and ends on SIGTERM or SIGINT. A mail becomes `DIR/NNNN-<to>.eml`, whole or not at all.
"""

import asyncio
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from aiosmtpd.smtp import SMTP, Envelope

HOST: Final = "127.0.0.1"


class Catcher:
    """The mail server's handler: takes every recipient, keeps every mail."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._number = max((int(path.name[:4]) for path in directory.glob("[0-9]" * 4 + "-*.eml")), default=0)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        self._number += 1
        to = re.sub(r"[^A-Za-z0-9.@_+-]", "_", ",".join(envelope.rcpt_tos))[:150]
        content = envelope.content or b""
        whole = self._directory / f"{self._number:04}-{to}.eml"
        part = whole.with_suffix(".part")
        part.write_bytes(content if isinstance(content, bytes) else content.encode())
        part.rename(whole)
        return "250 kept"


async def serve(directory: Path, port: int) -> asyncio.Server:
    """Start listening on 127.0.0.1; port 0 takes a free one."""
    catcher = Catcher(directory)
    return await asyncio.get_running_loop().create_server(lambda: SMTP(catcher, hostname="devmail"), HOST, port)


@contextmanager
def running(directory: Path, port: int = 0) -> Iterator[int]:
    """A catcher in a thread of its own for as long as the block lasts; gives its port."""
    started: list[int] = []
    is_up = threading.Event()
    loop = asyncio.new_event_loop()
    done = asyncio.Event()

    async def work() -> None:
        async with await serve(directory, port) as server:
            started.append(server.sockets[0].getsockname()[1])
            is_up.set()
            await done.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(work()), name="devmail")
    thread.start()
    is_up.wait(10)
    try:
        yield started[0]
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(10)
        loop.close()


async def _until_told(directory: Path, port: int) -> None:
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows ends the process by itself
            asyncio.get_running_loop().add_signal_handler(number, told.set)
    async with await serve(directory, port) as server:
        typer.echo(f"ready {HOST}:{server.sockets[0].getsockname()[1]}")
        await told.wait()


def main(
    directory: Annotated[Path, typer.Option("--dir", help="where the mails are kept")],
    port: Annotated[int, typer.Option(help="0 takes a free one")] = 0,
) -> None:
    """Keep every mail that arrives on 127.0.0.1 as a file."""
    asyncio.run(_until_told(directory, port))


if __name__ == "__main__":
    typer.run(main)
