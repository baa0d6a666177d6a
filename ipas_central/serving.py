"""The server processes: the public and the internal app on their addresses, the message worker, the upkeep."""

import asyncio
import contextlib
import gc
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Final

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from ipas_central import nonces, tls
from ipas_central.app import create_app
from ipas_central.context import Central
from ipas_central.db import in_transaction
from ipas_central.internal import create_internal
from ipas_central.messages import worker
from ipas_central.sync import names, pull
from ipas_contract.logs import get_logger

log = get_logger(__name__)

UPKEEP_S: Final = 60.0
_GARBAGE: Final = 50_000
"""Objects that a batch makes, all of them freed by their counts: no reason to look for cycles many times in it."""
_TURN_S: Final = 0.001
_DAY_MS: Final = 24 * 60 * 60 * 1000


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: two servers share this process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Cut idle connections, finish the others: over TLS an idle one would wait for its kiosk to agree, and that may
        not look at it for half a minute."""
        for connection in list(self.server_state.connections):
            if isinstance(connection, H11Protocol) and (not connection.cycle or connection.cycle.response_complete):
                connection.transport.abort()
        await super().shutdown(sockets)


def serve(central: Central, *, with_worker: bool) -> None:
    """Serve until SIGTERM or SIGINT; requests in hand are finished."""
    settings = central.settings
    public = create_app(central)
    servers = [
        _server(public, settings.host, settings.port, tls.factory(settings)),
        _server(create_internal(central, public), settings.internal_host, settings.internal_port),
    ]
    tune()
    with _beside(central, with_worker=with_worker):
        log.info("serving", host=settings.host, port=settings.port, pins=list(central.pins))
        asyncio.run(_run(servers))


def tune() -> None:
    """Set the interpreter for a server: what is loaded by now stays and is no garbage (looking through it is a sixth
    of a batch's time), and a short request does not wait 5 ms at each of its steps for a batch's thread."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    sys.setswitchinterval(_TURN_S)


def work(central: Central) -> None:
    """Run the message worker and the upkeep alone until SIGTERM or SIGINT."""
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    with _beside(central, with_worker=True):
        signal.sigwait(signals)


def tidy(central: Central) -> None:
    """Delete what has served its purpose: used nonces, change rows past their time; number the names taken since."""
    now = central.clock()
    keep = central.settings.feed_keep_days * _DAY_MS
    in_transaction(central.engine, lambda connection: nonces.forget(connection, now))
    in_transaction(central.engine, lambda connection: pull.compact(connection, now - keep))
    names.number(central)


def _server(app: FastAPI, host: str, port: int, secured: Callable[..., ssl.SSLContext] | None = None) -> _Server:
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=65,
        timeout_graceful_shutdown=20,
        h11_max_incomplete_event_size=64 * 1024,
        ssl_context_factory=secured,
    )
    return _Server(config)


async def _run(servers: list[_Server]) -> None:
    def stop() -> None:
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await asyncio.gather(*(server.serve() for server in servers))


@contextlib.contextmanager
def _beside(central: Central, *, with_worker: bool) -> Iterator[None]:
    stop = threading.Event()
    tasks = [threading.Thread(target=_keep_up, args=(central, stop), name="upkeep")] if with_worker else []
    tasks += [threading.Thread(target=worker.run, args=(central, stop), name="messages")] if with_worker else []
    for task in tasks:
        task.start()
    try:
        yield
    finally:
        stop.set()
        for task in tasks:
            task.join()


def _keep_up(central: Central, stop: threading.Event) -> None:
    while not stop.wait(UPKEEP_S):
        try:
            tidy(central)
        except Exception as error:
            log.error("upkeep_failed", exc_info=error)
