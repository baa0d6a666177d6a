"""A kiosk without its window and without its own timing: real store, lanes, gateway, pump; a test takes each step.

A crash is what the disk holds at that moment: the files are copied where the program stands, and the kiosk starts
anew from the copy, so that nothing that runs on in the old objects can mend anything.
"""

import asyncio
import shutil
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from ipas_contract.codes import Language
from ipas_contract.events import CaptchaPolicy
from ipas_contract.ids import uuid7
from ipas_kiosk.models.records import OpState, QueuedOp, Submission
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import bodies, failpoints
from ipas_kiosk.services.failpoints import Failpoint
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.link import Link
from ipas_kiosk.services.news import Board
from ipas_kiosk.services.orders import Orders
from ipas_kiosk.services.profiles import Profiles
from ipas_kiosk.services.registration import Registration, Rules
from ipas_kiosk.services.retention import Retention
from ipas_kiosk.services.sync.feed import Feed
from ipas_kiosk.services.sync.gateway import Gateway
from ipas_kiosk.services.sync.ledger import Ledger
from ipas_kiosk.services.sync.policy import Pace
from ipas_kiosk.services.sync.pump import Pump
from ipas_kiosk.services.values import News, Registered, RegisterOutcome, RegistrationForm
from ipas_kiosk.settings import Settings
from tests.helpers.office import MORNING, Clock
from tests.helpers.store import FOR_EVER, KEY

T = TypeVar("T")
FILES = ("store.db", "store.db-wal")


@dataclass
class LocalClock:
    """A kiosk's `services.clock.Clock`: `true` passes for central too; `off`: how wrong the wall is, in ms."""

    true: Clock
    off: int = 0
    boot_id: str = "boot"

    def now_ms(self) -> int:
        return self.true.now + self.off

    def mono_ms(self) -> int:
        return self.true.now - MORNING + 1_000_000_000

    def later(self, *, seconds: float) -> None:
        self.true.pass_(round(seconds * 1000))


class KilledError(BaseException):
    """The kiosk stopped here; nothing of the program catches it."""


class Site:
    """One kiosk. `told` are the candidates who were shown a receipt, with what they were shown (I1, I7)."""

    def __init__(self, folder: Path, url: str, clock: LocalClock, *, chance: float = 0.5) -> None:
        self.folder, self.url, self.clock = folder, url, clock
        self._chance = chance
        self._lives = 0
        self.told: dict[UUID, Registered] = {}
        self.news: list[News] = []
        self._start()

    def _start(self) -> None:
        self.store = Store.open(self.folder / "store.db", KEY, timeout=0.2)
        self.lanes, board = Lanes(), Board()
        board.subscribe(self.news.append)
        self.link = Link(board, self.clock.now_ms)
        device = bodies.device(self.store)
        self.settings = Settings(central_url=self.url, data_dir=self.folder, demo_dir=self.folder)
        self.orders = Orders(self.settings, self.lanes, self.store, self.clock)
        identity, heard = bodies.identity(device), self.link.heard
        self.gateway = Gateway(self.url, identity, pins=device.pins, heard=heard, ordered=self.orders.heard)
        self.ledger, self.feed = Ledger(self.store, self.clock, chance=lambda: self._chance), Feed(self.store)
        self.pump = Pump(
            self.lanes,
            self.ledger,
            self.feed,
            self.gateway,
            self.link,
            board,
            self.folder / "store.db.sync",
            clock=self.clock,  # type: ignore[arg-type]
            chance=lambda: self._chance,
        )
        rules = Rules(bcrypt_cost=4, verdict_wait_s=0, captcha=CaptchaPolicy.OFF, expires=lambda _: FOR_EVER)
        self.registration = Registration(
            self.lanes, self.store, self.clock, self.gateway, self.link, self.pump, identity, rules
        )

        self.retention = Retention(self.store, self.clock, agreed=self.pump.agreement.holds)
        self.profiles = Profiles(self.lanes, self.store, self.clock, self.pump)

    # ---- what people and the line do -----------------------------------------------------------------------------

    async def register(self, form: RegistrationForm, *, amends: UUID | None = None) -> RegisterOutcome:
        """Somebody submits the form; who is shown a receipt is remembered."""
        outcome = await self.registration.register(form, Language.ZH_TW, key=uuid7(), amends=amends)
        if isinstance(outcome, Registered):
            self.told[outcome.receipt.candidate_id] = outcome
        return outcome

    async def sync(self) -> float:
        """Look at the line, then one cycle of the pump; the seconds that it would wait."""
        await self.gateway.ping()
        return await self.pump.cycle()

    async def drain(self, *, cycles: int = 20) -> None:
        """As often as it takes on a line that works, time passing in between; AssertionError when it never ends."""
        for _ in range(cycles):
            wait = await self.sync()
            if self.link.online and not self.pending and self.pace == Pace():
                return
            self.clock.later(seconds=max(1.0, wait))
        raise AssertionError(f"{self.pending} ops still wait after {cycles} cycles")

    # ---- ends and beginnings -------------------------------------------------------------------------------------

    async def close(self) -> None:
        await self.gateway.close()
        await asyncio.to_thread(self.lanes.close)
        self.store.close()

    async def restart(self) -> None:
        await self.close()
        self._start()

    async def crash(self, files: Path) -> None:
        """Go on with the store as `files` holds it."""
        await self.close()
        self._lives += 1
        self.folder = _moved(files, self.folder.with_name(f"{self.folder.name.split('+')[0]}+{self._lives}"))
        self._start()

    async def crash_at(self, place: Failpoint, run: Coroutine[Any, Any, object]) -> bool:
        """Run something that is killed at a failpoint; False when it ended without passing there."""
        files = self.folder.with_name(self.folder.name + ".crash")

        def stop(here: Failpoint) -> None:
            if here is place and not files.exists():
                self.copy(files)
                raise KilledError(here)

        with armed(stop), suppress(KilledError):
            await run
        if files.exists():
            await self.crash(files)
            return True
        return False

    def copy(self, to: Path) -> None:
        """What the disk holds now."""
        to.mkdir(mode=0o700)
        for name in FILES:
            if (self.folder / name).exists():
                shutil.copyfile(self.folder / name, to / name)

    # ---- what can be seen ----------------------------------------------------------------------------------------

    @property
    def pending(self) -> int:
        return self.counts()[OpState.PENDING]

    @property
    def pace(self) -> Pace:
        """The queue's timer as the pump has it; before its first cycle, as the store has it."""
        return self.pump._pace or Pace.load(self.ledger.pace())

    def counts(self) -> dict[OpState, int]:
        with self.store.read() as work:
            return work.outbox.counts()

    def outbox(self) -> tuple[QueuedOp, ...]:
        with self.store.read() as work:
            return work.outbox.page(limit=1_000_000)

    def submission(self, candidate_id: UUID) -> Submission | None:
        with self.store.read() as work:
            return work.registrations.submission(candidate_id)


class armed:  # noqa: N801 (reads as a statement)
    """Inside, `act` is called at every failpoint of every module that has one."""

    def __init__(self, act: Callable[[Failpoint], None]) -> None:
        self._act = act

    def __enter__(self) -> None:
        self._real = failpoints.failpoint
        self._modules = [
            module
            for name, module in list(sys.modules.items())
            if name.startswith("ipas_kiosk.") and getattr(module, "failpoint", None) is self._real
        ]
        self._put(self._act)

    def __exit__(self, *_: object) -> None:
        self._put(self._real)

    def _put(self, act: Callable[[Failpoint], None]) -> None:
        for module in self._modules:
            module.failpoint = act  # type: ignore[attr-defined]


def _moved(files: Path, to: Path) -> Path:
    return files.rename(to)
