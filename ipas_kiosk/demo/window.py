"""The demo's kiosk window: the real program with a strip that says what only the demo does, and cuts the network."""

import signal
import sys

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QWidget

from ipas_kiosk.demo import tether
from ipas_kiosk.views.runner import Runner
from ipas_kiosk.views.widgets.basics import Button, Row, Text
from ipas_kiosk.window import main as show_kiosk

FRAME = 48
"""Pixels that a desktop may put above a window."""


class Network:
    """The kiosk's cable, as the demo pretends it: `passable` is asked before every request."""

    def __init__(self) -> None:
        self.joined = True

    def passable(self) -> bool:
        return self.joined


class Strip(QFrame):
    """`demo.network`, and a word on the key that lies in a file here alone (D3)."""

    def __init__(self, runner: Runner, network: Network) -> None:
        super().__init__()
        self.setProperty("kind", "strip")
        self._runner, self._network = runner, network
        self._words = Text("hint", "demo.words")
        self._switch = Button("demo.network", "bar")
        self._switch.clicked.connect(self._turn)
        row = Row(self, spacing=16, margins=(16, 0, 16, 0))
        row.addWidget(self._words, 1)
        row.addWidget(self._switch)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self._fit)

    def _fit(self) -> None:
        """A window that does not fit onto its desktop with its frame is maximised: its buttons would stand below it."""
        window = self.window()
        room = window.screen().availableSize()
        if not window.isFullScreen() and (room.width() <= window.width() or room.height() <= window.height() + FRAME):
            window.showMaximized()

    def _turn(self) -> None:
        """Cut or join; the link looks at once, as after the system's own event (model §7)."""
        self._network.joined = not self._network.joined
        self._retranslate()
        self._runner.run(lambda services: services.visits.probe(), lambda _nothing: None)

    def _retranslate(self) -> None:
        self._words.setText(self.tr("Demonstration: nobody's data; the store's key lies in a file beside it"))
        joined = self._network.joined
        self._switch.setText(self.tr("Cut the network") if joined else self.tr("Join the network again"))


class End(QObject):
    """Brings the tether's end from its thread to the window's."""

    reached = Signal()


def main() -> int:
    """Ctrl-C is for whoever started this: the end comes through the tether, in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end = End()
    end.reached.connect(lambda: QCoreApplication.exit(0))
    tether.tie(end.reached.emit)
    network = Network()

    def strip(runner: Runner) -> QWidget:
        return Strip(runner, network)

    return show_kiosk(strip=strip, passable=network.passable, windowed="--windowed" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
