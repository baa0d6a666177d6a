"""What becomes of an order that central puts into a refusal (model §8): obeyed once, or refused and written down."""

import asyncio
from collections.abc import Callable

from ipas_contract.logs import get_logger
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import ending, keys
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.guard import guarded
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.values import Failed
from ipas_kiosk.settings import Settings

_log = get_logger(__name__)


class Orders:
    """Hears every order; `obeyed` is called when the store is gone. One that failed is tried when heard again."""

    def __init__(self, settings: Settings, lanes: Lanes, store: Store, clock: Clock) -> None:
        self._url, self._lanes = settings.central_url, lanes
        self._path = store.path
        self._obey = lambda text: ending.obey(store, keys.chain(settings), clock, text)
        self._latest: str | None = None
        self._work: asyncio.Task[None] | None = None
        self._over = False
        self.obeyed: Callable[[], None] = lambda: None

    def heard(self, text: str) -> None:
        """Called on the NET loop."""
        if text != self._latest:
            self._latest = text
            self._work = asyncio.get_running_loop().create_task(self._take(text))

    def closing(self, passable: Callable[[], bool]) -> Callable[[], bool]:
        """The way to central, shut for good once there is no kiosk any more that could sign."""
        return lambda: not self._over and passable()

    async def done(self) -> None:
        """Until what was heard has been dealt with."""
        if self._work is not None:
            await self._work

    async def _take(self, text: str) -> None:
        try:
            outcome = await guarded(self._lanes.store(self._obey, text))
        except Exception as error:  # noqa: BLE001 - a bug here must not end the call that brought the order
            self._latest = None
            _log.error("order_failed", exc_info=error)
            return
        if isinstance(outcome, Failed):
            self._latest = None
            _log.error("order_failed", trouble=outcome.trouble)
        elif not outcome:
            _log.error("order_refused")
        else:
            self._over = True
            self.obeyed()
            await ending.tell(self._url, self._path)
