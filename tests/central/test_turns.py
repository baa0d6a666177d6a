"""When a crowd comes again (fault row 52)."""

import asyncio
from contextlib import suppress
from types import SimpleNamespace

import pytest

from ipas_central.errors import Refused
from ipas_central.turns import Turns


async def test_who_is_refused_is_promised_a_later_moment_than_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crowd comes back no faster than it can be served. (All at one moment: a wait is told from when it is asked.)"""
    monkeypatch.setattr("ipas_central.turns.time", SimpleNamespace(monotonic=lambda: 100.0))
    turns = Turns(places=2, patience_s=0)
    async with turns.turn(), turns.turn():
        told = [await _refused(turns) for _ in range(500)]
    assert told == sorted(told)
    assert told[0] == 2
    assert told[-1] == pytest.approx(1 + 500 * 0.1 / 2, abs=1)


async def test_no_kiosk_is_sent_away_for_more_than_a_minute() -> None:
    turns = Turns(places=1, patience_s=0)
    async with turns.turn():
        told = [await _refused(turns) for _ in range(1500)]
    assert max(told) <= 60
    assert len(set(told[1000:])) > 10


async def test_kiosks_are_let_in_no_faster_than_their_batches_can_be_worked_on() -> None:
    """Two at once, a tenth of a second each, and a second's patience: some twenty of a crowd."""
    turns, let_in = Turns(places=2, patience_s=1), 0
    with suppress(Refused):
        while let_in < 200:
            await turns.enter()
            let_in += 1
    assert let_in == pytest.approx(21, abs=2)


async def test_a_kiosk_waits_at_the_door_until_one_inside_is_done() -> None:
    """A second of waiting is cheaper than coming again."""
    turns = Turns(places=1, patience_s=5)
    for _ in range(51):
        await turns.enter()
    another = asyncio.create_task(turns.enter())
    await asyncio.sleep(0)
    assert not another.done()
    async with turns.turn():
        pass
    await another


async def test_who_was_let_in_and_does_not_come_keeps_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns(places=1, patience_s=0)
    await turns.enter()
    with pytest.raises(Refused):
        await turns.enter()
    monkeypatch.setattr("ipas_central.turns.EXPECTED_S", 0)
    await turns.enter()


async def _refused(turns: Turns) -> int:
    with pytest.raises(Refused) as refused:
        async with turns.turn():
            pass
    assert refused.value.retry_after is not None
    return refused.value.retry_after
