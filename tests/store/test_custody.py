"""A lost or wrong key: the organisation opens the copy beside the store, the kiosk takes it back (row 15; model §8)."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from typer.testing import CliRunner

from ipas_central.cli import app as central
from ipas_contract import key_copies
from ipas_contract.key_copies import KeyCopyError
from ipas_kiosk.models.cipher import StoreKey
from ipas_kiosk.services import opening
from ipas_kiosk.services.demo_key import DemoKeyFile
from ipas_kiosk.services.keys import CredentialKeeper, KeyChain
from tests.helpers.store import KEY
from tests.store.test_cli import call, demo, enrolled

__all__ = ["demo", "enrolled"]
PRIVATE = X25519PrivateKey.generate()


def recover(copy: Path, private: Path, out: Path) -> int:
    return CliRunner().invoke(central, ["recover-key", str(copy), "--key", str(private), "--out", str(out)]).exit_code


@pytest.mark.fault(
    15,
    injected="the key file of a kiosk replaced by another key, and gone",
    seen="`ipas-central recover-key`, then `ipas-kiosk restore-key`: the store opens; another store's key is refused",
)
@pytest.mark.parametrize("lost", [True, False])
def test_the_way_back(enrolled: Path, tmp_path: Path, lost: bool) -> None:
    kiosk = enrolled / "kiosk"
    held = DemoKeyFile(kiosk / "store.key")
    right = held.find()
    assert right is not None
    copy = opening.sealed_copy(kiosk / "store.db")
    public = PRIVATE.public_key().public_bytes_raw()
    copy.write_text(key_copies.seal(right.reveal(), right.fingerprint(), public), encoding="utf-8")
    held.forget()
    if not lost:
        held.keep(KEY)
    assert call(enrolled, "outbox").exit_code in (1, 78)
    private, out = tmp_path / "sealing.private", tmp_path / "recovered"
    private.write_bytes(PRIVATE.private_bytes_raw())
    assert recover(copy, private, out) == 0
    assert out.stat().st_mode & 0o777 == 0o600
    assert recover(copy, private, out) == 78
    other = tmp_path / "other"
    other.write_text(StoreKey(bytes(32)).reveal().hex(), encoding="ascii")
    refused = call(enrolled, "restore-key", str(other))
    assert (refused.exit_code, "wrong_key" in refused.output) == (1, True)
    restored = call(enrolled, "restore-key", str(out))
    assert restored.exit_code == 0, restored.output
    assert right.reveal().hex() not in restored.output
    assert call(enrolled, "outbox").exit_code == 0


def test_what_does_not_open(tmp_path: Path) -> None:
    copy = key_copies.seal(KEY.reveal(), KEY.fingerprint(), PRIVATE.public_key().public_bytes_raw())
    assert key_copies.unseal(copy, PRIVATE.private_bytes_raw()) == KEY.reveal()
    for text, key, words in (
        (copy, X25519PrivateKey.generate().private_bytes_raw(), "does not open"),
        ("{}", PRIVATE.private_bytes_raw(), "no copy"),
        (copy.replace('"sealed":"', '"sealed":"!'), PRIVATE.private_bytes_raw(), "no copy"),
    ):
        with pytest.raises(KeyCopyError, match=words):
            key_copies.unseal(text, key)


def test_a_private_key_that_is_none_is_named(tmp_path: Path) -> None:
    """The copy is not blamed for it."""
    copy, private = tmp_path / "copy", tmp_path / "private"
    copy.write_text(key_copies.seal(KEY.reveal(), KEY.fingerprint(), PRIVATE.public_key().public_bytes_raw()), "utf-8")
    private.write_bytes(b"short")
    told = CliRunner().invoke(
        central, ["recover-key", str(copy), "--key", str(private), "--out", str(tmp_path / "out")]
    )
    assert (told.exit_code, "private: is not a key of 32 bytes" in told.output) == (78, True)


def test_systemd_alone_takes_credentials(tmp_path: Path) -> None:
    assert not KeyChain((CredentialKeeper(tmp_path / "nothing"),)).restore(KEY)
