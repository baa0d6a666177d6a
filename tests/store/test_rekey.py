"""`ipas-kiosk rekey` (D9): another key, without a line, and a store that opens whatever stops it on the way."""

import json
import os
import shutil
import signal
import struct
import sys
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ipas_contract import key_copies
from ipas_kiosk.models import cipher
from ipas_kiosk.models.cipher import StoreKey
from ipas_kiosk.models.health import QUARANTINE, DamagedError, InUseError, WrongKeyError
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import enrolment, failpoints, keys, opening, rekeying
from ipas_kiosk.services.demo_key import DemoKeyFile
from ipas_kiosk.services.failpoints import Failpoint, InjectedError
from ipas_kiosk.services.keys import CredentialKeeper, KeyChain
from ipas_kiosk.services.trouble import classify
from ipas_kiosk.services.values import Trouble
from ipas_kiosk.settings import Settings, load
from tests.faults.test_failpoints import REKEYING
from tests.helpers.processes import Program
from tests.helpers.store import device, register
from tests.store.test_cli import call, demo

__all__ = ["demo"]
pytestmark = pytest.mark.logs('"rekeyed"')
PRIVATE = X25519PrivateKey.generate()
PEOPLE = 3


@pytest.fixture
def kiosk(demo: Path) -> Path:
    """A demo folder whose kiosk is enrolled, with people in its store."""
    settings = settings_of(demo)
    store, key = enrolment.prepare(settings)
    public = PRIVATE.public_key().public_bytes_raw()
    with store.write() as work:
        work.device.enrol(device(sealing_key=public))
        work.commit()
    for serial in range(PEOPLE):
        register(store, serial, account=f"account{serial:04}")
    store.close()
    copy = key_copies.seal(key.reveal(), key.fingerprint(), public)
    opening.sealed_copy(settings.store_path).write_text(copy, encoding="utf-8")
    return demo


def settings_of(demo: Path) -> Settings:
    return load(environ={"IPAS_DEMO": str(demo)})


def key_of(demo: Path) -> StoreKey:
    return keys.chain(settings_of(demo)).find()


def whole(demo: Path) -> bool:
    """The store opens as at any start, nobody is lost, the index finds them, the copy is of the key in use, and nothing
    of the way there is left. Whether the key is another one than `before` said."""
    settings = settings_of(demo)
    store = opening.open_store(settings)
    with store.read() as work:
        assert len(work.outbox.page()) == PEOPLE
        for serial in range(PEOPLE):
            assert work.verifiers.find(f"ACCOUNT{serial:04}", 1) is not None
            assert work.registrations.taken(f"account{serial:04}")
    store.close()
    copy = opening.sealed_copy(settings.store_path).read_text(encoding="utf-8")
    key = key_of(demo)
    assert json.loads(copy)["fingerprint"] == key.fingerprint()
    assert key_copies.unseal(copy, PRIVATE.private_bytes_raw()) == key.reveal()
    left = {file.name for file in settings.data_dir.iterdir()} - {"store.db.reserve", "store.db.sync"}
    assert left == {"store.db", "store.key", "store.db.key.json"}
    return True


def test_d9_another_key(kiosk: Path) -> None:
    """Twice: the index, made under the first key, goes on finding people."""
    settings = settings_of(kiosk)
    settings.store_path.with_name("store.db.before-0001").touch()
    for _ in range(2):
        before = key_of(kiosk)
        ended = call(kiosk, "rekey")
        assert ended.exit_code == 0, ended.output
        assert key_of(kiosk).reveal() != before.reveal()
        assert whole(kiosk)
        with pytest.raises(WrongKeyError):
            Store.open(settings.store_path, before)
        for key in (before, key_of(kiosk)):
            assert key.reveal().hex() not in ended.output


@pytest.mark.parametrize("place", REKEYING)
def test_d9_killed_on_the_way(kiosk: Path, tmp_path: Path, place: Failpoint) -> None:
    environment = {**os.environ, "IPAS_DEMO": str(kiosk), failpoints.VARIABLE: f"{place}:kill"}
    with Program([sys.executable, "-m", "ipas_kiosk.cli", "rekey"], env=environment, log=tmp_path / "log") as program:
        assert program.process.wait() == -signal.SIGKILL, (tmp_path / "log").read_text(encoding="utf-8")
    assert whole(kiosk)


@pytest.mark.parametrize("place", REKEYING)
@pytest.mark.parametrize("action", ["raise", "delay"])
def test_d9_an_exception_or_a_delay(
    kiosk: Path, monkeypatch: pytest.MonkeyPatch, place: Failpoint, action: str
) -> None:
    for name, value in (("_NAME", place.value), ("_ACTION", action), ("DELAY_S", 0.01)):
        monkeypatch.setattr(failpoints, name, value)
    settings = settings_of(kiosk)
    if action == "raise":
        with pytest.raises(InjectedError):
            rekeying.rekey(settings, opening.open_store(settings))
        monkeypatch.setattr(failpoints, "_NAME", "")
    else:
        rekeying.rekey(settings, opening.open_store(settings))
    assert whole(kiosk)


def test_d9_a_start_in_the_middle_takes_no_key_away(kiosk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever else finds two keys, or wants a third one, is told that somebody is at work."""
    settings = settings_of(kiosk)
    passed: list[Failpoint] = []

    def meanwhile(here: Failpoint) -> None:
        for other in (opening.unlock, rekeying.settle):
            with pytest.raises(InUseError) as refused:
                other(settings)
            assert classify(refused.value) is Trouble.LOCKED
        passed.append(here)

    monkeypatch.setattr(rekeying, "failpoint", meanwhile)
    rekeying.rekey(settings, opening.open_store(settings))
    assert passed == REKEYING
    assert whole(kiosk)


def test_d9_a_key_goes_only_when_the_other_one_opens_the_store(kiosk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A first page that is damaged opens with neither: both stay for whoever mends it."""
    settings = settings_of(kiosk)
    monkeypatch.setattr(rekeying, "_settle", lambda _: None)
    rekeying.rekey(settings, opening.open_store(settings))
    monkeypatch.undo()
    content = settings.store_path.read_bytes()
    settings.store_path.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
    with pytest.raises(DamagedError):
        opening.unlock(settings)
    (aside,) = (settings.data_dir / QUARANTINE).iterdir()
    assert {file.name for file in aside.iterdir()} == {"store.db", "store.db.key.json", "store.db.key.json.next"}
    shutil.rmtree(aside.parent)
    settings.store_path.write_bytes(content)
    assert whole(kiosk)


def test_d9_power_lost_in_the_middle(kiosk: Path) -> None:
    """The log cut at frame borders: the old key opens it until the last frame is there, then the new one does."""
    settings = settings_of(kiosk)
    folder, new = settings.data_dir, StoreKey(bytes(range(32)))
    old = key_of(kiosk)
    store = opening.open_store(settings)
    with store.write() as work:
        work.pulled.put_fact(cipher.INDEX, store.index.reveal())
        work.commit()
    store.close()
    copy = key_copies.seal(new.reveal(), new.fingerprint(), PRIVATE.public_key().public_bytes_raw())
    opening.next_copy(settings.store_path).write_text(copy, encoding="utf-8")
    DemoKeyFile(folder / "store.key.next").keep(new)
    image = folder.with_name("image")
    with closing(cipher.connect(settings.store_path, old)) as connection:
        cipher.rekey(connection, new)
        shutil.copytree(folder, image)
    log = (image / "store.db-wal").read_bytes()
    (page,) = struct.unpack(">I", log[8:12])
    frame = 24 + page
    count = (len(log) - 32) // frame
    for frames in (0, 1, count // 2, count - 1, count):
        shutil.rmtree(folder)
        shutil.copytree(image, folder)
        (folder / "store.db-wal").write_bytes(log[: 32 + frames * frame])
        (folder / "store.db-shm").unlink(missing_ok=True)
        assert whole(kiosk)
        assert (key_of(kiosk).reveal() == new.reveal()) is (frames == count)


def test_d9_not_beside_another_program(kiosk: Path) -> None:
    """A kiosk that runs would meet pages that its key does not open."""
    before = key_of(kiosk)
    running = opening.open_store(settings_of(kiosk))
    with running.read() as work:
        assert work.outbox.counts()
    ended = call(kiosk, "rekey", IPAS_KIOSK_STORE_TIMEOUT_S="0.1")
    assert (ended.exit_code, ended.output.partition(":")[0]) == (1, "locked")
    with running.read() as work:
        assert len(work.outbox.page()) == PEOPLE
    running.close()
    assert whole(kiosk)
    assert key_of(kiosk).reveal() == before.reveal()


def test_d9_systemd_keeps_its_own_keys(kiosk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here can change a credential: said before anything is enciphered."""
    before = key_of(kiosk)
    monkeypatch.setattr(keys, "waiting", lambda _: KeyChain((CredentialKeeper(tmp_path / "nothing"),)))
    ended = call(kiosk, "rekey")
    assert (ended.exit_code, "systemd keeps this key" in ended.output) == (78, True)
    monkeypatch.undo()
    assert whole(kiosk)
    assert key_of(kiosk).reveal() == before.reveal()
