"""What is measured inside the real window: how long its thread is kept from its work, and what it answers how fast."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from bench.figures import percentile
from bench.kiosk_window import Network, say
from ipas_contract.codes import Language
from ipas_contract.ids import uuid7
from ipas_contract.passwords import hash_password
from ipas_kiosk.services.api import Services
from ipas_kiosk.services.values import LinkState, News
from ipas_kiosk.views.runner import Runner
from tests.helpers.kiosks import form

TICK_MS = 5
IDLE_MS = 5000
SETTLE_MS = 3000
HASHES = 12
RECORDS = 1000
SWITCHES = 240
KEYS = 20
PAGE_MS = 500
PATIENCE_S = 5


class Gaps:
    """Milliseconds between the ticks of a 5 ms timer on the window's thread."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._last = 0.0
        self.seen: list[float] = []

    def _tick(self) -> None:
        now = time.perf_counter()
        self.seen.append((now - self._last) * 1000)
        self._last = now

    @contextmanager
    def watched(self) -> Iterator[list[float]]:
        """The gaps seen within the context."""
        self.seen = []
        self._last = time.perf_counter()
        self._timer.start(TICK_MS)
        yield self.seen
        self._timer.stop()


class Painted(QObject):
    """Notices the next paint of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.seen = False
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.seen = self.seen or event.type() == QEvent.Type.Paint
        return False


class Script:
    """The measurements, one after the other, in nested event loops of the window's own."""

    def __init__(self, network: Network, runner: Runner, window: QWidget) -> None:
        self.network, self.runner, self.window = network, runner, window
        self.gaps = Gaps()
        self.pending = 0
        runner.news.connect(self._take)

    def drain(self) -> None:
        """The line comes back to a kiosk that was without it for a month."""
        spin(SETTLE_MS)
        self.pending = 1
        self.watch_pushing()
        QCoreApplication.exit(0)

    def busy(self) -> None:
        spin(SETTLE_MS)
        with self.gaps.watched() as idle:
            spin(IDLE_MS)
        say("idle", spread(idle))
        self.push_records()
        self.hash_passwords()
        self.switch_pages()
        self.type_text()
        QCoreApplication.exit(0)

    def hash_passwords(self) -> None:
        async def hashing(_services: Services) -> None:
            loop = asyncio.get_running_loop()
            for serial in range(HASHES):
                await loop.run_in_executor(None, hash_password, f"Lantern#Quarry{serial:04}")

        with self.gaps.watched() as gaps:
            self.ask(hashing)
        say("hashing", spread(gaps))

    def push_records(self) -> None:
        """A thousand people register without a line; then it comes back."""
        before = resident_mib()  # the sign-in page as it stands
        self.network.joined = False
        self.ask(lambda services: services.visits.probe())
        for serial in range(RECORDS):
            asked = form(serial)
            self.ask(lambda services, asked=asked: services.registration.register(asked, Language.ZH_TW, key=uuid7()))
        self.pending = RECORDS
        self.watch_pushing()
        say("growth", resident_mib() - before)

    def watch_pushing(self) -> None:
        """Join the line and wait until nothing is left to send."""
        self.network.joined = True
        began = time.perf_counter()
        with self.gaps.watched() as gaps:
            self.ask(lambda services: services.visits.probe())
            until(lambda: self.pending == 0)
        say("pushing", spread(gaps))
        say("drained_s", time.perf_counter() - began)

    def switch_pages(self) -> None:
        """Between the sign-in page and the pages one button away."""
        took: list[float] = []
        with self.gaps.watched() as gaps:
            for turn in range(SWITCHES):
                there = ("login.register", "login.forgot", "login.emailLookup")[turn % 3]
                for button in (there, "status.home"):
                    took.append(self.pressed(button))
                    spin(20)
        say("switching", spread(gaps))
        say("switch", percentile(took[6:], 0.99))

    def pressed(self, name: str) -> float:
        """Milliseconds from the press to the paint of the page that it brings."""
        stack = self.window.findChild(QWidget, "stack")
        button = self.button(name)
        QCoreApplication.processEvents()  # looking for it is not the window's work
        began = time.perf_counter()
        button.click()
        until_painted(Painted(stack.currentWidget()))
        return (time.perf_counter() - began) * 1000

    def button(self, name: str) -> QAbstractButton:
        return next(one for one in self.window.findChildren(QAbstractButton, name) if one.isVisible())

    def type_text(self) -> None:
        """Into the form's account and password, whose findings show with the key."""
        self.pressed("login.register")
        self.button("registration.consent").click()
        self.button("registration.next").click()
        spin(PAGE_MS)
        took: list[float] = []
        for name in ("registration.account", "registration.password"):
            field = self.window.findChild(QLineEdit, name)
            field.setFocus()
            took += self.keys(field)
        say("key_shown", percentile(took, 0.99))
        self.pressed("status.home")

    def keys(self, field: QLineEdit) -> list[float]:
        took = []
        for round_ in range(KEYS):
            for character in "aB3#xY9":
                painted = Painted(field)
                began = time.perf_counter()
                QTest.keyClicks(field, character)
                until_painted(painted)
                took.append((time.perf_counter() - began) * 1000)
            if round_ % 2:
                field.selectAll()
            spin(5)
        return took

    def ask(self, use_case: Callable[[Services], Coroutine[Any, Any, Any]]) -> None:
        """Run a use case to its end, with the window's events going on."""
        answers: list[object] = []
        self.runner.run(use_case, answers.append)
        until(lambda: bool(answers))

    def _take(self, news: News) -> None:
        if isinstance(news, LinkState):
            self.pending = news.pending


def script_of(network: Network, name: str) -> Callable[[Runner, QWidget], None]:
    """The method of `Script` with that name."""
    return lambda runner, window: getattr(Script(network, runner, window), name)()


def until_painted(widget: Painted) -> None:
    """Let events happen until the widget has been painted."""
    until = time.perf_counter() + PATIENCE_S
    while not widget.seen:
        assert time.perf_counter() < until, "it is not painted"
        QCoreApplication.processEvents()


def spin(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(good: Callable[[], bool]) -> None:
    """Let events happen until something holds."""
    while not good():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def spread(gaps: list[float]) -> dict[str, float]:
    """Percentiles in milliseconds."""
    return {"p50": percentile(gaps, 0.5), "p99": percentile(gaps, 0.99), "p999": percentile(gaps, 0.999)}


def resident_mib() -> float:
    """Resident memory of this process."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
