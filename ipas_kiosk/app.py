"""The composition root: everything behind the window, built and joined. No Qt. What it needs is imported in functions:
the window paints first (`window`; architecture, decision 10)."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from ipas_kiosk.settings import Settings

if TYPE_CHECKING:
    from concurrent.futures import Future

    from ipas_kiosk.models.store import Store
    from ipas_kiosk.services.api import Services
    from ipas_kiosk.services.clock import Clock
    from ipas_kiosk.services.lanes import Lanes
    from ipas_kiosk.services.link import Link
    from ipas_kiosk.services.news import Board
    from ipas_kiosk.services.printer import Printer
    from ipas_kiosk.services.registration import Rules
    from ipas_kiosk.services.sync.drain import Ended
    from ipas_kiosk.services.sync.gateway import Gateway, Identity
    from ipas_kiosk.services.sync.pump import Pump
    from ipas_kiosk.services.values import Failed

T = TypeVar("T")


def joined() -> bool:
    """A network that nobody cuts."""
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


def build(settings: Settings, passable: Callable[[], bool] = joined) -> Kiosk:
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
    passable: Callable[[], bool] = joined,
    clock: "Clock | None" = None,
    idle: bool = False,
) -> Kiosk:
    """Build the services over an open store and, unless `idle`, start what runs behind them."""
    from ipas_kiosk.services import bodies, heartbeat, upkeep
    from ipas_kiosk.services.clock import Clock
    from ipas_kiosk.services.link import Link
    from ipas_kiosk.services.news import Board
    from ipas_kiosk.services.orders import Orders
    from ipas_kiosk.services.printer import Printer
    from ipas_kiosk.services.sync.gateway import Gateway

    clock = clock or Clock()
    device = lanes.on_store(lambda: bodies.device(store)).result()
    identity = bodies.identity(device)
    board = Board()
    link = Link(board, clock.now_ms)
    orders = Orders(settings, lanes, store, clock)
    way = orders.closing(passable)
    gateway = Gateway(
        settings.central_url, identity, pins=device.pins, heard=link.heard, ordered=orders.heard, passable=way
    )
    pump = _pump(settings, lanes, store, clock, gateway, link, board)
    orders.obeyed = pump.wake
    printer = Printer(settings.printer, device.centre_id)
    services = _services(settings, lanes, store, clock, gateway, link, pump, identity, board, printer)
    if not idle:
        heart = heartbeat.Heart(lanes, store, clock, gateway, pump, printer)
        care = upkeep.Upkeep(lanes, store, clock, link, pump, days=settings.lost_contact_days)
        for background in (link.run(heart), pump.run(), care.run(), printer.watch()):
            lanes.keep(background)
    return Kiosk(services, lanes, store, gateway, pump)


def _pump(
    settings: Settings, lanes: "Lanes", store: "Store", clock: "Clock", gateway: "Gateway", link: "Link", board: "Board"
) -> "Pump":
    from random import random

    from ipas_kiosk.services.opening import flight_file
    from ipas_kiosk.services.sync.feed import Feed
    from ipas_kiosk.services.sync.ledger import Ledger
    from ipas_kiosk.services.sync.pump import Pump

    lock_file = flight_file(settings.store_path)
    feed, ledger = Feed(store), Ledger(store, clock, chance=random)
    return Pump(lanes, ledger, feed, gateway, link, board, lock_file, clock=clock)


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
    printer: "Printer",
) -> "Services":
    from ipas_kiosk.services.api import Services
    from ipas_kiosk.services.captcha import Captcha
    from ipas_kiosk.services.lookups import Lookups
    from ipas_kiosk.services.passwords import Passwords
    from ipas_kiosk.services.profiles import Profiles
    from ipas_kiosk.services.registration import Registration
    from ipas_kiosk.services.romanise import Romanise
    from ipas_kiosk.services.sign_in import SignIn
    from ipas_kiosk.services.visits import Visits
    from ipas_kiosk.settings import EmailLookup

    return Services(
        sign_in=SignIn(lanes, store, clock, gateway),
        registration=Registration(lanes, store, clock, gateway, link, pump, identity, _rules(settings)),
        profiles=Profiles(lanes, store, clock, pump),
        lookups=Lookups(lanes, store, clock, gateway, pump, whole=settings.email_lookup is not EmailLookup.MASKED),
        passwords=Passwords(lanes, store, gateway, bcrypt_cost=settings.bcrypt_cost),
        captcha=Captcha(lanes),
        romanise=Romanise(lanes),
        printing=printer,
        visits=Visits(link, lanes, pump),
        subscribe=board.subscribe,
    )


def _rules(settings: Settings) -> "Rules":
    from ipas_contract.events import CaptchaPolicy
    from ipas_kiosk.services.registration import Rules, lapse

    return Rules(
        bcrypt_cost=settings.bcrypt_cost,
        verdict_wait_s=settings.verdict_wait_s,
        captcha=CaptchaPolicy(settings.captcha.value),
        expires=lapse(settings.exam_day, settings.time_zone),
    )
