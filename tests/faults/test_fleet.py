"""Long away, and many at once (rows 51, 52); at full size in the soak and in bench/fleet."""

import asyncio
import resource

import pytest

from ipas_central.security import Paces
from ipas_central.sync import feed
from ipas_contract.events import MAX_BATCH_OPS, ChangeKind
from ipas_contract.ids import uuid7
from ipas_kiosk.models.records import OpState
from ipas_kiosk.services.failpoints import Failpoint
from tests.faults.site import Site
from tests.faults.stage import Stage
from tests.helpers.office import CENTRE
from tests.soak import Extent

MIB = 1024 * 1024
DAY_S = 24 * 3600


@pytest.mark.fault(
    51,
    injected="30 days without a line: 1,500 ops and 5,000 changes (20,000 and 100,000 in the soak), killed on the way",
    seen="goes on where it stopped, a batch or a page at a time; memory grows by less than 64 MiB",
)
async def test_thirty_days_offline(stage: Stage) -> None:
    ops, changes = Extent.pick(1_500, soak=20_000), Extent.pick(5_000, soak=100_000)
    post = await stage.post()
    site = await stage.site(post.url)
    await site.sync()  # the snapshot, so that what follows comes as changes
    stage.crowd(site, ops)
    with stage.central.central.engine.begin() as connection:
        feed.append(connection, CENTRE, [_elsewhere() for _ in range(changes)], stage.central.clock())
    site.clock.later(seconds=30 * DAY_S)
    assert await site.crash_at(Failpoint.APPLY_AFTER_COMMIT, site.sync())
    assert site.pending == ops - MAX_BATCH_OPS
    assert await site.crash_at(Failpoint.PULL_BEFORE_COMMIT, site.sync())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await site.drain()
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 64 * MIB
    stage.settled()
    assert stage.applied() == ops
    page = await site.gateway.pull(site.feed.cursor())
    assert (page.changes, page.more) == ([], False)


def _elsewhere() -> feed.FeedLine:
    """A registration at another kiosk of the centre."""
    candidate_id = uuid7()
    body = {"candidate_id": str(candidate_id), "receipt_no": "x", "state": "confirmed", "reason": None, "version": 1}
    return feed.FeedLine(ChangeKind.SUBMISSION_STATE, candidate_id, body)


@pytest.mark.logs("pushed")
@pytest.mark.fault(
    52,
    injected="12 kiosks (200 in bench/fleet) come back at once to a central that tells each to wait",
    seen="nobody comes before the time told; all drained",
)
async def test_a_fleet_comes_back_at_once(stage: Stage) -> None:
    sites: list[Site] = []
    for number in range(12):
        site = await stage.site(chance=number / 12)
        await stage.people(site, 2)
        sites.append(site)
    state = stage.central.app.state
    unhurried, state.paces = state.paces, Paces(rate=0.001, burst=2)
    try:
        waits = await asyncio.gather(*(site.sync() for site in sites))
        assert all(site.pace.told and site.pending == 2 for site in sites)
        assert min(waits) >= 1
    finally:
        state.paces = unhurried
    for site in sites:
        before = site.counts()[OpState.DONE]
        await site.sync()
        assert site.counts()[OpState.DONE] == before, "it did not wait as long as it was told"
    for _ in sites:  # a central with no room for all at once takes some and tells the others to come again
        stage.central.clock.pass_(900_000)
        await asyncio.gather(*(site.sync() for site in sites if site.pending))
    stage.settled()
