"""The smallest parts: scaled layouts, plain-text labels, icons, link and icon buttons."""

import re
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from ipas_kiosk.views.theme import configure, current
from ipas_kiosk.views.widgets.line_edit import commit_composition

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent

Margins = tuple[int, int, int, int]
UNBREAKABLE = re.compile(r"[^\s\u2e80-\uffff]{40,}")
"""What has no place to break: between Chinese characters there is one, and Qt knows which sign may not begin a line."""
LISTED = re.compile(r'(?<=、)(?=")')
"""Between the entries of a list of quoted signs there is a place to break, which Qt does not see before a quote."""
QUOTED_BLANK, KEPT_BLANK = '" "', '"\u00a0"'
BREAK = "\u200b"
_WRAP, _MIDDLE = 0x1000, 0x0080
"""Qt::TextWordWrap and Qt::AlignVCenter as numbers; `theme.configure` says why not by their names."""


class _Box(QBoxLayout):
    """A box layout whose spacing and margins (left, top, right, bottom) are design pixels."""

    def __init__(self, direction: QBoxLayout.Direction, parent: QWidget | None, spacing: int, margins: Margins) -> None:
        super().__init__(direction)
        if parent is not None:
            parent.setLayout(self)
        self._spacing, self._margins = spacing, margins
        self._rescale()
        current().changed.connect(self._rescale)

    def space(self, spacing: int, margins: Margins) -> None:
        """Change spacing and margins (the compact form of a page)."""
        self._spacing, self._margins = spacing, margins
        self._rescale()

    def _rescale(self) -> None:
        px = current().px
        self.setSpacing(px(self._spacing))
        left, top, right, bottom = self._margins
        self.setContentsMargins(px(left), px(top), px(right), px(bottom))


class Column(_Box):
    """Things one below the other."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 8, margins: Margins = (0, 0, 0, 0)) -> None:
        super().__init__(QBoxLayout.Direction.TopToBottom, parent, spacing, margins)


class Row(_Box):
    """Things side by side."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 8, margins: Margins = (0, 0, 0, 0)) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight, parent, spacing, margins)


class _Spaced(Column):
    """Room below one widget. Margins would stay when the widget is hidden, so an empty one asks for nothing."""

    def sizeHint(self) -> QSize:
        return QSize(0, 0) if self.isEmpty() else super().sizeHint()

    def minimumSize(self) -> QSize:
        return QSize(0, 0) if self.isEmpty() else super().minimumSize()

    def heightForWidth(self, width: int) -> int:
        return 0 if self.isEmpty() else super().heightForWidth(width)

    def minimumHeightForWidth(self, width: int) -> int:
        return 0 if self.isEmpty() else super().minimumHeightForWidth(width)


def spaced(widget: QWidget, below: int = 16) -> Column:
    """A widget with room below it, which goes when the widget is hidden."""
    column = _Spaced(margins=(0, 0, 0, below))
    column.addWidget(widget)
    return column


def at_top(widget: QWidget) -> Column:
    """A widget that keeps to the top beside something higher."""
    column = Column(spacing=0)
    column.addWidget(widget)
    column.addStretch(1)
    return column


class Text(QLabel):
    """A label: plain text always (M7), wrapped, of one role of the type scale (title, section, body, hint, ...)."""

    unbreakable = UNBREAKABLE

    def __init__(self, role: str = "body", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        configure(self, textFormat="PlainText")
        self.setWordWrap(True)
        self.setMinimumWidth(1)  # else the longest word decides how wide the page must be
        self.setProperty("role", role)

    def setText(self, text: str) -> None:
        """Show a text; what has no place to break (a long address) may break anywhere, and is read out as it is."""
        shown = self.unbreakable.sub(lambda run: BREAK.join(run[0]), text)
        shown = LISTED.sub(BREAK, shown).replace(QUOTED_BLANK, KEPT_BLANK)
        super().setText(shown)
        self.setAccessibleName(text if shown != text else "")


class Icon(QLabel):
    """A picture of `resources/icons` in the colour of a role; says nothing to a screen reader.

    `line`: it stands beside text of that role of the type scale, in the middle of its first line.
    """

    def __init__(self, name: str = "", role: str = "ink", size: int = 24, line: str = "") -> None:
        super().__init__()
        configure(self, textFormat="PlainText", alignment="AlignCenter")
        self._name, self._role, self._size, self._line = name, role, size, line
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._restyle()
        current().changed.connect(self._restyle)

    def show_icon(self, name: str, role: str) -> None:
        """Another picture; an empty name shows none and keeps the place."""
        if (name, role) != (self._name, self._role):
            self._name, self._role = name, role
            self._restyle()

    def _restyle(self) -> None:
        if self._line:
            self.setFixedHeight(current().line(self._line))
        if self._name:
            self.setPixmap(current().pixmap(self._name, self._size, self._role))
        else:
            self.clear()


class Button(QPushButton):
    """A push button of a kind the style sheets know (secondary, quiet, bar, link, inside); what is composed stays."""

    def __init__(self, name: str, kind: str = "secondary", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("kind", kind)
        self._icon, self._icon_role = icon, "on_accent" if kind == "primary" else "accent"
        self.pressed.connect(commit_composition)
        self._restyle()
        current().changed.connect(self._restyle)

    def set_icon(self, name: str) -> None:
        self._icon = name
        self._restyle()

    def enterEvent(self, event: "QEnterEvent") -> None:
        self.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)
        super().enterEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it as Space does, once however long it is held (A4)."""
        if event.key() not in (QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()

    def _restyle(self) -> None:
        if self._icon:
            self.setIcon(current().icon(self._icon, self._icon_role))
            self.setIconSize(current().icon_size())


class LinkButton(Button):
    """A link: underlined words that wrap, a 48 px target."""

    def __init__(self, name: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, "link", parent=parent)
        self._mark = icon
        self.setProperty("tone", "accent")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = self._font_metrics().boundingRect(0, 0, max(1, width - self._indent()), 10_000, _WRAP, self.text())
        return max(current().size("target"), room.height() + current().px(16))

    def sizeHint(self) -> QSize:
        width = self._font_metrics().horizontalAdvance(self.text()) + self._indent() + 2
        return QSize(max(current().size("target"), width), current().size("target"))

    def minimumSizeHint(self) -> QSize:
        return QSize(current().size("target"), current().size("target"))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = current()
        tone = str(self.property("tone")) if self.isEnabled() else "ink_disabled"
        painter = QPainter(self)
        font = QFont(self.font())
        font.setUnderline(True)
        painter.setFont(font)
        if self.isDown():  # else the pen has the colour of the style sheet
            painter.setPen(theme.color("accent_press" if tone == "accent" else tone))
        if self._mark:
            icon = theme.pixmap(self._mark, 24, tone)
            painter.drawPixmap(0, round((self.height() - theme.px(24)) / 2), icon)
        painter.drawText(self.rect().adjusted(self._indent(), 0, 0, 0), _WRAP | _MIDDLE, self.text())

    def _indent(self) -> int:
        return current().px(32) if self._mark else 0

    def _font_metrics(self) -> QFontMetrics:
        self.ensurePolished()
        return QFontMetrics(self.font())


class IconButton(Button):
    """A 48 px target inside a field's line: a picture, and an accessible name for those who hear the screen."""

    def __init__(self, name: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(name, "inside", icon, parent)


def empty(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty(inner)
