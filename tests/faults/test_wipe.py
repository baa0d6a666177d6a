"""A kiosk that central orders to wipe itself (model §8; V7, X27, X33): sealed first, once, whatever happens then."""

import signal
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ipas_central.devices import fleet
from ipas_central.devices import orders as staff
from ipas_central.keys import SEALING_PRIVATE
from ipas_central.sync import carried
from ipas_central.tables import device
from ipas_contract import orders
from ipas_contract.calls import HelloReply, HelloRequest
from ipas_contract.exports import ExportError
from ipas_contract.ids import uuid7
from ipas_contract.orders import Order, OrderKind
from ipas_kiosk.models.health import EndedError, NoStoreError
from ipas_kiosk.models.records import OpState
from ipas_kiosk.services import ending, enrolment, keys, opening
from ipas_kiosk.services.export import export
from ipas_kiosk.services.failpoints import Failpoint
from ipas_kiosk.services.sync.gateway import Gateway
from ipas_kiosk.services.values import Failed, Trouble
from ipas_kiosk.settings import Settings
from tests.faults.site import Site
from tests.faults.stage import Stage, client_of
from tests.faults.test_failpoints import WIPING, Kiosks, kiosks
from tests.helpers.kiosks import form
from tests.helpers.office import CENTRE
from tests.helpers.store import KEY

__all__ = ["kiosks"]
pytestmark = pytest.mark.logs("device_decided", '"wiping"', '"wiped"', "sync_stopped.*wiped", "store_rolled_back")


def keep_key(folder: Path) -> None:
    """Where the program looks for it."""
    file = folder / "store.key"
    file.touch(mode=0o600)
    file.write_text(KEY.reveal().hex(), encoding="ascii")


def order_wipe(stage: Stage, code: str) -> None:
    with stage.central.central.engine.begin() as connection:
        staff.wipe(connection, stage.central.central, code)


async def wiped(stage: Stage, site: Site) -> None:
    """Order the kiosk to wipe itself, and let it hear and obey, if it does."""
    order_wipe(stage, "0001")
    await site.sync()
    await site.orders.done()


def told(stage: Stage) -> str | None:
    """How far the order got, as `ipas-central devices` says."""
    with stage.central.central.engine.connect() as connection:
        (kiosk,) = fleet.kiosks(connection, stage.central.clock())
    return kiosk.wipe


def brought(stage: Stage, folder: Path) -> dict[str, int]:
    """The one file that is left, carried to central by hand."""
    (file,) = folder.glob("*.export")
    private = (stage.central.central.settings.keys_dir / SEALING_PRIVATE).read_bytes()
    with pytest.raises(ExportError, match="is revoked"):
        carried.take(stage.central.central, file.read_text(encoding="ascii"), private)
    return carried.take(stage.central.central, file.read_text(encoding="ascii"), private, anyway=True)


def left(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


@pytest.mark.fault(
    32,
    injected="a signed order to wipe in the refusal of a revoked kiosk with a queue",
    seen="the queue sealed to the organisation and kept, key and store gone, central told; the file imports once",
)
async def test_an_order_is_obeyed(stage: Stage) -> None:
    site = await stage.site()
    keep_key(site.folder)
    (done,) = await stage.people(site, 1)
    await site.drain()
    await stage.people(site, 2)
    await wiped(stage, site)
    assert await site.register(form(9)) == Failed(Trouble.WIPED)
    await site.pump.cycle()
    assert site.link.state.trouble is Trouble.WIPED
    assert left(site.folder) == {"0001-1.export"}
    assert told(stage) == "done, 2 ops kept sealed"
    with pytest.raises(NoStoreError):
        opening.open_store(site.settings)
    stage.sites.clear()
    assert brought(stage, site.folder) == {"duplicate": 1, "accepted": 2}
    assert brought(stage, site.folder) == {"duplicate": 3}
    assert set(stage.states()) > {done}
    await site.close()


async def test_two_processes_end_it_together(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody types a command while the kiosk obeys: who comes second finds nothing to do, and central is told."""
    site = await stage.site()
    keep_key(site.folder)
    await stage.people(site, 1)

    def meanwhile(here: Failpoint) -> None:
        if here is Failpoint.WIPE_REMOVED:
            monkeypatch.undo()
            ending.finish(site.store.path, keys.chain(site.settings))

    monkeypatch.setattr(ending, "failpoint", meanwhile)
    await wiped(stage, site)
    assert told(stage) == "done, 1 ops kept sealed"
    stage.sites.clear()
    assert brought(stage, site.folder) == {"accepted": 1}
    await site.close()


@pytest.mark.parametrize("heard", [False, True])
async def test_an_order_after_a_new_incarnation(stage: Stage, heard: bool) -> None:
    """The reply that gave it may have been lost on its way, or nothing was said under it yet: the kiosk obeys."""
    site = await stage.site()
    keep_key(site.folder)
    await stage.people(site, 1)
    await site.drain()
    said = HelloRequest(incarnation=1, highest_seq=0)
    client = client_of(site)
    reply = client.call("/v1/devices/hello", said, HelloReply)
    client.close()
    assert reply.incarnation == 2
    if heard:
        site.ledger.welcomed(reply)
    await wiped(stage, site)
    assert left(site.folder) == {f"0001-{1 + heard}.export"}
    assert told(stage) == "done, 0 ops kept sealed"
    stage.sites.clear()
    await site.close()


@pytest.mark.logs("order_refused", "store_is_a_copy", "older_incarnation")
async def test_of_two_copies_the_newest_alone_obeys(stage: Stage) -> None:
    """Else central would take both for wiped when one of them was."""
    older = await stage.site()
    await stage.people(older, 1)
    newest = await stage.clone(older)
    for each in (older, newest):
        await stage.people(each, 1)
        await each.drain()
    await stage.people(older, 1)
    await older.drain()
    assert [each.ledger.position().incarnation for each in (older, newest)] == [1, 2]
    await wiped(stage, older)
    assert (older.link.state.trouble, told(stage)) == (Trouble.REVOKED, "ordered")


async def test_an_order_taken_back_too_late(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Staff let the kiosk in again while it seals: what it then says is true, and central says the same."""
    site = await stage.site()
    keep_key(site.folder)
    await stage.people(site, 1)

    def meanwhile(here: Failpoint) -> None:
        if here is Failpoint.WIPE_SEALED:
            with stage.central.central.engine.begin() as connection:
                staff.put(connection, stage.central.central, "0001", staff.Standing.ACTIVE)

    monkeypatch.setattr(ending, "failpoint", meanwhile)
    await wiped(stage, site)
    assert left(site.folder) == {"0001-1.export"}
    assert told(stage) == "done, 1 ops kept sealed"
    stage.sites.clear()
    assert brought(stage, site.folder) == {"accepted": 1}
    await site.close()


async def test_what_lies_there_already_is_not_taken_for_what_was_sealed(stage: Stage) -> None:
    """An export that staff once put where the sealed file goes: what came after it is sealed all the same."""
    site = await stage.site()
    keep_key(site.folder)
    await stage.people(site, 1)
    export(site.store, site.clock, site.folder / "0001-1.export")
    await stage.people(site, 2)
    await wiped(stage, site)
    stage.sites.clear()
    assert brought(stage, site.folder) == {"accepted": 3}
    await site.close()


@pytest.mark.logs("order_refused", "device_decided")
async def test_no_other_text_makes_it_wipe_itself(stage: Stage) -> None:
    """V7, X33: not a bare refusal, not an order to another device or incarnation, not one that anybody else signed."""
    site = await stage.site()
    await stage.people(site, 1)
    order_key = stage.central.central.keys.order_key
    here = site.ledger.position().device_id

    def order(of: UUID, incarnation: int, key: Ed25519PrivateKey) -> str:
        kind = OrderKind.WIPE
        return orders.sign(Order(id=uuid7(), kind=kind, device=of, incarnation=incarnation, made_at=0), key)

    right = order(here, 2, order_key)
    for text in (
        right,
        order(here, 0, order_key),
        order(uuid7(), 1, order_key),
        order(here, 1, Ed25519PrivateKey.generate()),
        right.replace('"incarnation":2', '"incarnation":1'),
        "",
    ):
        site.orders.heard(text)
        await site.orders.done()
    with stage.central.central.engine.begin() as connection:
        staff.put(connection, stage.central.central, "0001", staff.Standing.REVOKED)
    await site.sync()
    assert (site.pending, site.link.state.trouble) == (1, Trouble.REVOKED)
    assert {"store.db"} <= left(site.folder)
    with stage.central.central.engine.begin() as connection:
        staff.put(connection, stage.central.central, "0001", staff.Standing.ACTIVE)
    await site.drain()
    stage.settled()


@pytest.mark.logs("order_refused")
async def test_an_old_order_does_not_concern_the_kiosk_of_a_new_enrolment(stage: Stage) -> None:
    """Never twice: what is enrolled afterwards is another device."""
    site = await stage.site()
    await stage.people(site, 1)
    order_wipe(stage, "0001")
    gateway = Gateway(stage.central.url, None)
    again = await enrolment.enrol(site.store, KEY, CENTRE, stage.central.code(), gateway.enrol)
    await gateway.close()
    assert isinstance(again, enrolment.Enrolled), again
    with stage.central.central.engine.connect() as connection:
        devices = connection.execute(device.select().where(device.c.status == "revoked")).all()
        text = staff.unheard(connection, devices[0].id)
    assert text is not None
    site.orders.heard(text)
    await site.orders.done()
    await site.restart()
    await site.drain()
    stage.settled()


async def ended(stage: Stage, folder: Path) -> None:
    """The next start goes on to the end: nothing lost, nothing left, central told once there is a line."""
    settings = Settings(central_url=stage.central.url, data_dir=folder, demo_dir=folder)
    with pytest.raises((EndedError, NoStoreError)):
        opening.open_store(settings)
    await ending.tell(settings.central_url, settings.store_path)
    assert left(folder) == {"0001-1.export"}
    assert told(stage) == "done, 2 ops kept sealed"
    assert brought(stage, folder) == {"accepted": 2}


@pytest.mark.parametrize("place", WIPING)
@pytest.mark.parametrize(("action", "exit_code"), [("kill", -signal.SIGKILL), ("raise", 0), ("delay", 0)])
async def test_stopped_on_the_way(stage: Stage, kiosks: Kiosks, place: Failpoint, action: str, exit_code: int) -> None:
    folder = await stage.enrolled("wiped")
    keep_key(folder)
    order_wipe(stage, "0001")
    said, code, log = kiosks.run(stage, folder, place, action)
    assert code == exit_code, f"{place} was never passed: {said} {log}"
    if action == "raise":
        assert "InjectedError" in log, f"{place} was never passed"
    await ended(stage, folder)


async def test_nobody_is_taken_in_while_the_outbox_is_being_sealed(stage: Stage) -> None:
    """Another program that has the store open saves nothing any more: it would be lost with the file."""
    site = await stage.site()
    other = Site(site.folder, site.url, site.clock)
    await stage.people(site, 1)
    with site.store.write() as work:
        work.pulled.put_fact("ended", "an order")
        work.commit()
    assert await other.register(form(7)) == Failed(Trouble.WIPED)
    assert other.counts()[OpState.PENDING] == 1
    await other.close()
