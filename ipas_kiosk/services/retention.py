"""What becomes of data that a kiosk needs no more (model §9, D7, D12).

Twelve hours after central has answered, what is over is sealed to the organisation and its person shrinks to the
verifier of offline sign-in; a restored central can still be offered it for two weeks, then it goes. Verifiers go when
they lapse. Sealing loses nothing and follows this kiosk's clock; the rest waits until that clock agrees with central's.
"""

from collections.abc import Callable
from typing import Final

from ipas_contract import sealing
from ipas_contract.logs import get_logger
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import bodies
from ipas_kiosk.services.clock import Clock

HOUR_MS: Final = 60 * 60 * 1000
SEAL_AFTER_MS: Final = 12 * HOUR_MS
ERASE_AFTER_MS: Final = 14 * 24 * HOUR_MS
STRETCH: Final = 500
"""How many seqs are looked at in one go; nobody waits for the store much longer than for a save."""
SEALED_AT_ONCE: Final = 20

_log = get_logger(__name__)


class Retention:
    """Works on the STORE lane, a step at a time. `agreed`: whether our clock is known to be central's."""

    def __init__(self, store: Store, clock: Clock, *, agreed: Callable[[], bool]) -> None:
        self._store, self._clock, self._agreed = store, clock, agreed
        self._changed = False

    def step(self, after: int) -> int | None:
        """One stretch of the outbox in one transaction; where to go on, None at the end."""
        now = self._clock.now_ms()
        before, old = now - SEAL_AFTER_MS, now - ERASE_AFTER_MS
        through = after + STRETCH
        with self._store.read() as work:
            device = bodies.enrolled(work)
            rows = work.retention.readable(after, through, before=before, beyond=now + HOUR_MS, limit=SEALED_AT_ONCE)
            through = rows[-1].seq if len(rows) == SEALED_AT_ONCE else through
            erases = self._agreed() and work.retention.old(after, through, before=old)
        if rows or erases:
            sealed = {row.op_id: sealing.seal_body(row.body, row.op_id, device.sealing_key) for row in rows}
            with self._store.write() as work:
                work.retention.seal(sealed, now)
                if erases:
                    work.retention.erase(after, through, before=old)
                work.commit()
            self._changed = True
        if through < device.last_seq:
            return through
        self._end(now)
        return None

    def _end(self, now: int) -> None:
        """Nothing of it stays in the log, or in a copy that a migration made."""
        for copy in self._store.copies():
            if copy.stat().st_mtime * 1000 < now - SEAL_AFTER_MS:
                copy.unlink()
        if self._agreed():
            with self._store.write() as work:
                if work.verifiers.drop_lapsed(now):
                    work.commit()
                    self._changed = True
        if self._changed:
            self._store.checkpoint()
            self._changed = False
            _log.info("retained")
