"""The kiosk's clocks: the wall's, which may be wrong or jump, and one that only ever goes forward (model §13)."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import uuid4

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
