"""`ipas-kiosk enrol` and `doctor` against a real central on its line (V1, V2, V3; O2)."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ipas_central import certificates
from ipas_central.devices import codes
from ipas_central.tables import device
from ipas_contract import base32, enrol_codes, pins, sealing
from ipas_contract.enrol_codes import EnrolCode
from ipas_contract.signing import fingerprint
from ipas_kiosk.cli import app
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import bodies, opening
from ipas_kiosk.settings import load
from tests.helpers.central import CENTRE, CentralServer


def call(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"IPAS_DEMO": str(folder)})


def furnish(folder: Path, server: CentralServer) -> Path:
    """A demo folder whose kiosk knows where central is, and no more."""
    folder.mkdir()
    text = f'central_url = "{server.url}"\ndata_dir = "{(folder / "kiosk").as_posix()}"\n'
    (folder / "kiosk.toml").write_text(text, encoding="utf-8")
    return folder


def opened(folder: Path) -> AbstractContextManager[Store]:
    return closing(opening.open_store(load(environ={"IPAS_DEMO": str(folder)})))


def test_a_kiosk_joins_its_centre_and_both_sides_show_one_fingerprint(server: CentralServer, tmp_path: Path) -> None:
    """V2: people compare the two; the private key never left the kiosk."""
    folder = furnish(tmp_path / "demo", server)
    ended = call(folder, "enrol", server.code(), "--centre", CENTRE)
    assert ended.exit_code == 0, ended.output
    (row,) = server.rows(device)
    assert f"kiosk {row.kiosk_code} of centre {CENTRE}" in ended.output
    assert fingerprint(row.public_key) in ended.output
    with opened(folder) as store, store.read() as work:
        kept = work.device.get()
    assert kept is not None
    assert (kept.device_id, kept.kiosk_code, kept.incarnation) == (row.id, row.kiosk_code, row.incarnation)
    assert kept.sealing_key == server.central.keys.sealing_public
    sealing.seal(b"anything", kept.sealing_key, sealing.STORE_KEY)


@pytest.mark.logs("enrol_failed")
def test_a_code_that_is_wrong_or_used_is_refused_in_one_way(server: CentralServer, tmp_path: Path) -> None:
    """V1: uniform failure, and the next try with a right code works."""
    folder = furnish(tmp_path / "demo", server)
    used = server.code()
    assert call(furnish(tmp_path / "other", server), "enrol", used, "--centre", CENTRE).exit_code == 0
    refusals = {call(folder, "enrol", code, "--centre", CENTRE).output for code in (used, str(EnrolCode.new()))}
    assert len(refusals) == 1
    assert "did not take this kiosk in" in refusals.pop()
    assert call(folder, "enrol", server.code(), "--centre", CENTRE).exit_code == 0


def test_a_mistyped_code_is_seen_here(server: CentralServer, tmp_path: Path) -> None:
    """It costs no miss at central, and makes no store."""
    folder, code = furnish(tmp_path / "demo", server), server.code()
    for _ in range(codes.MISSES):
        mistyped = call(folder, "enrol", code[:-1] + ("0" if code[-1] != "0" else "1"), "--centre", CENTRE)
        assert (mistyped.exit_code, "mistyped" in mistyped.output) == (1, True)
    assert not (folder / "kiosk").exists()
    assert call(folder, "enrol", code, "--centre", CENTRE).exit_code == 0


@pytest.fixture
def pinned(database_url: str, tmp_path: Path) -> Iterator[CentralServer]:
    """Central that serves TLS itself, with a certificate of its own making."""
    made = certificates.make(tmp_path / "tls", "central", ["127.0.0.1"])
    with CentralServer(database_url, tmp_path, tls_certificate=made.certificate, tls_key=made.key) as running:
        yield running


@pytest.mark.logs("other_key")
def test_v10_the_pin_comes_with_the_code_and_is_kept(pinned: CentralServer, tmp_path: Path) -> None:
    """X32: with the pin of another key the code itself is not sent; no http afterwards; the doctor says how it is."""
    folder = furnish(tmp_path / "demo", pinned)
    (pin,) = pinned.central.pins
    code = EnrolCode(enrol_codes.read(pinned.code()).secret, "0" * pins.LENGTH)  # type: ignore[union-attr]
    refused = call(folder, "enrol", str(code), "--centre", CENTRE)
    assert (refused.exit_code, "Nothing was sent: the server's key is not the one" in refused.output) == (1, True)
    assert pinned.app.state.tally.replies.total() == 0
    assert call(folder, "enrol", pinned.code(), "--centre", CENTRE).exit_code == 0
    with opened(folder) as store:
        assert bodies.device(store).pins == (pin,)
    told = f"pass  tls        key as enrolled, {base32.grouped(pin)}; certificate until 20"
    assert told in call(folder, "doctor").output
    with opened(folder) as store, store.write() as work:
        work.device.set_pins(("0" * pins.LENGTH,))
        work.commit()
    told = "FAIL  tls        the server's key is not the one this kiosk was enrolled with"
    assert told in call(folder, "doctor").output.splitlines()
    settings = folder / "kiosk.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("https://", "http://"), encoding="utf-8")
    assert "FAIL  tls        this kiosk was enrolled with a pin" in call(folder, "doctor").output
    again = call(folder, "enrol", "--again", str(EnrolCode.new()), "--centre", CENTRE)
    assert "enrolled with a pin" in again.output, "a code without a pin does not take the pin away"


def test_the_doctor_hears_central_and_its_clock(server: CentralServer, tmp_path: Path) -> None:
    """O2, O10: a signed ping; a skew over two minutes is told."""
    folder = furnish(tmp_path / "demo", server)
    call(folder, "enrol", server.code(), "--centre", CENTRE)
    for ahead, expected in ((0, "pass"), (150_000, "FAIL")):
        server.clock.now = time.time_ns() // 1_000_000 + ahead
        found = {line.split()[1]: line.split()[0] for line in call(folder, "doctor").output.splitlines()}
        assert (found["tls"], found["central"], found["clock"]) == ("pass", "pass", expected)
