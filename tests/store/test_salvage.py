"""A damaged store: what is still whole of its outbox is sealed for central (fault row 14; D8)."""

import random
import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ipas_contract import exports
from ipas_contract.events import Op
from ipas_kiosk.models import salvage
from ipas_kiosk.models.records import Device, QueuedOp
from ipas_kiosk.models.salvage import PAGE
from ipas_kiosk.models.store import Store
from tests.helpers.store import KEY, candidate, device, save
from tests.store.test_cli import call, demo
from tests.store.test_retention import retain

__all__ = ["demo"]
PRIVATE = X25519PrivateKey.generate()
DEVICE = Ed25519PrivateKey.generate()
OPS = 120


@pytest.fixture
def store(store: Store) -> Store:
    """A store with many ops, some of them longer than a page."""
    with store.write() as work:
        sealing_key = PRIVATE.public_key().public_bytes_raw()
        work.device.enrol(device(sealing_key=sealing_key, private_key=DEVICE.private_bytes_raw()))
        for serial in range(OPS):
            save(work, candidate(serial), body=f'{{"n": {serial}, "x": "{"金" * (50 if serial % 9 else 5000)}"}}')
        work.commit()
    return store


def held(store: Store) -> tuple[Device | None, tuple[QueuedOp, ...]]:
    with store.read() as work:
        return work.device.get(), work.outbox.page(limit=10_000)


def broken(path: Path, pages: list[int], *, at: int = 2000) -> Path:
    """A copy of a closed store with a bit flipped in each of these pages (from 0)."""
    content = bytearray(path.read_bytes())
    for page in pages:
        content[page * PAGE + at] ^= 1
    copy = path.with_name("broken.db")
    copy.write_bytes(content)
    return copy


def closed(store: Store) -> Path:
    store.checkpoint()
    store.close()
    return store.path


def test_a_whole_store_is_read_as_it_is(store: Store) -> None:
    """The write-ahead log too, up to its last commit."""
    store.checkpoint()
    with store.write() as work:
        save(work, candidate(OPS))
        work.commit()
    copy = store.path.with_name("copy.db")
    for ending in ("", "-wal"):
        shutil.copyfile(f"{store.path}{ending}", f"{copy}{ending}")
    found = salvage.read(copy, KEY)
    assert (found.device, found.ops) == held(store)
    assert (len(found.ops), found.missing, found.bad_pages) == (OPS + 1, 0, 0)
    wal = Path(f"{copy}-wal")
    wal.write_bytes(wal.read_bytes()[:-1])
    assert len(salvage.read(copy, KEY).ops) == OPS


def test_the_first_page_may_be_lost(store: Store) -> None:
    """With it SQLite finds nothing; the schema's pages and a table's inner ones may be lost as well."""
    before = held(store)
    found = salvage.read(broken(closed(store), [0]), KEY)
    assert (found.device, found.ops, found.bad_pages) == (*before, 1)


@pytest.mark.parametrize("seed", range(3))
def test_a_bad_bit_costs_one_op_at_most(store: Store, seed: int) -> None:
    _, before = held(store)
    path = closed(store)
    count = path.stat().st_size // PAGE
    bad = random.Random(seed).sample(range(count), 12)
    found = salvage.read(broken(path, bad, at=random.Random(seed).randrange(16, 4000)), KEY)
    assert len(before) - len(bad) <= len(found.ops) <= len(before)
    assert found.bad_pages == len(bad)
    assert {op.body for op in found.ops} <= {op.body for op in before}
    assert found.missing == OPS - found.ops[0].seq + 1 - len(found.ops)


def test_nothing_that_was_changed_is_believed(store: Store) -> None:
    """Every page spoilt in its middle: what is read is what was written, or not there; no doubtful key signs."""
    _, before = held(store)
    path = closed(store)
    found = salvage.read(broken(path, list(range(path.stat().st_size // PAGE))), KEY)
    assert found.device is None
    assert 0 < len(found.ops) < len(before)
    assert {(op.op_id, op.body) for op in found.ops} <= {(op.op_id, op.body) for op in before}


def test_sealed_and_erased_ops(store: Store) -> None:
    """Model §9: what was sealed is salvaged as it is."""
    with store.write() as work:
        work._connection.exec_driver_sql("UPDATE submission SET state = 'confirmed'")
        work._connection.exec_driver_sql("UPDATE outbox SET state = 'done', done_at = 1 WHERE seq <= 10")
        work.commit()
    retain(store, 10**13, agreed=False)
    found = salvage.read(closed(store), KEY)
    assert [op.sealed for op in found.ops] == [True] * 10 + [False] * (OPS - 10)


@pytest.fixture
def damaged(demo: Path, store: Store) -> Path:
    """A demo folder whose kiosk's store has four bad pages."""
    folder = demo / "kiosk"
    folder.mkdir()
    (folder / "store.key").touch(mode=0o600)
    (folder / "store.key").write_text(KEY.reveal().hex(), encoding="ascii")
    count = closed(store).stat().st_size // PAGE
    broken(store.path, [count - n for n in (4, 8, 12, 16)]).rename(folder / "store.db")
    return demo


def sealed(file: Path) -> list[Op]:
    opened = exports.Opened(file.read_text(encoding="ascii"), PRIVATE.private_bytes_raw())
    opened.check(DEVICE.public_key().public_bytes_raw())
    return [op for request in opened.requests for op in request.ops]


@pytest.mark.fault(
    14,
    injected="bits of four pages flipped, and of the first page (`store/test_salvage`)",
    seen="`ipas-kiosk salvage` seals every op but those under the bits for central's import; the store as it was",
)
def test_the_commands(damaged: Path, tmp_path: Path) -> None:
    path, out = damaged / "kiosk" / "store.db", tmp_path / "salvaged"
    before = path.read_bytes()
    ended = call(damaged, "salvage", "--out", str(out))
    ops = sealed(out)
    assert ended.output == f"{len(ops)} ops sealed into {out}; 4 damaged pages, {OPS - len(ops)} ops missing\n"
    assert OPS - 4 <= len(ops) <= OPS
    assert path.read_bytes() == before
    assert call(damaged, "salvage", "--out", str(out)).exit_code == 1
    assert "there is no" in call(damaged, "salvage", str(tmp_path / "nothing"), "--out", str(out)).output
    refused = call(damaged, "reset")
    assert (refused.exit_code, "--damaged --seal FILE" in refused.output, path.exists()) == (1, True, True)
    again = tmp_path / "again"
    ended = call(damaged, "reset", "--damaged", "--seal", str(again))
    assert ended.output == f"{len(ops)} ops sealed into {again}; the store and its key are gone\n"
    assert {file.name for file in (damaged / "kiosk").iterdir()} == {"quarantine"}
    assert len(sealed(again)) == len(ops)
