"""`ipas-kiosk enrol` and `doctor` against a real central on its line (V1, V2, V3; O2)."""

import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ipas_central.tables import device
from ipas_contract import sealing
from ipas_contract.signing import fingerprint
from ipas_kiosk.cli import app
from ipas_kiosk.services import opening
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


def test_a_kiosk_joins_its_centre_and_both_sides_show_one_fingerprint(server: CentralServer, tmp_path: Path) -> None:
    """V2: people compare the two; the private key never left the kiosk."""
    folder = furnish(tmp_path / "demo", server)
    ended = call(folder, "enrol", server.code(), "--centre", CENTRE)
    assert ended.exit_code == 0, ended.output
    (row,) = server.rows(device)
    assert f"kiosk {row.kiosk_code} of centre {CENTRE}" in ended.output
    assert fingerprint(row.public_key) in ended.output
    store = opening.open_store(load(environ={"IPAS_DEMO": str(folder)}))
    with store.read() as work:
        kept = work.device.get()
    store.close()
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
    refusals = {call(folder, "enrol", code, "--centre", CENTRE).output for code in (used, "AAAA-AAAA-AAAA")}
    assert len(refusals) == 1
    assert "did not take this kiosk in" in refusals.pop()
    assert call(folder, "enrol", server.code(), "--centre", CENTRE).exit_code == 0


def test_the_doctor_hears_central_and_its_clock(server: CentralServer, tmp_path: Path) -> None:
    """O2, O10: a signed ping; a skew over two minutes is told."""
    folder = furnish(tmp_path / "demo", server)
    call(folder, "enrol", server.code(), "--centre", CENTRE)
    for ahead, expected in ((0, "pass"), (150_000, "FAIL")):
        server.clock.now = time.time_ns() // 1_000_000 + ahead
        found = {line.split()[1]: line.split()[0] for line in call(folder, "doctor").output.splitlines()}
        assert (found["central"], found["clock"]) == ("pass", expected)
