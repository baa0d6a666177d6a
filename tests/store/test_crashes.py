"""Power and processes fail at the worst moment: real processes, killed (sync §3 rows 1 2 10 13; O11)."""

import shutil
import signal
import struct
import sys
import threading
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.exc import OperationalError

from ipas_kiosk.models.records import OpState
from ipas_kiosk.models.store import Store
from ipas_kiosk.services.trouble import classify
from ipas_kiosk.services.values import Trouble
from tests.helpers.processes import Program
from tests.helpers.store import KEY, candidate, register, save

WAL_HEADER = 32
FRAME_HEADER = 24


def child(action: str, path: Path, *more: str) -> Program:
    """Another process at the same store, its standard output read line by line."""
    command = [sys.executable, "-m", "tests.store.child", action, path, *more]
    return Program(command, log=path.parent / "child.log", piped=True)


def contents(path: Path) -> tuple[list[str], int]:
    """Receipt numbers whose candidate, submission and op are all there, and the counter; nothing is there in part."""
    store = Store.open(path, KEY)
    try:
        with store.read() as work:
            ops = work.outbox.page(limit=100_000)
            saved = [work.registrations.submission(op.entity_id) for op in ops]
            assert all(work.registrations.get(op.entity_id) for op in ops)
            people = work._connection.exec_driver_sql("SELECT count(*) FROM candidate").scalar_one()
            made = work._connection.exec_driver_sql("SELECT count(*) FROM submission").scalar_one()
            kept = work._connection.exec_driver_sql("SELECT count(*) FROM verifier").scalar_one()
            device = work.device.get()
    finally:
        store.close()
    assert len(ops) == people == made == kept
    assert device is not None
    assert device.last_seq == (ops[-1].seq if ops else 0)
    return [submission.receipt_no for submission in saved if submission], device.receipt_counter


@pytest.mark.fault(1, injected="a process killed before its commit", seen="nothing of it in the store")
def test_killed_before_the_commit_nothing_is_there(store_path: Path) -> None:
    """Row 1: no half record, no outbox row."""
    with child("before_commit", store_path) as killed:
        assert killed.process.wait() == -signal.SIGKILL
    assert contents(store_path) == ([], 0)


@pytest.mark.fault(2, injected="a process killed right after its commit", seen="record and op are there")
def test_killed_right_after_the_commit_record_and_op_are_there(store_path: Path) -> None:
    """Row 2: record and outbox row both present at the restart."""
    with child("after_commit", store_path) as killed:
        assert killed.process.wait() == -signal.SIGKILL
    receipts, counter = contents(store_path)
    assert (len(receipts), counter) == (1, 1)
    reopened = Store.open(store_path, KEY)
    with reopened.read() as work:
        assert [op.state for op in work.outbox.collect(0)] == [OpState.PENDING]
    reopened.close()


@pytest.mark.fault(2, injected="a process that saves without end, killed anywhere", seen="every receipt given is there")
@pytest.mark.parametrize("seed", range(3))
def test_killed_anywhere_nothing_that_was_said_to_be_saved_is_lost(store_path: Path, seed: int) -> None:
    """I1, O11: every receipt that was given is in the store; at most the save under way is lost."""
    with child("go_on", store_path) as killed:
        said = [killed.read_line().strip() for _ in range(Random(seed).randint(3, 40))]
        killed.kill()
        assert killed.process.stdout is not None
        said += [line.strip() for line in killed.process.stdout if line.endswith("\n")]
    receipts, counter = contents(store_path)
    assert receipts[: len(said)] == said
    assert len(receipts) - len(said) in (0, 1)
    assert counter == len(receipts)


@pytest.mark.fault(
    10,
    injected="the log cut at every frame border and ten random bytes",
    seen="whole commits in order, every check passes",
)
def test_a_wal_cut_anywhere_opens_with_a_prefix(store_path: Path, tmp_path: Path) -> None:
    """Row 10: truncated at every frame border and at random bytes; whole commits, in order, and all checks pass."""
    store = Store.open(store_path, KEY)
    saved = [register(store, serial)[1].receipt_no for serial in range(1, 4)]
    wal = store_path.with_name("store.db-wal")
    cut = tmp_path / "cut" / "store.db"
    cut.parent.mkdir()
    whole = wal.read_bytes()
    main = store_path.read_bytes()
    store.close()
    (page,) = struct.unpack(">I", whole[8:12])
    borders = range(WAL_HEADER, len(whole) + 1, FRAME_HEADER + page)
    found = []
    for length in sorted({0, *borders, *Random(10).sample(range(len(whole)), 10)}):
        cut.write_bytes(main)
        cut.with_name("store.db-wal").write_bytes(whole[:length])
        cut.with_name("store.db-shm").unlink(missing_ok=True)
        receipts, counter = contents(cut)
        assert receipts == saved[: len(receipts)]
        assert counter == len(receipts)
        found.append(len(receipts))
    assert found == sorted(found)
    assert set(found) == {0, 1, 2, 3}


@pytest.mark.fault(10, injected="a bit of the log flipped", seen="the log ends there, nothing torn is read")
def test_a_wal_with_flipped_bytes_opens_with_a_prefix(store_path: Path, tmp_path: Path) -> None:
    """Row 10: what was torn in the write-ahead log ends it there; nothing torn is read."""
    store = Store.open(store_path, KEY)
    saved = [register(store, serial)[1].receipt_no for serial in range(1, 4)]
    whole = bytearray(store_path.with_name("store.db-wal").read_bytes())
    shutil.copy2(store_path, tmp_path / "store.db")
    store.close()
    middle = len(whole) // 2
    whole[middle] ^= 1
    (tmp_path / "store.db-wal").write_bytes(whole)
    receipts, _ = contents(tmp_path / "store.db")
    assert receipts == saved[: len(receipts)]
    assert 0 < len(receipts) < 3


@pytest.mark.fault(13, injected="another process holds the write lock", seen="told within the timeout; readers go on")
def test_locked_by_another_process_is_told_within_the_timeout(store_path: Path) -> None:
    """Row 13: busy timeout, then a clear answer; readers are not in the way."""
    with child("hold", store_path) as holder:
        assert holder.read_line() == "locked\n"
        store = Store.open(store_path, KEY, timeout=0.05)
        with pytest.raises(OperationalError) as caught:
            register(store, 1)
        assert classify(caught.value) is Trouble.LOCKED
        with store.read() as work:
            assert work.outbox.counts()[OpState.PENDING] == 0
        assert holder.process.stdin is not None
        holder.process.stdin.close()
        holder.process.wait()
        register(store, 1)
        store.close()


def test_four_threads_lose_no_update(store: Store) -> None:
    """Facts §3: read-modify-write by threads; with the driver's own transactions three of four updates are lost."""

    def count() -> None:
        for _ in range(50):
            with store.write() as work:
                value = int(work.pulled.fact("counter") or 0)
                work.pulled.put_fact("counter", str(value + 1))
                work.device.next_receipt()
                work.commit()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as work:
        assert work.pulled.fact("counter") == "200"
        device = work.device.get()
    assert device is not None
    assert device.receipt_counter == 200


def test_a_reader_sees_what_was_committed_when_it_began(store: Store) -> None:
    """Facts §3: a reader waits for no writer and sees no half save."""
    with store.write() as writing:
        save(writing, candidate(1))
        with store.read() as reading:
            assert not reading.registrations.taken("tester0001")
            writing.commit()
            assert not reading.registrations.taken("tester0001")
    with store.read() as reading:
        assert reading.registrations.taken("tester0001")
