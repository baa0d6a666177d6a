"""What a kiosk does by itself every ten minutes, line or no line: data goes when its time is over; silence counts."""

import asyncio
from typing import Final

from ipas_contract.logs import get_logger
from ipas_kiosk.models.store import Store
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.contact import Contact
from ipas_kiosk.services.guard import guarded
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.link import Link, Wait, wait
from ipas_kiosk.services.retention import Retention
from ipas_kiosk.services.sync.pump import Pump
from ipas_kiosk.services.values import Failed

BEAT_S: Final = 600.0

_log = get_logger(__name__)


class Upkeep:
    """Runs for ever on the NET loop, works on the STORE lane in small steps. `days` of silence lock the kiosk."""

    def __init__(
        self, lanes: Lanes, store: Store, clock: Clock, link: Link, pump: Pump, *, days: int, wait: Wait = wait
    ) -> None:
        self._lanes, self._pump, self._wait = lanes, pump, wait
        self._retention = Retention(store, clock, agreed=pump.agreement.holds)
        self._contact = Contact(store, clock, link, days=days)
        pump.also = self._contact.trouble

    async def run(self) -> None:
        """Work, wait, again."""
        never = asyncio.Event()
        while True:
            try:
                outcome = await guarded(self._beat())
            except Exception as error:  # noqa: BLE001 - a bug must not end the upkeep; told without anybody's data (P3)
                _log.error("upkeep_failed", exc_info=error)
            else:
                if isinstance(outcome, Failed):
                    _log.warning("upkeep_stopped", trouble=outcome.trouble)
            await self._wait(never, BEAT_S)

    async def _beat(self) -> None:
        await self._lanes.store(self._contact.beat)
        if self._contact.trouble():
            self._pump.wake()
        after: int | None = 0
        while after is not None:
            after = await self._lanes.store(self._retention.step, after)
