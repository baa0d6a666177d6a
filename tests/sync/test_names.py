"""The taken names on the kiosk: pulled, asked without a line, only ever a warning (sync §2 Uniqueness; D6, X8)."""

import base64
from uuid import UUID, uuid4

import pytest

from ipas_central.sync import names as numbering
from ipas_contract import names
from ipas_contract.calls import ErrorCode
from ipas_contract.events import PullReply
from ipas_contract.names import NamesReply, pack
from ipas_kiosk.services.sync.drain import Ended
from ipas_kiosk.services.sync.gateway import Refused
from ipas_kiosk.services.sync.names import PAGES
from ipas_kiosk.services.sync.policy import Outcome
from ipas_kiosk.services.values import Registered, Taken
from tests.helpers.central import CentralServer
from tests.helpers.drains import Scene
from tests.helpers.kiosks import EPOCH, form
from tests.sync.conftest import MakeKiosk

DONE = Ended(Outcome.DELIVERED)
KEY = bytes(range(32))


def digest(name: str) -> bytes:
    return names.digest(KEY, name)


def told(newest: int) -> PullReply:
    """The feed's last page, as it speaks of the names."""
    return PullReply(server_epoch=EPOCH, server_time=0, cursor="c", more=False, changes=[], names=newest)


def page(
    through: int, *taken: str, freed: tuple[str, ...] = (), all_: tuple[str, ...] | None = None, epoch: UUID = EPOCH
) -> NamesReply:
    """A page of names; with `all_` the last one, after which those are taken."""
    return NamesReply(
        server_epoch=epoch,
        server_time=0,
        through=through,
        more=all_ is None,
        taken=pack(map(digest, taken)),
        freed=pack(map(digest, freed)),
        count=None if all_ is None else len(all_),
        fingerprint=None if all_ is None else names.total(map(digest, all_)),
    )


@pytest.fixture
def named(scene: Scene) -> Scene:
    """A scene whose central gives the key of the digests."""
    scene.central.names_key = base64.b64encode(KEY).decode()
    return scene


def held(scene: Scene, *accounts: str) -> list[bool]:
    with scene.store.read() as work:
        return [work.names.holds(account) for account in accounts]


async def test_names_come_and_go_page_by_page_and_an_idle_pulse_asks_for_none(named: Scene) -> None:
    named.central.pages = [told(3), told(3)]
    named.central.name_pages = [
        page(2, "harbour1", "harbour2"),
        page(3, "harbour3", freed=("harbour1",), all_=("harbour2", "harbour3")),
    ]
    assert await named.drain.run() == DONE
    assert await named.drain.run() == DONE
    assert named.central.named == [0, 2]
    assert held(named, "harbour1", "HARBOUR2", "harbour3", "harbour4") == [False, True, True, False]


async def test_what_is_known_is_good_for_ten_minutes(named: Scene) -> None:
    named.central.pages = [told(1), told(2), told(2)]
    named.central.name_pages = [
        page(1, "harbour1", all_=("harbour1",)),
        page(2, "harbour2", all_=("harbour1", "harbour2")),
    ]
    for _ in range(2):
        await named.drain.run()
    assert named.central.named == [0]
    named.clock.later(seconds=600)
    await named.drain.run()
    assert named.central.named == [0, 1]


async def test_a_bootstrap_is_spread_over_conversations(named: Scene) -> None:
    """A million names are 245 pages: a registration that is saved meanwhile goes out between them."""
    named.central.pages = [told(99), told(99)]
    named.central.name_pages = [page(number + 1) for number in range(PAGES)] + [page(99, all_=())]
    await named.drain.run()
    assert named.central.named == list(range(PAGES))
    await named.drain.run()
    assert named.central.named[-1] == PAGES


async def test_a_page_that_does_not_come_puts_off_no_push_and_is_asked_for_again(named: Scene) -> None:
    named.central.pages = [told(2), told(2)]
    named.central.name_pages = [page(1, "harbour1"), Refused(500, ErrorCode.INTERNAL), page(2, all_=("harbour1",))]
    assert await named.drain.run() == DONE
    assert await named.restarted().run() == DONE
    assert named.central.named == [0, 1, 1]
    assert held(named, "harbour1") == [True]


async def test_another_life_of_central_and_another_key_begin_anew(named: Scene) -> None:
    named.central.pages = [told(1)]
    named.central.name_pages = [page(1, "harbour1", all_=("harbour1",))]
    await named.drain.run()
    named.central.epoch = uuid4()
    named.central.pages = [told(1).model_copy(update={"server_epoch": named.central.epoch})] * 2
    named.central.name_pages = [page(1, "harbour2", all_=("harbour2",), epoch=named.central.epoch)]
    await named.restarted().run()
    assert (named.central.named, held(named, "harbour1", "harbour2")) == ([0, 0], [False, True])
    named.central.names_key = base64.b64encode(bytes(32)).decode()
    named.central.name_pages = [Refused(500, ErrorCode.INTERNAL)]
    await named.restarted().run()
    assert (named.central.named, held(named, "harbour1", "harbour2")) == ([0, 0, 0], [False, False])


@pytest.mark.logs("tally_differs", "names_unreadable")
@pytest.mark.parametrize("spoilt", [False, True])
async def test_names_that_are_not_those_central_counts_are_fetched_anew_once_an_hour(
    named: Scene, *, spoilt: bool
) -> None:
    bad = page(1, "harbour1", all_=("harbour1", "harbour2"))
    bad = bad.model_copy(update={"taken": "AAAA"}) if spoilt else bad
    named.central.pages = [told(1)] * 3
    named.central.name_pages = [bad, bad]
    for _ in range(3):
        assert await named.drain.run() == DONE
    assert named.central.named == [0, 0]
    assert named.drain.pull.mismatches == 1
    assert held(named, "harbour1") == [not spoilt]


@pytest.mark.logs("pushed")
async def test_a_kiosk_without_a_line_warns_of_a_name_taken_elsewhere_and_saves_all_the_same(
    central: CentralServer, make_kiosk: MakeKiosk
) -> None:
    """Model §6: of account names alone; whoever withdrew has given the name back."""
    kiosk, elsewhere = await make_kiosk(), central.kiosk("south")
    ops = [elsewhere.submitted(serial, account=f"candidate000{serial}") for serial in (1, 2)]
    elsewhere.push(*ops)
    numbering.number(central.central)
    await kiosk.drained()
    with kiosk.store.read() as work:
        assert work.names.holds("candidate0002")
    elsewhere.push(elsewhere.withdrawn(ops[1]))
    numbering.number(central.central)
    kiosk.clock.later(seconds=600)
    await kiosk.drained()
    await kiosk.cable(plugged=False)

    async def asked(account: str) -> Taken:
        return await kiosk.do(kiosk.services.registration.account_taken(account))

    assert [await asked(name) for name in ("CANDIDATE0001", "candidate0002")] == [Taken.LIKELY, Taken.NOT_ASKED]
    assert await asked(form(1).id_number) is Taken.NOT_ASKED
    assert isinstance(await kiosk.register(form(3, account="candidate0001")), Registered)
    assert await asked("candidate0001") is Taken.TAKEN
    await kiosk.cable(plugged=True)
    assert await asked("candidate0002") is Taken.FREE
