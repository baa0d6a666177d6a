"""The disk is full, or fails: a real small file system, real write errors (sync §3 rows 11 12; X25)."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.processes import Program
from tests.store.test_crashes import child

SIZE = "200m"
MOUNT = f'mount -t tmpfs -o size={SIZE},mode=0700 tmpfs "$1" && exec "$0" -m tests.store.child full "$1"'


def said(program: Program) -> list[str]:
    assert program.process.stdout is not None
    lines = [line.strip() for line in program.process.stdout]
    program.process.wait()
    return lines


def can_mount(folder: Path) -> bool:
    """Whether this machine lets us mount a small file system in a name space of our own."""
    probe = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", folder]
    try:
        return subprocess.run(probe, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.fault(
    12,
    injected="a tmpfs of 200 MiB filled up",
    seen="save refused, reserve given up, verdicts still written, no damage",
)
def test_a_full_disk_refuses_saves_frees_the_reserve_and_still_drains(tmp_path: Path) -> None:
    """Row 12, X25: no half record, a clear trouble, the queue can still be settled, nothing is damaged."""
    folder = tmp_path / "small"
    folder.mkdir()
    if not can_mount(folder):
        pytest.skip("no small file system can be mounted here without more rights")
    command = ["unshare", "-rm", "sh", "-c", MOUNT, sys.executable, folder]
    with Program(command, log=tmp_path / "child.log", piped=True) as program:
        lines = said(program)
    assert lines == [
        "reserve True",
        "room disk_full",
        "save disk_full",
        "save disk_full",
        "reserve False",
        "queue 0 1 0",
    ], (tmp_path / "child.log").read_text(encoding="utf-8")


@pytest.mark.fault(
    11,
    injected="no file may grow (RLIMIT_FSIZE)",
    seen="the save fails in words; read-only until the restart",
)
def test_a_failing_disk_stops_writing_until_the_next_start(store_path: Path) -> None:
    """Row 11: the save fails in words, the store is suspect and read-only, what was saved is still there."""
    with child("broken", store_path) as program:
        lines = said(program)
    assert lines == ["save store_io", "save store_io", "queue 1 0 0"]


@pytest.mark.fault(
    11,
    injected="no file may grow (RLIMIT_FSIZE) while the WAL is moved to the main file",
    seen="the next save is refused in words; nothing is lost",
)
def test_a_disk_that_fails_at_the_checkpoint_stops_writing_too(store_path: Path) -> None:
    with child("broken_checkpoint", store_path) as program:
        lines = said(program)
    assert lines == ["checkpoint OperationalError", "save store_io", "queue 1 0 0"]
