"""How long central has not been heard of (V11): a kiosk that nobody looks after for 45 days locks itself and keeps
everything.

Time counts by the clock that cannot be set while the machine runs, and by the wall only over a restart: a wall clock
that jumps locks no kiosk (O10).
"""

import json
from dataclasses import asdict, dataclass
from typing import Final

from ipas_kiosk.models.store import Store
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.link import Link
from ipas_kiosk.services.values import Trouble

FACT: Final = "silence"


@dataclass(frozen=True, slots=True)
class _Silence:
    """So many ms of silence at a moment, told by three clocks."""

    ms: int
    wall: int
    mono: int
    boot: str

    def until(self, clock: Clock) -> int:
        """How long it is by now."""
        same = self.boot == clock.boot_id
        return self.ms + max(0, clock.mono_ms() - self.mono if same else clock.now_ms() - self.wall)


class Contact:
    """`beat` on the STORE lane every few minutes, and at each start."""

    def __init__(self, store: Store, clock: Clock, link: Link, *, days: int) -> None:
        self._store, self._clock, self._link = store, clock, link
        self._limit_ms = days * 24 * 60 * 60 * 1000
        self._silence: _Silence | None = None

    def trouble(self) -> Trouble | None:
        """`LOST_CONTACT` as long as it lasts: one word of central's ends it."""
        if self._link.online or self._silence is None:
            return None
        return Trouble.LOST_CONTACT if self._silence.until(self._clock) > self._limit_ms else None

    def beat(self) -> None:
        """Count on from where it stood and keep that."""
        before = self._silence or self._kept()
        ms = before.until(self._clock) if before and not self._link.online else 0
        self._silence = _Silence(ms, self._clock.now_ms(), self._clock.mono_ms(), self._clock.boot_id)
        with self._store.write() as work:
            work.pulled.put_fact(FACT, json.dumps(asdict(self._silence)))
            work.commit()

    def _kept(self) -> _Silence | None:
        with self._store.read() as work:
            text = work.pulled.fact(FACT)
        try:
            return _Silence(**json.loads(text or ""))
        except (ValueError, TypeError):
            return None
