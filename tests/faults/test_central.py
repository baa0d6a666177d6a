"""What central suffers and survives: slow callers, deadlocks, an exhausted pool, a backup restored, a feed compacted,
devices turned away, transactions that commit late (rows 27, 32, 47-49, 53)."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import Engine, text, update

from ipas_central import envelope
from ipas_central.context import new_epoch
from ipas_central.db import now_ms
from ipas_central.sync import feed, pull
from ipas_central.tables import device, metadata
from ipas_contract.codes import SubmissionState
from ipas_contract.events import ChangeKind
from ipas_contract.ids import uuid7
from ipas_kiosk.models.records import OpState
from ipas_kiosk.services import enrolment
from ipas_kiosk.services.sync import drain
from ipas_kiosk.services.sync.gateway import Gateway
from ipas_kiosk.services.values import Trouble
from tests.faults.network import HOST
from tests.faults.post import Fate
from tests.faults.stage import Stage
from tests.helpers.office import CENTRE
from tests.helpers.postgres import until_somebody_waits
from tests.helpers.store import KEY

SLOW_CALLERS = 40


def backup(engine: Engine) -> None:
    """What a nightly dump would hold."""
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS backup CASCADE; CREATE SCHEMA backup"))
        for name in metadata.tables:
            connection.execute(text(f"CREATE TABLE backup.{name} AS TABLE public.{name}"))


def restore(engine: Engine) -> None:
    """The dump brought back, and said so, as `ipas-central new-epoch` does."""
    with engine.begin() as connection:
        for name in metadata.tables:
            connection.execute(text(f"DELETE FROM {name}; INSERT INTO {name} SELECT * FROM backup.{name}"))
        new_epoch(connection)


@pytest.mark.fault(
    27,
    injected="40 callers that stop in the middle of a head or of a body",
    seen="another kiosk drains meanwhile; the bodies that do not come are ended by central",
)
async def test_callers_that_never_end_their_request(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "BODY_S", 0.5)
    head = b"POST /v1/sync/push HTTP/1.1\r\nhost: central\r\nipas-protocol: 1\r\ncontent-length: 9000\r\n"
    slow = [await asyncio.open_connection(HOST, stage.port) for _ in range(SLOW_CALLERS)]
    for number, (_, writer) in enumerate(slow):
        writer.write(head + (b"\r\n{" if number % 2 else b""))
        await writer.drain()
    site = await stage.site()
    await stage.people(site, 10)
    async with asyncio.timeout(10):
        await site.drain()
        replies = await asyncio.gather(*(reader.readline() for reader, _ in slow[1::2]))
    assert {reply.split()[1] for reply in replies} == {b"400"}
    for _, writer in slow:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
    stage.settled()


@pytest.mark.fault(
    32,
    injected="the device revoked or suspended after the first batch of a drain",
    seen="queue kept, said on the status bar, registering goes on; enrolled anew the same ops drain",
)
@pytest.mark.parametrize(("status", "trouble"), [("revoked", Trouble.REVOKED), ("suspended", Trouble.SUSPENDED)])
async def test_turned_away_in_the_middle_of_a_drain(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, status: str, trouble: Trouble
) -> None:
    monkeypatch.setattr(drain, "MAX_BATCH_OPS", 2)
    post = await stage.post()
    site = await stage.site(post.url)
    await stage.people(site, 5)
    engine = stage.central.central.engine

    def turn_away(_: bytes, reply: bytes) -> bytes:
        post.answer = None
        with engine.begin() as connection:
            connection.execute(update(device).values(status=status))
        return reply

    post.answer = turn_away
    await site.sync()
    assert (site.counts()[OpState.DONE], site.pending, site.link.state.trouble) == (2, 3, trouble)
    await stage.people(site, 1)
    waiting = [row.op_id for row in site.outbox() if row.state is OpState.PENDING]
    gateway = Gateway(stage.central.url, None)
    again = await enrolment.enrol(site.store, KEY, CENTRE, stage.central.code(), gateway.enrol)
    await gateway.close()
    assert isinstance(again, enrolment.Enrolled), again
    await site.restart()
    await site.drain()
    assert stage.settled().verdicts.keys() >= {*waiting}
    assert stage.applied() == 6


@pytest.mark.parametrize("away", ["line", "suspended"])
async def test_a_kiosk_that_could_not_send_says_hello_before_a_batch(stage: Stage, away: str) -> None:
    """Row 52: of a crowd that comes back each batch that is refused was sent for nothing."""
    post = await stage.post(about="POST /v1/")
    site = await stage.site(post.url)
    await site.drain()
    await stage.people(site, 3)

    def standing(word: str) -> None:
        with stage.central.central.engine.begin() as connection:
            connection.execute(update(device).values(status=word))

    if away == "line":
        post.fates.append(Fate.LOSE)
        await site.pump.cycle()
        assert not site.link.online
    else:
        standing("suspended")
        await site.sync()
        assert site.link.state.trouble is Trouble.SUSPENDED
        site.clock.later(seconds=300)
    post.heard.clear()
    if away == "suspended":
        await site.sync()
        assert [target(each) for each in post.heard] == ["devices/hello"]
        standing("active")
        site.clock.later(seconds=300)
    await site.sync()
    said = [target(each) for each in post.heard]
    assert said[-2:] == ["devices/hello", "sync/push"]
    assert said.count("sync/push") == 1
    stage.settled()


def target(message: bytes) -> str:
    """What a request was to."""
    return message.split(b" ")[1].decode().removeprefix("/v1/")


@pytest.mark.fault(
    47,
    injected="central's tables put back to an hour ago, and a new epoch",
    seen="the kiosk notices without a restart and offers its done ops again; 0 lost",
)
async def test_central_restored_from_a_backup(stage: Stage) -> None:
    first, second = await stage.site(), await stage.site()
    await stage.people(first, 3)
    await first.drain()
    engine = stage.central.central.engine
    backup(engine)
    lost = await stage.people(first, 2)
    await stage.people(second, 2)
    await first.registration.withdraw(lost[0])
    await second.drain()
    await first.drain()
    stage.settled()
    restore(engine)
    assert len(stage.states()) == 3
    await stage.people(first, 1)
    await first.drain()
    await second.drain()
    stage.settled()
    assert len(stage.states()) == 8


@pytest.mark.logs("tally_differs")
@pytest.mark.fault(
    48,
    injected="the feed compacted past the kiosk's cursor, one of the centre's devices gone",
    seen="410, pulled tables anew without the device, outbox untouched",
)
async def test_a_cursor_older_than_the_feed(stage: Stage) -> None:
    site, other = await stage.site(), await stage.site()
    await stage.people(other, 2)
    await site.drain()
    await stage.people(site, 3)
    before = [(row.op_id, row.body) for row in site.outbox()]
    with site.store.read() as work:
        assert work.pulled.keys_of("0002")
    await other.drain()
    with stage.central.central.engine.begin() as connection:
        assert pull.compact(connection, stage.central.clock() + 1)
        connection.execute(device.delete().where(device.c.id == other.ledger.position().device_id))
    await site.drain()
    with site.store.read() as work:
        assert not work.pulled.keys_of("0002")
    assert [(row.op_id, row.body) for row in site.outbox()] == before
    assert site.counts()[OpState.DONE] == 3


@pytest.mark.fault(
    49,
    injected="a transaction takes its place in the feed and commits only after kiosks pulled past it",
    seen="a later one waits for it; both are delivered, in order",
)
async def test_a_transaction_that_commits_late(stage: Stage) -> None:
    site, kiosk = await stage.site(), stage.central.kiosk()
    await site.drain()
    line = feed.FeedLine(ChangeKind.SUBMISSION_STATE, uuid7(), {"candidate_id": str(uuid7()), "receipt_no": "x"})
    with stage.central.central.engine.connect() as slow:
        feed.append(slow, CENTRE, [line], now_ms())
        pushing = asyncio.create_task(asyncio.to_thread(kiosk.push, kiosk.submitted(1)))
        blocked = asyncio.create_task(asyncio.to_thread(until_somebody_waits, stage.central.central.engine))
        await asyncio.wait([pushing, blocked], return_when=asyncio.FIRST_COMPLETED)
        before = await site.gateway.pull(site.feed.cursor())
        assert before.changes == []
        slow.commit()
    await asyncio.gather(pushing, blocked)
    after = await site.gateway.pull(before.cursor)
    assert after.changes[0].entity_id == line.entity_id
    assert SubmissionState.CONFIRMED in after.changes[1].body


@pytest.mark.fault(
    53,
    injected="deadlock or serialisation failure on the first three tries of a batch",
    seen="tried again inside central; the kiosk sees nothing of it",
)
@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
async def test_a_deadlock_or_two(stage: Stage, sqlstate: str) -> None:
    site = await stage.site()
    await stage.people(site, 5)
    with stage.broken_by("candidate", "true", sqlstate, times=3):
        await site.sync()
    assert site.pending == 0
    stage.settled()


@pytest.mark.logs("ipas_central.app")
@pytest.mark.fault(
    53, injected="deadlocks for ever", seen="503 with Retry-After; nothing half applied; drained when they end"
)
async def test_deadlocks_for_ever(stage: Stage) -> None:
    site = await stage.site()
    await stage.people(site, 5)
    with stage.broken_by("change", "true", "40P01"):
        await site.sync()
        assert (stage.applied(), stage.states(), site.pending) == (0, {}, 5)
        assert site.pace.told
    await site.drain()
    stage.settled()


@pytest.mark.logs("ipas_central.app")
@pytest.mark.fault(
    53, injected="every connection of central's pool taken", seen="503 with Retry-After, then drained by itself"
)
async def test_no_connection_left(stage: Stage) -> None:
    site = await stage.site()
    await stage.people(site, 2)
    engine = stage.central.central.engine
    taken = [engine.connect() for _ in range(stage.central.central.settings.pool_size)]
    try:
        await site.sync()
        assert site.pending == 2
    finally:
        for connection in taken:
            connection.close()
    await site.drain()
    stage.settled()
