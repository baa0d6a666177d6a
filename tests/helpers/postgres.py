"""A real PostgreSQL for tests: one cluster a worker, every test on empty tables of the newest schema.

Use: `from tests.helpers.postgres import cluster, database_url` in a conftest.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, text

from ipas_central import db
from ipas_central.embedded import Cluster
from ipas_central.tables import metadata


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The worker's cluster, without fsync (no test cuts the power), gone with its folder at the end."""
    base = Path(tempfile.mkdtemp(prefix="ipas-test-pg-"))
    try:
        with Cluster(base / "pg", durable=False) as running:
            engine = create_engine(running.url())
            db.migrate(engine)
            engine.dispose()
            yield running
    finally:
        shutil.rmtree(base, ignore_errors=True)


@pytest.fixture
def database_url(cluster: Cluster) -> str:
    """The URL of a migrated database whose tables are empty, central's own row included."""
    empty(cluster.url())
    return cluster.url()


def empty(url: str, *, keep: frozenset[str] = frozenset()) -> None:
    """Delete every row (faster than TRUNCATE for the few a test leaves), those of some tables excepted."""
    statements = "; ".join(f"DELETE FROM {name}" for name in metadata.tables if name not in keep)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(statements.encode())


_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE :query"
)
_BUSY = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
)


def until_somebody_waits(engine: Engine, *, query: str = "%", within_s: float = 15) -> None:
    """Until another connection waits for a lock, in a statement like `query`; AssertionError when nobody ever does."""
    until = time.monotonic() + within_s
    with engine.connect() as connection:
        while connection.execute(_WAITING, {"query": query}).scalar_one() == 0:
            connection.rollback()  # what it sees of the others is fixed within a transaction
            assert time.monotonic() < until, "nobody waits"


def until_nobody_works(engine: Engine) -> None:
    """Until every other connection is idle or gone."""
    with engine.connect() as connection:
        while connection.execute(_BUSY).scalar_one():
            connection.rollback()
