"""Where a fleet is played: a durable PostgreSQL, central as one or more processes on one port, enrolled kiosks."""

import base64
import json
import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, create_engine, text

from ipas_central import certificates
from ipas_central.context import Central, install
from ipas_central.devices import codes, enrolment
from ipas_central.embedded import Cluster
from ipas_central.settings import Settings
from ipas_contract.calls import EnrolReply, EnrolRequest
from ipas_kiosk.services.sync.gateway import Gateway, Identity
from tests.helpers.processes import Program, tree

COST = 12
KIOSKS_A_CENTRE = 10
CROWDED = {"push_slots": 1, "push_wait": 0.5}
"""What docs/operations.md advises for more processes than cores."""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Member:
    """One kiosk of the fleet."""

    enrolled: EnrolReply
    key: Ed25519PrivateKey

    def gateway(self, url: str) -> Gateway:
        """The kiosk's own HTTP client."""
        return Gateway(url, Identity(self.enrolled.device_id, self.key), pins=self.enrolled.pins)


@dataclass(frozen=True)
class Spent:
    """What a stretch cost: CPU seconds of central, PostgreSQL and the kiosks' process, the database's work; `times` at
    central by path."""

    seconds: float
    central: float
    postgres: float
    kiosks: float
    statements: int
    transactions: int
    peak: int
    times: Mapping[str, list[float]]

    def __sub__(self, before: "Spent") -> "Spent":
        """What was spent since; `peak` and `times` are since the telling before anyway."""
        kept = {"peak": self.peak, "times": self.times}
        spent = {name: mine - vars(before)[name] for name, mine in vars(self).items() if name not in kept}
        return Spent(**spent, **kept)


class Stage:
    """A cluster with one database at a time; `central` starts the processes, which serve TLS themselves if asked."""

    def __init__(self, cluster: Cluster, folder: Path, *, tls: bool = False) -> None:
        self.cluster, self.folder = cluster, folder
        certified = certificates.make(folder / "tls", "central", ["127.0.0.1"]) if tls else None
        self._tls = {"tls_certificate": certified.certificate, "tls_key": certified.key} if certified else {}
        self._count = 0
        self._place = folder
        self.programs: list[Program] = []
        self.url = ""
        self.settings: Settings
        self.engine: Engine

    @contextmanager
    def database(self) -> Iterator["Stage"]:
        """An empty, migrated database."""
        self._count += 1
        name = f"fleet{self._count}"
        with self.cluster.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        self._place = self.folder / name
        self._place.mkdir()
        files = {"keys_dir": self._place / "keys", "log_path": self._place / "log", **self._tls}
        self.settings = Settings(database_url=self.cluster.url(name), bcrypt_cost=COST, **files)
        install(self.settings)
        self.engine = create_engine(self.settings.database_url)
        yield self
        self.engine.dispose()

    @contextmanager
    def serving(self, processes: int) -> Iterator["Stage"]:
        """Central over the database, as so many processes behind one port."""
        port = free_port()
        self.url = f"{'https' if self._tls else 'http'}://127.0.0.1:{port}"
        chosen = self.settings.model_dump(exclude_defaults=True)
        chosen |= CROWDED if processes > (os.cpu_count() or 1) else {}
        environment = os.environ | {f"IPAS_CENTRAL_{key.upper()}": str(value) for key, value in chosen.items()}
        with ExitStack() as stack:
            command = [sys.executable, "-m", "bench.fleet_central", str(port)]
            for _ in range(processes):
                program = Program(command, env=environment, log=self._place / "out", piped=True)
                self.programs.append(stack.enter_context(program))
            stack.callback(self.programs.clear)
            self.told()
            until_it_answers(self.url)
            yield self

    @contextmanager
    def central(self, processes: int) -> Iterator["Stage"]:
        """Central over a database of its own."""
        with self.database(), self.serving(processes):
            yield self

    def enrol(self, count: int, centres: str = "centre") -> list[Member]:
        """Kiosks by codes, ten a centre, as their calls would be answered (enrolment is not what is measured)."""
        central = Central.open(self.settings)
        made = []
        for number in range(count):
            key, centre = Ed25519PrivateKey.generate(), f"{centres}{number // KIOSKS_A_CENTRE:03}"
            public = key.public_key().public_bytes_raw()
            with central.engine.begin() as connection:
                code = codes.make(connection, central.keys, centre, central.clock())
                request = EnrolRequest(centre_id=centre, code=code, public_key=base64.b64encode(public).decode())
                reply = enrolment.enrol(connection, central, request, public)
            assert reply is not None
            made.append(Member(reply, key))
        central.engine.dispose()
        return made

    def told(self) -> list[Mapping[str, Any]]:
        """Each process's counters."""
        for program in self.programs:
            program.write_line("")
        return [json.loads(program.read_line()) for program in self.programs]

    def spent(self) -> Spent:
        told = self.told()
        mine = os.times()
        cpu, statements, transactions = (
            sum(each[key] for each in told) for key in ("cpu", "statements", "transactions")
        )
        times: dict[str, list[float]] = {}
        for path, seconds in (pair for each in told for pair in each["times"].items()):
            times.setdefault(path, []).extend(seconds)
        return Spent(
            time.perf_counter(), cpu, cpu_of(self.cluster.pid), mine.user + mine.system, statements, transactions,
            sum(each["peak"] for each in told), times,
        )  # fmt: skip

    def scalar(self, query: str) -> int:
        """One number from the database."""
        with self.engine.connect() as connection:
            return int(connection.execute(text(query)).scalar_one())


def cpu_of(pid: int) -> float:
    """CPU seconds of a process, its living descendants and those that ended."""
    total = 0
    for each in (pid, *tree(pid)):
        try:
            fields = Path(f"/proc/{each}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15]))
    return total / TICKS


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def until_it_answers(url: str) -> None:
    with httpx2.Client(transport=httpx2.HTTPTransport(retries=10, verify=False), timeout=10) as client:
        client.get(url)
