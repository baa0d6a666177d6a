"""A real PostgreSQL for tests: one cluster a worker, every test on empty tables of the newest schema.

Use by `pytest_plugins`-free import: `from tests.helpers.postgres import cluster, database_url` in a conftest.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text

from ipas_central import db
from ipas_central.embedded import Cluster
from ipas_central.tables import metadata

EPOCH = UUID(int=7)


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


def empty(url: str) -> None:
    """Delete every row (faster than TRUNCATE for the few a test leaves)."""
    statements = "; ".join(f"DELETE FROM {name}" for name in metadata.tables)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statements))
    engine.dispose()
