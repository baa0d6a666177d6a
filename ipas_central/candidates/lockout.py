"""When an account is locked and when a device is paused: arithmetic only (requirements L8, L9). Times in UTC ms."""

from collections.abc import Sequence
from typing import Final

TRIES: Final = 5
"""Failures until an account is locked, and wrong tries until a temporary password is dead (L8, R6)."""
FIRST_LOCK_MS: Final = 15 * 60_000
LONGEST_LOCK_MS: Final = 4 * 60 * 60_000

DEVICE_FAILURES: Final = 20
DEVICE_SPAN_MS: Final = 10 * 60_000


def locked_until(failures: int, now: int) -> int | None:
    """The end of the lock that failure number `failures` brings, or None: 15 minutes at the fifth, then at every
    fifth one double the lock before, four hours at most. `failures` counts from the last sign-in or recovery."""
    if failures == 0 or failures % TRIES:
        return None
    doublings = min(failures // TRIES - 1, 10)
    return now + min(FIRST_LOCK_MS << doublings, LONGEST_LOCK_MS)


def recent_failures(times: Sequence[int], now: int) -> list[int]:
    """The failures of a device that still count; times ahead of `now` (a clock set back) do not."""
    return [time for time in times if now - DEVICE_SPAN_MS < time <= now]


def paused_until(recent: Sequence[int], now: int) -> int | None:
    """The end of a device's pause once it has more failures than a hall full of people would make."""
    return now + DEVICE_SPAN_MS if len(recent) > DEVICE_FAILURES else None
