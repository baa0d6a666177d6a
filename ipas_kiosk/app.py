"""The composition root: the only place that builds the kiosk's objects and joins them.

`build` makes everything behind the window, `main` the window itself. The window paints first: what `build` needs is
imported in its own thread after that (architecture, decision 10).
"""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ipas_kiosk.settings import Settings

if TYPE_CHECKING:
    from concurrent.futures import Future

    from ipas_kiosk.models.store import Store
    from ipas_kiosk.services.api import Services
    from ipas_kiosk.services.clock import Clock
    from ipas_kiosk.services.lanes import Lanes
    from ipas_kiosk.services.link import Link
    from ipas_kiosk.services.news import Board
    from ipas_kiosk.services.sync.gateway import Gateway, Identity
    from ipas_kiosk.services.sync.pump import Pump

T = TypeVar("T")

EX_CONFIG: Final = 78
CLOSE_S: Final = 5.0


def _joined() -> bool:
    return True


class Kiosk:
    """Everything behind the window; implements `views.runner.Backend`."""

    def __init__(self, services: "Services", lanes: "Lanes", store: "Store", gateway: "Gateway") -> None:
        self.services = services
        self._lanes, self._store, self._gateway = lanes, store, gateway

    def submit(self, use_case: Coroutine[Any, Any, T]) -> "Future[T]":
        return self._lanes.run(use_case)

    def close(self) -> None:
        """Let the store finish what it began; what waits in the outbox goes out at the next start."""
        self._lanes.run(self._gateway.close()).result(CLOSE_S)
        self._lanes.close()
        self._store.close()


def build(settings: Settings, passable: Callable[[], bool] = _joined) -> Kiosk:
    """Open the store, join the services, start the probes and the pump. No Qt.

    Known trouble (`services.trouble.classify`) is raised, and nothing is left running.
    """
    from ipas_kiosk.services import enrolment
    from ipas_kiosk.services.lanes import Lanes

    lanes = Lanes()
    try:
        store = lanes.on_store(lambda: enrolment.open_store(settings)).result()
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
) -> Kiosk:
    """Build the services over an open store and start what runs behind them."""
    from ipas_kiosk.services import bodies, preload
    from ipas_kiosk.services.clock import Clock
    from ipas_kiosk.services.link import Link
    from ipas_kiosk.services.news import Board
    from ipas_kiosk.services.sync.gateway import Gateway

    clock = clock or Clock()
    identity = lanes.on_store(lambda: bodies.identity(store)).result()
    board = Board()
    link = Link(board, clock.now_ms)
    gateway = Gateway(settings.central_url, identity, heard=link.heard, passable=passable)
    pump = _pump(settings, lanes, store, clock, gateway, link, board)
    services = _services(settings, lanes, store, clock, gateway, link, pump, identity, board)
    for background in (link.run(gateway), pump.run(), preload.rules(lanes)):
        lanes.run(background)
    return Kiosk(services, lanes, store, gateway)


def _pump(
    settings: Settings,
    lanes: "Lanes",
    store: "Store",
    clock: "Clock",
    gateway: "Gateway",
    link: "Link",
    board: "Board",
) -> "Pump":
    from random import random

    from ipas_kiosk.services.sync.feed import Feed
    from ipas_kiosk.services.sync.ledger import Ledger
    from ipas_kiosk.services.sync.pump import Pump

    ledger = Ledger(store, clock, chance=random)
    lock_file = settings.store_path.with_name(settings.store_path.name + ".sync")
    return Pump(lanes, ledger, Feed(store), gateway, link, board, lock_file, now_ms=clock.now_ms)


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
    whole = settings.email_lookup is not EmailLookup.MASKED
    return Services(
        sign_in=SignIn(lanes, store, clock, gateway),
        registration=Registration(lanes, store, clock, gateway, link, pump, identity, rules),
        lookups=Lookups(lanes, store, clock, gateway, pump, whole=whole),
        passwords=Passwords(lanes, store, gateway, bcrypt_cost=settings.bcrypt_cost),
        captcha=Captcha(lanes),
        romanise=Romanise(lanes),
        visits=Visits(link),
        subscribe=board.subscribe,
    )
