"""A finger presses or scrolls, never both (A14): Qt makes a press of either, and what moves with the finger gets it."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QScroller, QWidget
from shiboken6 import isValid

from ipas_kiosk.views.stack import PageStack

ELSEWHERE = QPointF(-10_000, -10_000)


class Finger(QObject):
    """Listens where input enters the window that `stack` is in."""

    def __init__(self, window: QWidget, stack: PageStack) -> None:
        super().__init__(window)
        self._window, self._stack = window, stack
        self._on: QWidget | None = None
        self._scrolls = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        match event.type():
            case QEvent.Type.TouchBegin:
                self._scrolls = self._state() is QScroller.State.Scrolling  # it stops what it had set going
            case QEvent.Type.MouseButtonPress | QEvent.Type.MouseButtonDblClick if not self._scrolls:
                assert isinstance(event, QMouseEvent)
                self._on = self._window.childAt(event.position().toPoint())
            case QEvent.Type.MouseMove if self._on is not None and self._state() is QScroller.State.Dragging:
                self._scrolls = True
                self._let_go(self._on)
                self._on = None
            case QEvent.Type.MouseButtonRelease:
                self._on = None
                scrolled, self._scrolls = self._scrolls, False
                page = self._stack.front
                if not scrolled and page is not None:
                    QTimer.singleShot(0, page, page.scroller.finger_off)
                return scrolled
        return self._scrolls and isinstance(event, QMouseEvent)

    def _state(self) -> QScroller.State:
        """Only fingers scroll so: a mouse finds it inactive."""
        page = self._stack.front
        if page is None or not QScroller.hasScroller(page.scroller.viewport()):
            return QScroller.State.Inactive
        return QScroller.scroller(page.scroller.viewport()).state()

    def _let_go(self, pressed: QWidget) -> None:
        """As if the finger had left it before it was off."""
        if not isValid(pressed):
            return
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        release = QMouseEvent(
            QEvent.Type.MouseButtonRelease, ELSEWHERE, ELSEWHERE, left, none, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(pressed, release)
        if isinstance(pressed, QLineEdit):
            pressed.deselect()  # it has come some way before it counted as scrolling
