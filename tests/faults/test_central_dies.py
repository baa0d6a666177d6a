"""The program central killed in the middle of its work, and started anew (rows 8, 9)."""

import asyncio
import signal
from collections.abc import Iterator
from os import kill
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from ipas_kiosk.models.records import OpState
from tests.faults.post import Fate
from tests.faults.stage import Stage
from tests.helpers.central import CentralProcess
from tests.helpers.postgres import until_somebody_waits


@pytest.fixture
def program(stage: Stage) -> Iterator["Programs"]:
    settings = stage.central.central.settings
    made = Programs(settings.database_url, settings.keys_dir.parent)
    yield made
    made.end()


class Programs:
    """Central as a process, again and again over the same database."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self._url, self._folder = database_url, folder
        self._running: CentralProcess | None = None

    def start(self) -> int:
        """A new one; its port."""
        self.end()
        self._running = CentralProcess(self._url, self._folder).__enter__()
        return int(self._running.url.rpartition(":")[2])

    def kill(self) -> None:
        assert self._running is not None
        kill(self._running.pid, signal.SIGKILL)

    def end(self) -> None:
        if self._running is not None:
            self._running.__exit__(None, None, None)


@pytest.mark.fault(
    8,
    injected="central killed while its transaction waits for the feed's table, all else of the batch written",
    seen="nothing of the batch stays; the kiosk backs off and sends again",
)
async def test_central_killed_in_the_middle_of_a_batch(stage: Stage, program: Programs) -> None:
    line = await stage.line()
    site = await stage.site(line.url)
    await stage.people(site, 20)
    line.target = await asyncio.to_thread(program.start)
    with stage.central.central.engine.connect() as holder:
        holder.execute(text("LOCK TABLE change IN SHARE MODE"))
        pushing = asyncio.create_task(site.sync())
        await asyncio.to_thread(until_somebody_waits, stage.central.central.engine)
        program.kill()
        await pushing
        _release(holder)
    assert (stage.applied(), stage.states()) == (0, {})
    assert site.counts() == {OpState.PENDING: 20, OpState.DONE: 0, OpState.PARKED: 0}
    assert site.pace.failures == 1
    line.target = await asyncio.to_thread(program.start)
    await site.drain()
    stage.settled()


@pytest.mark.fault(
    9, injected="central killed after its commit, its reply still on the way", seen="sent again: all duplicates"
)
async def test_central_killed_between_commit_and_reply(stage: Stage, program: Programs) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    await stage.people(site, 20)
    post.target = await asyncio.to_thread(program.start)
    post.fates.append(Fate.STALL)
    pushing = asyncio.create_task(site.sync())
    await post.delivered.wait()
    program.kill()
    await post.drop()
    await pushing
    assert (stage.applied(), site.pending) == (20, 20)
    post.target = await asyncio.to_thread(program.start)
    await site.drain()
    stage.settled()
    assert stage.applied() == 20


def _release(holder: Connection) -> None:
    """Let the orphaned transaction go on: it finds its client gone. Whoever gets the lock next comes after it."""
    holder.rollback()
    holder.execute(text("LOCK TABLE change IN ACCESS EXCLUSIVE MODE"))
    holder.rollback()
