"""Fields to choose from at a glance: radio buttons, a tick box."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from ipas_kiosk.views.theme import current, restate
from ipas_kiosk.views.widgets.basics import Column, Row, Text, at_top
from ipas_kiosk.views.widgets.field import Field, Status


def paint_mark(widget: QWidget, name: str, left: int, role: str) -> None:
    """Draw an icon `left` pixels from the left (from the right when negative), in the middle of the height."""
    picture = current().pixmap(name, 24, role)
    side = round(picture.deviceIndependentSize().width())
    painter = QPainter(widget)
    x = left if left >= 0 else widget.width() + left - side
    painter.drawPixmap(x, (widget.height() - side) // 2, picture)


class _Radio(QRadioButton):
    """A radio button whose mark has the colours of the theme."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose the one before or after, as on the web (A4): Qt's own only go there while none is chosen."""
        key = Qt.Key
        steps: dict[int, int] = {key.Key_Up: -1, key.Key_Left: -1, key.Key_Down: 1, key.Key_Right: 1}
        step = steps.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        buttons = self.group().buttons()
        other = buttons[(buttons.index(self) + step) % len(buttons)]
        other.setFocus(Qt.FocusReason.TabFocusReason)
        other.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        on = self.isChecked()
        paint_mark(self, "radio_on" if on else "radio_off", current().px(16), "accent" if on else "line")


class _Tick(QCheckBox):
    """A tick box whose mark has the colours of the theme."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        on = self.isChecked()
        role = "error" if self.property("state") == Status.ERROR.value and not on else "accent" if on else "line"
        paint_mark(self, "check_on" if on else "check_off", current().px(12), role)


class ChoiceField(Field):
    """One of a few: radio buttons side by side. `choices` are (wire value, objectName)."""

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setObjectName(name)
        self._group = QButtonGroup(self)
        self._radios = {value: _Radio() for value, _ in choices}
        row = Row(spacing=16)
        for value, control in choices:
            radio = self._radios[value]
            radio.setObjectName(control)
            radio.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            radio.toggled.connect(self._toggled)
            self._group.addButton(radio)
            row.addWidget(radio)
        self.column.addLayout(row)
        self.column.addWidget(self.line)

    def set_choice_texts(self, texts: Sequence[str]) -> None:
        """The words beside the buttons, in the order of the choices."""
        for radio, text in zip(self._radios.values(), texts, strict=True):
            radio.setText(text)

    def value(self) -> str:
        return next((value for value, radio in self._radios.items() if radio.isChecked()), "")

    def set_value(self, value: str) -> None:
        if value == self.value():
            return
        self._group.setExclusive(False)
        for key, radio in self._radios.items():
            blocker = QSignalBlocker(radio)
            radio.setChecked(key == value)
            blocker.unblock()
        self._group.setExclusive(True)
        self.changed.emit(value)

    def wipe(self) -> None:
        super().wipe()
        for radio in self._radios.values():  # Qt takes Tab from all but the last one that had the focus
            radio.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_message(self, status: Status = Status.NEUTRAL, text: str = "") -> None:
        super().show_message(status, text)
        for radio in self._radios.values():
            restate(radio, "state", status.value)
            radio.setAccessibleDescription(f"{self.label()} {self.line.spoken()}".strip())

    def focus_input(self) -> None:
        chosen = self._group.checkedButton() or next(iter(self._radios.values()))
        chosen.setFocus(Qt.FocusReason.TabFocusReason)

    def _toggled(self, on: bool) -> None:
        if on:
            self.changed.emit(self.value())


class CheckField(Field):
    """A tick box with a text that may be long; its value is "yes" or empty."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.box = _Tick()
        self.box.setObjectName(name)
        self.box.toggled.connect(lambda on: self.changed.emit("yes" if on else ""))
        self.input = self.box
        self._label.hide()
        self._words = _Words(self.box)
        row = Row(spacing=8)
        self.box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addLayout(at_top(self.box))
        row.addWidget(self._words, 1)
        self.column.addLayout(row)
        self.column.addWidget(self.line)

    def set_texts(self, label: str, hint: str = "", *, required: bool = True) -> None:
        super().set_texts(label, hint, required=required)
        self._star.hide()
        self._words.text.setText(f"* {label}" if required else label)

    def value(self) -> str:
        return "yes" if self.box.isChecked() else ""

    def set_value(self, value: str) -> None:
        self.box.setChecked(bool(value))


class _Words(QWidget):
    """The words of a tick box: as high as the box at least, and pressing them presses the box."""

    def __init__(self, box: _Tick) -> None:
        super().__init__()
        self._box = box
        self.text = Text("body")
        column = Column(self, margins=(0, 8, 0, 8))
        column.addWidget(self.text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self._box.toggle()
            self._box.setFocus(Qt.FocusReason.MouseFocusReason)
