"""Where the store key may be kept, and what is refused (requirements D3 D4 D5 D10 D12)."""

import os
from pathlib import Path

import keyring.backends.fail
import keyring.backends.null
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringLocked

from ipas_contract import sealing
from ipas_kiosk.models.cipher import StoreKey
from ipas_kiosk.services import keys
from ipas_kiosk.services.demo_key import DemoKeyFile
from ipas_kiosk.services.keys import CredentialKeeper, KeyChain, KeyringKeeper, NoKeyError
from ipas_kiosk.services.trouble import classify
from ipas_kiosk.services.values import Trouble
from ipas_kiosk.settings import Settings
from tests.helpers.store import KEY

SHARED_MEMORY = Path("/dev/shm")
TMPFS = "22 1 0:21 / / rw - ext4 /dev/vda rw\n23 22 0:22 / {} rw,nosuid - tmpfs tmpfs rw\n"
DISK = "22 1 0:21 / / rw - ext4 /dev/vda rw\n"


class Keyring(KeyringBackend):
    """A credential store in memory with the real interface."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked(f"locked {self.kept}")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class SystemKeyring(Keyring):
    """The same under the name of the desktop's Secret Service."""


SystemKeyring.__module__, SystemKeyring.__qualname__ = "keyring.backends.SecretService", "Keyring"


def same(one: StoreKey | None, other: StoreKey | None) -> bool:
    return one is not None and other is not None and one.reveal() == other.reveal()


def test_a_new_key_is_random_kept_and_found_again() -> None:
    """D3: 32 random bytes. D5: what is kept is far below the Windows limit."""
    backend = Keyring()
    chain = KeyChain((KeyringKeeper(backend, "store"),))
    with pytest.raises(NoKeyError) as caught:
        chain.find()
    assert classify(caught.value) is Trouble.NO_KEY
    made = chain.find_or_make()
    assert same(chain.find(), made)
    assert same(chain.find_or_make(), made)
    ((entry, text),) = backend.kept.items()
    assert entry == ("ipas-kiosk", "store")
    assert len(text.encode("utf-16-le")) <= 1000
    assert not same(made, KeyChain((KeyringKeeper(Keyring(), "store"),)).find_or_make())


@pytest.mark.parametrize("backend", [keyring.backends.fail.Keyring, keyring.backends.null.Keyring, Keyring])
def test_backends_that_are_not_the_systems_own_are_rejected(backend: type[KeyringBackend]) -> None:
    """D4: fail, null, and whatever else is not on the list (the plain-text ones of keyrings.alt among them)."""
    assert keys.safe_backend({}, backend) is None


def test_the_systems_own_backend_is_taken_out_of_a_chain() -> None:
    """D4: where several backends are chained only a safe one counts."""
    safe = SystemKeyring()
    assert keys.safe_backend({}, lambda: safe) is safe

    class Chain(ChainerBackend):
        backends = [Keyring(), safe]  # noqa: RUF012 (as in the base class)

    assert keys.safe_backend({}, Chain) is safe
    Chain.backends = [Keyring()]
    assert keys.safe_backend({}, Chain) is None


def test_a_backend_forced_by_the_environment_is_refused() -> None:
    """D4: before the keyring is even imported with it."""
    with pytest.raises(NoKeyError, match="PYTHON_KEYRING_BACKEND"):
        keys.chain(Settings(), {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"})


def test_a_locked_keyring_is_trouble_and_repeats_nothing() -> None:
    """D10: what the keyring says is not passed on."""
    backend = Keyring()
    keeper = KeyringKeeper(backend, "store")
    keeper.keep(KEY)
    backend.locked = True
    with pytest.raises(NoKeyError) as caught:
        keeper.find()
    shown = f"{caught.value} {caught.value.__cause__} {caught.value.__context__}"
    assert KEY.reveal().hex() not in shown


def test_what_is_no_key_is_refused_without_showing_it() -> None:
    """D10."""
    for text in ("not hexadecimal", "ab" * 31, "ab" * 33, ""):
        with pytest.raises(NoKeyError) as caught:
            keys.key_from_text(text)
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None
        assert "ab" * 31 not in str(caught.value)


def credential(folder: Path, content: bytes = KEY.reveal(), mode: int = 0o400) -> Path:
    file = folder / keys.CREDENTIAL
    file.write_bytes(content)
    file.chmod(mode)
    return file


@pytest.mark.parametrize("content", [KEY.reveal(), KEY.reveal().hex().encode(), KEY.reveal().hex().encode() + b"\n"])
def test_a_systemd_credential_in_memory_is_taken(tmp_path: Path, content: bytes) -> None:
    """D3: owner, mode 0400, memory file system; raw or as hexadecimal digits."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text(TMPFS.format(tmp_path), encoding="utf-8")
    keeper = CredentialKeeper(credential(tmp_path, content), mounts)
    assert same(keeper.find(), KEY)
    assert not keeper.keep(KEY)
    assert CredentialKeeper(tmp_path / "absent", mounts).find() is None


def test_a_credential_on_a_disk_is_refused(tmp_path: Path) -> None:
    """D3: the memory file system is checked."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text(DISK, encoding="utf-8")
    with pytest.raises(NoKeyError, match="memory file system"):
        CredentialKeeper(credential(tmp_path), mounts).find()


@pytest.mark.skipif(not SHARED_MEMORY.is_dir(), reason="no memory file system at /dev/shm on this machine")
def test_a_credential_on_a_real_memory_file_system_is_taken(tmp_path: Path) -> None:
    """D3, with what this machine says of its mounts."""
    file = SHARED_MEMORY / f"ipas-test-{os.getpid()}-{tmp_path.name}"
    try:
        file.write_bytes(KEY.reveal())
        file.chmod(0o400)
        assert same(CredentialKeeper(file).find(), KEY)
    finally:
        file.unlink()


@pytest.mark.parametrize("mode", [0o600, 0o440, 0o404, 0o644])
def test_a_credential_that_others_may_read_or_change_is_refused(tmp_path: Path, mode: int) -> None:
    """D3: mode 0400. 0440 passes where root owns file and group: there it is an ACL's mask."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text(TMPFS.format(tmp_path), encoding="utf-8")
    keeper = CredentialKeeper(credential(tmp_path, mode=mode), mounts)
    if mode == 0o440 and os.geteuid() == 0:
        assert same(keeper.find(), KEY)
    else:
        with pytest.raises(NoKeyError, match="owner or mode"):
            keeper.find()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_credential_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """D3: owner."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text(TMPFS.format(tmp_path), encoding="utf-8")
    file = credential(tmp_path)
    os.chown(file, 12345, 12345)
    with pytest.raises(NoKeyError, match="owner or mode"):
        CredentialKeeper(file, mounts).find()


def test_a_linked_credential_is_refused(tmp_path: Path) -> None:
    """D3: the file itself, not something it points to."""
    link = tmp_path / "link"
    link.symlink_to(credential(tmp_path))
    with pytest.raises(NoKeyError, match="link"):
        CredentialKeeper(link).find()


def test_a_credential_alone_cannot_make_a_key(tmp_path: Path) -> None:
    """D3: systemd's are made beforehand; enrolment says how instead of putting a key elsewhere."""
    with pytest.raises(NoKeyError, match="systemd-creds"):
        KeyChain((CredentialKeeper(tmp_path / "absent"),)).find_or_make()


def test_the_demos_key_file_is_for_its_owner_alone_and_for_the_demo_alone(tmp_path: Path) -> None:
    """D3: a 0600 key file in the demo's folder, and nowhere else."""
    demo = Settings(data_dir=tmp_path / "kiosk", demo_dir=tmp_path)
    made = keys.chain(demo, {}).find_or_make()
    file = tmp_path / "kiosk" / "store.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert same(keys.chain(demo, {}).find(), made)
    file.chmod(0o644)
    with pytest.raises(NoKeyError, match="read by others"):
        DemoKeyFile(file).find()
    with pytest.raises(FileExistsError):
        DemoKeyFile(file).keep(KEY)
    served = Settings(data_dir=tmp_path / "kiosk")
    try:
        keepers = keys.chain(served, {}).keepers
    except NoKeyError:
        keepers = ()
    assert not any(isinstance(keeper, DemoKeyFile) for keeper in keepers)


def test_what_is_sealed_opens_with_the_organisations_key_for_its_purpose_alone() -> None:
    """D12, model §8: the copy of the store key; sealing twice gives different bytes."""
    organisation = X25519PrivateKey.generate()
    public, private = organisation.public_key().public_bytes_raw(), organisation.private_bytes_raw()
    sealed = sealing.seal(KEY.reveal(), public, sealing.STORE_KEY)
    assert KEY.reveal() not in sealed
    assert sealed != sealing.seal(KEY.reveal(), public, sealing.STORE_KEY)
    assert sealing.unseal(sealed, private, sealing.STORE_KEY) == KEY.reveal()
    with pytest.raises(InvalidTag):
        sealing.unseal(sealed, private, b"another purpose")
    with pytest.raises(InvalidTag):
        sealing.unseal(sealed, X25519PrivateKey.generate().private_bytes_raw(), sealing.STORE_KEY)
