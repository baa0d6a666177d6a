"""What lies on the disk, and what is never shown (requirements D1 D2 D6 D7 D10)."""

import base64
import hashlib
import pickle
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ipas_kiosk.models import cipher
from ipas_kiosk.models.cipher import BlindIndex, NotEncryptedError, StoreKey
from ipas_kiosk.models.records import Settled
from ipas_kiosk.models.store import Store
from ipas_kiosk.services.trouble import classify
from ipas_kiosk.services.values import Trouble
from tests.helpers.store import KEY, candidate, register

CANARY = "canary0001"


def on_disk(path: Path) -> bytes:
    """Every byte that the store keeps in its folder."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.rglob("*")) if file.is_file())


def test_no_plain_text_in_the_files(store: Store) -> None:
    """D1: neither the database nor its write-ahead log holds what was typed, nor SQLite's header."""
    who, made = register(store, 1, account=CANARY, name="王小明金絲雀")
    before = on_disk(store.path)
    store.checkpoint()
    after = on_disk(store.path)
    assert len(before) > 0
    assert len(after) > 0
    for seen in (before, after):
        for text in (CANARY, who.name, who.id_number, who.email, who.mobile, who.password_hash, made.receipt_no):
            assert text.encode() not in seen
            assert text.encode("utf-16-le") not in seen
        for word in (b"SQLite format 3", b"CREATE TABLE", b"outbox"):
            assert word not in seen


def test_the_canary_would_be_seen_in_plain_sqlite(tmp_path: Path) -> None:
    """D1: the search itself can find something."""
    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE outbox (account)")
    plain.execute("INSERT INTO outbox VALUES (?)", (CANARY,))
    plain.commit()
    plain.close()
    assert CANARY.encode() in on_disk(tmp_path / "plain.db")


def test_temporary_files_stay_in_memory_and_deleted_rows_are_overwritten(store: Store) -> None:
    """D1, D7: temp_store, secure_delete, synchronous, and a write-ahead log that is emptied."""
    register(store, 1)
    wal = store.path.with_name("store.db-wal")
    assert wal.stat().st_size > 0
    store.checkpoint()
    assert wal.stat().st_size == 0
    with store.read() as work:
        pragmas = {
            name: work._connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("temp_store", "secure_delete", "synchronous", "foreign_keys", "journal_mode")
        }
    assert pragmas == {"temp_store": 2, "secure_delete": 1, "synchronous": 2, "foreign_keys": 1, "journal_mode": "wal"}


def test_refuses_a_driver_that_cannot_encrypt(store_path: Path) -> None:
    """D2: the standard sqlite3 ignores the key without a word."""
    with pytest.raises(NotEncryptedError) as caught:
        Store.open(store_path, KEY, driver=sqlite3)
    assert classify(caught.value) is Trouble.NOT_ENCRYPTED
    assert cipher.version(sqlite3) == ""
    assert cipher.version().startswith("4.")


def test_refuses_a_plain_file(tmp_path: Path) -> None:
    """D1, D2: first 16 bytes; a plain database is not opened, and not changed."""
    path = tmp_path / "store.db"
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE t (a)")
    plain.close()
    before = path.read_bytes()
    with pytest.raises(NotEncryptedError) as caught:
        Store.open(path, KEY)
    assert classify(caught.value) is Trouble.NOT_ENCRYPTED
    assert path.read_bytes() == before


def test_people_are_found_by_keyed_digests_alone(store: Store) -> None:
    """D6: no unkeyed hash of an ID number or account anywhere, not even inside the encrypted store."""
    who, _ = register(store, 1)
    with store.read() as work:
        rows = [
            bytes(value) if isinstance(value, bytes) else str(value).encode()
            for table in ("candidate", "submission", "verifier", "attempt", "outbox")
            for row in work._connection.exec_driver_sql(f"SELECT * FROM {table}")
            for value in row
        ]
    for text in (who.id_number, who.account, who.name):
        digest = hashlib.sha256(text.encode())
        assert digest.digest() not in rows
        assert digest.hexdigest().encode() not in rows
    assert store.index.id_number(who.id_number) in rows
    assert store.index.account(who.account.upper()) in rows


def test_the_blind_index_hangs_on_the_store_key() -> None:
    """D6: another store, another index; kinds do not mix; the index key is not the store key."""
    here, there = BlindIndex(KEY), BlindIndex(StoreKey(bytes(32)))
    assert here.account("tester01") == here.account("TESTER01") != there.account("tester01")
    assert here.id_number("A200000003") != here.account("A200000003") != here.name("A200000003")
    assert here.name("王\ud800") != here.name("王")
    assert KEY.derive(b"a") != KEY.derive(b"b") != KEY.reveal()


def test_a_key_shows_itself_to_nobody() -> None:
    """D10: neither in text nor by pickle; a wrong one is named by its length."""
    shown = f"{KEY} {KEY!r} {[KEY]}"
    assert KEY.reveal().hex() not in shown
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(KEY)
    with pytest.raises(ValueError, match="not 5"):
        StoreKey(b"12345")


NOISY = """
import logging, os, sys, traceback
logging.basicConfig(level=1, stream=sys.stdout)
from pathlib import Path
from ipas_kiosk.models.store import Store
from tests.helpers.store import KEY, register
import sqlalchemy
for name in ("sqlalchemy.engine", "sqlalchemy.pool", "sqlalchemy.dialects"):
    logging.getLogger(name).setLevel(1)
store = Store.open(Path(sys.argv[1]), KEY)
register(store, 1)
print(store.__dict__, store._writer.url, store._writer.pool.__dict__)
try:
    with store.write() as work:
        work._connection.exec_driver_sql("SELECT * FROM nowhere")
except Exception:
    traceback.print_exc(file=sys.stdout)
try:
    Store.open(Path(sys.argv[1]), type(KEY)(bytes(32)))
except Exception:
    traceback.print_exc(file=sys.stdout)
print(Path("/proc/self/cmdline").read_bytes(), os.environ)
"""


def test_the_key_is_in_no_log_argument_environment_or_traceback(store_path: Path) -> None:
    """D10: everything that can be turned on to speak does, and the key is not in it."""
    ran = subprocess.run([sys.executable, "-c", NOISY, store_path], capture_output=True, check=True)
    said = ran.stdout + ran.stderr
    assert b"INSERT INTO candidate" in said, "nothing was traced at all"
    assert b"WrongKeyError" in said
    raw = KEY.reveal()
    for shown in (raw, raw.hex().encode(), raw.hex().upper().encode(), base64.b64encode(raw), repr(raw).encode()[2:-1]):
        assert shown not in said
    assert candidate(1).password_hash.encode() not in said, "parameters are not logged"
    assert ran.stderr == b""


def test_an_erased_lookup_leaves_nothing_behind(store: Store) -> None:
    """D7, model §3: once done and checkpointed its text is gone from the pages, decrypted too."""
    from ipas_contract.events import OpKind
    from tests.helpers.store import new_op

    lookup = new_op(candidate(1).id, kind=OpKind.LOOKUP, body='{"id_number": "canary-of-a-lookup"}')
    with store.write() as work:
        work.outbox.append(lookup)
        work.commit()
    with store.write() as work:
        work.outbox.settle([Settled(lookup.op_id, "{}")], 1)
        work.commit()
    store.checkpoint()
    with store.read() as work:
        plain = work._connection.exec_driver_sql("SELECT group_concat(hex(body)) FROM outbox").scalar_one()
    assert b"canary-of-a-lookup".hex().upper() not in plain
