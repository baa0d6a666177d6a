"""What stands before a page for a moment: where the staff are, and whether somebody is still there."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget
from shiboken6 import isValid

from ipas_kiosk.views.theme import current
from ipas_kiosk.views.widgets.basics import Button, Column, Icon, Row, Text
from ipas_kiosk.views.widgets.field import announce
from ipas_kiosk.views.widgets.line_edit import commit_composition

CARD = 560


class Overlay(QFrame):
    """A card over a darkened window. While it is open nothing behind it can be reached; then the focus returns."""

    closed = Signal()

    def __init__(self, window: QWidget, behind: QWidget, drawing: str, close_name: str) -> None:
        super().__init__(window)
        self.setProperty("kind", "veil")
        self._behind = behind
        self._focused: QWidget | None = None
        self._picture = Icon(drawing, "accent", 120)
        self.heading, self.words = Text("section"), Text("body")
        for text in (self.heading, self.words):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = Button(close_name, "primary")
        self.button.clicked.connect(self.close_it)
        self._build()
        self.hide()
        window.installEventFilter(self)
        self.retranslate()
        current().changed.connect(self._fit)

    def _build(self) -> None:
        self._card = QFrame()
        self._card.setProperty("kind", "dialog")
        self._card.setProperty("ringHost", True)
        self._card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        inside = Column(self._card, spacing=16, margins=(40, 32, 40, 32))
        inside.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(self.heading)
        inside.addWidget(self.words)
        self.extra = Column(spacing=8)
        inside.addLayout(self.extra)
        inside.addSpacing(8)
        inside.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        row = Row(spacing=0)
        row.addStretch(1)
        row.addWidget(self._card, 100)
        row.addStretch(1)
        column = Column(self, spacing=0, margins=(24, 16, 24, 16))
        column.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    def retranslate(self) -> None:
        """Set every text in the current language."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_it()
        else:
            super().keyPressEvent(event)

    def open_it(self) -> None:
        if self.isVisible():
            return
        commit_composition()
        self._focused = self.window().focusWidget()
        self._behind.setEnabled(False)
        current().dress(self)
        self._fit()
        self.show()
        self.raise_()
        self.button.setFocus(Qt.FocusReason.TabFocusReason)
        announce(self, f"{self.heading.text()}\n{self.words.text()}")

    def close_it(self) -> None:
        if not self.isVisible():
            return
        self.hide()
        self._behind.setEnabled(not any(other.isVisible() for other in self.window().findChildren(Overlay)))
        if self._focused is not None and isValid(self._focused):
            self._focused.setFocus(Qt.FocusReason.OtherFocusReason)
        self._focused = None
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self._card.setMaximumWidth(current().px(CARD))
        self._picture.setVisible(self.height() >= current().px(560))


class StaffOverlay(Overlay):
    """Where the desk is and its telephone, until the staff page is built (screens §9)."""

    def __init__(self, window: QWidget, behind: QWidget, place: str, phone: str) -> None:
        self._place, self._phone = place, phone
        self._place_line, self._phone_line = Text("strong", "callStaff.place"), Text("strong", "callStaff.phone")
        super().__init__(window, behind, "drawing_help", "callStaff.close")
        for line, known in ((self._place_line, place), (self._phone_line, phone)):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self.extra.addWidget(line)
            line.setVisible(bool(known))
        self._state = Text("small", "callStaff.line")
        self._state.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.extra.addWidget(self._state)

    def show_line(self, sentence: str) -> None:
        """How the connection is, for the staff who come."""
        self._state.setText(sentence)

    def retranslate(self) -> None:
        self.heading.setText(self.tr("A member of staff will help you"))
        self.words.setText(self.tr("Go to the service desk of this venue. What you typed stays here for now."))
        self._place_line.setText(self.tr("The desk is here: {place}").replace("{place}", self._place))
        self._phone_line.setText(self.tr("Telephone {number}").replace("{number}", self._phone))
        self.button.setText(self.tr("Back to the page"))


class IdleOverlay(Overlay):
    """Asks whether somebody is still there; counts down."""

    def __init__(self, window: QWidget, behind: QWidget) -> None:
        super().__init__(window, behind, "drawing_waiting", "idle.extend")

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Are you still there?"))
        self.button.setText(self.tr("Go on"))

    def show_left(self, seconds: int) -> None:
        words = self.tr("This visit ends in %n s. Everything that is not saved will be erased.", "", seconds)
        self.words.setText(words)
        self.open_it()
