"""How often may be sent: arithmetic only (requirements R7, X14). Times in UTC ms.

Recovery messages, which anyone can trigger, are limited hard, per destination and per account, and those over the
limit are not sent at all. Notices are counted apart and loosely, and only wait: one mailbox may serve a whole group
(addresses are not unique), and the notice of a registration must not use up its owner's recovery.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

SECOND: Final = 1000
HOUR: Final = 3600 * SECOND
DAY: Final = 24 * HOUR


class Window(NamedTuple):
    """At most `most` sends in any `span_ms`."""

    span_ms: int
    most: int


RECOVERY: Final = (Window(60 * SECOND, 1), Window(HOUR, 5), Window(DAY, 10))
NOTICE: Final = (Window(HOUR, 60), Window(DAY, 200))


def allowed_at(times: Sequence[int], now: int, windows: Sequence[Window]) -> int:
    """The first moment from `now` on at which one more send keeps to every window; `times` are the sends so far."""
    past = sorted((time for time in times if time <= now), reverse=True)
    waits = [past[most - 1] + span_ms for span_ms, most in windows if len(past) >= most]
    return max([now, *waits])


def still_counting(times: Sequence[int], now: int, windows: Sequence[Window]) -> list[int]:
    """Those of `times` that a later decision can need; times ahead of `now` (a clock set back) are let go."""
    longest = max(span_ms for span_ms, _ in windows)
    return sorted(time for time in times if now - longest < time <= now)


def retry_at(tries: int, now: int) -> int:
    """When a message that failed `tries` times is tried again: 5 s doubling to ten minutes."""
    return now + min(5 * SECOND << min(max(tries - 1, 0), 10), 600 * SECOND)
