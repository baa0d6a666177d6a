"""A person stands before the kiosk, or has left: the line is looked at more often while somebody waits (model §7), and
the first person finds the rules ready."""

from ipas_kiosk.services import preload
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.link import Link
from ipas_kiosk.services.sync.pump import Pump


class Visits:
    """Implements `services.api.Visits`."""

    def __init__(self, link: Link, lanes: Lanes, pump: Pump) -> None:
        self._link, self._lanes, self._pump = link, lanes, pump
        self._ready = False

    async def begin(self) -> None:
        self._link.visit(True)
        if not self._ready:
            self._ready = True
            await preload.rules(self._lanes)

    async def end(self) -> None:
        self._link.visit(False)

    async def probe(self) -> None:
        self._link.probe()

    async def ask_again(self) -> None:
        self._link.probe()
        await self._pump.now()
        self._pump.wake()  # it tells what came of it
