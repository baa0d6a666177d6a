"""Central restored from a backup; kiosks offer again what they can no longer read themselves (model §9; row 47)."""

from pathlib import Path

import pytest

from ipas_central.fleet_tables import sealed_op
from ipas_central.keys import SEALING_PRIVATE
from ipas_central.sync import carried, sealed
from ipas_contract.codes import SubmissionState
from ipas_contract.exports import ExportError
from ipas_kiosk.services.export import export_all
from ipas_kiosk.services.retention import ERASE_AFTER_MS, SEAL_AFTER_MS
from tests.faults.site import Site
from tests.faults.stage import Stage
from tests.faults.test_central import backup, restore


async def retain(site: Site) -> None:
    after: int | None = 0
    while after is not None:
        after = await site.lanes.store(site.retention.step, after)


def sealing_private(stage: Stage) -> bytes:
    return (stage.central.central.settings.keys_dir / SEALING_PRIVATE).read_bytes()


@pytest.mark.fault(
    47,
    injected="central's tables put back after a kiosk had sealed what was done",
    seen="offered again sealed, kept at central, opened by the organisation's key: 0 lost",
)
async def test_what_was_sealed_is_offered_again(stage: Stage) -> None:
    site = await stage.site()
    engine = stage.central.central.engine
    await stage.people(site, 1)
    await site.drain()
    backup(engine)
    lost = await stage.people(site, 3)
    await site.registration.withdraw(lost[2])
    await site.drain()
    stage.settled()
    site.clock.later(seconds=SEAL_AFTER_MS / 1000)
    await retain(site)
    assert {row.sealed for row in site.outbox()} == {True}
    restore(engine)
    young = await stage.people(site, 1)
    await site.drain()
    assert {row.sealed for row in site.outbox()} == {True, False}
    assert stage.states().keys() & lost == set()
    assert len(stage.central.rows(sealed_op)) == 4
    for candidate_id in lost[:2]:
        shown = site.submission(candidate_id)
        assert shown is not None
        assert shown.state is SubmissionState.CONFIRMED
    with pytest.raises(ExportError, match="does not open"):
        sealed.open_all(stage.central.central, bytes(range(32)))
    private = sealing_private(stage)
    assert sealed.open_all(stage.central.central, private) == {"accepted": 4}
    assert stage.central.rows(sealed_op) == []
    assert sealed.open_all(stage.central.central, private) == {}
    await site.drain()
    stage.settled()
    states = stage.states()
    assert [states[each] for each in (*lost, *young)] == ["confirmed", "confirmed", "withdrawn", "confirmed"]
    assert await retain(site) is None


async def test_a_body_that_does_not_open_holds_up_nobody(stage: Stage, tmp_path: Path) -> None:
    """Neither the kiosks behind it nor the rest of an export; it stays where it can be tried again."""
    first, second = await stage.site(), await stage.site()
    central, private = stage.central.central, sealing_private(stage)
    backup(central.engine)
    for site in (first, second):
        await stage.people(site, 2)
        await site.drain()
    spoilt = first.outbox()[0]
    with first.store.write() as work:
        work.retention.seal({spoilt.op_id: "AAAA"}, first.clock.now_ms())
        work.commit()
    for site in (first, second):
        site.clock.later(seconds=SEAL_AFTER_MS / 1000)
        await retain(site)
    export_all(first.store, first.clock, tmp_path / "export")
    restore(central.engine)
    for site in (first, second):
        await site.drain()
    assert sealed.open_all(central, private) == {"accepted": 3, "sealed": 1}
    assert [row.op_id for row in stage.central.rows(sealed_op)] == [spoilt.op_id]
    with pytest.raises(ExportError, match="does not open"):
        sealed.open_all(central, private)
    text = (tmp_path / "export").read_text(encoding="ascii")
    assert carried.take(central, text, private) == {"duplicate": 1, "sealed": 1}
    assert len(stage.central.rows(sealed_op)) == 1


async def test_a_repeat_is_told_by_what_central_knows(stage: Stage) -> None:
    """A new epoch without a loss: what comes back sealed was judged and is told so, nothing is kept twice."""
    site = await stage.site()
    await stage.people(site, 2)
    await site.drain()
    backup(stage.central.central.engine)
    site.clock.later(seconds=SEAL_AFTER_MS / 1000)
    await retain(site)
    restore(stage.central.central.engine)
    with site.store.write() as work:
        assert work.outbox.reoffer(0) == 2
        work.commit()
    await site.drain()
    assert stage.central.rows(sealed_op) == []
    assert {row.last_reply for row in site.outbox()} != {None}
    stage.settled()


@pytest.mark.fault(
    33,
    injected="the clock set three weeks ahead after a conversation in which it agreed with central's",
    seen="nothing is erased by it, with or without another conversation; erased when two weeks have passed",
)
async def test_a_clock_that_was_set_since_erases_nothing(stage: Stage) -> None:
    """What is erased cannot be offered to a restored central any more (model §9)."""
    site = await stage.site()
    await stage.people(site, 1)
    await site.drain()
    assert site.pump.agreement.holds()
    site.clock.off = ERASE_AFTER_MS * 3 // 2
    await retain(site)
    await site.sync()
    await retain(site)
    assert len(site.outbox()) == 1
    site.clock.off = 0
    site.clock.later(seconds=ERASE_AFTER_MS / 1000)
    await site.drain()
    await retain(site)
    assert site.outbox() == ()
