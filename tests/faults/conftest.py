"""The stage of the faults: a real central, kiosks without windows, a line before central that can be spoilt."""

import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from ipas_central.embedded import Cluster
from tests.faults.stage import Stage, renew
from tests.helpers.central import CentralServer
from tests.helpers.postgres import cluster, database_url, empty
from tests.helpers.store import store, store_path, store_template

UNHURRIED = {"device_rate": 10_000, "device_burst": 10_000, "pool_wait": 0.5, "push_wait": 20}

__all__ = ["cluster", "database_url", "store", "store_path", "store_template"]


@pytest.fixture(scope="session")
def one_central(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentralServer]:
    empty(cluster.url())
    folder = tmp_path_factory.mktemp("central")
    with CentralServer(cluster.url(), folder, **UNHURRIED) as running:
        yield running


@pytest.fixture
def central(one_central: CentralServer) -> CentralServer:
    """The worker's central as on its first day."""
    renew(one_central)
    return one_central


@pytest.fixture
async def stage(central: CentralServer, tmp_path: Path) -> AsyncIterator[Stage]:
    made = Stage(central, tmp_path)
    yield made
    await made.close()


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """As in every test, save for the threads that work for the central of all of them."""
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + 3.0
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon and not thread.name.startswith("AnyIO worker"):
            thread.join(max(0.0, until - time.monotonic()))
            assert not thread.is_alive(), f"{thread.name} is still running"
