"""One application for all tests of the window, dressed as at the start of every visit."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from ipas_contract.codes import Language
from ipas_kiosk.views.language import CATALOGUES, Languages
from ipas_kiosk.views.main_window import MainWindow
from ipas_kiosk.views.theme import SCALES, THEMES, Theme
from tests.helpers.stage import NOW, Stage
from tests.ui.sample import SampleWindow

HERE = Path(__file__).parent
Show = Callable[[QWidget, int, int], None]
Until = Callable[[Callable[[], bool]], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says at every window what it cannot do."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.logs("qt: This plugin does not support"))


@pytest.fixture(autouse=True)
def _no_error_in_slots(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a slot raises reaches only the excepthook: it fails the test too."""
    raised: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: raised.append(error))
    yield
    assert raised == []


@pytest.fixture(scope="session")
def app() -> QApplication:
    """The application; Qt allows one a process."""
    running = QApplication.instance()
    return running if isinstance(running, QApplication) else QApplication(["tests", "-style", "Fusion"])


@pytest.fixture(scope="session")
def _dressed(app: QApplication) -> Theme:
    return Theme(app)


@pytest.fixture
def theme(_dressed: Theme) -> Iterator[Theme]:
    """The theme, put back afterwards."""
    yield _dressed
    _dressed.choose(THEMES[0], SCALES[0])


@pytest.fixture
def show(app: QApplication, theme: Theme) -> Iterator[Show]:
    """Shows a widget at a size, and deletes it after the test."""
    shown: list[QWidget] = []

    def show_it(widget: QWidget, width: int = 1280, height: int = 800) -> None:
        shown.append(widget)
        if not isinstance(widget, MainWindow):
            theme.dress(widget)
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


@pytest.fixture(scope="session")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogues of Linguist, compiled as the set-up compiles them."""
    folder = tmp_path_factory.mktemp("i18n")
    for source in CATALOGUES.glob("*.ts"):
        tool = Path(sys.executable).with_name("pyside6-lrelease")
        subprocess.run([tool, "-silent", source, "-qm", folder / f"{source.stem}.qm"], check=True)
    return folder


@pytest.fixture
def languages(app: QApplication, catalogues: Path) -> Iterator[Languages]:
    """English at first; English again afterwards."""
    made = Languages(app, Language.EN, catalogues)
    yield made
    made.use(Language.EN)
    made.deleteLater()


@pytest.fixture
def sample(languages: Languages, show: Show) -> Iterator[SampleWindow]:
    """The real window around a page with every kind of field."""
    made = SampleWindow(languages)
    made.window.start()
    show(made.window, 1280, 800)
    yield made
    made.runner.close()


@pytest.fixture(scope="module")
def built(app: QApplication, _dressed: Theme, catalogues: Path) -> Iterator[Stage]:
    made = Stage(app, Language.ZH_TW, catalogues)
    yield made
    made.close()


@pytest.fixture
def stage(built: Stage) -> Stage:
    """The window as the next visitor finds it, on services that remember nothing."""
    for fake in vars(built.world).values():
        if is_dataclass(fake):
            vars(fake).update(vars(type(fake)()))  # type: ignore[operator]
    built.now = NOW
    built.journey.end_visit()
    built.window.activateWindow()
    built.settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return built
