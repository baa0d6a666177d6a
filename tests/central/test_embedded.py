"""The embedded PostgreSQL: nobody's permissions change, nothing survives, a crash is recovered from (issue: demo)."""

import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ipas_central import embedded
from ipas_central.embedded import Cluster, ClusterError
from tests.helpers.processes import gone


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A folder below one that only its owner may enter, as a home folder is."""
    outer = tmp_path / "home"
    outer.mkdir(mode=0o700)
    return outer / "demo" / "pg"


def modes(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """Mode and owner of a folder and all above it."""
    found = {each: each.stat() for each in (folder, *folder.parents)}
    return {each: (stat.S_IMODE(info.st_mode), info.st_uid, info.st_gid) for each, info in found.items()}


def home_of(base: Path) -> Path:
    """Where the cluster's files are."""
    pointer = base / "elsewhere"
    return Path(pointer.read_text(encoding="utf-8")) if pointer.exists() else base


def ways() -> list[str]:
    """How postgres can get its identity here; root has two."""
    return ["plain"] if os.geteuid() else ["namespace", "setuid"]


@pytest.fixture(params=ways())
def way(request: pytest.FixtureRequest, base: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    chosen: str = request.param
    if chosen == "namespace" and embedded._identity() != "namespace":
        pytest.skip("no user namespaces on this machine")
    monkeypatch.setattr(embedded, "_identity", lambda: chosen)
    yield chosen
    if (home := home_of(base)) != base:
        shutil.rmtree(home.parent)


def test_it_serves_durably_and_changes_no_permission_outside(base: Path, way: str) -> None:
    """Also root's home stays closed; only loopback; fsync on; checksums; PostgreSQL 18."""
    base.parent.mkdir()
    before = modes(base.parent) | modes(Path(embedded.__file__).parent) | modes(Path(tempfile.gettempdir()))
    with Cluster(base) as cluster, cluster.connect("ipas") as connection:
        query = (
            "SELECT current_setting('fsync'), current_setting('data_checksums'), current_setting('listen_addresses')"
        )
        assert connection.execute(query).fetchone() == ("on", "on", "127.0.0.1")
        assert connection.info.server_version >= 180000
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    after = modes(base.parent) | modes(Path(embedded.__file__).parent) | modes(Path(tempfile.gettempdir()))
    assert after == before
    assert stat.S_IMODE(base.stat().st_mode) == 0o700
    with Cluster(base) as again, again.connect("ipas") as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs it as somebody else")
def test_programs_in_a_closed_home_run_from_a_copy(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project below /root on a machine without user namespaces: the copy finds its libraries."""
    monkeypatch.setattr(embedded, "_identity", lambda: "setuid")
    monkeypatch.setattr(embedded, "_enterable", lambda _folder: False)
    for _ in range(2):
        with Cluster(base, durable=False) as cluster, cluster.connect("ipas") as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    shutil.rmtree(home_of(base).parent)


def test_a_wrong_password_is_refused(base: Path) -> None:
    with Cluster(base, durable=False) as cluster:
        address = cluster.url().replace("+psycopg", "").replace("ipas:", "ipas:x", 1)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(address)


def test_it_starts_again_after_kill_9(base: Path) -> None:
    """A stale postmaster.pid and processes that are still going."""
    with Cluster(base) as cluster:
        with cluster.connect("ipas") as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        os.kill(cluster.pid, signal.SIGKILL)
        assert gone(cluster.pid, within_s=10)
    with Cluster(base) as again, again.connect("ipas") as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_the_number_of_a_dead_postmaster_may_be_somebody_elses(base: Path) -> None:
    with Cluster(base, durable=False):
        home = home_of(base)
    pid_file = home / "data" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{home}/data\n0\n5432\n\n127.0.0.1\n\nready\n", encoding="utf-8")
    with Cluster(base, durable=False) as again, again.connect("ipas"):
        pass


def test_one_process_at_a_time(base: Path) -> None:
    with Cluster(base, durable=False), pytest.raises(ClusterError, match="in use"), Cluster(base):
        pass


def test_a_taken_port_is_passed_over(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = embedded._free_port
        offered = [free(), taken.getsockname()[1]]
        monkeypatch.setattr(embedded, "_free_port", offered.pop)
        with Cluster(base, durable=False) as cluster, cluster.connect("ipas"):
            assert offered == []


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent death signal")
def test_it_does_not_survive_a_kill_9_of_its_parent(base: Path) -> None:
    """Nothing survives a kill -9 of what started it."""
    program = [sys.executable, "-m", "ipas_central.embedded", str(base)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        select.select([parent.stdout], [], [], 60)
        address = parent.stdout.readline().strip().replace("+psycopg", "")
        with psycopg.connect(address) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        pid = int((home_of(base) / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        parent.kill()
        parent.wait()
    assert gone(pid, within_s=20)


def test_it_ends_in_order_when_told(base: Path) -> None:
    program = [sys.executable, "-m", "ipas_central.embedded", str(base)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith("postgresql+psycopg://")
        running.terminate()
        assert running.wait(timeout=20) == 0
    assert not (home_of(base) / "data" / "postmaster.pid").exists()
