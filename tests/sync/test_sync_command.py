"""`ipas-kiosk sync --once` against a real central (issue 3 §4; sync §2 Retry; rows 50 and 17)."""

import asyncio
import fcntl
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ipas_kiosk.cli import app
from ipas_kiosk.services import enrolment, opening
from ipas_kiosk.services.sync.gateway import Gateway
from ipas_kiosk.settings import load
from tests.helpers.central import CentralServer
from tests.helpers.office import CENTRE
from tests.helpers.store import register


@pytest.fixture
async def demo(central: CentralServer, tmp_path: Path) -> Path:
    """A demo folder whose kiosk this central took in, with two registrations that wait."""
    folder = tmp_path / "demo"
    folder.mkdir()
    text = f'central_url = "{central.url}"\ndata_dir = "{(folder / "kiosk").as_posix()}"\nbcrypt_cost = 4\n'
    (folder / "kiosk.toml").write_text(text, encoding="utf-8")
    store, key = enrolment.prepare(load(environ={"IPAS_DEMO": str(folder)}))
    gateway = Gateway(central.url, None)
    assert isinstance(await enrolment.enrol(store, key, CENTRE, central.code(), gateway.enrol), enrolment.Enrolled)
    await gateway.close()
    for serial in (1, 2):
        register(store, serial)
    store.close()
    return folder


async def call(demo: Path, *arguments: str) -> Result:
    run = CliRunner().invoke
    command = arguments if arguments[0] == "export" else ("sync", *arguments)
    return await asyncio.to_thread(run, app, command, env={"IPAS_DEMO": str(demo)})


@pytest.mark.logs("pushed")
async def test_one_conversation_told_by_op_id(demo: Path) -> None:
    """What was moved is told by op id; a second one has nothing to tell; nothing personal (P3)."""
    ended = await call(demo, "--once", "--verbose")
    assert ended.exit_code == 0, ended.output
    *lines, last = ended.output.splitlines()
    store = opening.open_store(load(environ={"IPAS_DEMO": str(demo)}))
    with store.read() as work:
        ids = [str(op.op_id) for op in work.outbox.page()]
    store.close()
    assert [line.split()[0] for line in lines] == ids
    assert all(" done " in line for line in lines)
    assert last.startswith("delivered")
    for personal in ("candidate0", "A20000", "林", "@"):
        assert personal not in ended.output
    assert (await call(demo, "--once", "--verbose")).output.splitlines() == [last]


async def test_another_process_is_not_disturbed(demo: Path) -> None:
    """Row 50: "sync now" skips the sleep, never the single flight."""
    with (demo / "kiosk" / "store.db.sync").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ended = await call(demo, "--once", "--verbose")
    assert (ended.exit_code, len(ended.output.splitlines())) == (75, 1)


async def test_central_away_is_told_and_keeps_the_queue(demo: Path, central: CentralServer) -> None:
    file = demo / "kiosk.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(central.url, "http://127.0.0.1:9"), encoding="utf-8")
    ended = await call(demo, "--once")
    assert (ended.exit_code, "no_line" in ended.output) == (1, True)


async def test_export_and_import_by_their_commands(demo: Path, central: CentralServer, tmp_path: Path) -> None:
    """Sync §2 Key loss: sealed on the kiosk, opened at central with the organisation's private key; twice is once."""
    file = tmp_path / "export"
    ended = await call(demo, "export", str(file))
    assert (ended.exit_code, ended.output) == (0, f"2 ops sealed into {file}\n")
    assert (await call(demo, "export", str(file))).exit_code == 1
    chosen = central.central.settings
    environ = {"IPAS_CENTRAL_DATABASE_URL": chosen.database_url, "IPAS_CENTRAL_KEYS_DIR": str(chosen.keys_dir)}
    command = [sys.executable, "-m", "ipas_central.cli", "import", str(file), "--key"]
    for key, code, words in (
        ("sealing.private", 0, "2 ops: 2 rejected\n"),
        ("sealing.private", 0, "2 ops: 2 duplicate\n"),
        ("sealing.pub", 78, ""),
    ):
        one = [*command, str(chosen.keys_dir / key)]
        done = await asyncio.to_thread(subprocess.run, one, env=environ, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (code, words), done.stderr
