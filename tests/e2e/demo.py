"""The demo as a stranger starts it: `python3 dev.py run` on a desktop of its own, and a driver at its window."""

import email
import email.policy
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TypeVar

from tests.e2e.desktop import desktop
from tests.e2e.kiosk import Kiosk
from tests.helpers.processes import Program

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
SHOWN_WITHIN_S = 90.0
ARRIVES_WITHIN_S = 20.0
LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: its folder, its window, what lies at central and in the mailboxes."""

    folder: Path
    kiosk: Kiosk
    program: Program
    environment: Mapping[str, str]

    def candidates(self) -> dict[str, str]:
        """What `ipas-central candidates` lists, each line by its account."""
        command = [sys.executable, "-m", "ipas_central.cli", "candidates"]
        environment = {**self.environment, "IPAS_DEMO": str(self.folder)}
        listed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        rows = [line.split() for line in listed.splitlines() if line.strip()]
        return {word: " ".join(row) for row in rows for word in row}

    def mails(self, address: str) -> list[EmailMessage]:
        """The mails caught for an address, oldest first."""
        read = email.message_from_bytes
        found = [read(path.read_bytes(), policy=email.policy.default) for path in sorted(self.mail_files(address))]
        return [message for message in found if isinstance(message, EmailMessage)]

    def mail_files(self, address: str) -> list[Path]:
        return list((self.folder / "mail").glob(f"*{address}*.eml"))

    def until_mail(self, address: str, count: int = 1) -> list[EmailMessage]:
        """The mails for an address once there are `count`."""
        return eventually(lambda: self.mails(address), lambda mails: len(mails) >= count, f"{count} mail to {address}")

    def until_candidate(self, account: str) -> str:
        """Central's line about an account once it has one."""
        return eventually(self.candidates, lambda listed: account in listed, f"{account} at central")[account]


def eventually(look: Callable[[], T], good: Callable[[T], bool], what: str, within_s: float = ARRIVES_WITHIN_S) -> T:
    """Look at something outside this process, which tells nobody when it changes, until it is good."""
    never, until = Event(), monotonic() + within_s
    while not good(seen := look()):
        assert monotonic() < until, f"no {what} within {within_s} s; last seen: {seen}"
        never.wait(LOOK_EVERY_S)
    return seen


@contextmanager
def running(desk: Mapping[str, str], folder: Path, *arguments: str) -> Iterator[Demo]:
    """The demo in `folder` on a desktop, from its start to its end."""
    environment = {**desk, "IPAS_KIOSK_CAPTCHA": "off"}
    command = [sys.executable, ROOT / "dev.py", "run", "--dir", folder, "--windowed", *arguments]
    logs = folder.parent
    with (
        Program(command, env=environment, log=logs / "dev.log") as program,
        Kiosk(environment, logs / "driver.log") as kiosk,
    ):
        kiosk.find("login.account", within=SHOWN_WITHIN_S)
        yield Demo(folder, kiosk, program, environment)


@contextmanager
def demo_on_a_desktop(base: Path) -> Iterator[Demo]:
    """A fresh demo with a desktop of its own."""
    with desktop(base / "desktop") as desk, running(desk, base / "demo", "--fresh") as demo:
        yield demo


def without_display() -> dict[str, str]:
    """This process's environment on a machine with no screen."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    return {name: text for name, text in os.environ.items() if name not in hidden}
