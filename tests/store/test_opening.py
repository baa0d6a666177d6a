"""Opening: what is refused, in which words, and that the old store is never replaced (D8; sync §3 rows 14 15)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ipas_kiosk.models import health
from ipas_kiosk.models.cipher import StoreKey
from ipas_kiosk.models.health import DamagedError, NoStoreError, Reserve, Room, WrongKeyError
from ipas_kiosk.models.records import OpState
from ipas_kiosk.models.store import Store, StoreExistsError
from ipas_kiosk.services.trouble import classify
from ipas_kiosk.services.values import Trouble
from tests.helpers.store import KEY, register

OTHER = StoreKey(bytes(32))
PAGE = 4096


@pytest.fixture
def filled(store_path: Path) -> Iterator[Path]:
    """A closed store with some registrations, all in the main file."""
    store = Store.open(store_path, KEY)
    for serial in range(1, 11):
        register(store, serial)
    store.checkpoint()
    store.close()
    return store_path


@pytest.mark.fault(15, injected="the store gone", seen="not enrolled; none is made")
def test_no_store_is_not_enrolled_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(NoStoreError) as caught:
        Store.open(tmp_path / "store.db", KEY)
    assert classify(caught.value) is Trouble.NOT_ENROLLED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.fault(15, injected="another key", seen="refused in words, not a byte changed, nothing made anew")
def test_a_wrong_key_opens_nothing_and_changes_nothing(filled: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Row 15: no new database over the old; the cipher writes nothing to the terminal."""
    before = filled.read_bytes()
    with pytest.raises(WrongKeyError) as caught:
        Store.open(filled, OTHER)
    assert classify(caught.value) is Trouble.WRONG_KEY
    assert filled.read_bytes() == before
    assert capfd.readouterr() == ("", "")
    Store.open(filled, KEY).close()


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"no database at all " * 1000)
    with pytest.raises(WrongKeyError):
        Store.open(path, KEY)
    assert path.read_bytes() == b"no database at all " * 1000


def test_an_empty_file_is_damage_not_a_fresh_start(filled: Path) -> None:
    """SQLite would take it for a new database."""
    filled.write_bytes(b"")
    with pytest.raises(DamagedError) as caught:
        Store.open(filled, KEY)
    assert classify(caught.value) is Trouble.DAMAGED
    assert filled.read_bytes() == b""


def test_a_store_without_tables_is_damage(tmp_path: Path) -> None:
    from ipas_kiosk.models import engine
    from ipas_kiosk.models.migrations.copies import empty_file

    path = tmp_path / "store.db"
    empty_file(path)
    made = engine.over(path, KEY)
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE something (a)")
    made.dispose()
    with pytest.raises(DamagedError, match="no tables"):
        Store.open(path, KEY)


@pytest.mark.fault(
    14,
    injected="a bit of a page flipped",
    seen="found when opened, copy in quarantine, the file as it was",
)
@pytest.mark.parametrize("page", [1, 2, 5, -1])
def test_a_bad_page_is_set_aside_and_refused(filled: Path, page: int) -> None:
    """D8, row 14: one flipped bit anywhere; a copy in quarantine, once; nothing is recreated."""
    damaged = bytearray(filled.read_bytes())
    damaged[(page * PAGE if page > 0 else len(damaged) - PAGE) + 100] ^= 1
    filled.write_bytes(damaged)
    for _ in range(2):
        with pytest.raises(DamagedError) as caught:
            Store.open(filled, KEY)
        assert classify(caught.value) is Trouble.DAMAGED
    assert filled.read_bytes() == damaged
    (copy,) = (filled.parent / "quarantine").iterdir()
    assert (copy / "store.db").read_bytes() == damaged
    assert str(copy) in str(caught.value)


@pytest.mark.fault(14, injected="a bit of the first page flipped", seen="told from a wrong key by the fingerprint")
def test_damage_is_told_even_where_no_copy_can_be_made(filled: Path) -> None:
    """D8: the folder of the copies cannot be made; nothing is hidden by that."""
    filled.with_name("quarantine").write_bytes(b"in the way")
    filled.write_bytes(b"")
    with pytest.raises(DamagedError, match="no copy could be made"):
        Store.open(filled, KEY)


def test_a_bad_first_page_is_told_from_a_wrong_key_where_the_key_is_known(filled: Path) -> None:
    """D8: the first page fails alike with a wrong key; the fingerprint beside the store tells which it is."""
    damaged = bytearray(filled.read_bytes())
    damaged[200] ^= 1
    filled.write_bytes(damaged)
    with pytest.raises(DamagedError, match="first page"):
        Store.open(filled, KEY, same_key=True)
    with pytest.raises(WrongKeyError):
        Store.open(filled, KEY, same_key=False)


def test_a_store_is_never_made_over_another(filled: Path) -> None:
    before = filled.read_bytes()
    with pytest.raises(StoreExistsError):
        Store.create(filled, OTHER)
    assert filled.read_bytes() == before


def test_a_broken_off_creation_leaves_no_store(tmp_path: Path) -> None:
    """A leftover of a creation that was killed is swept away by the next one."""
    path = tmp_path / "kiosk" / "store.db"
    path.parent.mkdir()
    path.with_name("store.db.new").write_bytes(b"half")
    Store.create(path, KEY).close()
    assert path.exists()
    assert not path.with_name("store.db.new").exists()
    assert path.stat().st_mode & 0o077 == 0


def test_room_on_the_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sync §2: warn at 500 MiB, stop new registrations at 100 MiB."""
    for free, expected in ((500, Room.PLENTY), (499, Room.LOW), (100, Room.LOW), (99, Room.FULL)):
        usage = type("Usage", (), {"free": free * health.MIB})
        monkeypatch.setattr(health.shutil, "disk_usage", lambda _, usage=usage: usage)
        assert store.room() is expected
    with pytest.raises(health.DiskFullError) as caught:
        store.require_room()
    assert classify(caught.value) is Trouble.DISK_FULL


def test_the_reserve_is_real_room(tmp_path: Path) -> None:
    """Sync §2: 32 MiB of real blocks, taken once, given back whole."""
    reserve = Reserve(tmp_path / "reserve", size=2 * health.MIB)
    assert not reserve.held
    reserve.take()
    reserve.take()
    assert reserve.held
    assert (tmp_path / "reserve").stat().st_blocks * 512 >= 2 * health.MIB
    reserve.release()
    reserve.release()
    assert not reserve.held


def test_the_queue_outlives_reopening(filled: Path) -> None:
    store = Store.open(filled, KEY)
    with store.read() as work:
        assert work.outbox.counts()[OpState.PENDING] == 10
    store.close()
