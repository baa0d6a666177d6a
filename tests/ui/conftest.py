"""One application for all tests of the window, dressed as at the start of every visit."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from ipas_kiosk.views.theme import SCALES, THEMES, Theme

HERE = Path(__file__).parent
Until = Callable[[Callable[[], bool]], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says at every window what it cannot do."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.logs("qt: This plugin does not support"))


@pytest.fixture(scope="session")
def app() -> QApplication:
    """The application; Qt allows one a process."""
    running = QApplication.instance()
    return running if isinstance(running, QApplication) else QApplication([])


@pytest.fixture(scope="session")
def _dressed(app: QApplication) -> Theme:
    return Theme(app)


@pytest.fixture
def theme(_dressed: Theme) -> Iterator[Theme]:
    """The theme, put back afterwards."""
    yield _dressed
    _dressed.choose(THEMES[0], SCALES[0])


@pytest.fixture
def show(app: QApplication, theme: Theme) -> Iterator[Callable[[QWidget, int, int], None]]:
    """Shows a widget at a size, and deletes it after the test."""
    shown: list[QWidget] = []

    def show_it(widget: QWidget, width: int = 1280, height: int = 800) -> None:
        shown.append(widget)
        widget.resize(width, height)
        widget.show()
        widget.activateWindow()
        app.processEvents()

    yield show_it
    for widget in shown:
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def until(app: QApplication) -> Until:
    """Lets events run until something holds, at most five seconds."""

    def wait(holds: Callable[[], bool]) -> None:
        end = monotonic() + 5
        while not holds():
            assert monotonic() < end, "waited five seconds in vain"
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    return wait
