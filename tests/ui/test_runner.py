"""Use cases off the UI thread: waited for, brought back, dropped when the visit has ended."""

import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from ipas_kiosk.services.api import Services
from ipas_kiosk.services.values import LinkState, News, Trouble
from ipas_kiosk.views.runner import NotStarted, Runner
from tests.helpers.fake_services import World, finish
from tests.ui.conftest import Until

SECRET = "A200000003"


class Pool:
    """A backend that runs use cases in a thread of its own."""

    def __init__(self) -> None:
        self.world = World()
        self.services = self.world.services()
        self._threads = ThreadPoolExecutor(1)
        self.threads: set[int] = set()

    def submit(self, use_case: Coroutine[Any, Any, Any]) -> "Future[Any]":
        def work() -> Any:
            self.threads.add(threading.get_ident())
            return finish(use_case)

        return self._threads.submit(work)

    def close(self) -> None:
        self._threads.shutdown()


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool()
    yield made
    made.close()


@pytest.fixture
def runner(app: object) -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close()


async def begin(services: Services) -> str:
    await services.visits.begin()
    return "begun"


async def fall(services: Services) -> str:
    raise ValueError(SECRET)


def test_what_is_asked_before_the_services_are_built_waits_for_them(runner: Runner, pool: Pool, until: Until) -> None:
    got: list[str] = []
    runner.run(begin, got.append)
    assert got == []
    runner.start(lambda: pool)
    until(lambda: got == ["begun"])
    assert pool.world.visits.log == ["begin"]
    assert threading.get_ident() not in pool.threads


def test_a_result_of_an_ended_visit_is_dropped(runner: Runner, pool: Pool, until: Until) -> None:
    runner.start(lambda: pool)
    until(lambda: runner.is_ready)
    got: list[str] = []
    runner.run(begin, lambda _: got.append("old"))
    runner.end_visit()
    runner.run(begin, lambda _: got.append("new"))
    until(lambda: got != [])
    assert got == ["new"]
    assert pool.world.visits.log == ["begin", "begin"]


def test_known_trouble_at_the_start_is_told(runner: Runner, until: Until) -> None:
    told: list[Trouble | None] = []

    def build() -> Pool:
        raise NotStarted(Trouble.WRONG_KEY)

    runner.broken.connect(told.append)
    runner.start(build)
    until(lambda: told == [Trouble.WRONG_KEY])


def test_the_start_can_be_tried_again(runner: Runner, pool: Pool, until: Until) -> None:
    builds: list[Callable[[], Pool]] = [lambda: pool]
    got: list[str] = []

    def broken() -> Pool:
        raise NotStarted(Trouble.LOCKED)

    runner.broken.connect(lambda _: runner.start(builds.pop()))
    runner.run(begin, got.append)
    runner.start(broken)
    until(lambda: got == ["begun"])


def test_services_are_closed_before_others_take_their_place(runner: Runner, pool: Pool, until: Until) -> None:
    other, got = Pool(), list[str]()
    runner.start(lambda: other)
    until(lambda: runner.is_ready)
    runner.start(lambda: pool)
    runner.run(begin, got.append)
    until(lambda: got == ["begun"])
    assert other.threads == set()
    with pytest.raises(RuntimeError):
        other._threads.submit(bool)


@pytest.mark.logs(r'ipas_kiosk.views.runner: {"event": "use_case_failed".*"ValueError".*test_runner:\d+')
def test_p3_a_bug_is_logged_without_what_was_typed(
    runner: Runner, pool: Pool, until: Until, caplog: pytest.LogCaptureFixture
) -> None:
    runner.start(lambda: pool)
    until(lambda: runner.is_ready)
    failures: list[BaseException] = []
    crashes: list[bool] = []
    runner.crashed.connect(lambda: crashes.append(True))
    runner.run(fall, lambda _: None, failures.append)
    until(lambda: crashes == [True])
    assert [type(error) for error in failures] == [ValueError]
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text


def test_news_cross_over_to_the_ui_thread(runner: Runner, pool: Pool, until: Until) -> None:
    heard: list[tuple[News, int]] = []
    runner.news.connect(lambda news: heard.append((news, threading.get_ident())))
    runner.start(lambda: pool)
    until(lambda: runner.is_ready)
    news = LinkState(online=True, since=0)
    teller = threading.Thread(target=lambda: pool.world.listeners[0](news))
    teller.start()
    until(lambda: heard != [])
    teller.join()
    assert heard == [(news, threading.get_ident())]
