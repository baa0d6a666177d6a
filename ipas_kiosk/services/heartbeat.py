"""The heartbeat: a probe of the line that also tells central how this kiosk is (requirement O1), nothing personal, and
hears which keys central has."""

import asyncio
import shutil
from typing import Final

from ipas_contract import VERSION
from ipas_contract.calls import PingReply, Report
from ipas_contract.logs import get_logger
from ipas_kiosk.models import cipher
from ipas_kiosk.models.records import OpState
from ipas_kiosk.models.store import Store
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.guard import guarded
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.printer import Printer
from ipas_kiosk.services.sync.gateway import Gateway
from ipas_kiosk.services.sync.pump import Pump
from ipas_kiosk.services.values import Failed

_log = get_logger(__name__)

BEAT_MS: Final = 25_000
"""Probes come every 30 s, and every 5 s during a visit: only one that is this long after the last beat tells."""
LOOK_S: Final = 1.0
"""The probe does not wait longer for a store that is busy or in trouble: it goes out without a report."""


class Heart:
    """`link.Pings`: pings for the link, with a report when one is due."""

    def __init__(
        self, lanes: Lanes, store: Store, clock: Clock, gateway: Gateway, pump: Pump, printer: Printer
    ) -> None:
        self._lanes, self._store, self._clock, self._gateway, self._pump = lanes, store, clock, gateway, pump
        self._printer = printer
        self._beat_at: int | None = None
        self._clock_off_ms: int | None = None

    async def ping(self) -> object:
        now = self._clock.mono_ms()
        due = self._beat_at is None or not 0 <= now - self._beat_at < BEAT_MS
        report = await self._report() if due else None
        reply = await self._gateway.ping(report)
        if isinstance(reply, PingReply):
            self._clock_off_ms = self._clock.now_ms() - reply.server_time
            self._beat_at = now if report else self._beat_at
            await self._learn(self._gateway.trust.learnt(reply.pins))
        return reply

    async def _learn(self, pins: tuple[str, ...]) -> None:
        """A roll-over of central's key was announced, or has ended (model §8)."""
        trust = self._gateway.trust
        if pins != trust.pins and not isinstance(await guarded(self._lanes.store(self._keep, pins)), Failed):
            _log.info("pins_changed", pins=list(pins))
            trust.pins = pins

    def _keep(self, pins: tuple[str, ...]) -> None:
        with self._store.write() as work:
            work.device.set_pins(pins)
            work.commit()

    async def _report(self) -> Report | None:
        try:
            async with asyncio.timeout(LOOK_S):
                report = await guarded(self._lanes.store(self._look))
        except TimeoutError:
            return None
        return None if isinstance(report, Failed) else report

    def _look(self) -> Report:
        with self._store.read() as work:
            counts, oldest = work.outbox.counts(), work.outbox.oldest_pending()
            attention = work.registrations.in_attention()
        return Report(
            version=VERSION,
            pending=counts[OpState.PENDING],
            parked=counts[OpState.PARKED],
            attention=attention,
            oldest_ms=None if oldest is None else max(0, self._clock.now_ms() - oldest),
            disk_free=shutil.disk_usage(self._store.path.parent).free,
            clock_off_ms=self._clock_off_ms,
            last_sync_at=self._pump.last_sync_at,
            cipher=cipher.version(),
            mismatches=self._pump.drain.pull.mismatches,
            pins=self._gateway.trust.pins,
            printer=self._printer.told,
        )
