"""`dev.py run` from its start to every end it can come to (issue 2 §1)."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import monotonic

import pytest

from tests.e2e.demo import ROOT, Demo, running, without_display
from tests.e2e.desktop import desktop
from tests.e2e.journeys import register
from tests.helpers.people import person
from tests.helpers.processes import ended, tree

ENDS_WITHIN_S = 20.0
PARTS = ("ipas_central.embedded", "bin/postgres", "ipas_central.devmail", "ipas_central.cli serve", "ipas_kiosk.demo")


def kill_9(demo: Demo) -> None:
    os.kill(demo.program.pid, signal.SIGKILL)


def press_ctrl_c(demo: Demo) -> None:
    """As the terminal does: to the whole group in the foreground."""
    os.killpg(demo.program.pid, signal.SIGINT)


def ask_to_end(demo: Demo) -> None:
    os.kill(demo.program.pid, signal.SIGTERM)


def close_window(demo: Demo) -> None:
    """By the window manager's own key."""
    demo.kiosk.focus("login.account")
    demo.kiosk.keys("alt+F4")


def modes() -> dict[Path, int]:
    """The permissions of everything above what the demo uses."""
    inner = [Path.home(), ROOT, Path(sys.prefix), Path(sys.prefix).resolve()]
    return {path: stat.S_IMODE(path.stat().st_mode) for one in inner for path in (one, *one.parents)}


Lives = Callable[[Callable[[Demo], None]], AbstractContextManager[Demo]]


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    """Lives of one demo in one folder on one desktop, each by the end it comes to, which follows the context: then
    nothing is left of what `dev.py` started, and no permission outside the folder has changed."""
    folder, before = tmp_path_factory.mktemp("run") / "demo", modes()

    @contextmanager
    def life(end: Callable[[Demo], None]) -> Iterator[Demo]:
        with running(desk, folder) as demo:
            parts = tree(demo.program.pid)
            assert not [part for part in PARTS if not any(part in line for line in parts.values())]
            kiosk_group = os.getpgid(next(pid for pid, line in parts.items() if "demo.window" in line))
            assert kiosk_group == demo.program.pid
            yield demo
            handles = {line: os.pidfd_open(pid) for pid, line in tree(demo.program.pid).items()}
            end(demo)
            until = monotonic() + ENDS_WITHIN_S
            assert not [line for line, handle in handles.items() if not ended(handle, max(0.0, until - monotonic()))]
            for handle in handles.values():
                os.close(handle)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert modes() == before

    with desktop(tmp_path_factory.mktemp("desktop") / "desktop") as desk:
        yield life


@pytest.mark.parametrize("end", [ask_to_end, close_window])
def test_nothing_is_left_however_the_demo_ends(end: Callable[[Demo], None], lives: Lives) -> None:
    with lives(end):
        pass


def test_killed_with_a_registration_unsent_it_goes_out_at_the_next_start(lives: Lives) -> None:
    """Nothing saved is lost by a kill -9 of everything, and the same folder goes on."""
    anna = person(9)
    with lives(kill_9) as demo:
        demo.kiosk.press("demo.network")
        demo.kiosk.wait_for("status.connection", "離線")
        receipt = register(demo.kiosk, anna)
    with lives(press_ctrl_c) as demo:
        assert receipt in demo.until_candidate(anna.account)
        assert demo.until_mail(anna.email)


def test_without_a_display_it_says_so_in_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, ROOT / "dev.py", "run", "--dir", tmp_path / "demo"]
    done = subprocess.run(command, env=without_display(), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "dev.py: there is no display to show the kiosk's window on.\n"
    assert not (tmp_path / "demo").exists()


def test_with_a_display_that_is_not_there_it_says_so_too(tmp_path: Path) -> None:
    environment = {**without_display(), "DISPLAY": ":4242"}
    command = [sys.executable, ROOT / "dev.py", "run", "--dir", tmp_path / "demo"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "There is no display to show the kiosk's window on."
    assert not (tmp_path / "demo").exists()
