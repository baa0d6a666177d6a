"""Online or offline (model §7; U19): one link, a fake clock, every change told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ipas_kiosk.services.link import IDLE_S, VISIT_S, Link
from ipas_kiosk.services.news import Board
from ipas_kiosk.services.sync.gateway import NoLine
from ipas_kiosk.services.values import Cause, LinkState, News, Trouble
from tests.helpers.timing import StillWait

GONE = NoLine(Cause.REFUSED)


class Central:
    """Answers pings, or does not; tells the link as the gateway does."""

    def __init__(self) -> None:
        self.there = True
        self.pings = 0
        self.link: Link | None = None

    async def ping(self) -> object:
        self.pings += 1
        assert self.link is not None
        self.link.heard(None if self.there else GONE)
        return None


class Scene:
    def __init__(self) -> None:
        self.now = 1000
        self.news: list[News] = []
        self.board = Board()
        self.board.subscribe(self.news.append)
        self.wait = StillWait()
        self.central = Central()
        self.link = Link(self.board, lambda: self.now, wait=self.wait, jitter=lambda: 0.5)
        self.central.link = self.link

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.link.run(self.central))
        await self.wait.nth(1)
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_nothing_is_said_to_be_online_before_central_answered() -> None:
    scene = Scene()
    assert not scene.link.online
    async with scene.running():
        assert scene.link.online
        assert scene.news == [LinkState(False, 1000), LinkState(True, 1000)]


async def test_u19_one_call_without_a_reply_is_offline_at_once() -> None:
    scene = Scene()
    async with scene.running():
        scene.now = 2000
        scene.link.heard(GONE)
        assert scene.link.state == LinkState(online=False, since=2000, cause=Cause.REFUSED)
        scene.now = 3000
        scene.link.heard(GONE)
        assert scene.link.state.since == 2000
        assert len(scene.news) == 3


async def test_row_23_why_there_is_no_line_is_told_and_forgotten_with_the_line() -> None:
    scene = Scene()
    scene.link.heard(GONE)
    scene.link.heard(NoLine(Cause.FOREIGN))
    scene.link.heard(None)
    assert [news.cause for news in scene.news if isinstance(news, LinkState)] == [Cause.REFUSED, Cause.FOREIGN, None]


async def test_u19_probes_every_5_s_in_a_visit_and_30_s_with_jitter_when_idle() -> None:
    scene = Scene()
    async with scene.running():
        assert await scene.wait.nth(1) == IDLE_S + 5.0
        scene.link.visit(True)
        assert await scene.wait.nth(2) == VISIT_S
        assert scene.central.pings == 2
        scene.link.visit(False)
        scene.wait.pass_time()
        assert await scene.wait.nth(3) == IDLE_S + 5.0


async def test_u19_a_silent_loss_in_a_visit_is_seen_by_the_next_probe() -> None:
    scene = Scene()
    scene.link.visit(True)
    async with scene.running():
        assert scene.link.online
        scene.central.there = False
        await scene.wait.nth(1)
        scene.wait.pass_time()
        await scene.wait.nth(2)
        assert not scene.link.online


async def test_a_link_up_event_probes_at_once_and_online_calls_the_pump() -> None:
    scene = Scene()
    scene.central.there = False
    pushed: list[bool] = []
    scene.link.on_online = lambda: pushed.append(True)
    async with scene.running():
        assert not pushed
        scene.central.there = True
        changed = scene.link.changed
        scene.link.probe()
        await asyncio.wait_for(changed.wait(), 10)
        assert scene.link.online
        assert pushed == [True]


@pytest.mark.logs('"probe_failed".*ZeroDivisionError')
async def test_a_bug_in_a_probe_does_not_end_the_probing() -> None:
    scene = Scene()
    central = scene.central

    class Broken:
        async def ping(self) -> object:
            central.pings += 1
            return await central.ping() if central.pings > 1 else 1 / 0

    scene.central = Broken()  # type: ignore[assignment]
    async with scene.running():
        assert not scene.link.online
        scene.wait.pass_time()
        await scene.wait.nth(2)
        assert scene.link.online


async def test_pending_and_trouble_ride_on_the_state_and_are_told_once() -> None:
    scene = Scene()
    scene.link.note(pending=3, trouble=Trouble.REVOKED)
    scene.link.note(pending=3, trouble=Trouble.REVOKED)
    assert scene.news == [LinkState(False, 1000, 3, Trouble.REVOKED)]


async def test_a_late_reader_is_told_how_things_stand() -> None:
    scene = Scene()
    scene.link.heard(None)
    late: list[News] = []
    scene.board.subscribe(late.append)
    assert late == [scene.link.state]
