"""The way down: the feed page by page until nothing is new, then what is here against what central counts (sync §2
Pull, reconciliation).

A kind that differs is fetched anew, and that alone; whoever watches is told. The outbox has no part in it.
"""

from collections.abc import Callable
from typing import Final

from ipas_contract.calls import ErrorCode
from ipas_contract.events import ChangeKind, PullReply
from ipas_contract.logs import get_logger
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.news import Board
from ipas_kiosk.services.sync.feed import Feed
from ipas_kiosk.services.sync.gateway import Failure, Gateway, Refused
from ipas_kiosk.services.sync.names import Names

ANEW_MS: Final = 60 * 60 * 1000
"""A kind that still differs is not fetched anew more often: the fault is then not in what was fetched."""

_log = get_logger(__name__)


class Pull:
    """`heard` is told of every page and says whether it is of the life of central that we greeted: one that was
    restored does not know yet what we shall offer it again. `stale`: what is shown may differ from what central says;
    `mismatches`: how often a kind was found to differ since the start."""

    def __init__(
        self,
        lanes: Lanes,
        feed: Feed,
        gateway: Gateway,
        board: Board,
        *,
        now_ms: Callable[[], int],
        heard: Callable[[PullReply], bool],
    ) -> None:
        self._lanes, self._feed, self._gateway, self._board = lanes, feed, gateway, board
        self._now_ms, self._heard = now_ms, heard
        self._names = Names(lanes, feed.store, gateway, now_ms=now_ms, anew=self._anew)
        self._anew_at: dict[str, int] = {}
        self._greeted = False
        self.stale = True
        self.mismatches = 0

    async def run(self) -> Failure | None:
        """Everything that is new; a failure when central could not be asked to the end."""
        last = await self._pages()
        while isinstance(last, PullReply) and (kind := await self._differing(last)) is not None:
            last = await self._pages(kind)
            if not isinstance(last, PullReply):
                del self._anew_at[kind]  # it was not fetched: the next conversation tries again
        if not isinstance(last, PullReply):
            return last
        if self.stale and self._greeted:
            for news in await self._lanes.store(self._feed.agree):
                self._board.publish(news)
            self.stale = False
        await self._names.pull(last.names, last.server_epoch)
        return None

    async def _pages(self, anew: ChangeKind | None = None) -> PullReply | Failure:
        """The last page; `anew`: first that kind as it stands now."""
        while True:
            reply = await self._gateway.pull(await self._lanes.store(self._feed.cursor), anew=anew)
            if isinstance(reply, Refused) and reply.code == ErrorCode.CURSOR_GONE:
                await self._lanes.store(self._feed.begin_anew)
                reply = await self._gateway.pull(None)
            if not isinstance(reply, PullReply):
                return reply
            self._greeted = self._heard(reply)
            self.stale = self.stale or bool(reply.changes)
            await self._lanes.store(self._feed.absorb, reply, anew)
            if not reply.more:
                return reply
            anew = None

    async def _differing(self, last: PullReply) -> ChangeKind | None:
        differing = await self._lanes.store(self._feed.differing, last.tallies or ())
        return next((kind for kind in differing if self._anew(kind)), None)

    def _anew(self, kind: str) -> bool:
        """Whether a kind that differs is to be fetched anew; then it is told."""
        now = self._now_ms()
        if 0 <= now - self._anew_at.get(kind, now - ANEW_MS) < ANEW_MS:
            return False
        self._anew_at[kind] = now
        self.mismatches += 1
        _log.error("tally_differs", kind=kind)
        return True
