"""The real kiosk with a probe where the demo has its strip: it says when what happened, or runs a script inside.

`python -m bench.kiosk_window` says the monotonic times of the first paint, the first key taken and the services'
joining, then stays until it is ended; with `rest` it presses no key, with `busy` or `drain` it runs that script of
`bench.inside` and ends.
Nothing is imported here that the kiosk itself would not have imported by then.
"""

import json
import sys
import time
from typing import TYPE_CHECKING

from ipas_kiosk.window import main as show_kiosk

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ipas_kiosk.views.runner import Runner


def say(what: str, value: object) -> None:
    sys.stdout.write(json.dumps({what: value}) + "\n")
    sys.stdout.flush()


class Network:
    """The cable, for cutting."""

    joined = True


def probe(runner: "Runner", network: Network) -> "QWidget":
    """A line of pixels, the last of the window that is painted."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    class Probe(QWidget):
        painted = False

        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            if not self.painted:
                self.painted = True
                now = time.monotonic()
                QTimer.singleShot(0, lambda: after_first_paint(self, now))

    made = Probe()
    made.setFixedHeight(1)
    runner.ready.connect(lambda: say("ready", time.monotonic()))
    if scripts := {"busy", "drain"} & set(sys.argv):
        from bench.inside import script_of

        script = script_of(network, *scripts)
        runner.ready.connect(lambda: QTimer.singleShot(0, lambda: script(runner, made.window())))
    return made


def after_first_paint(made: "QWidget", painted: float) -> None:
    """Say when that was, and press the first key."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QLineEdit

    say("painted", painted)
    if "rest" in sys.argv:
        return
    account = made.window().findChild(QLineEdit, "login.account")
    QTest.keyClick(account, Qt.Key.Key_A)
    assert account.text() == "a"
    say("key", time.monotonic())


def main() -> int:
    network = Network()
    network.joined = "drain" not in sys.argv
    return show_kiosk(strip=lambda runner: probe(runner, network), passable=lambda: network.joined, windowed=True)


if __name__ == "__main__":
    sys.exit(main())
