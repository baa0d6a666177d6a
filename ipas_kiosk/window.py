"""The window itself: painted first, then joined to its presenters, and to the services that `app` builds behind it."""

import builtins
import gc
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from ipas_kiosk.app import joined
from ipas_kiosk.settings import EX_CONFIG, Settings, SettingsError, load

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from ipas_kiosk.app import Kiosk
    from ipas_kiosk.views.language import Languages
    from ipas_kiosk.views.main_window import MainWindow
    from ipas_kiosk.views.runner import Runner
    from ipas_kiosk.views.stack import PageStack

YIELD_S: Final = 0.001
"""How long another thread may keep the interpreter from the window's: Python's own 5 ms are a third of a stall."""


def main(
    *,
    strip: "Callable[[Runner], QWidget] | None" = None,
    passable: Callable[[], bool] = joined,
    windowed: bool = False,
) -> int:
    """Show the kiosk until it is ended; the exit code. `strip`: a widget above everything (the demo's)."""
    try:
        settings = load()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return EX_CONFIG
    _favour_the_window()
    from PySide6.QtWidgets import QApplication

    _import_plainly()
    from ipas_kiosk.views.runner import Runner

    application = QApplication([*sys.argv[:1], "-style", "Fusion"])
    runner = Runner()

    def start() -> None:
        runner.start(lambda: _started(settings, passable))

    languages, stack, window = _window(application, settings, runner, windowed=windowed)
    if strip is not None:
        window.add_strip(strip(runner))

    def live() -> None:
        _open(window, settings, languages, stack, runner, start)
        start()

    window.painted.connect(live)
    runner.ready.connect(_collect_again)
    runner.broken.connect(_collect_again)
    runner.broken.connect(_refuse)
    window.start()
    code = application.exec()
    runner.close()
    return code


def _favour_the_window() -> None:
    gc.disable()  # until the services stand: all that is made before stays
    sys.setswitchinterval(YIELD_S)


def _import_plainly() -> None:
    """Take PySide's hook out of every import: it reads the source of each module that is imported after it, to look
    for `__feature__`, which this program does not use, and all these lines stay in memory (20 MiB)."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def _collect_again() -> None:
    """What the start has made is not looked through again: a full collection would hold the window for 50 ms."""
    gc.freeze()
    gc.enable()


def _window(
    application: "QApplication", settings: Settings, runner: "Runner", *, windowed: bool
) -> "tuple[Languages, PageStack, MainWindow]":
    """The window with the sign-in page, ready to be painted: nothing else is imported before that."""
    from ipas_kiosk.views.language import Languages
    from ipas_kiosk.views.main_window import FrameOptions, MainWindow
    from ipas_kiosk.views.presenters.pages import Page
    from ipas_kiosk.views.screens.login import LoginPage
    from ipas_kiosk.views.stack import PageStack
    from ipas_kiosk.views.theme import Theme

    theme = Theme(application)
    languages = Languages(application, settings.language)
    stack = PageStack()
    window = MainWindow(FrameOptions.of(settings, windowed=windowed), runner, languages, stack)
    login = LoginPage(captcha=settings.asks_code)
    stack.put(Page.LOGIN, login)
    theme.dress(login)
    return languages, stack, window


def _open(
    window: "MainWindow",
    settings: Settings,
    languages: "Languages",
    stack: "PageStack",
    runner: "Runner",
    start: Callable[[], None],
) -> None:
    """Join the painted window to its presenters."""
    from ipas_kiosk.services.clock import Clock
    from ipas_kiosk.views import glyphs, screens, stock
    from ipas_kiosk.views.presenters.journey import Journey
    from ipas_kiosk.views.presenters.pages import Page
    from ipas_kiosk.views.presenters.ports import Context
    from ipas_kiosk.views.screens.login import LoginPage

    context = Context(
        captcha=settings.asks_code,
        language=lambda: languages.current,
        clock=Clock().now_ms,
        missing_glyphs=glyphs.missing,
        prints=bool(settings.printer),
    )
    journey = Journey(runner, stack, context, stock.load(), try_again=start)
    login = stack.pages[Page.LOGIN]
    assert isinstance(login, LoginPage)
    login.join(journey.cast.login, journey.stock.desks)
    window.open(journey, lambda page: screens.build(page, journey))
    journey.go(Page.LOGIN)
    runner.ready.connect(stack.come_alive)


def _started(settings: Settings, passable: Callable[[], bool]) -> "Kiosk":
    """`build` for the runner: known trouble as `NotStarted`, and in words for whoever reads the terminal."""
    from ipas_contract import logs
    from ipas_kiosk.app import build
    from ipas_kiosk.services import opening, trouble
    from ipas_kiosk.services.values import Trouble
    from ipas_kiosk.views.runner import NotStarted

    if settings.data_dir.exists():
        logs.write_to(settings.data_dir / "kiosk.log", keep=5)
    try:
        return build(settings, passable)
    except Exception as error:
        known = trouble.classify(error)
        if known is None:
            raise
        sys.stderr.write(f"{trouble.HOW_TO_ENROL if known is Trouble.NOT_ENROLLED else error}\n")
        raise NotStarted(known) from error
    finally:
        opening.say_last_word(settings)


def _refuse(known: object) -> None:
    """Without a safe key or encryption the program does not go on (D2, D3)."""
    from PySide6.QtWidgets import QApplication

    from ipas_kiosk.services.values import Trouble

    if known in (Trouble.NO_KEY, Trouble.NOT_ENCRYPTED):
        QApplication.exit(EX_CONFIG)
