"""The kiosk stops anywhere between the key press and the verdict (rows 1-7); what the disk holds goes on from there."""

import asyncio

import pytest

from ipas_contract.codes import SubmissionState
from ipas_kiosk.models.records import OpState
from ipas_kiosk.services.failpoints import Failpoint
from tests.faults.line import hold_after
from tests.faults.post import Fate
from tests.faults.stage import Stage
from tests.helpers.kiosks import form

BATCH = 40


@pytest.mark.fault(1, injected="the disk's state where `save.before_commit` stands", seen="no candidate, no op")
async def test_killed_before_the_save_commits_leaves_nothing(stage: Stage) -> None:
    site = await stage.site()
    assert await site.crash_at(Failpoint.SAVE_BEFORE_COMMIT, site.register(form(1)))
    assert site.outbox() == ()
    with site.store.read() as work:
        assert work.registrations.by_account("candidate0001") is None
    await stage.people(site, 1)
    await site.drain()
    stage.settled()


@pytest.mark.fault(
    2,
    injected="the disk's state where `save.after_commit` stands",
    seen="record and op there at restart, sent by itself; only staff see it: no receipt was shown",
)
async def test_killed_after_the_save_commits_keeps_record_and_op(stage: Stage) -> None:
    site = await stage.site()
    assert await site.crash_at(Failpoint.SAVE_AFTER_COMMIT, site.register(form(1)))
    assert not site.told
    (row,) = site.outbox()
    assert row.state is OpState.PENDING
    assert site.submission(row.entity_id).state is SubmissionState.PROVISIONAL
    await site.drain()
    assert stage.states() == {row.entity_id: SubmissionState.CONFIRMED}


@pytest.mark.fault(3, injected="the disk's state where `push.collected` stands", seen="sent again, accepted once")
async def test_killed_with_a_batch_in_hand_sends_it_again(stage: Stage) -> None:
    site = await stage.site()
    await stage.people(site, 3)
    assert await site.crash_at(Failpoint.PUSH_COLLECTED, site.sync())
    assert stage.applied() == 0
    await site.drain()
    stage.settled()
    assert stage.applied() == 3


@pytest.mark.fault(4, injected="the line holds the push's body back half-way", seen="central drops it; accepted once")
async def test_killed_in_the_middle_of_a_request(stage: Stage) -> None:
    reached = asyncio.Event()
    line = await stage.line()
    site = await stage.site(line.url)
    stage.crowd(site, BATCH)
    await site.gateway.ping()
    await line.spoil(up=hold_after(BATCH * 50, reached))
    pushing = asyncio.create_task(site.pump.cycle())
    async with asyncio.timeout(10):
        await reached.wait()
    files = stage.folder / "half"
    site.copy(files)
    pushing.cancel()
    await line.mend()
    await asyncio.gather(pushing, return_exceptions=True)
    await site.crash(files)
    assert stage.applied() == 0
    await site.drain()
    stage.settled()
    assert stage.applied() == BATCH


@pytest.mark.fault(
    5, injected="the reply is kept from the kiosk, which stops meanwhile", seen="all duplicates, each with its verdict"
)
async def test_killed_between_centrals_commit_and_the_reply(stage: Stage) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    stage.crowd(site, BATCH)
    post.fates.append(Fate.LOSE_REPLY)
    await site.sync()
    assert stage.applied() == BATCH
    files = stage.folder / "unheard"
    site.copy(files)
    await site.crash(files)
    assert site.pending == BATCH
    await site.drain()
    stage.settled()
    assert stage.applied() == BATCH


@pytest.mark.fault(
    6,
    injected="the disk's state where `push.after_reply` and `apply.before_commit` stand, 500 ops",
    seen="500 duplicates, 0 lost, 0 doubled",
)
@pytest.mark.parametrize("place", [Failpoint.PUSH_AFTER_REPLY, Failpoint.APPLY_BEFORE_COMMIT])
async def test_killed_between_the_reply_and_writing_it_down(stage: Stage, place: Failpoint) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    stage.crowd(site, 500)
    assert await site.crash_at(place, site.sync())
    assert (stage.applied(), site.pending) == (500, 500)
    answers: list[bytes] = []

    def overhear(_: bytes, reply: bytes) -> bytes:
        answers.append(reply)
        return reply

    post.answer = overhear
    await site.drain()
    stage.settled()
    assert sum(reply.count(b'"duplicate":true') for reply in answers) == 500
    assert stage.applied() == 500


@pytest.mark.fault(
    6, injected="the disk's state where `apply.after_commit` stands", seen="nothing is sent again, all as it was told"
)
async def test_killed_after_writing_the_verdicts_down(stage: Stage) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    await stage.people(site, 3)
    assert await site.crash_at(Failpoint.APPLY_AFTER_COMMIT, site.sync())
    assert site.pending == 0
    before = len(post.heard)
    await site.drain()
    stage.settled()
    assert len(post.heard) == before


@pytest.mark.fault(
    7,
    injected="the disk's state where `pull.before_commit` stands",
    seen="the cursor as before; the page applied again",
)
async def test_killed_in_the_middle_of_a_page(stage: Stage) -> None:
    first, second = await stage.site(), await stage.site()
    await stage.people(first, 5)
    await first.drain()
    assert await second.crash_at(Failpoint.PULL_BEFORE_COMMIT, second.sync())
    assert second.feed.cursor() is None
    await second.drain()
    cursor = second.feed.cursor()
    assert cursor is not None
    with second.store.read() as work:
        assert len(work.pulled.keys_of("0001")) == 1
    stage.settled()
