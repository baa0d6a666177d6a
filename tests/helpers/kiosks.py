"""Kiosks for tests: a real encrypted store, enrolled, with people who register there."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from ipas_contract.codes import Education, Language, Nationality, RomanSource, Sex
from ipas_contract.ids import uuid7
from ipas_kiosk.app import join
from ipas_kiosk.models.records import OpState
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import enrolment
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.sync.gateway import Gateway
from ipas_kiosk.services.values import LinkState, News, RegisterOutcome, RegistrationForm
from ipas_kiosk.settings import Settings
from tests.helpers.central import CENTRE, CentralServer
from tests.helpers.people import id_number
from tests.helpers.store import KEY, device

T = TypeVar("T")
NOBODY = "http://127.0.0.1:9"
"""An address where nobody answers (the discard port)."""
EPOCH = UUID(int=1)
PASSWORD = "Quiet(Harbour)27"


def enrolled_store(folder: Path, *, kiosk_code: str = "T001", incarnation: int = 1) -> Store:
    """A new store that believes itself enrolled; no central knows of it."""
    store = Store.create(folder / "store.db", KEY)
    with store.write() as work:
        work.device.enrol(device(kiosk_code=kiosk_code, incarnation=incarnation, server_epoch=EPOCH))
        work.commit()
    return store


async def enrolled(folder: Path, central: CentralServer) -> Store:
    """A new store that this central took in, as `ipas-kiosk enrol` does it."""
    store = Store.create(folder / "store.db", KEY)
    gateway = Gateway(central.url, None)
    taken_in = await enrolment.enrol(store, KEY, CENTRE, central.code(), gateway.enrol)
    await gateway.close()
    assert isinstance(taken_in, enrolment.Enrolled), taken_in
    return store


@dataclass
class FakeClock:
    """`services.clock.Clock` that stands still until told."""

    now: int = 1_800_000_000_000
    boot_id: str = "test-boot"

    def now_ms(self) -> int:
        return self.now

    def mono_ms(self) -> int:
        return self.now - 1_700_000_000_000

    def later(self, *, seconds: float) -> None:
        self.now += round(seconds * 1000)


def form(serial: int = 1, **other: object) -> RegistrationForm:
    """A checked registration of somebody made up."""
    fields: dict[str, object] = {
        "account": f"candidate{serial:04}",
        "nationality": Nationality.ROC,
        "id_number": id_number(serial),
        "name": "林芳如",
        "surname_roman": "LIN",
        "given_roman": "FANG-RU",
        "roman_source": RomanSource.SUGGESTED,
        "email": f"candidate{serial}@itri.org.tw",
        "password": PASSWORD,
        "mobile": f"+88691200{serial:04}",
        "sex": Sex.FEMALE,
        "education": Education.BACHELOR,
        "school_area": "other",
        "school_code": None,
        "school_text": "其他學校",
        "department_code": None,
        "department_text": "無",
        "consent_version": "1",
        "consent_at": 1_800_000_000_000,
    }
    return RegistrationForm(**(fields | other))  # type: ignore[arg-type]


class Running:
    """A whole kiosk behind its window: real store, lanes, link, pump and gateway, on a loop of its own."""

    def __init__(
        self, store: Store, settings: Settings, clock: FakeClock | None = None, *, plugged: bool = True
    ) -> None:
        self.store, self.settings, self.lanes = store, settings, Lanes()
        self.plugged = plugged
        self._news: asyncio.Queue[News] = asyncio.Queue()
        self.seen: list[News] = []
        self.clock = clock or FakeClock()
        self._kiosk = join(settings, self.lanes, store, passable=lambda: self.plugged, clock=self.clock)
        self.services = self._kiosk.services
        loop = asyncio.get_running_loop()
        self.services.subscribe(lambda news: loop.call_soon_threadsafe(self._news.put_nowait, news))

    async def do(self, use_case: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wait_for(asyncio.wrap_future(self._kiosk.submit(use_case)), 30)

    async def until(self, wanted: Callable[[News], bool]) -> News:
        """The first news that fits, of those not looked at yet."""
        async with asyncio.timeout(30):
            while True:
                news = await self._news.get()
                self.seen.append(news)
                if wanted(news):
                    return news

    async def online(self) -> None:
        await self.until(lambda news: isinstance(news, LinkState) and news.online)

    async def offline(self) -> None:
        await self.until(lambda news: isinstance(news, LinkState) and not news.online)

    async def drained(self) -> None:
        """A whole conversation with central has ended, and nothing waits any more."""
        await self.do(self._kiosk.sync())
        with self.store.read() as work:
            assert work.outbox.counts()[OpState.PENDING] == 0

    async def cable(self, *, plugged: bool) -> None:
        """Pull or plug the cable; the system tells, so the link looks at once."""
        self.plugged = plugged
        await self.do(self.services.visits.probe())
        await (self.online() if plugged else self.offline())

    async def register(self, person: RegistrationForm, **other: Any) -> RegisterOutcome:
        key = other.pop("key", None) or uuid7()
        return await self.do(self.services.registration.register(person, Language.ZH_TW, key=key, **other))

    async def close(self) -> None:
        await asyncio.to_thread(self._kiosk.close)


def settings(folder: Path, url: str = NOBODY, **other: Any) -> Settings:
    """Cheap hashes, short waits."""
    return Settings(**({"central_url": url, "data_dir": folder, "bcrypt_cost": 4, "verdict_wait_s": 20.0} | other))
