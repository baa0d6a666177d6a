"""The retry table and its clockwork (sync §2 Retry; rows 17, 32, 52, 54)."""

import pytest

from ipas_contract.calls import ErrorCode
from ipas_kiosk.services.sync.gateway import GARBLED, Cause, NoLine, Refused
from ipas_kiosk.services.sync.policy import (
    TABLE,
    Outcome,
    Pace,
    Queue,
    back_off_s,
    device_answer,
    outcome_of,
    retry_after,
)
from ipas_kiosk.services.values import Failed, SlowDown, Trouble

NOW = 1_800_000_000_000


def least() -> float:
    return 0.0


def most() -> float:
    return 0.999_999


def test_every_outcome_has_its_line_and_no_line_of_it_drops_an_op() -> None:
    """The commonest loss: a queue row deleted on a 4xx. There is no such word in the table."""
    assert set(TABLE) == set(Outcome)
    assert [outcome for outcome in Outcome if TABLE[outcome].queue is Queue.APPLY] == [Outcome.DELIVERED]
    assert set(Queue) == {Queue.APPLY, Queue.KEEP, Queue.SPLIT, Queue.SPLIT_OR_PARK}


def test_only_a_missing_line_turns_it_off() -> None:
    assert [outcome for outcome in Outcome if not TABLE[outcome].online] == [Outcome.NO_LINE]


@pytest.mark.parametrize("cause", Cause)
def test_no_reply_is_no_line_whatever_the_cause(cause: Cause) -> None:
    assert outcome_of(NoLine(cause)) is Outcome.NO_LINE
    assert device_answer(NoLine(cause)) is None


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (ErrorCode.INTERNAL, Outcome.BAD_BATCH),
        (ErrorCode.BAD_REQUEST, Outcome.BAD_BATCH),
        (ErrorCode.TOO_LARGE, Outcome.TOO_LARGE),
        (ErrorCode.SLOW_DOWN, Outcome.SLOW_DOWN),
        (ErrorCode.UNAVAILABLE, Outcome.SLOW_DOWN),
        (ErrorCode.UPGRADE_REQUIRED, Outcome.UPGRADE),
        (ErrorCode.DEVICE_UNKNOWN, Outcome.UNKNOWN_DEVICE),
        (ErrorCode.REVOKED, Outcome.REVOKED),
        (ErrorCode.SUSPENDED, Outcome.SUSPENDED),
        (ErrorCode.BAD_SIGNATURE, Outcome.ILL),
        (GARBLED, Outcome.ILL),
        ("a word of a newer central", Outcome.ILL),
    ],
)
def test_every_refusal_is_one_outcome(code: str, outcome: Outcome) -> None:
    assert outcome_of(Refused(400, str(code))) is outcome


def test_row_32_only_the_devices_own_refusals_are_trouble() -> None:
    found = {code: device_answer(Refused(403, code, 5)) for code in ErrorCode}
    assert {code: answer for code, answer in found.items() if answer} == {
        ErrorCode.DEVICE_UNKNOWN: Failed(Trouble.NOT_ENROLLED),
        ErrorCode.REVOKED: Failed(Trouble.REVOKED),
        ErrorCode.SUSPENDED: Failed(Trouble.SUSPENDED),
        ErrorCode.SLOW_DOWN: SlowDown(5),
    }


@pytest.mark.parametrize(
    ("told", "seconds"), [(None, 1), (0, 1), (-7, 1), (1, 1), (60, 60), (900, 900), (315_360_000, 900), (2**53, 900)]
)
def test_row_54_retry_after_is_kept_within_sane_bounds(told: int | None, seconds: int) -> None:
    assert retry_after(told) == seconds
    assert Pace().after(Outcome.SLOW_DOWN, NOW, least, told).wait_ms(NOW) == seconds * 1000
    assert seconds * 1999 < Pace().after(Outcome.SLOW_DOWN, NOW, most, told).wait_ms(NOW) <= seconds * 2000


def test_row_52_kiosks_that_were_told_the_same_do_not_come_back_together() -> None:
    chances = [number / 200 for number in range(200)]
    waits = [Pace().after(Outcome.SLOW_DOWN, NOW, lambda chance=chance: chance, 2).wait_ms(NOW) for chance in chances]
    assert min(waits) >= 2000
    assert len(set(waits)) == 200


def test_full_jitter_doubles_up_to_five_minutes() -> None:
    assert [round(back_off_s(n, 1.0)) for n in (1, 2, 3, 8, 9, 1000)] == [2, 4, 8, 256, 300, 300]
    assert back_off_s(1000, 0.0) == 0.0


def test_row_17_failures_add_up_and_a_delivery_forgets_them() -> None:
    pace = Pace()
    waits = []
    for _ in range(10):
        pace = pace.after(Outcome.ILL, NOW, most)
        waits.append(pace.wait_ms(NOW))
    assert waits == sorted(waits)
    assert 299_000 < waits[-1] <= 300_000
    assert pace.after(Outcome.DELIVERED, NOW, most) == Pace()


def test_model_7_turning_online_ends_every_wait_but_one_that_central_asked_for() -> None:
    pace = Pace()
    for _ in range(12):
        pace = pace.after(Outcome.NO_LINE, NOW, most)
    assert pace.wait_ms(NOW) > 0
    assert pace.online().wait_ms(NOW) == 0
    told = pace.after(Outcome.SLOW_DOWN, NOW, least, 60)
    assert told.online().wait_ms(NOW) == 60_000


def test_row_33_a_clock_that_jumped_freezes_no_retry() -> None:
    pace = Pace().after(Outcome.SLOW_DOWN, NOW, least, 600)
    assert pace.wait_ms(NOW) == 600_000
    assert pace.wait_ms(0) == 0
    assert pace.wait_ms(NOW + 63_072_000_000) == 0


def test_the_timer_survives_a_restart_and_rubbish_is_a_fresh_one() -> None:
    pace = Pace().after(Outcome.SLOW_DOWN, NOW, most, 600)
    assert Pace.load(pace.dump()) == pace
    for rubbish in (None, "", "[]", "{", '{"other":1}', "null"):
        assert Pace.load(rubbish) == Pace()
