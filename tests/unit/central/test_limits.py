"""Send limits (R7, X14)."""

import pytest

from ipas_central.messages.limits import NOTICE, RECOVERY, allowed_at, retry_at, still_counting

NOW = 1_700_000_000_000
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def test_r7_the_first_send_goes_at_once() -> None:
    assert allowed_at([], NOW, RECOVERY) == NOW


@pytest.mark.parametrize(("ago", "wait"), [(1, MINUTE - 1), (MINUTE - 1, 1), (MINUTE, 0), (HOUR, 0)])
def test_r7_one_a_minute(ago: int, wait: int) -> None:
    assert allowed_at([NOW - ago], NOW, RECOVERY) == NOW + wait


def test_r7_five_an_hour() -> None:
    times = [NOW - minutes * MINUTE for minutes in (50, 40, 30, 20, 10)]
    assert allowed_at(times, NOW, RECOVERY) == NOW + 10 * MINUTE
    assert allowed_at(times[1:], NOW, RECOVERY) == NOW


def test_r7_ten_a_day() -> None:
    times = [NOW - 2 * hour * HOUR for hour in range(1, 11)]
    assert allowed_at(times, NOW, RECOVERY) == NOW + 4 * HOUR


def test_r7_a_flood_over_days_never_exceeds_any_window() -> None:
    times: list[int] = []
    for minute in range(3 * 24 * 60):
        now = NOW + minute * MINUTE
        if allowed_at(times, now, RECOVERY) == now:
            times.append(now)
    for start in times:
        assert sum(start <= time < start + HOUR for time in times) <= 5
        assert sum(start <= time < start + DAY for time in times) <= 10
    assert len(times) == 30


def test_r7_a_clock_set_back_does_not_silence_anybody() -> None:
    assert allowed_at([NOW + DAY] * 20, NOW, RECOVERY) == NOW
    assert still_counting([NOW + DAY, NOW - DAY, NOW - DAY + 1, NOW], NOW, RECOVERY) == [NOW - DAY + 1, NOW]


def test_notices_for_a_shared_mailbox_go_out_together() -> None:
    assert allowed_at([NOW] * 59, NOW, NOTICE) == NOW
    assert allowed_at([NOW] * 60, NOW, NOTICE) == NOW + HOUR


@pytest.mark.parametrize(("tries", "seconds"), [(1, 5), (2, 10), (3, 20), (8, 600), (1000, 600)])
def test_r14_failed_sends_are_tried_again_ever_later(tries: int, seconds: int) -> None:
    assert retry_at(tries, NOW) == NOW + seconds * 1000
