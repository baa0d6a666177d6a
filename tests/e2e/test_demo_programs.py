"""The demo's programs live as long as the one that started them, and its folder is emptied only when it is a demo's."""

import os
import signal
import stat
import sys
from pathlib import Path

import pytest

from ipas_kiosk.demo.folder import Folder
from ipas_kiosk.demo.programs import DemoError
from ipas_kiosk.demo.programs import Program as Tethered
from tests.helpers.processes import Program, gone

SERVER = ("http.server", "--bind", "127.0.0.1", "0")
STARTER = f"""
import os, sys
from pathlib import Path
from ipas_kiosk.demo.programs import Program
started = Program(*{SERVER}, log=Path(sys.argv[1]), environment=os.environ)
started.first_line()
print(started._process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="pidfd")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_tethered_program_ends_with_its_starter_kill_9_too(tmp_path: Path, number: signal.Signals) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", STARTER, tmp_path / "log"]
    with Program(command, env=environment, log=tmp_path / "starter.log", piped=True) as starter:
        served = int(starter.read_line())
        assert not gone(served, within_s=0)
        os.kill(starter.pid, number)
        assert gone(served, within_s=10)


def test_a_program_that_does_not_start_is_told_with_its_log(tmp_path: Path) -> None:
    log = tmp_path / "central.log"
    program = Tethered("http.server", "--nonsense", log=log, environment=os.environ)
    with program, pytest.raises(DemoError, match=r"did not start; see .*central\.log"):
        program.first_line()
    assert "nonsense" in log.read_text(encoding="utf-8")


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "demo")
    folder.make(fresh=False)
    folder.write_settings(database_url="x", port=1, internal_port=2, smtp_port=3)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [folder.root, *folder.root.iterdir()]}
    assert modes["demo"] == modes["mail"] == modes["sms"] == modes["kiosk"] == 0o700
    assert modes["central.toml"] == modes["kiosk.toml"] == 0o600


def test_fresh_empties_a_demo_and_nothing_else(tmp_path: Path) -> None:
    """A link inside is removed, what it points to stays."""
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "letter.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(DemoError, match="not the demo's"):
        Folder(precious).make(fresh=True)
    folder = Folder(tmp_path / "demo")
    folder.make(fresh=False)
    (folder.mail / "old.eml").touch()
    (folder.root / "link").symlink_to(precious, target_is_directory=True)
    folder.make(fresh=False)
    assert (folder.mail / "old.eml").exists()
    folder.make(fresh=True)
    assert not list(folder.mail.iterdir())
    assert not (folder.root / "link").exists()
    assert (precious / "letter.txt").read_text(encoding="utf-8") == "kept"
