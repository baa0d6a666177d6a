"""What is pulled: a million taken names in the store, looked up; a hundred thousand changes, and their memory."""

import json
import multiprocessing
import random
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench.figures import Bar, median, percentile
from ipas_contract.events import MAX_PULL_CHANGES, Change, ChangeKind, PullReply
from ipas_contract.ids import uuid7
from ipas_contract.names import DIGEST_BYTES, MAX_NAMES
from ipas_kiosk.models.store import Store
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.news import Board
from ipas_kiosk.services.sync.feed import Feed
from ipas_kiosk.services.sync.pull import Pull
from tests.helpers.kiosks import EPOCH, enrolled_store

NAMES: Final = 1_000_000
ROUNDS: Final = 5
LOOKUPS: Final = 4_000
CHANGES: Final = 100_000
KEY: Final = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
MIB: Final = 1024 * 1024


def bars() -> list[Bar]:
    with TemporaryDirectory() as folder, closing(enrolled_store(Path(folder))) as store:
        grown = fill(store)
        slow, empty, alarms = look_up(store)
    with TemporaryDirectory() as folder, multiprocessing.get_context("spawn").Pool(1) as child:
        memory = child.apply(pull_all, (folder,))
    assert not alarms
    return [
        Bar("taken names: 1,000,000 in the store", grown, "MiB", 16),
        Bar("taken names: look-up, p99", slow, "ms", 1, empty),
        Bar("taken names: false alarm a look-up (names / 2⁶⁴)", NAMES / 2 ** (8 * DIGEST_BYTES), "", 1e-12),
        Bar("memory while 100,000 changes are pulled", memory, "MiB", 64),
    ]


def fill(store: Store) -> float:
    """As they come from central, a page at a time in no order; by how many MiB the store's file has grown."""
    store.checkpoint()
    before = store.path.stat().st_size
    source = random.Random(1)
    with store.write() as work:
        work.names.use_key(KEY)
        work.commit()
    for start in range(0, NAMES, MAX_NAMES):
        page = [source.randbytes(DIGEST_BYTES) for _ in range(min(MAX_NAMES, NAMES - start))]
        with store.write() as work:
            work.names.change(page, [])
            work.commit()
    store.checkpoint()
    return (store.path.stat().st_size - before) / MIB


def look_up(store: Store) -> tuple[float, float, int]:
    """Milliseconds of a look-up as the form's check does it and of a transaction that reads nothing, in turn: p99, the
    median of five rounds; and how many free names were called taken."""
    ours, empty, alarms = [], [], 0
    for number in range(ROUNDS):
        times: list[tuple[float, float]] = []
        for serial in range(LOOKUPS):
            began = time.perf_counter()
            with store.read() as work:
                alarms += work.names.holds(f"free{number}.{serial:08}")
            found = time.perf_counter()
            with store.read():
                pass
            times.append(((found - began) * 1000, (time.perf_counter() - found) * 1000))
        ours.append(percentile([one for one, _ in times], 0.99))
        empty.append(percentile([other for _, other in times], 0.99))
    return median(ours), median(empty), alarms


class Telling:
    """A gateway that tells of other kiosks' registrations, page by page."""

    left = CHANGES

    async def pull(self, _cursor: str | None, **_: Any) -> PullReply:
        self.left -= MAX_PULL_CHANGES
        changes = [_change() for _ in range(MAX_PULL_CHANGES)]
        page = PullReply(server_epoch=EPOCH, server_time=0, cursor="c", more=self.left > 0, changes=changes)
        return PullReply.model_validate_json(page.model_dump_json())


def _change() -> Change:
    who = uuid7()
    body = {
        "candidate_id": str(who),
        "receipt_no": "0001-1-00001-X",
        "state": "confirmed",
        "reason": None,
        "version": 1,
    }
    return Change(seq=1, kind=ChangeKind.SUBMISSION_STATE, entity_id=who, body=json.dumps(body))


def pull_all(folder: str) -> float:
    """In a process of its own: by how many MiB its memory grows at most."""
    lanes, gateway = Lanes(), Telling()
    with closing(enrolled_store(Path(folder))) as store:
        pull = Pull(lanes, Feed(store), gateway, Board(), now_ms=lambda: 0, heard=lambda _: True)  # type: ignore[arg-type]
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak is counted from here on
        before = _peak()
        assert lanes.run(pull.run()).result() is None
        lanes.close()
    return _peak() - before


def _peak() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
