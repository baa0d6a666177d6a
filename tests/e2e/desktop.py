"""A desktop of its own for one program: X server, session bus, accessibility bus, window manager (M17)."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.helpers.processes import Program

SCREEN = "1280x800x24"
LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
READY_WITHIN_S = 20


@contextmanager
def desktop(folder: Path, *, screen: str = SCREEN) -> Iterator[dict[str, str]]:
    """The environment of a fresh desktop, which ends with the context; `folder` is for its sockets and logs."""
    folder.mkdir(exist_ok=True)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    with ExitStack() as stack:
        environment = {name: text for name, text in os.environ.items() if name not in {"QT_QPA_PLATFORM", "DISPLAY"}}
        environment |= {
            "DISPLAY": ":" + start_x(stack, screen, folder / "x.log"),
            "XDG_RUNTIME_DIR": str(runtime),
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "NO_AT_BRIDGE": "0",
        }
        log = folder / "desktop.log"
        bus = Program(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"], env=environment, log=log, piped=True
        )
        stack.enter_context(bus)
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.read_line().strip()
        stack.enter_context(Program([LAUNCHER, "--launch-immediately"], env=environment, log=log))
        stack.enter_context(Program(["openbox", "--sm-disable"], env=environment, log=log))
        until_on_bus(environment, "org.a11y.Bus")
        yield environment


def start_x(stack: ExitStack, screen: str, log: Path) -> str:
    """A virtual X server on a free display, whose number it tells through a pipe when it is ready."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as told:
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", screen, "-nolisten", "tcp", "-noreset"]
        stack.enter_context(Program(command, log=log, pass_fds=[writing]))
        os.close(writing)
        return told.readline().strip()


def until_on_bus(environment: dict[str, str], name: str) -> None:
    """Until somebody owns `name` on the session bus."""
    command = ["gdbus", "wait", "--session", "--timeout", str(READY_WITHIN_S), name]
    subprocess.run(command, env=environment, check=True)
