"""A save (candidate, submission, op, verifier: one transaction) beside the same two bare inserts into SQLCipher."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlcipher3.dbapi2

from bench.figures import Bar, percentile
from ipas_contract.codes import Language
from ipas_contract.events import CaptchaPolicy
from ipas_contract.ids import uuid7
from ipas_contract.passwords import hash_password
from ipas_kiosk.models.store import Store
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.registration import Registration, Rules
from tests.helpers.kiosks import KEY, enrolled_store, form

SAVES = 1000
WARM = 50
DAY_MS = 86_400_000
TABLES = ("candidate", "outbox")


def bars() -> list[Bar]:
    """p50 and p99 in milliseconds, both ways in turn on one disk."""
    with TemporaryDirectory() as folder:
        pairs = list(measure(Path(folder)))[WARM:]
    ours, bare = ([pair[at] for pair in pairs] for at in (0, 1))
    half, most = percentile(ours, 0.5), percentile(ours, 0.99)
    return [
        Bar("save, p50", half, "ms", 3, percentile(bare, 0.5), ratio=True),
        Bar("save, p99", most, "ms", 5, percentile(bare, 0.99), ratio=True),
        Bar("save, p99", most, "ms", 10),
    ]


def measure(folder: Path) -> Iterator[tuple[float, float]]:
    """Milliseconds of one save and of the two bare inserts of the same bytes."""
    store = enrolled_store(folder)
    registration, hashed = registrar(store), hash_password(form(0).password, cost=4)
    with closing(store), closing(connect(store.path)) as reader, closing(connect(folder / "bare.db")) as bare:
        copy_schema(reader, bare)
        for serial in range(SAVES + WARM):
            asked, key = form(serial), uuid7()
            began = time.perf_counter()
            registration._save(asked, Language.ZH_TW, key, None, hashed)
            saved = time.perf_counter()
            rows = [reader.execute(f"SELECT * FROM {table} ORDER BY 1 DESC LIMIT 1").fetchone() for table in TABLES]
            again = time.perf_counter()
            insert(bare, rows)
            yield (saved - began) * 1000, (time.perf_counter() - again) * 1000


def registrar(store: Store) -> Registration:
    """What saves registrations, without anything around it."""
    rules = Rules(bcrypt_cost=4, verdict_wait_s=0, captcha=CaptchaPolicy.OFF, expires=lambda now: now + DAY_MS)
    parts: dict[str, Any] = dict.fromkeys(("lanes", "gateway", "link", "pump", "identity"))
    return Registration(store=store, clock=Clock(), rules=rules, **parts)


def fill(store: Store, records: int, first: int) -> None:
    """Save so many registrations, with the serial numbers from `first` on."""
    registration, hashed = registrar(store), hash_password(form(0).password, cost=4)
    for serial in range(first, first + records):
        registration._save(form(serial), Language.ZH_TW, uuid7(), None, hashed)


def connect(path: Path) -> Any:
    """A bare connection, set as the store's own are."""
    connection = sqlcipher3.dbapi2.connect(str(path), isolation_level=None)
    for pragma in (
        f"key = \"x'{KEY.reveal().hex()}'\"",
        "journal_mode = WAL",
        "synchronous = FULL",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def copy_schema(source: Any, target: Any) -> None:
    """The two tables with their indexes."""
    wanted = "SELECT sql FROM sqlite_master WHERE tbl_name IN (?, ?) AND type IN ('table', 'index') AND sql IS NOT NULL"
    for (sql,) in source.execute(wanted, TABLES).fetchall():
        target.execute(sql)


def insert(connection: Any, rows: list[tuple[Any, ...]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for table, row in zip(TABLES, rows, strict=True):
        connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    connection.execute("COMMIT")
