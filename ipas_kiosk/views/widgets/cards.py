"""Things to choose from, as cards side by side."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from ipas_kiosk.views.theme import current
from ipas_kiosk.views.widgets.basics import Button
from ipas_kiosk.views.widgets.wrapping import WrappingLayout

HEIGHT, PADDING, GAP = 72, 16, 16
NARROWEST = 264
_WRAP = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignVCenter.value | Qt.AlignmentFlag.AlignLeft.value


class Card(Button):
    """A button with a picture and words that wrap."""

    def __init__(self, name: str, picture: str, parent: QWidget | None = None) -> None:
        super().__init__(name, "card", parent=parent)
        self._picture = picture
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        px = current().px
        room = QRect(0, 0, max(1, width - px(2 * PADDING + 24 + 12)), 10_000)
        words = QFontMetrics(current().font("body", bold=True)).boundingRect(room, _WRAP, self.text())
        return max(px(HEIGHT), words.height() + px(2 * PADDING))

    def sizeHint(self) -> QSize:
        return QSize(current().px(NARROWEST), current().px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(current().px(160), current().px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's panel with our own contents: a style centres them and does not wrap."""
        del event
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text, option.icon = "", option.icon.__class__()
        style_painter = QStylePainter(self)
        style_painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        style_painter.end()
        theme = current()
        pad, icon = theme.px(PADDING), theme.px(24)
        painter = QPainter(self)
        painter.drawPixmap(pad, (self.height() - icon) // 2, theme.pixmap(self._picture, 24, "accent"))
        painter.setFont(theme.font("body", bold=True))
        painter.setPen(theme.color("ink"))
        painter.drawText(self.rect().adjusted(pad + icon + theme.px(12), 0, -pad, 0), _WRAP, self.text())


class Tiles(WrappingLayout):
    """Cards of one width, as many side by side as there is room for, each line as high as its highest."""

    def sizeHint(self) -> QSize:
        width = 2 * current().px(NARROWEST) + current().px(GAP)
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:
        return QSize(current().px(160), current().px(HEIGHT))

    def _place(self, rect: QRect, *, move: bool) -> int:
        gap = current().px(GAP)
        columns = max(1, min(2, (rect.width() + gap) // (current().px(NARROWEST) + gap)))
        width = (rect.width() - gap * (columns - 1)) // columns
        top = rect.top()
        for start in range(0, len(self._items), columns):
            line = self._items[start : start + columns]
            height = max(item.heightForWidth(width) for item in line)
            for column, item in enumerate(line):
                if move:
                    item.setGeometry(QRect(rect.left() + column * (width + gap), top, width, height))
            top += height + gap
        return max(0, top - gap - rect.top())
