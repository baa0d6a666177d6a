"""What the candidate takes away: a big number, the state in words, and a QR code."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QPainter, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QSizePolicy, QWidget

from ipas_kiosk.views.qr import encode, paint
from ipas_kiosk.views.theme import configure, current, restate
from ipas_kiosk.views.widgets.basics import Column, Icon, Row, Text, at_top, empty
from ipas_kiosk.views.widgets.field import Status

_STATES = {
    Status.NEUTRAL: ("clock", "ink"),
    Status.CHECKING: ("clock", "ink"),
    Status.GOOD: ("done", "good"),
    Status.WARNING: ("waiting", "warning"),
    Status.ERROR: ("help", "error"),
}


class QrCode(QLabel):
    """A picture of a text's QR code; worked out off the UI thread when it comes into sight."""

    _made = Signal(str, object)

    def __init__(self, name: str, size: int = 200, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        configure(self, textFormat="PlainText")
        self._size = size
        self._text = ""
        self._matrix: list[list[bool]] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._made.connect(self._take)
        self._draw()
        current().changed.connect(self._draw)

    @property
    def matrix(self) -> list[list[bool]]:
        """The modules that are shown, quiet zone included; empty while there is none."""
        return self._matrix

    def show_text(self, text: str) -> None:
        """Encode and show a text; an empty one clears."""
        if text == self._text:
            return
        self._text, self._matrix = text, []
        self._draw()
        if self.isVisible():
            self._work_out()

    def sizeHint(self) -> QSize:
        """The size asked for, or the nearest one that gives every module as many pixels."""
        side = current().px(self._size)
        modules = len(self._matrix)
        side = max(1, round(side / modules)) * modules if modules else side
        return QSize(side, side)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._work_out()

    def _work_out(self) -> None:
        text, made = self._text, self._made
        if text and not self._matrix:
            QThreadPool.globalInstance().start(lambda: made.emit(text, encode(text)))

    def _take(self, text: str, matrix: list[list[bool]]) -> None:
        if text == self._text:
            self._matrix = matrix
            self._draw()

    def _draw(self) -> None:
        theme, side = current(), self.sizeHint()
        ratio = self.devicePixelRatioF()
        picture = QPixmap(side * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(theme.color("code"))
        if self._matrix:
            with QPainter(picture) as painter:
                paint(painter, self._matrix, QRect(QPoint(0, 0), side), theme.color("code_ink"))
        self.setPixmap(picture)
        self.updateGeometry()


class _Fact(Text):
    """A value in the narrow column beside the code: an account of 30 wide letters has to break (A3)."""

    unbreakable = re.compile(r"\S{12,}")


class ReceiptCard(QFrame):
    """The receipt. `page` is how its controls begin (`registrationDone`)."""

    def __init__(self, page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "receipt")
        self._caption = Text("hint")
        self.number = Text("receipt", f"{page}.receiptNo")
        self.number.setWordWrap(False)
        self._state_icon = Icon("clock", "ink", line="body")
        self._state = Text("strong", f"{page}.state")
        self._facts = Column(spacing=4)
        self.qr = QrCode(f"{page}.qr")
        self._qr_caption = Text("hint")
        self._qr_caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._build()

    def _build(self) -> None:
        state = Row(spacing=8)
        state.addLayout(at_top(self._state_icon))
        state.addWidget(self._state, 1)
        words = Column(spacing=4)
        words.addWidget(self._caption)
        words.addWidget(self.number)
        words.addLayout(state)
        words.addSpacing(current().px(12))
        words.addLayout(self._facts)
        words.addStretch(1)
        picture = Column(spacing=8)
        picture.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignHCenter)
        picture.addWidget(self._qr_caption)
        picture.addStretch(1)
        self._halves = Row(self, spacing=16, margins=(24, 24, 16, 24))  # the code brings its own quiet zone
        self._halves.addLayout(words, 1)
        self._halves.addLayout(picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The code beside the words, or below them where the number would not fit (A3)."""
        super().resizeEvent(event)
        beside = self.width() >= self.number.sizeHint().width() + self.qr.sizeHint().width() + current().px(56)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(way)

    def set_texts(self, caption: str, qr_caption: str) -> None:
        """The words above the number and below the code."""
        self._caption.setText(caption)
        self._qr_caption.setText(qr_caption)
        self.qr.setAccessibleName(qr_caption)

    def show_receipt(self, number: str, token: str, facts: Sequence[tuple[str, str]]) -> None:
        """The number, the QR code's text, and (label, value) lines."""
        self.number.setText(number)
        self.qr.show_text(token)
        empty(self._facts)
        for label, value in facts:
            name, text = Text("hint"), _Fact("body")
            name.setText(label)
            text.setText(value)
            row = Row(spacing=12)
            row.addWidget(name, 1)
            row.addWidget(text, 2)
            self._facts.addLayout(row)

    def show_state(self, status: Status, words: str) -> None:
        """How far the registration got; changes in place when a verdict comes back."""
        self._state_icon.show_icon(*_STATES[status])
        restate(self._state, "tone", status.value)
        self._state.setText(words)

    def wipe(self) -> None:
        self.show_receipt("", "", ())
        self.show_state(Status.NEUTRAL, "")


class NextSteps(QWidget):
    """What happens next: a heading, and a line each with its icon."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._heading = Text("section")
        self._lines = Column(spacing=12)
        column = Column(self, spacing=12)
        column.addWidget(self._heading)
        column.addLayout(self._lines)

    def show_steps(self, heading: str, steps: Sequence[tuple[str, str]]) -> None:
        """(icon, words) lines; the words are read out with the heading."""
        self._heading.setText(heading)
        empty(self._lines)
        for icon, words in steps:
            text = Text("body")
            text.setText(words)
            row = Row(spacing=12)
            row.addWidget(Icon(icon, "accent", 24, line="body"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(text, 1)
            self._lines.addLayout(row)
