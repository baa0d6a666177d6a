"""The demo's programs: started in order, tethered to this one, ended in the opposite order."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Final

HOST: Final = "127.0.0.1"
END_WITHIN_S: Final = 15.0
READY_WITHIN_S: Final = 60.0
TETHER: Final = "ipas_kiosk.demo.tether"


class DemoError(Exception):
    """The demo cannot go on; the text is one sentence for the person at the terminal."""


class Program(AbstractContextManager["Program"]):
    """A module run as a program of its own, its messages in `log`; leaving the context ends it.

    `aside`: in a session of its own, so that Ctrl-C at the terminal does not reach it before its turn. A program that
    stays in this session ties itself to the pipe.
    """

    def __init__(self, *command: str, log: Path, environment: Mapping[str, str], aside: bool = True) -> None:
        self.name = " ".join(command[:2])
        self._log = log
        with log.open("ab") as messages:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *([TETHER] if aside else []), *command],
                env=dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if aside else messages,
                stderr=messages,
                start_new_session=aside,
            )

    def first_line(self) -> str:
        """What the program says first, when it is ready. Raises `DemoError` when it ends instead."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline().decode().strip()
        if not line:
            raise DemoError(f"{self.name} did not start; see {self._log}.")
        return line

    def rest(self) -> str:
        """Everything it says from now to its end. Raises `DemoError` when it fails."""
        assert self._process.stdout is not None
        output = self._process.stdout.read().decode()
        if self._process.wait():
            raise DemoError(f"{self.name} failed; see {self._log}.")
        return output

    def until_listening(self, port: int) -> None:
        """Until the program takes connections. Raises `DemoError` when it ends instead or never does."""
        until = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < until and self._process.poll() is None:
            try:
                socket.create_connection((HOST, port), 1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise DemoError(f"{self.name} did not start; see {self._log}.")

    def wait(self) -> int:
        """The exit code, once the program has ended by itself."""
        return self._process.wait()

    def end(self) -> None:
        """Let go of the tether, then SIGTERM, then no more patience."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        for more in (self._process.terminate, self._process.kill):
            try:
                self._process.wait(END_WITHIN_S)
            except subprocess.TimeoutExpired:
                more()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()


def run(*command: str, log: Path, environment: Mapping[str, str]) -> str:
    """Run a module to its end and give its standard output. Raises `DemoError` when it fails."""
    with Program(*command, log=log, environment=environment) as program:
        return program.rest()


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def stop_on_signals() -> None:
    """Ctrl-C and SIGTERM end the demo in order; what comes after the first is ignored meanwhile."""

    def stop(number: int, _frame: object) -> None:
        for known in (signal.SIGINT, signal.SIGTERM):
            signal.signal(known, signal.SIG_IGN)
        raise SystemExit(128 + number)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)


def has_display(environment: Mapping[str, str]) -> bool:
    """Whether Qt finds a screen to show a window on; asked in a process of its own, since Qt aborts without one."""
    question = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
    command = [sys.executable, "-c", question]
    asked = subprocess.run(command, env=dict(environment), stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return asked.returncode == 0
