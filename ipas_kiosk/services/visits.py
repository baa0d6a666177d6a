"""A person stands before the kiosk, or has left: the line is looked at more often while somebody waits (model §7)."""

from ipas_kiosk.services.link import Link


class Visits:
    """Implements `services.api.Visits`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def begin(self) -> None:
        self._link.visit(True)

    async def end(self) -> None:
        self._link.visit(False)

    async def probe(self) -> None:
        self._link.probe()
