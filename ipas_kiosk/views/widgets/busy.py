"""The button that starts work: it keeps its width, cannot be pressed twice, and turns after 300 ms (U15, U20)."""

from PySide6 import QtCore
from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from ipas_kiosk.views.theme import current
from ipas_kiosk.views.widgets.basics import Button

PATIENCE_MS = 300
TURN_MS = 40
BESIDE_ICON = 4
"""Pixels that Qt leaves between icon and words."""


class BusyButton(Button):
    """Use `pressed_once` for what it starts; `set_busy(False)` makes it pressable again."""

    pressed_once = Signal()

    def __init__(self, name: str, kind: str = "primary", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, kind, icon, parent)
        self._busy, self._turning, self._angle = False, False, 0
        self._turns_in = "on_accent" if kind == "primary" else "accent"
        self._words = ""
        self._had_focus = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._begin_turning)
        self._turn = QTimer(self)
        self._turn.setInterval(TURN_MS)
        self._turn.timeout.connect(self._advance)
        self.clicked.connect(self._press)

    @property
    def is_busy(self) -> bool:
        return self._busy

    @property
    def shows_progress(self) -> bool:
        return self._turning

    def describe(self, words: str) -> None:
        """What it does, for those who hear the screen; while it works they hear that instead."""
        self._words = words
        self._tell()

    def set_busy(self, busy: bool) -> None:
        """Work goes on, or has ended."""
        if busy == self._busy:
            return
        self._busy = busy
        if busy:
            self.setFixedWidth(self.width())
            self._patience.start()
        else:
            self._patience.stop()
            self._turn.stop()
            self._turning = False
            self._restyle()
            self.setMinimumWidth(0)
            self.setMaximumWidth(16777215)
        self._switch(on=not busy)
        self._tell()
        self.update()

    def _switch(self, *, on: bool) -> None:
        """Qt gives the focus of what is switched off to whatever comes next, where a second press would do something
        else. Nothing has it meanwhile, and it comes back, unless it has gone elsewhere."""
        window = self.window()
        if not on and window.focusWidget() is self:
            self.clearFocus()
            self._had_focus = True
        self.setEnabled(on)
        if on and self._had_focus:
            self._had_focus = False
            if self.isVisible() and window.focusWidget() is None:
                self.setFocus()

    def _tell(self) -> None:
        self.setAccessibleDescription(self.tr("Working") if self._busy else self._words)

    def _press(self) -> None:
        if not self._busy:
            self.pressed_once.emit()

    def _begin_turning(self) -> None:
        self._turning = True
        if not self.icon().isNull():  # its place is kept, and what turns stands there
            empty = QPixmap(self.iconSize())
            empty.fill(QtCore.Qt.GlobalColor.transparent)
            self.setIcon(empty)
        self._turn.start()
        self.update()

    def _advance(self) -> None:
        self._angle = (self._angle + 18) % 360
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._turning:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(current().color(self._turns_in), max(2, current().px(3)))
        pen.setCapStyle(QtCore.Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(self._place(), -self._angle * 16, 270 * 16)

    def _place(self) -> QRectF:
        """Where it turns: before the words, or in the place of the icon."""
        iconic = not self.icon().isNull()
        size = current().px(16 if iconic else 20)
        words = self.fontMetrics().horizontalAdvance(self.text())
        left = (self.width() - words - BESIDE_ICON - size) / 2 if iconic else current().px(20)
        return QRectF(left, (self.height() - size) / 2, size, size)
