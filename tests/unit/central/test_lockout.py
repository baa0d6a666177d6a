"""Locks and pauses (L8, L9)."""

import pytest

from ipas_central.candidates.lockout import DEVICE_SPAN_MS, locked_until, paused_until, recent_failures

MINUTE = 60_000
NOW = 1_700_000_000_000


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, None), (1, None), (4, None), (5, 15), (6, None), (10, 30), (15, 60), (20, 120), (25, 240), (30, 240)],
)
def test_l8_every_fifth_failure_locks_and_the_locks_rise(failures: int, minutes: int | None) -> None:
    assert locked_until(failures, NOW) == (None if minutes is None else NOW + minutes * MINUTE)


def test_l8_no_number_of_failures_is_too_many() -> None:
    assert locked_until(5 * 10**9, NOW) == NOW + 240 * MINUTE


@pytest.mark.parametrize(("count", "paused"), [(0, False), (20, False), (21, True), (500, True)])
def test_l9_more_than_twenty_failures_pause_a_device(count: int, paused: bool) -> None:
    assert paused_until([NOW] * count, NOW) == (NOW + DEVICE_SPAN_MS if paused else None)


def test_l9_only_the_last_ten_minutes_count() -> None:
    times = [NOW - 10 * MINUTE, NOW - 10 * MINUTE + 1, NOW - 1, NOW, NOW + 1]
    assert recent_failures(times, NOW) == [NOW - 10 * MINUTE + 1, NOW - 1, NOW]
