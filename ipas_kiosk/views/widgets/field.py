"""One field: label above, 56 px box, one message line below that hint, error, warning and good news share.

The line keeps room for two lines of text (one, where every sentence is short) whatever it says, so nothing jumps
(U21). Every kind of field carries its value as a text, so a page binds all of them alike: `changed(value)`, `left()`,
`value()`, `set_value()`.
"""

from enum import StrEnum

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ipas_kiosk.views.theme import configure, current, restate
from ipas_kiosk.views.widgets.basics import Column, Icon, Row, Text, at_top
from ipas_kiosk.views.widgets.line_edit import LineEdit, commit_composition

LATIN = "ImhPreferLatin|ImhNoAutoUppercase|ImhNoPredictiveText"
"""Input hints for accounts, addresses and numbers."""


class Status(StrEnum):
    """How a field stands; the value is the dynamic property `state` that the style sheets ask for."""

    NEUTRAL = "neutral"
    CHECKING = "checking"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


_ICONS = {
    Status.NEUTRAL: ("", "ink_soft"),
    Status.CHECKING: ("clock", "ink_soft"),
    Status.GOOD: ("check", "good"),
    Status.WARNING: ("warning", "warning"),
    Status.ERROR: ("error", "error"),
}


def announce(widget: QWidget, text: str) -> None:
    """Let a screen reader say a text at once (A5), if it is on the screen: pages are built before they are shown."""
    if not (text and widget.isVisible()):
        return
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    if QAccessible.isActive():
        event = QAccessibleAnnouncementEvent(widget, text)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)


def mark_invalid(widget: QWidget, invalid: bool) -> None:
    """Tell assistive programs that what a widget holds is, or is no longer, in error (A6; docs/accessibility.md)."""
    from PySide6.QtGui import QAccessible, QAccessibleStateChangeEvent

    if QAccessible.isActive():
        changed = QAccessible.State()
        changed.invalid = invalid
        QAccessible.updateAccessibility(QAccessibleStateChangeEvent(widget, changed))


class MessageLine(QWidget):
    """The line under a field. The slots `<input>.error` and `<input>.warning` are empty when there is none."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = 2
        self._said = (Status.NEUTRAL, "")
        self._hint = Text("hint", f"{name}.hint")
        self._error = Text("error", f"{name}.error")
        self._warning = Text("warning", f"{name}.warning")
        self._good = Text("hint", f"{name}.status")
        self._icon = Icon(size=20, line="hint")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.addLayout(at_top(self._icon), 0, 0)
        for text in (self._hint, self._error, self._warning, self._good):
            configure(text, alignment="AlignTop")
            self._grid.addWidget(text, 0, 1)
        self._grid.setColumnStretch(1, 1)
        self._icon.hide()
        self._rescale()
        current().changed.connect(self._rescale)

    def keep_lines(self, lines: int) -> None:
        """How many lines of text there is always room for; a field whose sentences are all short needs one."""
        self._lines = lines
        self._rescale()

    def set_hint(self, text: str) -> None:
        self._hint.setText(text)

    def show_message(self, status: Status, text: str) -> None:
        """Say `text` in the slot of `status`; without a text the hint is shown again."""
        if self._said == (status, text):
            return
        self._said = (status, text)
        slot = {Status.ERROR: self._error, Status.WARNING: self._warning}.get(status, self._good)
        for other in (self._error, self._warning, self._good):
            other.setText(text if other is slot else "")
        restate(self._good, "role", "good" if status is Status.GOOD else "hint")
        self._hint.setVisible(not text)
        icon, role = _ICONS[status]
        self._icon.show_icon(icon, role)
        self._icon.setVisible(bool(icon and text))

    def error(self) -> str:
        """The error that the line says; empty without one."""
        return self._error.text()

    def spoken(self) -> str:
        """What the line says now."""
        shown = (self._error, self._warning, self._good)
        return next((text.text() for text in shown if text.text()), self._hint.text())

    def _rescale(self) -> None:
        self._grid.setHorizontalSpacing(current().px(8))
        apart = current().px(12) if self._lines == 1 else 0  # two lines keep fields apart by themselves
        self.setMinimumHeight(current().line("hint", self._lines) + apart)


class Field(QWidget):
    """What all fields have in common. `name` is the objectName of the input (`login.account`)."""

    changed = Signal(str)
    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.status = Status.NEUTRAL
        self.input: QWidget = self  # each kind of field puts its own here
        self._label = Text("label", f"{name}.label")
        self._star = Text("star")
        self._star.setText("*")
        self._star.hide()
        self.line = MessageLine(name)
        heading = Row(spacing=4)
        heading.addWidget(self._star)
        heading.addWidget(self._label, 1)
        self.column = Column(self, spacing=6)
        self.column.addLayout(heading)

    def value(self) -> str:
        """What is typed or chosen; chosen things by their wire value."""
        raise NotImplementedError

    def set_value(self, value: str) -> None:
        """Show a value; `changed` follows when it is another one."""
        raise NotImplementedError

    def set_texts(self, label: str, hint: str = "", *, required: bool = True) -> None:
        """The visible label, which is the accessible name too, and the hint."""
        self._label.setText(label)
        self._star.setVisible(required)
        self.input.setAccessibleName(label)
        self.line.set_hint(hint)
        self.input.setAccessibleDescription(self.line.spoken())

    def label(self) -> str:
        return self._label.text()

    def show_message(self, status: Status = Status.NEUTRAL, text: str = "") -> None:
        """Show how the field stands and why; an error that is new is announced (A5)."""
        fresh = status is Status.ERROR and (status, text) != (self.status, self.line.spoken())
        if (status is Status.ERROR) != (self.status is Status.ERROR):
            mark_invalid(self.input, status is Status.ERROR)
        self.status = status
        self.line.show_message(status, text)
        restate(self.input, "state", status.value)
        self.input.setAccessibleDescription(self.line.spoken())
        if fresh:
            announce(self.input, f"{self.label()}: {text}")

    def focus_input(self) -> None:
        """Put the focus into the input; what is being composed elsewhere is kept (M3)."""
        commit_composition()
        self.input.setFocus(QtCore.Qt.FocusReason.TabFocusReason)

    def conceal(self) -> None:
        """Mask what the field may be showing (U16); nothing for most."""

    def wipe(self) -> None:
        """Forget what was typed, beyond undo (M5)."""
        self.set_value("")
        self.show_message()


class TextField(Field):
    """A line of text; tools (show, refresh, ...) stand inside the line at its right."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.edit = LineEdit(name)
        self.edit.textChanged.connect(self.changed)
        self.edit.left.connect(self.left)
        self.input = self.edit
        self.tools = Row(spacing=8)
        self.tools.addWidget(self.edit, 1)
        self.column.addLayout(self.tools)
        self.column.addWidget(self.line)

    def value(self) -> str:
        return self.edit.text()

    def set_value(self, value: str) -> None:
        if value != self.edit.text():
            self.edit.setText(value)

    def wipe(self) -> None:
        self.edit.deselect()
        self.edit.setText("")
        self.show_message()

    def set_hints(self, hints: str) -> None:
        """What an on-screen keyboard should offer: names of Qt's input method hints (latin, digits, ...)."""
        configure(self.edit, inputMethodHints=hints)
