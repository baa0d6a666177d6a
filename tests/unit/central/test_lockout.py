"""Pauses of devices (L9)."""

import pytest

from ipas_central.candidates.lockout import DEVICE_SPAN_MS, paused_until, recent_failures

MINUTE = 60_000
NOW = 1_700_000_000_000


@pytest.mark.parametrize(("count", "paused"), [(0, False), (20, False), (21, True), (500, True)])
def test_l9_more_than_twenty_failures_pause_a_device(count: int, paused: bool) -> None:
    assert paused_until([NOW] * count, NOW) == (NOW + DEVICE_SPAN_MS if paused else None)


def test_l9_only_the_last_ten_minutes_count() -> None:
    times = [NOW - 10 * MINUTE, NOW - 10 * MINUTE + 1, NOW - 1, NOW, NOW + 1]
    assert recent_failures(times, NOW) == [NOW - 10 * MINUTE + 1, NOW - 1, NOW]
