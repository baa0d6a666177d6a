"""The three lanes (model §13): one store worker in turn, a loop of its own, nothing left behind."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from ipas_kiosk.services.lanes import Lanes


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    lanes = Lanes()
    yield lanes
    lanes.close()


async def test_the_store_lane_is_one_thread_and_keeps_the_order(lanes: Lanes) -> None:
    order: list[int] = []

    def work(number: int) -> str:
        order.append(number)
        return threading.current_thread().name

    names = await asyncio.gather(*(lanes.store(work, number) for number in range(50)))
    assert order == list(range(50))
    assert len(set(names)) == 1


async def test_a_cancelled_wait_undoes_no_save(lanes: Lanes) -> None:
    gate, saved = threading.Event(), threading.Event()

    def block() -> None:
        gate.wait(10)

    blocked = asyncio.create_task(lanes.store(block))
    waiting = asyncio.create_task(lanes.store(saved.set))
    done, _ = await asyncio.wait([waiting], timeout=0)
    assert not done
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    gate.set()
    await blocked
    await lanes.store(lambda: None)
    assert saved.is_set()


async def test_an_error_comes_back_as_itself(lanes: Lanes) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    for lane in (lanes.store, lanes.cpu):
        with pytest.raises(ZeroDivisionError):
            await lane(fail)


def test_use_cases_run_on_a_loop_of_their_own_and_closing_cancels_them(lanes: Lanes) -> None:
    ended = threading.Event()

    async def name() -> str:
        return threading.current_thread().name

    async def stay() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    assert lanes.run(name()).result(10) == "net"
    staying = lanes.run(stay())
    lanes.run(name()).result(10)
    lanes.close()
    assert ended.is_set()
    assert staying.cancelled()
