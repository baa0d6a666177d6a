"""The real kiosk with a probe where the demo has its strip: it says when what happened, or runs a script inside.

`python -m bench.kiosk_window` says the monotonic times of the first paint, the first key taken and the store's
opening, then stays until it is ended; with `busy` it runs `bench.inside` and ends.
"""

import json
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from ipas_kiosk.views.runner import Runner
from ipas_kiosk.window import main as show_kiosk


def say(what: str, value: object) -> None:
    sys.stdout.write(json.dumps({what: value}) + "\n")
    sys.stdout.flush()


class Network:
    """The cable, for cutting."""

    joined = True


class Probe(QWidget):
    """A line of pixels that is painted with the page around it."""

    def __init__(self, runner: Runner, then: Callable[[Runner, QWidget], None] | None) -> None:
        super().__init__()
        self.setFixedHeight(1)
        self._runner, self._then, self._painted = runner, then, False
        runner.ready.connect(self._ready)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._after_first_paint)

    def _after_first_paint(self) -> None:
        say("painted", time.monotonic())
        account = self.window().findChild(QLineEdit, "login.account")
        QTest.keyClick(account, Qt.Key.Key_A)
        assert account.text() == "a"
        say("key", time.monotonic())

    def _ready(self) -> None:
        say("ready", time.monotonic())
        if self._then is not None:
            QTimer.singleShot(0, lambda: self._then(self._runner, self.window()))


def main() -> int:
    network = Network()
    script = None
    if "busy" in sys.argv:
        from bench.inside import script_of

        script = script_of(network)
    return show_kiosk(strip=lambda runner: Probe(runner, script), passable=lambda: network.joined, windowed=True)


if __name__ == "__main__":
    sys.exit(main())
