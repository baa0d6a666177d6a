"""The kiosk's clocks: the wall's, which may be wrong or jump, and one that only ever goes forward (model §13)."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import uuid4

CLOCK_OFF_MS: Final = 2 * 60 * 1000
"""Clocks that are farther apart do not agree (O10)."""
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


def _this_boot() -> str:
    """Names the time since which `mono_ms` counts: the machine's start where the system tells, else this process's."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return str(uuid4())


@dataclass(frozen=True, slots=True)
class Clock:
    """UTC milliseconds by the wall; milliseconds since `boot_id` began, time asleep included where the system counts
    it. The two together show a clock that jumped."""

    boot_id: str = field(default_factory=_this_boot)

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def mono_ms(self) -> int:
        if hasattr(time, "CLOCK_BOOTTIME"):
            return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
        return time.monotonic_ns() // 1_000_000


class Agreement:
    """Whether our clock is known to be central's: it was when a conversation last ended well, and was not set since."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead: int | None = None

    def note(self, *, agreed: bool) -> None:
        """A conversation has ended."""
        self._ahead = self._wall_ahead() if agreed else None

    def holds(self) -> bool:
        return self._ahead is not None and abs(self._wall_ahead() - self._ahead) <= CLOCK_OFF_MS

    def _wall_ahead(self) -> int:
        """By how much the wall's clock is ahead of the one that only goes forward: changes when it is set."""
        return self._clock.now_ms() - self._clock.mono_ms()
