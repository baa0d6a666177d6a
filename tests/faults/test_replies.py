"""Replies that are none, that lie or that never come (rows 17-19, 22-26, 54): nothing of them is taken for success."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from ipas_contract.codes import SubmissionState
from ipas_kiosk.models.records import OpState
from ipas_kiosk.services.sync import gateway
from ipas_kiosk.services.values import Registered, SubmissionNews
from tests.faults.line import paced
from tests.faults.post import Fate, body_of, with_body, with_status
from tests.faults.stage import Stage
from tests.helpers.kiosks import form

INTERNAL = b'{"code":"internal"}'
TEN_MINUTES_MS = 600_000
PORTAL = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 26\r\n\r\n<html>please log in</html>"


def confirmed(news: list[object]) -> list[object]:
    """The candidates of whom it was told that they are confirmed, as often as it was told."""
    return [n.candidate_id for n in news if isinstance(n, SubmissionNews) and n.state is SubmissionState.CONFIRMED]


@pytest.mark.logs("ipas_central")
@pytest.mark.fault(
    17,
    injected="central without its `stream` table for ten minutes: hello and push answer 500",
    seen="ever longer pauses, nothing parked; drained by itself afterwards",
)
async def test_central_is_ill_for_ten_minutes(stage: Stage) -> None:
    post = await stage.post(about="/v1/")
    site = await stage.site(post.url)
    await stage.people(site, 5)
    engine = stage.central.central.engine
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE stream RENAME TO stream_away"))
    try:
        until = site.clock.now_ms() + TEN_MINUTES_MS
        while site.clock.now_ms() < until:
            wait = await site.sync()
            assert len(post.heard) < 100, "a storm of requests"
            site.clock.later(seconds=wait)
    finally:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE stream_away RENAME TO stream"))
    assert site.counts() == {OpState.PENDING: 5, OpState.DONE: 0, OpState.PARKED: 0}
    await site.drain()
    stage.settled()


@pytest.mark.fault(
    18,
    injected="central's 200 becomes a 500 of its own, or a proxy's 504, on the way",
    seen="sent again: duplicates; each candidate told once",
)
@pytest.mark.parametrize("status", ["500 Internal Server Error", "504 Gateway Timeout"])
async def test_central_commits_and_says_it_failed(stage: Stage, status: str) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    people = await stage.people(site, 8)

    def lie(_: bytes, reply: bytes) -> bytes:
        post.answer = None
        if status.startswith("500"):
            return with_body(with_status(reply, status), INTERNAL)
        return b"HTTP/1.1 504 Gateway Timeout\r\ncontent-length: 0\r\n\r\n"

    post.answer = lie
    await site.sync()
    assert stage.applied() == 8
    await site.drain()
    stage.settled()
    assert sorted(confirmed(site.news)) == sorted(people)
    assert stage.applied() == 8


@pytest.mark.fault(
    19, injected="the reply stays away past the (shortened) deadline", seen="sent again: duplicates; told once"
)
async def test_the_reply_comes_too_late(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    people = await stage.people(site, 4)
    monkeypatch.setattr(gateway, "BATCH_S", 0.5)
    post.fates.append(Fate.STALL)
    await site.sync()
    assert (stage.applied(), site.pending, site.link.online) == (4, 4, False)
    monkeypatch.undo()
    await site.drain()
    stage.settled()
    assert sorted(confirmed(site.news)) == sorted(people)


@pytest.mark.fault(22, injected="the reply ends inside its JSON", seen="unknown outcome; sent again: duplicates")
@pytest.mark.parametrize("missing", [1, 40])
async def test_a_reply_cut_in_its_json(stage: Stage, missing: int) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    await stage.people(site, 2)
    post.answer = lambda _, reply: reply[:-missing]
    await site.sync()
    assert (stage.applied(), site.pending) == (2, 2)
    assert all(row.last_reply is None for row in site.outbox())
    post.answer = None
    await site.drain()
    assert not site.link.state.waiting
    stage.settled()


@pytest.mark.fault(
    23,
    injected="HTML with 200, 204, a redirect, bytes of nothing, JSON of somebody else",
    seen="offline at once, nothing followed, nothing written down",
)
@pytest.mark.parametrize(
    "raw",
    [
        PORTAL,
        b"HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/login\r\ncontent-length: 0\r\n\r\n",
        b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{"verdicts":[',
        b"\x00\xff" * 40,
    ],
)
async def test_somebody_else_answers(stage: Stage, raw: bytes) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    await stage.people(site, 2)
    post.answer = lambda *_: raw
    await site.sync()
    assert (site.pending, site.link.online) == (2, False)
    assert all(row.last_reply is None for row in site.outbox())
    stage.check()
    post.answer = None
    await site.drain()
    stage.settled()


def _other_batch(reply: dict[str, Any]) -> None:
    reply["batch_id"] = str(uuid4())


def _item_missing(reply: dict[str, Any]) -> None:
    reply["verdicts"].pop()


def _item_added(reply: dict[str, Any]) -> None:
    reply["verdicts"].append(reply["verdicts"][0])


def _swapped(reply: dict[str, Any]) -> None:
    reply["verdicts"].reverse()


def _unknown_word(reply: dict[str, Any]) -> None:
    reply["verdicts"][0]["verdict"] = "perhaps"


@pytest.mark.logs("reply_refused")
@pytest.mark.fault(
    24,
    injected="central's reply rewritten: other batch, item missing, added, swapped, a word nobody knows",
    seen="refused whole, no verdict believed; sent again after a pause",
)
@pytest.mark.parametrize("spoil", [_other_batch, _item_missing, _item_added, _swapped, _unknown_word])
async def test_a_reply_that_answers_something_else(stage: Stage, spoil: Callable[[dict[str, Any]], None]) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    await stage.people(site, 3)

    def rewrite(_: bytes, reply: bytes) -> bytes:
        said = json.loads(body_of(reply))
        if said.get("verdicts"):
            spoil(said)
        return with_body(reply, json.dumps(said).encode())

    post.answer = rewrite
    wait = await site.sync()
    assert site.counts()[OpState.DONE] == 0
    assert wait > 0
    post.answer = None
    await site.drain()
    stage.settled()


@pytest.mark.fault(
    25,
    injected="the line takes everything and gives nothing back, both ways open",
    seen="the (shortened) deadline ends it; saving goes on meanwhile; no wait of ours is longer than 60 s",
)
async def test_a_half_open_line(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck = asyncio.Event()

    async def nothing(_: bytes) -> bytes:
        stuck.set()
        return b""

    line = await stage.line()
    site = await stage.site(line.url)
    await stage.people(site, 1)
    await site.gateway.ping()
    await line.spoil(up=nothing, down=nothing)
    monkeypatch.setattr(gateway, "INTERACTIVE_S", 0.5)
    hanging = asyncio.create_task(site.sync())
    async with asyncio.timeout(10):
        await stuck.wait()
        assert isinstance(await site.register(form(99)), Registered)
    assert not hanging.done()
    async with asyncio.timeout(10):
        await hanging
    assert not site.link.online
    assert (gateway.CONNECT_S, gateway.READ_S) <= (5, 30)
    assert gateway.BATCH_S <= 60
    await line.mend()
    await site.drain()
    stage.settled()


@pytest.mark.fault(
    26, injected="a byte at a time, never ending", seen="the deadline of the whole call ends it, not that of a read"
)
async def test_a_central_that_sends_a_byte_at_a_time(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    line = await stage.line()
    site = await stage.site(line.url)
    await stage.people(site, 1)
    await site.gateway.ping()
    line.chunk = 1
    await line.spoil(down=paced(0.02))
    monkeypatch.setattr(gateway, "INTERACTIVE_S", 0.4)
    async with asyncio.timeout(10):
        await site.sync()
    assert not site.link.online
    await line.mend()
    await site.drain()
    stage.settled()


@pytest.mark.fault(
    54,
    injected="429 for ever with Retry-After of 10 years, none, negative, text",
    seen="the pause is what it says within 1 s and 15 min, and up to as long again; the queue stays; said on the bar",
)
@pytest.mark.parametrize("told", [315_360_000, None, -5, "soon"])
async def test_an_absurd_retry_after(stage: Stage, told: object) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    await stage.people(site, 2)
    refusal = json.dumps({"code": "slow_down", "retry_after": told}).encode()
    post.answer = lambda _, reply: with_body(with_status(reply, "429 Too Many Requests"), refusal)
    for _ in range(6):
        await site.sync()
        wait = site.pace.wait_ms(site.clock.now_ms())
        assert 1_000 <= wait <= 1_800_000
        assert site.link.state.waiting is (told in (315_360_000, None))  # what does not read is an ill central's
        site.clock.later(seconds=wait / 1000)
    assert site.counts() == {OpState.PENDING: 2, OpState.DONE: 0, OpState.PARKED: 0}
    post.answer = None
    await site.drain()
    stage.settled()
