"""Push 10,000: a kiosk's whole drain (SQLCipher store, signed batches, verdicts, audit) beside the bare pipeline, an
SQLite outbox → uvicorn → PostgreSQL: the same bodies in the same batches, an insert by `ON CONFLICT DO NOTHING`,
the outbox marked. Same machine, same run, in turn. And the idle conversation of one kiosk.

`python -m bench.fleet_push PORT` is the bare server; its database by the environment.
"""

import asyncio
import gc
import json
import os
import random
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import uvicorn

from bench.fleet_central import listening
from bench.fleet_kiosks import PASSWORD
from bench.fleet_stage import COST, Stage, free_port, until_it_answers
from ipas_central.context import Central
from ipas_central.devices import codes
from ipas_contract.codes import Language
from ipas_contract.events import MAX_BATCH_OPS, CaptchaPolicy
from ipas_contract.ids import uuid7
from ipas_contract.passwords import hash_password
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import bodies, enrolment
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.news import Board
from ipas_kiosk.services.registration import Registration, Rules
from ipas_kiosk.services.sync.drain import Drain
from ipas_kiosk.services.sync.feed import Feed
from ipas_kiosk.services.sync.gateway import Gateway
from ipas_kiosk.services.sync.ledger import Ledger
from tests.helpers.kiosks import KEY, form
from tests.helpers.processes import Program

PAUSE_S = 0.05
"""Between two idle conversations, so that neither side is warm from the one before as no idle kiosk's is."""
TABLE = "CREATE TABLE IF NOT EXISTS bare (op_id uuid PRIMARY KEY, seq bigint NOT NULL, body text NOT NULL)"
INSERT = "INSERT INTO bare SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[]) ON CONFLICT DO NOTHING"


@asynccontextmanager
async def kiosk(stage: Stage, folder: Path) -> AsyncIterator["Alone"]:
    """One enrolled kiosk with all that it needs to talk to central."""
    folder.mkdir()  # noqa: ASYNC240 (before any clock starts)
    store, lanes = Store.create(folder / "store.db", KEY), Lanes()
    central = Central.open(stage.settings)
    with central.engine.begin() as connection:
        code = codes.make(connection, central.keys, folder.name, central.clock())
    central.engine.dispose()
    entrance = Gateway(stage.url, None, pins=central.pins)
    taken_in = await enrolment.enrol(store, KEY, folder.name, code, entrance.enrol, entrance.trust)
    assert isinstance(taken_in, enrolment.Enrolled)
    await entrance.close()
    made = Alone(stage.url, store, lanes)
    yield made
    await made.gateway.close()
    await asyncio.to_thread(lanes.close)
    store.close()


class Alone:
    """`drain` talks to central; `judged` are the moments at which ops got their verdicts, `calls` what was asked."""

    def __init__(self, url: str, store: Store, lanes: Lanes) -> None:
        self.store, clock = store, Clock()
        self.judged: list[float] = []
        self.calls = 0
        device = bodies.device(store)
        self.gateway = Gateway(url, bodies.identity(device), pins=device.pins, heard=self._heard)
        self.ledger = Ledger(store, clock, chance=random.random)
        kept: dict[str, Any] = {"now_ms": clock.now_ms, "chance": random.random, "judged": self._judged}
        self.drain = Drain(lanes, self.ledger, Feed(store), self.gateway, Board(), **kept)

    def _heard(self, _: object) -> None:
        self.calls += 1

    def _judged(self, _: object) -> None:
        self.judged.append(time.perf_counter())


async def ours(stage: Stage, folder: Path, count: int, first: int) -> float:
    """Seconds of one kiosk with `count` registrations waiting, up to the last verdict in its store."""
    async with kiosk(stage, folder) as one:
        register(one.store, count, first)
        gc.freeze()  # as the window does when it stands
        began = time.perf_counter()
        await one.drain.run()
        assert (one.ledger.pending(), len(one.judged)) == (0, count)
        return one.judged[-1] - began


async def idle_syncs(stage: Stage, folder: Path, rounds: int) -> tuple[list[float], float]:
    """Seconds of each conversation of a kiosk that has nothing to say and nothing new to hear, and the requests that
    one takes."""
    async with kiosk(stage, folder) as one:
        await one.drain.run()
        times: list[float] = []
        before = one.calls
        for _ in range(rounds):
            await asyncio.sleep(PAUSE_S)
            began = time.perf_counter()
            await one.drain.run()
            times.append(time.perf_counter() - began)
        return times, (one.calls - before) / rounds


def register(store: Store, count: int, first: int) -> None:
    """What `count` people leave in the store, in one transaction (how long a save takes is another bench's)."""
    rules = Rules(bcrypt_cost=COST, verdict_wait_s=0, captcha=CaptchaPolicy.OFF, expires=lambda now: now + 10**8)
    parts: dict[str, Any] = dict.fromkeys(("lanes", "gateway", "link", "pump", "identity"))
    registration = Registration(store=store, clock=Clock(), rules=rules, **parts)
    hashed = hash_password(PASSWORD, cost=COST)
    with store.write() as work:
        for serial in range(first, first + count):
            asked = form(serial, mobile=f"+8869{serial:08}", account=f"pushed{serial}")
            registration._write(work, asked, Language.ZH_TW, uuid7(), None, hashed)
        work.commit()


async def bare(stage: Stage, folder: Path, texts: list[str]) -> float:
    """Seconds of the bare pipeline with these bodies."""
    port = free_port()
    environment = os.environ | {"BARE_DATABASE": stage.settings.database_url.replace("+psycopg", "")}
    command = [sys.executable, "-m", "bench.fleet_push", str(port)]
    with Program(command, env=environment, log=stage.folder / "bare.log"), closing(outbox(folder, texts)) as store:
        url = f"http://127.0.0.1:{port}"
        await asyncio.to_thread(until_it_answers, url)
        began = time.perf_counter()
        async with httpx2.AsyncClient(timeout=60, trust_env=False) as client:
            while rows := store.execute("SELECT * FROM outbox WHERE done = 0 LIMIT ?", (MAX_BATCH_OPS,)).fetchall():
                content = json.dumps([row[:3] for row in rows]).encode()
                reply = await client.post(url, content=content)
                taken = reply.json()
                store.executemany("UPDATE outbox SET done = 1 WHERE op_id = ?", [(op_id,) for op_id in taken])
                store.commit()
        return time.perf_counter() - began


def outbox(folder: Path, texts: list[str]) -> sqlite3.Connection:
    store = sqlite3.connect(folder / "bare.db")
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    store.execute("CREATE TABLE outbox (op_id TEXT PRIMARY KEY, seq INTEGER, body TEXT, done INTEGER)")
    rows = [(str(uuid7()), seq, body, 0) for seq, body in enumerate(texts)]
    store.executemany("INSERT INTO outbox VALUES (?, ?, ?, ?)", rows)
    store.commit()
    return store


class Bare:
    """ASGI: insert a batch, answer with its ids."""

    def __init__(self, database: str) -> None:
        self._connection = psycopg.connect(database)
        self._connection.execute(TABLE)
        self._connection.commit()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message.get("more_body", False)
        rows = json.loads(body) if body else []
        if rows:
            await asyncio.to_thread(self._insert, rows)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps([row[0] for row in rows]).encode()})

    def _insert(self, rows: list[Any]) -> None:
        self._connection.execute(INSERT, [list(column) for column in zip(*rows, strict=True)])
        self._connection.commit()


def main() -> None:
    config = uvicorn.Config(Bare(os.environ["BARE_DATABASE"]), lifespan="off", log_config=None, access_log=False)
    uvicorn.Server(config).run(sockets=[listening(int(sys.argv[1]))])


if __name__ == "__main__":
    main()
