"""Central, the line before it, and the kiosks of one test."""

import shutil
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, text

from ipas_central.devices import enrolment as central_enrolment
from ipas_central.tables import applied_op, metadata, submission
from ipas_contract.calls import EnrolReply, EnrolRequest
from ipas_contract.codes import Language
from ipas_contract.events import MAX_BATCH_OPS, OpKind, PushRequest
from ipas_contract.ids import uuid7
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import enrolment
from ipas_kiosk.services.sync.trust import Trust
from ipas_kiosk.services.values import Registered
from tests.faults.invariants import Known, Oracle
from tests.faults.line import Line
from tests.faults.network import before
from tests.faults.post import Post
from tests.faults.site import LocalClock, Site
from tests.helpers.central import CentralServer
from tests.helpers.kiosks import form
from tests.helpers.office import CENTRE, MORNING
from tests.helpers.store import KEY, new_op
from tests.helpers.wire import PASSWORD_HASH, SignedClient

_FIRST_DAY: Final = "; ".join(
    [f"DELETE FROM {name}" for name in metadata.tables if name != "meta"] + ["UPDATE meta SET kiosks_enrolled = 0"]
)


def renew(central: CentralServer) -> None:
    """Nothing has happened yet."""
    with central.central.engine.begin() as connection:
        connection.execute(text(_FIRST_DAY))
    central.app.state.central = central.central
    central.clock.now = MORNING


async def taken_in(central: CentralServer, folder: Path, trust: Trust | None = None) -> Path:
    """The folder of a store that this central has taken in, closed; no line was needed, but what is trusted is kept."""
    blank = central.central.settings.keys_dir.parent / "blank.db"
    if not blank.exists():
        Store.create(blank, KEY).close()
    store = Store.open(_copy(blank, folder), KEY)

    async def ask(request: EnrolRequest) -> EnrolReply:
        raw = central_enrolment.raw_key(request.public_key)
        assert raw is not None
        with central.central.engine.begin() as connection:
            reply = central_enrolment.enrol(connection, central.central, request, raw)
        assert reply is not None
        return reply

    await enrolment.enrol(store, KEY, CENTRE, central.code(), ask, trust)
    store.checkpoint()
    store.close()
    return folder


class Stage:
    """What a test of a fault stands on; `oracle` remembers what was promised."""

    def __init__(self, central: CentralServer, folder: Path) -> None:
        self.central, self.folder = central, folder
        self.oracle = Oracle()
        self.sites: list[Site] = []
        self._serial = 0
        self._opened = AsyncExitStack()

    async def close(self) -> None:
        for site in self.sites:
            await site.close()
        await self._opened.aclose()

    @property
    def port(self) -> int:
        return int(self.central.url.rpartition(":")[2])

    # ---- the line ------------------------------------------------------------------------------------------------

    async def line(self, **how: Any) -> Line:
        return await self._opened.enter_async_context(before(Line(self.port, **how)))

    async def post(self, **how: Any) -> Post:
        return await self._opened.enter_async_context(before(Post(self.port, **how)))

    # ---- kiosks --------------------------------------------------------------------------------------------------

    async def enrolled(self, name: str, trust: Trust | None = None) -> Path:
        """The folder of a store that central has taken in, closed."""
        return await taken_in(self.central, self.folder / name, trust)

    async def site(self, url: str | None = None, *, pins: tuple[str, ...] = (), **how: Any) -> Site:
        """One more kiosk, not yet heard of by anybody."""
        where = url or self.central.url
        folder = await self.enrolled(f"kiosk{len(self.sites)}", Trust(httpx2.URL(where), pins))
        made = Site(folder, where, LocalClock(self.central.clock), **how)
        self.sites.append(made)
        return made

    async def clone(self, site: Site) -> Site:
        """The disk of a kiosk in a second machine."""
        folder = self.folder / f"clone{len(self.sites)}"
        site.store.checkpoint()
        site.copy(folder)
        made = Site(folder, site.url, LocalClock(self.central.clock))
        self.sites.append(made)
        return made

    async def people(self, site: Site, count: int, **fields: Any) -> list[UUID]:
        """So many people register; the ids of the candidates."""
        found = []
        for _ in range(count):
            self._serial += 1
            outcome = await site.register(form(self._serial, **fields))
            assert isinstance(outcome, Registered), outcome
            found.append(outcome.receipt.candidate_id)
        return found

    def crowd(self, site: Site, count: int) -> list[UUID]:
        """So many people at once, in one transaction: what `people` leaves, in a fraction of its time."""
        found = []
        with site.store.write() as work:
            for _ in range(count):
                self._serial += 1
                who = form(self._serial)
                saved = site.registration._write(work, who, Language.ZH_TW, uuid7(), None, PASSWORD_HASH)
                found.append(saved.candidate.id)
            work.commit()
        site.told |= dict.fromkeys(found, Registered.__new__(Registered))
        return found

    # ---- what central suffers ------------------------------------------------------------------------------------

    @contextmanager
    def broken_by(self, table: str, when: str, sqlstate: str, *, times: int | None = None) -> Iterator[None]:
        """Inside, an insert into the table fails with that SQL state when the condition holds, `times` at most."""
        first = f"nextval('fault_count') <= {times}" if times is not None else "true"
        engine = self.central.central.engine
        with engine.begin() as connection:
            connection.execute(text("CREATE SEQUENCE fault_count"))
            connection.exec_driver_sql(
                f"CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} AND {first} THEN"
                f" RAISE EXCEPTION 'injected' USING ERRCODE = '{sqlstate}'; END IF; RETURN NEW; END $$"
            )
            connection.exec_driver_sql(
                f"CREATE TRIGGER fault BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION fault()"
            )
        try:
            yield
        finally:
            with engine.begin() as connection:
                connection.execute(text("DROP FUNCTION fault CASCADE"))
                connection.execute(text("DROP SEQUENCE fault_count"))

    # ---- what central has ----------------------------------------------------------------------------------------

    def check(self) -> Known:
        return self.oracle.check(self.central.central.engine, self.sites)

    def settled(self) -> Known:
        return self.oracle.settled(self.central.central.engine, self.sites)

    def states(self) -> dict[UUID, str]:
        with self.central.central.engine.begin() as connection:
            return {row.candidate_id: row.state for row in connection.execute(select(submission))}

    def applied(self) -> int:
        with self.central.central.engine.begin() as connection:
            return len(connection.execute(select(applied_op.c.op_id)).all())


def queue(
    store: Store, count: int = 1, *, body: str = "{}", kind: str = OpKind.SUBMITTED, **changes: Any
) -> list[UUID]:
    """Ops without a registration, straight into the outbox."""
    ops = [new_op(uuid7(), body=body, kind=kind, **changes) for _ in range(count)]
    with store.write() as work:
        for op in ops:
            work.outbox.append(op)
        work.commit()
    return [op.op_id for op in ops]


def _copy(blank: Path, folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    return Path(shutil.copyfile(blank, folder / "store.db"))


def copied(folder: Path, to: Path) -> Path:
    """A closed store's folder once more."""
    shutil.copytree(folder, to)
    return to


def request_of(site: Site) -> PushRequest:
    """What the kiosk would push now."""
    at, now = site.ledger.position(), site.clock.now_ms()
    ops = [queued.op for queued in site.ledger.due(now, MAX_BATCH_OPS)]
    return PushRequest(
        device=at.device_id,
        incarnation=at.incarnation,
        batch_id=uuid7(),
        sent_at=now,
        boot_id=at.boot_id,
        mono_ms=at.mono_ms,
        ops=ops,
    )


def client_of(site: Site) -> SignedClient:
    """The wire, signed as this kiosk: what it would not do by itself."""
    with site.store.read() as work:
        device = work.device.get()
    assert device is not None
    return SignedClient(site.url, Ed25519PrivateKey.from_private_bytes(device.private_key), device.device_id)
