"""When the pump works and when it waits (sync §2 Retry, model §7; rows 17, 50, 54), on a real store, time standing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from ipas_contract.calls import ErrorCode
from ipas_kiosk.models.records import OpState
from ipas_kiosk.services.link import Link
from ipas_kiosk.services.sync.drain import Ended
from ipas_kiosk.services.sync.feed import Feed
from ipas_kiosk.services.sync.flight import single_flight
from ipas_kiosk.services.sync.gateway import NoLine, Refused
from ipas_kiosk.services.sync.policy import Outcome
from ipas_kiosk.services.sync.pump import OTHER_S, PULSE_S, Pump
from ipas_kiosk.services.values import Cause, LinkState, Trouble
from tests.helpers.drains import Scene
from tests.helpers.timing import StillWait

HALF_PULSE = PULSE_S + 5.0


class Works:
    """A pump over a scene; `central` answers, the link says what the test says."""

    def __init__(self, scene: Scene, lock_file: Path) -> None:
        self.scene, self.wait, self.lock_file = scene, StillWait(), lock_file
        self.link = Link(scene.board, scene.clock.now_ms)
        self.pump = self.another()

    def another(self) -> Pump:
        scene = self.scene
        return Pump(
            scene.lanes,
            scene.ledger,
            Feed(scene.store),
            scene.central,
            self.link,
            scene.board,
            self.lock_file,
            clock=scene.clock,
            wait=self.wait,
            chance=lambda: 0.5,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.pump.run())
        await self.wait.nth(1)
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def line(self, there: bool) -> None:
        self.link.heard(None if there else NoLine(Cause.REFUSED))

    @property
    def state(self) -> LinkState:
        return self.link.state


@pytest.fixture
def works(scene: Scene, tmp_path: Path) -> Works:
    return Works(scene, tmp_path / "lock")


async def test_offline_it_sends_nothing_and_turning_online_sends_at_once(works: Works) -> None:
    works.scene.queue(3)
    async with works.running():
        assert works.wait.asked == [HALF_PULSE]
        assert works.state.pending == 3
        assert not works.scene.central.pushes
        works.line(True)
        assert await works.wait.nth(2) == HALF_PULSE
        assert works.scene.central.sizes == [3]
        assert works.state.pending == 0


async def test_what_is_queued_goes_at_once_and_whoever_waits_for_it_is_told(works: Works) -> None:
    works.line(True)
    async with works.running():
        (op_id,) = works.scene.queue()
        with works.pump.expecting(op_id) as judged:
            works.pump.wake()
            await asyncio.wait_for(judged.wait(), 10)
        assert works.scene.counts()[OpState.DONE] == 1


async def test_row_17_failures_back_off_and_the_timer_survives_a_restart(works: Works) -> None:
    works.scene.queue()
    works.line(True)
    works.scene.central.ill = Refused(500, ErrorCode.INTERNAL)
    waits = [await works.pump.cycle()]
    for _ in range(3):
        works.scene.clock.later(seconds=waits[-1])
        waits.append(await works.pump.cycle())
    assert waits == [1.0, 2.0, 4.0, 8.0]
    pushes = len(works.scene.central.hellos)
    assert await works.another().cycle() == 8.0
    assert len(works.scene.central.hellos) == pushes


async def test_model_7_a_line_that_comes_back_ends_the_back_off(works: Works) -> None:
    works.scene.queue()
    works.line(True)
    works.scene.central.ill = Refused(500, ErrorCode.INTERNAL)
    for _ in range(5):
        works.scene.clock.later(seconds=400)
        await works.pump.cycle()
    works.scene.central.ill = None
    works.line(False)
    works.line(True)
    assert await works.pump.cycle() == HALF_PULSE
    assert works.scene.counts()[OpState.DONE] == 1
    assert await works.another().cycle() == HALF_PULSE


async def test_row_54_a_wait_that_central_asked_for_holds_whatever_the_line_does(works: Works) -> None:
    works.scene.queue()
    works.line(True)
    works.scene.central.ill = Refused(429, ErrorCode.SLOW_DOWN, 40)
    assert await works.pump.cycle() == 60.0
    assert (works.state.online, works.state.waiting) == (True, True)
    works.scene.central.ill = None
    works.line(False)
    works.line(True)
    works.pump.wake()
    assert await works.pump.cycle() == 60.0
    works.scene.clock.later(seconds=60)
    await works.pump.cycle()
    assert works.scene.counts()[OpState.DONE] == 1
    assert not works.state.waiting


async def test_sync_now_skips_the_wait_and_not_the_other_process(works: Works) -> None:
    """Sync §2 Retry: staff's "sync now"."""
    works.scene.queue(2)
    works.line(True)
    works.scene.central.ill = Refused(429, ErrorCode.SLOW_DOWN, 600)
    assert await works.pump.cycle() == 900.0
    works.scene.central.ill = None
    with single_flight(works.lock_file):
        assert await works.pump.now() is None
    assert await works.pump.now() == Ended(Outcome.DELIVERED)
    assert works.scene.counts()[OpState.DONE] == 2


async def test_row_50_while_another_process_syncs_this_one_waits_a_little(works: Works) -> None:
    works.scene.queue()
    works.line(True)
    with single_flight(works.lock_file) as ours:
        assert ours
        assert OTHER_S <= await works.pump.cycle() <= 2 * OTHER_S
        assert not works.scene.central.pushes
    await works.pump.cycle()
    assert works.scene.central.sizes == [1]


async def test_row_50_cycles_of_one_process_take_turns(works: Works) -> None:
    works.line(True)
    works.scene.queue(5)
    await asyncio.gather(*(works.pump.cycle() for _ in range(4)))
    assert works.scene.central.sizes == [5]
    assert works.scene.counts()[OpState.DONE] == 5


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (ErrorCode.REVOKED, Trouble.REVOKED),
        (ErrorCode.SUSPENDED, Trouble.SUSPENDED),
        (ErrorCode.DEVICE_UNKNOWN, Trouble.NOT_ENROLLED),
    ],
)
async def test_v7_row_32_a_refused_device_is_told_keeps_its_queue_and_goes_on_when_taken_back(
    works: Works, code: ErrorCode, trouble: Trouble
) -> None:
    works.scene.queue(2)
    works.line(True)
    works.scene.central.ill = Refused(403, code)
    await works.pump.cycle()
    assert (works.state.trouble, works.state.pending) == (trouble, 2)
    works.scene.central.ill = None
    works.scene.clock.later(seconds=400)
    works.scene.central.now = works.scene.clock.now
    await works.pump.cycle()
    assert (works.state.trouble, works.state.pending) == (None, 0)


async def test_o10_a_clock_more_than_two_minutes_off_is_said_and_stops_nothing(works: Works) -> None:
    works.scene.queue()
    works.line(True)
    works.scene.central.now += 121_000
    await works.pump.cycle()
    assert (works.state.trouble, works.state.pending) == (Trouble.CLOCK_OFF, 0)
    works.scene.central.now -= 60_000
    await works.pump.cycle()
    assert works.state.trouble is None


@pytest.mark.logs('"sync_stopped".*locked')
async def test_row_13_a_locked_store_is_told_and_tried_again(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    works.scene.queue()
    works.line(True)
    settle = works.scene.ledger.settle
    monkeypatch.setattr(works.scene.ledger, "settle", locked)
    await works.pump.cycle()
    assert works.state.trouble is Trouble.LOCKED
    monkeypatch.setattr(works.scene.ledger, "settle", settle)
    await works.pump.cycle()
    assert (works.state.trouble, works.state.pending) == (None, 0)


@pytest.mark.logs('"sync_failed".*ZeroDivisionError')
async def test_p3_a_bug_ends_no_drain_and_is_logged_without_what_was_typed(
    works: Works, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    works.scene.queue()
    works.line(True)
    monkeypatch.setattr(works.scene.ledger, "settle", broken)
    assert await works.pump.cycle() == HALF_PULSE
    assert "A200000003" not in caplog.text
    monkeypatch.undo()
    await works.pump.cycle()
    assert works.scene.counts()[OpState.DONE] == 1


def broken(*_: object) -> None:
    raise ZeroDivisionError("A200000003")


def locked(*_: object) -> None:
    class BusyError(Exception):
        sqlite_errorcode = 5

    raise OperationalError("", {}, BusyError())
