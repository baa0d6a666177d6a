"""A real central on a real socket. `CentralServer` runs in a thread of the test's process (its `central` and clock are
at hand), `CentralProcess` is the program itself, to be killed. Kiosks that speak to it: `tests.helpers.wire`.
"""

import asyncio
import socket
import sys
import threading
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx2
import uvicorn
from sqlalchemy import Table, select

from ipas_central import tls
from ipas_central.app import create_app
from ipas_central.context import Central, install
from ipas_central.devices import codes
from ipas_central.fleet_tables import staff
from ipas_central.settings import Settings
from ipas_central.tables import submission
from ipas_contract.calls import EnrolReply
from ipas_contract.events import Op
from ipas_contract.resolutions import plain_name
from tests.helpers.office import CENTRE, COST, Clock
from tests.helpers.processes import Program
from tests.helpers.wire import Kiosk, SignedClient

__all__ = ["CentralProcess", "CentralServer", "SignedClient"]


def settings(database_url: str, folder: Path, **changes: Any) -> Settings:
    """Central's settings over a test's database and folder."""
    values: dict[str, Any] = {"database_url": database_url, "keys_dir": folder / "keys", "bcrypt_cost": COST}
    return Settings(**(values | {"port": 0, "internal_port": 0} | changes))


class CentralServer(AbstractContextManager["CentralServer"]):
    """Central in a thread; `clock` passes when told."""

    def __init__(self, database_url: str, folder: Path, **changes: Any) -> None:
        chosen = settings(database_url, folder, **changes)
        install(chosen)
        self.clock = Clock()
        self.central = Central.open(chosen, self.clock)
        self.app = create_app(self.central)
        self._socket = _listening()
        self.address: tuple[str, int] = self._socket.getsockname()
        self.url = f"{'https' if chosen.tls_certificate else 'http'}://127.0.0.1:{self.address[1]}"
        secured = tls.factory(chosen)
        self._server = _Server(uvicorn.Config(self.app, log_config=None, access_log=False, ssl_context_factory=secured))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, name="central")
        self._clients: list[SignedClient] = []

    def __enter__(self) -> "CentralServer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client in self._clients:
            client.close()
        self._server.stop()
        self._thread.join()
        self._socket.close()

    def rows(self, table: Table) -> list[Any]:
        """Everything in a table."""
        with self.central.engine.connect() as connection:
            return list(connection.execute(select(table)))

    def state(self, op: Op) -> tuple[str, str | None]:
        """State and reason of the registration that an op speaks of."""
        (found,) = [row for row in self.rows(submission) if row.candidate_id == op.entity_id]
        return found.state, found.reason

    def know(self, *names: str, centre: str = CENTRE) -> None:
        """Staff of a centre, whose word is taken from its kiosks."""
        with self.central.engine.begin() as connection:
            rows = [{"centre_id": centre, "key": plain_name(name), "name": name, "made_at": 0} for name in names]
            connection.execute(staff.insert(), rows)

    def code(self, centre: str = CENTRE) -> str:
        """A one-time enrolment code."""
        with self.central.engine.begin() as connection:
            pin = self.central.pins[0] if self.central.pins else None
            return codes.make(connection, self.central.keys, centre, self.clock(), pin)

    def kiosk(self, centre: str = CENTRE) -> "Kiosk":
        """A kiosk newly enrolled; its connection ends with the server."""
        client = self.client()
        enrolled = client.enrol(self.code(centre), centre)
        assert isinstance(enrolled, EnrolReply), enrolled
        return Kiosk(client, enrolled)

    def client(self, of: Kiosk | None = None) -> SignedClient:
        """A connection that ends with the server: a new one, or another one of a kiosk."""
        client = SignedClient(self.url, of.client.key, of.id) if of else SignedClient(self.url)
        self._clients.append(client)
        return client


class _Server(uvicorn.Server):
    """Ends when told, not at the next tenth of a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told: asyncio.Future[None] | None = None
        self._running = threading.Event()

    async def main_loop(self) -> None:
        self._told = asyncio.get_running_loop().create_future()
        self._running.set()
        await self._told

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort() if self.config.ssl else connection.shutdown()
        while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110 (uvicorn has no event for it)
            await asyncio.sleep(0)  # its transports close in callbacks, which nothing announces
        await self.lifespan.shutdown()

    def stop(self) -> None:
        self._running.wait()
        assert self._told is not None
        self._told.get_loop().call_soon_threadsafe(self._told.set_result, None)


def _listening() -> socket.socket:
    """A socket of whose connections asyncio knows that they are TCP: of others it leaves Nagle's delay on."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.bind(("127.0.0.1", 0))
    found.listen()
    return found


class CentralProcess(AbstractContextManager["CentralProcess"]):
    """The program `ipas-central serve --no-worker` on a free port of its own, over a database that is set up."""

    def __init__(self, database_url: str, folder: Path, **environment: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
            ports = one.getsockname()[1], other.getsockname()[1]
        values = {"DATABASE_URL": database_url, "KEYS_DIR": str(folder / "keys"), "BCRYPT_COST": str(COST)}
        values |= {"PORT": str(ports[0]), "INTERNAL_PORT": str(ports[1])} | environment
        self.url = f"http://127.0.0.1:{ports[0]}"
        self.internal_url = f"http://127.0.0.1:{ports[1]}"
        self._environment = {f"IPAS_CENTRAL_{name}": text for name, text in values.items()}
        self._log = folder / "central.log"
        self._program: Program | None = None

    def __enter__(self) -> "CentralProcess":
        command = [sys.executable, "-m", "ipas_central.cli", "serve", "--no-worker"]
        self._program = Program(command, env=self._environment, log=self._log)
        _until_it_answers(self.internal_url)
        return self

    def __exit__(self, *exception: object) -> None:
        if self._program is not None:
            self._program.end()

    @property
    def pid(self) -> int:
        assert self._program is not None
        return self._program.pid

    def kill(self) -> None:
        """As a crash would."""
        assert self._program is not None
        self._program.kill()

    def end(self) -> int:
        """SIGTERM; the exit code."""
        assert self._program is not None
        return self._program.end()

    def log(self) -> str:
        """What it has written down."""
        return self._log.read_text(encoding="utf-8")


def _until_it_answers(internal_url: str) -> None:
    """Ask until the program listens; the transport's own retries wait in between."""
    with httpx2.Client(transport=httpx2.HTTPTransport(retries=10), timeout=10) as client:
        assert client.get(f"{internal_url}/healthz").status_code == 200
