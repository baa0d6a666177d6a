"""Central's tests run on a real PostgreSQL and a real mail server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ipas_central import devmail
from tests.helpers.central import CentralServer
from tests.helpers.office import Office, open_office
from tests.helpers.postgres import cluster, database_url

__all__ = ["cluster", "database_url", "office", "server"]


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    """Central without its line."""
    with devmail.running(tmp_path / "mail") as port, open_office(database_url, tmp_path, port) as opened:
        yield opened


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[CentralServer]:
    """Central on its line, in a thread."""
    with CentralServer(database_url, tmp_path) as running:
        yield running
