"""A kiosk's store and drain with a small central in memory."""

from pathlib import Path
from uuid import UUID, uuid4

from ipas_contract.events import SCHEMA_VERSION, OpKind
from ipas_kiosk.models.records import NewOp, OpState
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.news import Board
from ipas_kiosk.services.sync.drain import Drain
from ipas_kiosk.services.sync.feed import Feed
from ipas_kiosk.services.sync.ledger import Ledger
from ipas_kiosk.services.values import News
from tests.helpers.kiosks import FakeClock, enrolled_store
from tests.helpers.small_central import SmallCentral


class Scene:
    """Everything a drain needs; `restarted` is the drain of a later start."""

    def __init__(self, folder: Path) -> None:
        self.store = enrolled_store(folder)
        self.lanes = Lanes()
        self.clock = FakeClock()
        self.central = SmallCentral()
        self.news: list[News] = []
        self.judged: list[UUID] = []
        self.board = Board()
        self.board.subscribe(self.news.append)
        self.ledger = Ledger(self.store, self.clock, chance=lambda: 0.5)
        self.drain = self.restarted()

    def restarted(self) -> Drain:
        return Drain(
            self.lanes,
            self.ledger,
            Feed(self.store),
            self.central,
            self.board,
            now_ms=self.clock.now_ms,
            chance=lambda: 0.5,
            judged=self.judged.append,
        )

    def queue(self, count: int = 1, *, body: str = "{}") -> list[UUID]:
        ids = [uuid4() for _ in range(count)]
        with self.store.write() as work:
            for op_id in ids:
                work.outbox.append(
                    NewOp(
                        op_id=op_id,
                        kind=OpKind.SUBMITTED,
                        entity_id=op_id,
                        body=body,
                        made_at=self.clock.now_ms(),
                        boot_id="b",
                        mono_ms=0,
                        schema_ver=SCHEMA_VERSION,
                    )
                )
            work.commit()
        return ids

    def state(self, op_id: UUID) -> tuple[OpState, int]:
        with self.store.read() as work:
            row = work.outbox.get(op_id)
        assert row is not None
        return row.state, row.tries

    def counts(self) -> dict[OpState, int]:
        with self.store.read() as work:
            return work.outbox.counts()
