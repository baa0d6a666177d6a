"""A row that goes on in the next line when it is full, so that large text never pushes a button out of sight (A3)."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QWidget

from ipas_kiosk.views.theme import current
from ipas_kiosk.views.widgets.wrapping import WrappingLayout


class Flow(WrappingLayout):
    """Items from left to right, then below. `spacing` in design pixels; `end`: each line begins at the right."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 16, *, end: bool = False) -> None:
        super().__init__(parent)
        self._gap, self._end = spacing, end

    def sizeHint(self) -> QSize:
        shown = self._shown()
        widths = [item.sizeHint().width() for item in shown]
        gap = current().px(self._gap)
        return QSize(sum(widths) + gap * max(0, len(shown) - 1), max((i.sizeHint().height() for i in shown), default=0))

    def minimumSize(self) -> QSize:
        shown = self._shown()
        return QSize(
            max((item.minimumSize().width() for item in shown), default=0),
            max((item.minimumSize().height() for item in shown), default=0),
        )

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Lay the items out in `rect` and answer the height they need."""
        gap = current().px(self._gap)
        top = rect.top()
        lines = self._lines(rect.width(), gap)
        for number, line in enumerate(lines):
            tall = max(height for _, _, height in line)
            used = sum(width for _, width, _ in line) + gap * (len(line) - 1)
            left = rect.right() + 1 - used if self._end else rect.left()
            for item, width, height in line:
                if move:
                    item.setGeometry(QRect(QPoint(left, top + (tall - height) // 2), QSize(width, height)))
                left += width + gap
            top += tall + (gap if number < len(lines) - 1 else 0)
        return top - rect.top()

    def _lines(self, room: int, gap: int) -> list[list[tuple[QLayoutItem, int, int]]]:
        lines: list[list[tuple[QLayoutItem, int, int]]] = []
        used = 0
        for item in self._shown():
            width = min(item.sizeHint().width(), max(room, item.minimumSize().width()))
            height = item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
            if not lines or used + gap + width > room:
                lines.append([])
                used = -gap
            lines[-1].append((item, width, height))
            used += gap + width
        return lines
