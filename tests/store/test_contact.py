"""Not a word of central's for 45 days (V11): locked, everything kept; no wrong clock locks a kiosk (O10)."""

from dataclasses import dataclass

import pytest

from ipas_kiosk.models.store import Store
from ipas_kiosk.services.contact import FACT, Contact
from ipas_kiosk.services.link import Link
from ipas_kiosk.services.news import Board
from ipas_kiosk.services.sync.gateway import NoLine
from ipas_kiosk.services.values import Cause, Trouble

DAY = 24 * 60 * 60 * 1000
NOW = 1_800_000_000_000


@dataclass
class Clocks:
    """`services.clock.Clock` whose two hands are moved apart."""

    wall: int = NOW
    mono: int = 1_000
    boot_id: str = "first"

    def now_ms(self) -> int:
        return self.wall

    def mono_ms(self) -> int:
        return self.mono

    def pass_(self, ms: int) -> None:
        self.wall += ms
        self.mono += ms

    def start_again(self, *, after: int) -> None:
        """Switched off for so long."""
        self.wall += after
        self.mono, self.boot_id = 1_000, self.boot_id + "+"


class Watch:
    def __init__(self, store: Store) -> None:
        self.store, self.clocks = store, Clocks()
        self.link = Link(Board(), self.clocks.now_ms)
        self.contact = self.started()

    def started(self) -> Contact:
        contact = Contact(self.store, self.clocks, self.link, days=45)  # type: ignore[arg-type]
        contact.beat()
        return contact

    def trouble(self) -> Trouble | None:
        return self.contact.trouble()


@pytest.fixture
def watch(store: Store) -> Watch:
    return Watch(store)


def test_v11_locks_after_45_days_and_one_word_ends_it(watch: Watch) -> None:
    watch.clocks.pass_(45 * DAY)
    assert watch.trouble() is None
    watch.clocks.pass_(1)
    assert watch.trouble() is Trouble.LOST_CONTACT
    watch.contact.beat()
    assert watch.trouble() is Trouble.LOST_CONTACT
    watch.link.heard(None)
    assert watch.trouble() is None
    watch.contact.beat()
    watch.link.heard(NoLine(Cause.CUT))
    watch.clocks.pass_(44 * DAY)
    assert watch.trouble() is None


def test_v11_counts_on_over_restarts(watch: Watch) -> None:
    """Twenty days on, ten off, sixteen on; the wall clock tells of the time without power."""
    watch.clocks.pass_(20 * DAY)
    watch.contact.beat()
    watch.clocks.start_again(after=10 * DAY)
    watch.contact = watch.started()
    watch.clocks.pass_(15 * DAY)
    assert watch.trouble() is None
    watch.contact.beat()
    watch.clocks.pass_(1 * DAY)
    assert watch.trouble() is Trouble.LOST_CONTACT


@pytest.mark.parametrize("jump", [2 * 365 * DAY, -2 * 365 * DAY])
def test_o10_a_wall_clock_that_jumps_locks_nothing(watch: Watch, jump: int) -> None:
    watch.clocks.wall += jump
    assert watch.trouble() is None
    watch.contact.beat()
    watch.clocks.start_again(after=DAY)
    watch.contact = watch.started()
    assert watch.trouble() is None


def test_what_does_not_read_begins_anew(watch: Watch) -> None:
    with watch.store.write() as work:
        work.pulled.put_fact(FACT, '{"ms": "x"}')
        work.commit()
    watch.contact = watch.started()
    watch.clocks.pass_(45 * DAY)
    assert watch.trouble() is None
