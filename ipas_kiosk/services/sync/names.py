"""Pulling the taken account names, page by page, by numbers of their own (sync §2 Uniqueness)."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from ipas_contract.logs import get_logger
from ipas_contract.names import NamesReply, unpack
from ipas_kiosk.models.repositories.names import KIND
from ipas_kiosk.models.store import Store
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.sync.gateway import Gateway

REST_MS: Final = 10 * 60 * 1000
"""So long what is known is good enough: a hint need not be of this minute."""
PAGES: Final = 16
"""So many pages a conversation, that nobody's registration waits behind a million names."""

_log = get_logger(__name__)


class Names:
    """`anew`: told of the kind when the names here are not those that central counts; whether to fetch them anew."""

    def __init__(
        self, lanes: Lanes, store: Store, gateway: Gateway, *, now_ms: Callable[[], int], anew: Callable[[str], bool]
    ) -> None:
        self._lanes, self._store, self._gateway = lanes, store, gateway
        self._now_ms, self._anew = now_ms, anew
        self._known_at: int | None = None

    async def pull(self, newest: int | None, epoch: UUID) -> None:
        """Go on towards central's newest number in this life of it. A page that does not come is asked for in the next
        conversation: no push is put off for a hint."""
        rested = self._known_at is None or not 0 <= self._now_ms() - self._known_at < REST_MS
        if newest is None or not rested:
            return
        after = await self._lanes.store(self._place, epoch)
        for _ in range(PAGES):
            if after >= newest:
                break
            reply = await self._gateway.names(after)
            if not isinstance(reply, NamesReply) or reply.server_epoch != epoch:
                return
            if not await self._lanes.store(self._absorb, reply) and self._anew(KIND):
                await self._lanes.store(self._forget)
                return
            after = reply.through
        if after >= newest:
            self._known_at = self._now_ms()

    # ---- STORE lane ----------------------------------------------------------------------------------------------

    def _place(self, epoch: UUID) -> int:
        """How far they are known in this life of central; what another one told is forgotten."""
        with self._store.write() as work:
            place, of = work.names.place()
            if of in (None, epoch):
                return place
            work.names.forget()
            work.commit()
        return 0

    def _absorb(self, page: NamesReply) -> bool:
        """A page and its place in one transaction; False when after the last one something differs."""
        try:
            taken, freed = unpack(page.taken), unpack(page.freed)
        except ValueError:
            _log.error("names_unreadable", seq=page.through)
            taken, freed = [], []
        with self._store.write() as work:
            work.names.change(taken, freed)
            work.names.put_place(page.through, page.server_epoch)
            work.commit()
            return page.more or work.names.tally() == (page.count, page.fingerprint)

    def _forget(self) -> None:
        with self._store.write() as work:
            work.names.forget()
            work.commit()
