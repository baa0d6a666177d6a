"""`ipas-kiosk reset`: removed by staff, never over the heads of those who wait (fault row 55; sync §2)."""

import errno
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ipas_contract import exports
from ipas_kiosk.models.health import MIB, EndedError, Reserve
from ipas_kiosk.models.repositories.outbox import ENDED
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import ending, enrolment
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.demo_key import DemoKeyFile
from ipas_kiosk.services.failpoints import Failpoint
from ipas_kiosk.services.keys import KeyChain
from ipas_kiosk.settings import load
from tests.faults.site import KilledError, armed
from tests.helpers.store import device, register
from tests.store.test_cli import call, demo, opened

__all__ = ["demo"]
PRIVATE = X25519PrivateKey.generate()


@pytest.fixture
def enrolled(demo: Path) -> Path:
    """A demo folder whose kiosk is enrolled with an organisation, and on which two people wait, one op parked."""
    store, _ = enrolment.prepare(load(environ={"IPAS_DEMO": str(demo)}))
    with store.write() as work:
        work.device.enrol(device(sealing_key=PRIVATE.public_key().public_bytes_raw()))
        work.commit()
    _, made = register(store, 1)
    register(store, 2)
    with store.write() as work:
        work.outbox.park([made.last_op_id], "too_large")
        work.commit()
    store.close()
    return demo


def left(demo: Path) -> set[str]:
    return {file.name for file in (demo / "kiosk").iterdir()} - {"store.db.reserve"}


@pytest.mark.fault(
    55,
    injected="`ipas-kiosk reset` with one op pending and one parked",
    seen="refused, the count said, nothing changed; with `--seal` both are in the file first, then store and key go",
)
def test_nothing_goes_while_ops_wait(enrolled: Path, tmp_path: Path) -> None:
    before = left(enrolled)
    refused = call(enrolled, "reset")
    assert (refused.exit_code, "2 ops wait" in refused.output, left(enrolled)) == (1, True, before)
    there = tmp_path / "there"
    there.touch()
    assert call(enrolled, "reset", "--seal", str(there)).exit_code == 1
    assert left(enrolled) == before
    register(store := opened(enrolled), 3)
    store.close()
    file = tmp_path / "sealed"
    ended = call(enrolled, "reset", "--seal", str(file))
    assert (ended.exit_code, ended.output) == (0, f"3 ops sealed into {file}; the store and its key are gone\n")
    assert left(enrolled) == set()
    sealed = exports.Opened(file.read_text(encoding="ascii"), PRIVATE.private_bytes_raw())
    assert sum(len(request.ops) for request in sealed.requests) == 3
    assert "not_enrolled" in call(enrolled, "outbox").output


def test_what_a_broken_off_reserve_left_goes_too(enrolled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = load(environ={"IPAS_DEMO": str(enrolled)}).store_path

    def fails(_: int) -> None:
        raise OSError(errno.EIO, "input/output error")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", fails)
        with pytest.raises(OSError, match="input/output"):
            Reserve(path.with_name("store.db.reserve"), MIB).take()
    before = left(enrolled)
    ending.remove(path, KeyChain((DemoKeyFile(path.with_name("store.key")),)))
    assert (len(before), left(enrolled)) == (3, set())


def test_an_empty_queue_needs_no_file(enrolled: Path) -> None:
    store = opened(enrolled)
    with store.write() as work:
        for op in work.outbox.page():
            work._connection.exec_driver_sql(f"UPDATE outbox SET state = 'done' WHERE seq = {op.seq}")
        work.commit()
    store.close()
    assert call(enrolled, "reset").output == "the store and its key are gone\n"
    assert left(enrolled) == set()


@pytest.mark.parametrize("place", [None, Failpoint.WIPE_KEY_GONE, Failpoint.WIPE_REMOVED])
def test_broken_off_it_is_all_there_or_goes_at_the_next_start(
    enrolled: Path, tmp_path: Path, place: Failpoint | None
) -> None:
    store = opened(enrolled)
    keeper = DemoKeyFile(enrolled / "kiosk" / "store.key")
    if place is None:  # killed before the file was sealed
        with store.write() as work:
            work.pulled.put_fact(ENDED, ending.RESET)
            work.commit()
        with pytest.raises(EndedError):
            register(store, 9)
        store.close()
        assert call(enrolled, "outbox").output.startswith("1 pending, 0 done, 1 parked")
        register(again := opened(enrolled), 9)
        again.close()
        return

    def stop(here: Failpoint) -> None:
        if here is place:
            raise KilledError(here)

    with armed(stop), pytest.raises(KilledError):
        ending.reset(store, KeyChain((keeper,)), Clock(), tmp_path / "sealed")
    assert "not_enrolled" in call(enrolled, "outbox").output
    assert left(enrolled) == set()
    made, _ = enrolment.prepare(load(environ={"IPAS_DEMO": str(enrolled)}))
    assert isinstance(made, Store)
    made.close()
