"""What the tests of the sync share: a real central on a real PostgreSQL, kiosks enrolled with it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.central import CentralServer
from tests.helpers.drains import Scene
from tests.helpers.kiosks import FakeClock, Running, enrolled, settings
from tests.helpers.postgres import cluster, database_url

__all__ = ["cluster", "database_url"]

MakeKiosk = Callable[..., Awaitable[Running]]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(tmp_path)
    yield scene
    scene.lanes.close()
    scene.store.close()


@pytest.fixture
def central(database_url: str, tmp_path: Path) -> Iterator[CentralServer]:
    with CentralServer(database_url, tmp_path / "central") as running:
        yield running


@pytest.fixture
async def make_kiosk(central: CentralServer, tmp_path: Path) -> AsyncIterator[MakeKiosk]:
    """`await make_kiosk()`: one more enrolled kiosk, online; `url` may be a proxy's before central, `others` are
    settings."""
    made: list[Running] = []

    async def make(*, url: str | None = None, plugged: bool = True, **others: Any) -> Running:
        folder = tmp_path / f"kiosk{len(made)}"
        store = await enrolled(folder, central)
        kiosk = Running(store, settings(folder, url or central.url, **others), FakeClock(), plugged=plugged)
        made.append(kiosk)
        if plugged:
            await kiosk.online()
        return kiosk

    yield make
    for kiosk in made:
        await kiosk.close()
