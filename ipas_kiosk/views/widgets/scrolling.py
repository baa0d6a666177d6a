"""A column that scrolls, with a bar of its own."""

from collections.abc import Callable

from PySide6 import QtCore
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QScrollBar, QWidget

from ipas_kiosk.views.theme import configure, current

SCROLL_BAR = 12
"""Design pixels kept free for the bar, so that nothing moves when there is something to scroll."""


class ScrollArea(QScrollArea):
    """Scrolls up and down. Qt's own bars stay off: to outside programs a scroll area has its shown bars as children,
    and when one hides between their two questions Qt (6.11) reads beyond the list, and the kiosk dies."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        configure(self, frameShape="NoFrame", focusPolicy="NoFocus")
        configure(self, horizontalScrollBarPolicy="ScrollBarAlwaysOff", verticalScrollBarPolicy="ScrollBarAlwaysOff")
        self._owed: tuple[Callable[[], None], int] | None = None
        self._bar = QScrollBar(parent=self)
        self._bar.setEnabled(False)
        inner = self.verticalScrollBar()
        inner.rangeChanged.connect(self._follow)
        inner.valueChanged.connect(self._bar.setValue)
        self._bar.valueChanged.connect(inner.setValue)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = current().px(SCROLL_BAR)
        if self.viewportMargins().right() != width:
            self.setViewportMargins(0, 0, width, 0)
        super().resizeEvent(event)
        self._bar.setGeometry(self.width() - width, 0, width, self.height())

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 (Qt's)
        """Without Qt's own scrolling, which knows no margin and shows the middle of what is high: see `reveal`."""
        return super(QScrollArea, self).focusNextPrevChild(next)

    def reveal(self, widget: QWidget) -> None:
        """Scroll so that a widget is in sight, or its beginning when it is higher than the area."""
        margin = current().px(16)
        if widget.height() > self.viewport().height():
            self.verticalScrollBar().setValue(self._down(widget, -margin))
        else:
            self.ensureWidgetVisible(widget, 0, margin)

    def shift(self, scroll: Callable[[], None]) -> None:
        """Scroll by `scroll`; not while a finger is down, which would miss what it is on: when it is off again."""
        if QGuiApplication.mouseButtons() == QtCore.Qt.MouseButton.NoButton:
            scroll()
        else:
            self._owed = scroll, self.verticalScrollBar().value()

    def finger_off(self) -> None:
        """What had to wait is done, unless the finger has scrolled itself."""
        owed, self._owed = self._owed, None
        if owed is not None and owed[1] == self.verticalScrollBar().value():
            owed[0]()

    def bottom(self, widget: QWidget) -> int:
        """How far down the column a widget ends, in pixels."""
        return self._down(widget, widget.height())

    def shows(self, widget: QWidget, y: int) -> bool:
        """Whether a line of a widget of the column is in sight now."""
        return 0 <= self._down(widget, y) - self.verticalScrollBar().value() <= self.height()

    def _down(self, widget: QWidget, y: int) -> int:
        column = self.widget()
        assert column is not None
        return widget.mapTo(column, QPoint(0, y)).y()

    def _follow(self, low: int, high: int) -> None:
        inner = self.verticalScrollBar()
        self._bar.setPageStep(inner.pageStep())
        self._bar.setSingleStep(inner.singleStep())
        self._bar.setRange(low, high)
        self._bar.setEnabled(high > low)
