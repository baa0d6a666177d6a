"""Central's program as the fleet's bench runs it: the same app and settings as `ipas-central serve`, but on a port that
several such processes share (SO_REUSEPORT), and it counts its statements. A line on standard input is answered by a
line of JSON: `cpu` (seconds of this process), `statements`, `transactions`, `peak` (connections in use at once),
`times` (by path, the seconds of each request since the line before, from its first bytes to its reply).

`python -m bench.fleet_central PORT`, settings by environment. It ends when its standard input ends.
"""

import json
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import Engine, event

from ipas_central import db, serving, settings, tls
from ipas_central.app import create_app
from ipas_central.context import Central
from ipas_contract import logs

LATER = 10
"""One process plays all the kiosks: in the field central takes no core from them."""
GROUP = Path("/proc/self/autogroup")


class Counts:
    """What one process asked of the database."""

    def __init__(self, engine: Engine) -> None:
        self._lock = threading.Lock()
        self.statements = self.transactions = self.peak = 0
        self.times: dict[str, list[float]] = {}
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._commit)
        event.listen(engine, "checkout", self._checkout)
        self._pool: Any = engine.pool
        self._copy, db._copy = db._copy, self._counted_copy

    def _statement(self, *_: object) -> None:
        with self._lock:
            self.statements += 1

    def _counted_copy(self, *given: Any) -> None:
        self._statement()
        self._copy(*given)

    def _commit(self, _: object) -> None:
        with self._lock:
            self.transactions += 1

    def _checkout(self, *_: object) -> None:
        with self._lock:
            self.peak = max(self.peak, self._pool.checkedout())

    def timed(self, app: Any) -> Any:
        """The app, each of its requests timed."""

        async def call(scope: Any, receive: Any, send: Any) -> None:
            began = time.perf_counter()
            try:
                await app(scope, receive, send)
            finally:
                if scope["type"] == "http":
                    self.times.setdefault(scope["path"], []).append(time.perf_counter() - began)

        return call

    def line(self) -> str:
        spent = os.times()
        told = {"cpu": spent.user + spent.system, "statements": self.statements}
        times, self.times = self.times, {}
        return json.dumps(told | {"transactions": self.transactions, "peak": self.peak, "times": times})


def listening(port: int) -> socket.socket:
    """A socket beside those of other processes on the same port; the kernel deals out the connections."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    found.bind(("127.0.0.1", port))
    found.listen(2048)
    return found


def stand_back() -> None:
    """Leave the cores to the process that plays the kiosks: where Linux groups processes by session, niceness counts
    within a group, and the group has one of its own."""
    os.nice(LATER)
    if GROUP.exists():
        GROUP.write_text(str(LATER), encoding="ascii")


def main() -> None:
    stand_back()
    chosen = settings.load(None, os.environ)
    logs.write_to(chosen.log_path)
    central = Central.open(chosen)
    counts = Counts(central.engine)
    serving.tune()
    secured = tls.factory(chosen)
    server = uvicorn.Server(
        uvicorn.Config(
            counts.timed(create_app(central)),
            log_config=None,
            access_log=False,
            timeout_keep_alive=65,
            ssl_context_factory=secured,
        )
    )

    def tell() -> None:
        for _ in sys.stdin:
            print(counts.line(), flush=True)
        server.should_exit = True

    threading.Thread(target=tell, daemon=True).start()
    server.run(sockets=[listening(int(sys.argv[1]))])


if __name__ == "__main__":
    main()
