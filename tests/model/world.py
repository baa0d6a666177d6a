"""Several kiosks, one central, a line that loses, keeps back and doubles; what can happen to them, one thing at a time.

Real SQLCipher, real PostgreSQL, real HTTP. After each thing the oracle asks for I1-I7. Everything that is chosen comes
in as a number, so that Hypothesis can shrink it and a seed can replay it.
"""

import logging
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from ipas_central.context import new_epoch
from ipas_central.sync import desk, names
from ipas_central.tables import metadata
from ipas_contract.codes import Education, Language, SubmissionState
from ipas_contract.events import Channel, LookupBody, OpKind
from ipas_contract.ids import uuid7
from ipas_contract.resolutions import Action
from ipas_kiosk.services import bodies
from ipas_kiosk.services.failpoints import Failpoint
from ipas_kiosk.services.on_file import OnFile
from tests.faults.invariants import Oracle
from tests.faults.network import before
from tests.faults.post import Fate, Post
from tests.faults.site import LocalClock, Site
from tests.faults.stage import copied, renew, taken_in
from tests.helpers.central import CentralServer
from tests.helpers.kiosks import form
from tests.helpers.people import id_number

DAY_S: Final = 24 * 3600
OPEN: Final = (SubmissionState.PROVISIONAL, SubmissionState.ATTENTION)
FATES: Final = (Fate.DELIVER, Fate.LOSE, Fate.LOSE_REPLY, Fate.KEEP, Fate.COPY)
EDUCATIONS: Final = tuple(Education)
BUGS: Final = ("sync_failed", '"fault"', "reply_refused", "change_unreadable", "tally_differs")
"""Log lines that no accident of the line, the clock or a restart excuses."""


class BugLog(logging.Handler):
    """Keeps what the programs themselves call a bug."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()
        if any(bug in line for bug in BUGS):
            self.lines.append(line)


class Ground:
    """`sites` are the kiosks; what is chosen is taken modulo what there is."""

    def __init__(self, central: CentralServer, folder: Path, *, people: int = 6) -> None:
        self.central, self.folder, self._people = central, folder, people
        self.oracle, self.sites = Oracle(), list[Site]()
        self.post = Post(int(central.url.rpartition(":")[2]))
        self._copies: dict[int, tuple[Path, set[UUID]]] = {}
        self._backup = False
        self._made = 0
        self._opened = AsyncExitStack()
        self._log = BugLog()

    async def begin(self, kiosks: int) -> None:
        renew(self.central)
        logging.getLogger().addHandler(self._log)
        await self._opened.enter_async_context(before(self.post))
        for number in range(kiosks):
            folder = await taken_in(self.central, self.folder / f"kiosk{number}")
            clock = LocalClock(self.central.clock)
            self.sites.append(Site(folder, self.post.url, clock, chance=(number + 1) / (kiosks + 1)))

    async def end(self) -> None:
        """Everything is well again: all drains, and both sides agree."""
        try:
            await self.come_late(0)
            for _ in range(2):  # what one kiosk's drain decides, the others hear on their next one
                for site in self.sites:
                    site.clock.off = 0
                    await site.drain(cycles=60)
            self.oracle.settled(self.central.central.engine, self.sites)
        finally:
            await self.close()

    async def close(self) -> None:
        logging.getLogger().removeHandler(self._log)
        for site in self.sites:
            await site.close()
        await self._opened.aclose()

    def check(self) -> None:
        """I1-I7, now."""
        assert not self._log.lines, self._log.lines
        self.oracle.check(self.central.central.engine, self.sites)

    def _at(self, kiosk: int) -> Site:
        return self.sites[kiosk % len(self.sites)]

    def _form(self, person: int, name: int) -> Any:
        return form(person % self._people + 1, account=self._name(name))

    def _name(self, name: int) -> str:
        """One fewer than people, every other one in the other case."""
        number = name % (self._people - 1)
        return ("harbour" if number % 2 else "Harbour") + f"{2026 + number // 2}"

    def _open(self, site: Site, which: int) -> UUID | None:
        found = [each for each in site.told if (made := site.submission(each)) and made.state in OPEN]
        return found[which % len(found)] if found else None


class Days(Ground):
    """What happens every day: people, the line, the time."""

    async def register(self, kiosk: int, person: int, name: int) -> None:
        """Persons and names are few, so that they meet."""
        await self._at(kiosk).register(self._form(person, name))

    async def amend(self, kiosk: int, which: int, name: int) -> None:
        """Somebody whose registration is open gives another name."""
        site = self._at(kiosk)
        if found := self._open(site, which):
            with site.store.read() as work:
                before_ = work.registrations.get(found)
            assert before_ is not None
            again = form(1, account=self._name(name), id_number=before_.id_number, email=before_.email)
            await site.register(again, amends=found)

    async def withdraw(self, kiosk: int, which: int) -> None:
        site = self._at(kiosk)
        if found := self._open(site, which):
            await site.registration.withdraw(found)

    async def change_profile(self, kiosk: int, which: int, value: int) -> None:
        """Somebody changes what they see of themselves here."""
        site = self._at(kiosk)
        if site.told:
            candidate_id = list(site.told)[which % len(site.told)]
            seen = await site.profiles.on_file(candidate_id)
            if isinstance(seen, OnFile):
                wanted = replace(seen.profile, education=EDUCATIONS[value % len(EDUCATIONS)])
                await site.profiles.change(candidate_id, seen, wanted, key=uuid7())

    async def decide(self, which: int, how: int, person: int) -> None:
        """One of two of central's staff decides something that waits, in a way that may not be possible."""
        engine = self.central.central.engine
        with engine.begin() as connection:
            waiting = desk.waiting(connection)
        if waiting:
            case = waiting[which % len(waiting)]
            said = {"by": "AB"[person % 2], "reason": "seen", "id_number": id_number(person % (2 * self._people) + 1)}
            account = self._name(person) if person % 3 else f"decided{person:06}"
            action = tuple(Action)[how % len(Action)]
            assert desk.decide(self.central.central, case.id, action, account=account, **said) is not None
            self.oracle.others[case.candidate_id] += 1

    async def look_up(self, kiosk: int, person: int) -> None:
        """A lookup that waits for the line (R10)."""
        site = self._at(kiosk)
        op_id = uuid7()
        body = LookupBody(
            request_id=op_id,
            channel=Channel.EMAIL,
            id_number=id_number(person % self._people + 1),
            name="林芳如",
            address="candidate1@itri.org.tw",
            language=Language.EN,
        )
        with site.store.write() as work:
            work.outbox.append(bodies.op(OpKind.LOOKUP, op_id, op_id, body, site.clock))
            work.commit()

    async def sync(self, kiosk: int, fate: int) -> None:
        self.post.fates.clear()
        self.post.fates.append(FATES[fate % len(FATES)])
        await self._at(kiosk).sync()
        self.post.fates.clear()

    async def drain(self, kiosk: int) -> None:
        await self._at(kiosk).drain(cycles=60)

    async def come_late(self, backwards: int) -> None:
        """What the line had kept back arrives, in order or not."""
        await self.post.release(backwards=bool(backwards % 2))

    async def wait(self, seconds: int) -> None:
        """And what central does once a minute is done."""
        self.central.clock.pass_(1000 * (seconds % (2 * DAY_S)))
        names.number(self.central.central)

    async def set_clock(self, kiosk: int, seconds: int) -> None:
        """Up to half a year either way."""
        self._at(kiosk).clock.off = 1000 * (seconds % (360 * DAY_S) - 180 * DAY_S)


class World(Days):
    """And what befalls the machines."""

    async def restart(self, kiosk: int) -> None:
        await self._at(kiosk).restart()

    async def crash(self, kiosk: int, place: int, person: int) -> None:
        """Killed at a failpoint, while saving or while syncing."""
        site, here = self._at(kiosk), tuple(Failpoint)[place % len(Failpoint)]
        running: Coroutine[Any, Any, object] = site.sync()
        if here in (Failpoint.SAVE_BEFORE_COMMIT, Failpoint.SAVE_AFTER_COMMIT):
            running.close()
            running = site.register(self._form(person, person))
        await site.crash_at(here, running)

    async def restart_central(self) -> None:
        self.central.central.engine.dispose()

    async def back_up_central(self) -> None:
        self._backup = True
        with self.central.central.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS model CASCADE; CREATE SCHEMA model"))
            for name in metadata.tables:
                connection.execute(text(f"CREATE TABLE model.{name} AS TABLE public.{name}"))

    async def restore_central(self) -> None:
        """From the last backup, with a new epoch, as its operator says it; nothing on the line outlives that."""
        if not self._backup:
            return
        self.post.kept.clear()
        with self.central.central.engine.begin() as connection:
            for name in metadata.tables:
                connection.execute(text(f"DELETE FROM {name}; INSERT INTO {name} SELECT * FROM model.{name}"))
            new_epoch(connection)
        self._mourn()

    async def copy_kiosk(self, kiosk: int) -> None:
        """Its disk, as a technician keeps it."""
        number = kiosk % len(self.sites)
        self._made += 1
        files = self.folder / f"copy{self._made}"
        self.sites[number].copy(files)
        self._copies[number] = files, set(self.sites[number].told)

    async def restore_kiosk(self, kiosk: int) -> None:
        """The old disk put back, a day later (sooner and again and again, central takes it for two live copies)."""
        number = kiosk % len(self.sites)
        if number not in self._copies:
            return
        site, (files, _) = self.sites[number], self._copies[number]
        await self.wait(DAY_S + 1)
        self.oracle.gone |= {row.op_id for row in site.outbox()}
        self._made += 1
        await site.crash(copied(files, self.folder / f"old{self._made}"))
        self.oracle.gone -= {row.op_id for row in site.outbox()}
        self._mourn()

    def _mourn(self) -> None:
        """What the two restored disks together do not hold any more, nothing can bring back."""
        with self.central.central.engine.begin() as connection:
            there = set(connection.execute(text("SELECT candidate_id FROM submission")).scalars())
        for site in self.sites:
            self.oracle.lost |= {each for each in site.told if each not in there and site.submission(each) is None}
