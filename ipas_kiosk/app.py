"""The composition root: `build` makes everything behind the window, `main` the window itself. The window paints first:
what `build` needs is imported in its own thread after that (architecture, decision 10)."""

import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ipas_kiosk.settings import Settings, SettingsError, load

if TYPE_CHECKING:
    from concurrent.futures import Future

    from PySide6.QtWidgets import QApplication, QWidget

    from ipas_kiosk.models.store import Store
    from ipas_kiosk.services.api import Services
    from ipas_kiosk.services.clock import Clock
    from ipas_kiosk.services.lanes import Lanes
    from ipas_kiosk.services.link import Link
    from ipas_kiosk.services.news import Board
    from ipas_kiosk.services.sync.drain import Ended
    from ipas_kiosk.services.sync.gateway import Gateway, Identity
    from ipas_kiosk.services.sync.pump import Pump
    from ipas_kiosk.services.values import Failed
    from ipas_kiosk.views.language import Languages
    from ipas_kiosk.views.main_window import MainWindow
    from ipas_kiosk.views.runner import Runner
    from ipas_kiosk.views.stack import PageStack

T = TypeVar("T")

EX_CONFIG: Final = 78
"""The exit code of a kiosk that must not start: settings that do not read, no safe key, no encryption (D2, D3)."""


def _joined() -> bool:
    return True


class Kiosk:
    """Everything behind the window; implements `views.runner.Backend`."""

    def __init__(self, services: "Services", lanes: "Lanes", store: "Store", gateway: "Gateway", pump: "Pump") -> None:
        self.services = services
        self._lanes, self._store, self._gateway, self._pump = lanes, store, gateway, pump

    def submit(self, use_case: Coroutine[Any, Any, T]) -> "Future[T]":
        return self._lanes.run(use_case)

    async def sync(self) -> "Ended | Failed | None":
        """One conversation with central now, after the one that may be on; None: another process is at it."""
        return await self._pump.now()

    def close(self) -> None:
        """Let the store finish what it began; what waits in the outbox goes out at the next start."""
        self._lanes.close(last=self._gateway.close)
        self._store.close()


def build(settings: Settings, passable: Callable[[], bool] = _joined) -> Kiosk:
    """Open the store, join the services, start the probes and the pump. No Qt.

    Known trouble (`services.trouble.classify`) is raised, and nothing is left running.
    """
    from ipas_kiosk.services import opening

    key = opening.unlock(settings)  # before the imports of what follows
    from ipas_kiosk.services.lanes import Lanes

    lanes = Lanes()
    try:
        store = lanes.on_store(lambda: opening.attach(settings, key)).result()
        try:
            return join(settings, lanes, store, passable=passable)
        except BaseException:
            store.close()
            raise
    except BaseException:
        lanes.close()
        raise


def join(
    settings: Settings,
    lanes: "Lanes",
    store: "Store",
    *,
    passable: Callable[[], bool] = _joined,
    clock: "Clock | None" = None,
    idle: bool = False,
) -> Kiosk:
    """Build the services over an open store and, unless `idle`, start what runs behind them."""
    from ipas_kiosk.services import bodies, heartbeat, preload, upkeep
    from ipas_kiosk.services.clock import Clock
    from ipas_kiosk.services.link import Link
    from ipas_kiosk.services.news import Board
    from ipas_kiosk.services.orders import Orders
    from ipas_kiosk.services.sync.gateway import Gateway

    clock = clock or Clock()
    identity, pins = lanes.on_store(lambda: (bodies.identity(store), bodies.pins(store))).result()
    board = Board()
    link = Link(board, clock.now_ms)
    orders = Orders(settings, lanes, store, clock)
    way = orders.closing(passable)
    gateway = Gateway(settings.central_url, identity, pins=pins, heard=link.heard, ordered=orders.heard, passable=way)
    pump = _pump(settings, lanes, store, clock, gateway, link, board)
    orders.obeyed = pump.wake
    services = _services(settings, lanes, store, clock, gateway, link, pump, identity, board)
    if not idle:
        heart = heartbeat.Heart(lanes, store, clock, gateway, pump)
        care = upkeep.Upkeep(lanes, store, clock, link, pump, days=settings.lost_contact_days)
        for background in (link.run(heart), pump.run(), care.run(), preload.rules(lanes)):
            lanes.keep(background)
    return Kiosk(services, lanes, store, gateway, pump)


def _pump(
    settings: Settings, lanes: "Lanes", store: "Store", clock: "Clock", gateway: "Gateway", link: "Link", board: "Board"
) -> "Pump":
    from random import random

    from ipas_kiosk.services.sync.feed import Feed
    from ipas_kiosk.services.sync.ledger import Ledger
    from ipas_kiosk.services.sync.pump import Pump

    lock_file = settings.store_path.with_name(settings.store_path.name + ".sync")
    feed, ledger = Feed(store), Ledger(store, clock, chance=random)
    return Pump(lanes, ledger, feed, gateway, link, board, lock_file, now_ms=clock.now_ms)


def _services(
    settings: Settings,
    lanes: "Lanes",
    store: "Store",
    clock: "Clock",
    gateway: "Gateway",
    link: "Link",
    pump: "Pump",
    identity: "Identity",
    board: "Board",
) -> "Services":
    from ipas_contract.events import CaptchaPolicy
    from ipas_kiosk.services.api import Services
    from ipas_kiosk.services.captcha import Captcha
    from ipas_kiosk.services.lookups import Lookups
    from ipas_kiosk.services.passwords import Passwords
    from ipas_kiosk.services.registration import Registration, Rules, lapse
    from ipas_kiosk.services.romanise import Romanise
    from ipas_kiosk.services.sign_in import SignIn
    from ipas_kiosk.services.visits import Visits
    from ipas_kiosk.settings import EmailLookup

    rules = Rules(
        bcrypt_cost=settings.bcrypt_cost,
        verdict_wait_s=settings.verdict_wait_s,
        captcha=CaptchaPolicy(settings.captcha.value),
        expires=lapse(settings.exam_day, settings.time_zone),
    )
    return Services(
        sign_in=SignIn(lanes, store, clock, gateway),
        registration=Registration(lanes, store, clock, gateway, link, pump, identity, rules),
        lookups=Lookups(lanes, store, clock, gateway, pump, whole=settings.email_lookup is not EmailLookup.MASKED),
        passwords=Passwords(lanes, store, gateway, bcrypt_cost=settings.bcrypt_cost),
        captcha=Captcha(lanes),
        romanise=Romanise(lanes),
        visits=Visits(link),
        subscribe=board.subscribe,
    )


# ---- the window ----------------------------------------------------------------------------------------------------


def main(
    *,
    strip: "Callable[[Runner], QWidget] | None" = None,
    passable: Callable[[], bool] = _joined,
    windowed: bool = False,
) -> int:
    """Show the kiosk until it is ended; the exit code. `strip`: a widget above everything (the demo's)."""
    try:
        settings = load()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return EX_CONFIG
    from PySide6.QtWidgets import QApplication

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
    runner.broken.connect(_refuse)
    window.start()
    code = application.exec()
    runner.close()
    return code


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

    Theme(application)
    languages = Languages(application, settings.language)
    stack = PageStack()
    window = MainWindow(FrameOptions.of(settings, windowed=windowed), runner, languages, stack)
    stack.put(Page.LOGIN, LoginPage(captcha=settings.asks_code))
    stack.show(Page.LOGIN)
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
    )
    journey = Journey(runner, stack, context, stock.load(), try_again=start)
    login = stack.pages[Page.LOGIN]
    assert isinstance(login, LoginPage)
    login.join(journey.cast.login, journey.stock.desks)
    window.open(journey, lambda page: screens.build(page, journey))
    journey.go(Page.LOGIN)
    runner.ready.connect(stack.build_ahead)


def _started(settings: Settings, passable: Callable[[], bool]) -> Kiosk:
    """`build` for the runner: known trouble as `NotStarted`, and in words for whoever reads the terminal."""
    from ipas_contract import logs
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
