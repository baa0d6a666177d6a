"""The store under a whole kiosk: failing disks, locks, old copies, lost keys, readers that stay (10-16, 50, 57, 58)"""

import asyncio
import base64
import json
import os
import struct
import sys
from pathlib import Path

import pytest

from ipas_central.keys import SEALING_PRIVATE
from ipas_contract import sealing
from ipas_kiosk.models.cipher import JOURNAL_LIMIT, StoreKey
from ipas_kiosk.models.health import WrongKeyError
from ipas_kiosk.models.records import OpState
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import opening
from ipas_kiosk.services.failpoints import Failpoint
from ipas_kiosk.services.values import Failed, Registered, Trouble
from tests.faults.post import Fate
from tests.faults.site import LocalClock, Site, armed
from tests.faults.stage import Stage, copied
from tests.helpers.kiosks import form
from tests.helpers.processes import Program
from tests.helpers.store import KEY, register

FIU = Path("/usr/lib/fiu")
PRELOADED = [FIU / "fiu_run_preload.so", FIU / "fiu_posix_preload.so"]
EIO, ENOSPC = "5", "28"
WAL_HEADER, FRAME_HEADER = 32, 24


async def test_there_is_a_libfiu() -> None:
    """Rows 11 and 12 are proven with it (Debian's fiu-utils)."""
    assert all(library.exists() for library in PRELOADED), "run `python3 dev.py setup`"


@pytest.mark.fault(
    11,
    injected="EIO on every fsync or write of a whole kiosk (libfiu), on save and when verdicts are written",
    seen="the save fails in words, then read-only; after the restart all that was shown drains once",
)
@pytest.mark.fault(
    12,
    injected="ENOSPC on every write of a whole kiosk (libfiu), on save and when verdicts are written",
    seen="saves refused in words while it lasts; verdicts written down later; drained once",
)
@pytest.mark.parametrize(
    ("point", "errno", "trouble", "later"),
    [
        ("posix/io/sync/fsync", EIO, Trouble.STORE_IO, Trouble.STORE_IO),
        ("posix/io/rw/pwrite", EIO, Trouble.STORE_IO, Trouble.STORE_IO),
        ("posix/io/rw/pwrite", ENOSPC, Trouble.DISK_FULL, None),
    ],
)
async def test_a_disk_that_fails(stage: Stage, point: str, errno: str, trouble: Trouble, later: Trouble | None) -> None:
    folder = await stage.enrolled("failing")
    command = [sys.executable, "-m", "tests.faults.child", "disk", folder, stage.central.url, point, errno]
    environment = os.environ | {"LD_PRELOAD": " ".join(map(str, PRELOADED))}
    log = stage.folder / "log"
    with Program(command, env=environment, log=log, piped=True) as program:
        said = []
        while line := await asyncio.to_thread(program.read_line):
            said.append(json.loads(line))
    assert [fact["step"] for fact in said] == ["saved", "save", "save again", "verdicts", "drained"], log.read_text()
    saved, save, again, verdicts, drained = said
    assert saved["ok"]
    assert (save["trouble"], again["trouble"]) == (trouble, later)
    assert (verdicts["trouble"], verdicts["pending"] > 0) == (trouble, True)
    assert drained["pending"] == 0
    assert drained["done"] == len(stage.states()) >= drained["told"]


@pytest.mark.fault(
    10,
    injected="a kiosk that had drained, its log cut at every frame border",
    seen="opens each time; what central had judged is offered again under the same ids: duplicates",
)
async def test_power_lost_after_the_verdicts(stage: Stage) -> None:
    site = await stage.site()
    site.store.checkpoint()
    await stage.people(site, 3)
    drained = stage.folder / "drained"
    with armed(lambda here: site.copy(drained) if here is Failpoint.APPLY_AFTER_COMMIT else None):
        await site.sync()
    whole = (drained / "store.db-wal").read_bytes()
    (page,) = struct.unpack(">I", whole[8:12])
    ends: dict[tuple[int, int], Path] = {}
    for length in range(WAL_HEADER, len(whole) + 1, FRAME_HEADER + page):
        files = copied(drained, stage.folder / f"cut{length}")
        os.truncate(files / "store.db-wal", length)
        store = Store.open(files / "store.db", KEY)
        with store.read() as work:
            counts = work.outbox.counts()
        store.close()
        ends.setdefault((counts[OpState.PENDING], counts[OpState.DONE]), files)
    assert sorted(ends) == [(0, 0), (0, 3), (1, 0), (2, 0), (3, 0)]
    await site.crash(ends[3, 0])
    await site.drain()
    stage.settled()
    assert stage.applied() == 3


@pytest.mark.fault(
    13,
    injected="another process holds the write lock while somebody registers and the drain is due",
    seen="both say so in words; the drain is due again and ends when the lock is gone",
)
@pytest.mark.logs('"sync_stopped".*locked')
async def test_the_store_locked_by_another_process(stage: Stage) -> None:
    site = await stage.site()
    await stage.people(site, 2)
    command = [sys.executable, "-m", "tests.faults.child", "hold", site.folder]
    with Program(command, log=stage.folder / "log", piped=True) as holder:
        assert await asyncio.to_thread(holder.read_line)
        assert await site.register(form(9)) == Failed(Trouble.LOCKED)
        assert await site.sync() <= 60
        assert site.link.state.trouble is Trouble.LOCKED
        assert site.pending == 2
        assert holder.process.stdin is not None
        holder.process.stdin.close()
        await asyncio.to_thread(holder.process.wait)
    assert isinstance(await site.register(form(9)), Registered)
    await site.drain()
    stage.settled()


@pytest.mark.fault(
    15,
    injected="the key lost; the copy beside the store opened by the organisation's private key",
    seen="the copy is the key: the store opens, its queue drains",
)
async def test_the_organisation_opens_the_store(stage: Stage) -> None:
    site = await stage.site()
    await stage.people(site, 2)
    path = site.folder / "store.db"
    with pytest.raises(WrongKeyError):
        Store.open(path, StoreKey(bytes(32)))
    copy = json.loads(opening.sealed_copy(path).read_text(encoding="ascii"))
    private = (stage.central.central.settings.keys_dir / SEALING_PRIVATE).read_bytes()
    found = sealing.unseal(base64.b64decode(copy["sealed"]), private, sealing.STORE_KEY)
    assert found == KEY.reveal()
    Store.open(path, StoreKey(found)).close()
    await site.drain()
    stage.settled()


@pytest.mark.logs("store_is_a_copy", "store_rolled_back", "op_reuse")
@pytest.mark.fault(
    16,
    injected="the store as it was before two saves and a drain",
    seen="noticed by hello, new incarnation, pending ops under their ids; all at central stays",
)
async def test_an_old_backup_of_the_store(stage: Stage) -> None:
    site = await stage.site()
    await stage.people(site, 1)
    old = stage.folder / "backup"
    site.copy(old)
    await stage.people(site, 2)
    await site.drain()
    known = stage.check()
    stage.oracle.forget(site, known)
    await site.crash(old)
    waiting = {row.op_id for row in site.outbox()}
    await stage.people(site, 2)
    await site.drain()
    assert site.ledger.position().incarnation == 2
    assert waiting <= {row.op_id for row in site.outbox() if row.state is OpState.DONE}
    stage.settled()
    assert len(stage.states()) == 5


@pytest.mark.logs("store_is_a_copy", "store_rolled_back", "older_incarnation", "two_copies_alive", "op_reuse")
@pytest.mark.fault(
    57,
    injected="a kiosk's disk in a second machine, both alive and syncing in turn",
    seen="another incarnation each; suspended when they alternate; both queues and all at central kept",
)
async def test_two_live_copies(stage: Stage) -> None:
    site = await stage.site()
    await stage.people(site, 1)
    await site.drain()
    twin = await stage.clone(site)
    for _ in range(6):
        for each in (site, twin):
            await stage.people(each, 1)
            await each.restart()
            await each.sync()
    assert Trouble.SUSPENDED in {site.link.state.trouble, twin.link.state.trouble}
    stage.oracle.gone |= {row.op_id for each in (site, twin) for row in each.outbox()}
    known = stage.check()
    there = known.standings.keys()
    for each in (site, twin):
        for row in each.outbox():
            assert row.state is OpState.PENDING or row.entity_id in there


@pytest.mark.fault(
    50,
    injected="two kiosk programs on one store while the first one's push hangs",
    seen="the other does not push, and does later",
)
async def test_two_instances_on_one_store(stage: Stage) -> None:
    post = await stage.post()
    first = await stage.site(post.url)
    second = Site(first.folder, first.url, LocalClock(stage.central.clock))
    await stage.people(first, 2)
    post.fates.append(Fate.STALL)
    hanging = asyncio.create_task(first.sync())
    async with asyncio.timeout(10):
        await post.delivered.wait()
        await second.sync()
    assert len(post.heard) == 1
    assert second.pending == 2
    await post.drop()
    await hanging
    await second.drain()
    await second.close()
    stage.settled()
    assert stage.applied() == 2


@pytest.mark.fault(
    58,
    injected="a reader held open under 400 saves (the hour of the soak, scaled)",
    seen="saves go on; after its release the log is emptied",
)
async def test_a_reader_that_stays(stage: Stage) -> None:
    site = await stage.site()
    wal = site.folder / "store.db-wal"
    with site.store.read() as work:
        assert work.outbox.counts()[OpState.PENDING] == 0
        for serial in range(400):
            register(site.store, serial)
        site.store.checkpoint()
        assert wal.stat().st_size > 1_000_000
        assert work.outbox.counts()[OpState.PENDING] == 0
    site.store.checkpoint()
    assert wal.stat().st_size == 0 <= JOURNAL_LIMIT
