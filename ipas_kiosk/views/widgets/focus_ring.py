"""The ring around what has the focus: 3 px, outside the box, so that it hides nothing of it."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ipas_kiosk.views.theme import current

RINGED = ("QLineEdit", "QComboBox", "QPushButton", "QRadioButton", "QCheckBox", "QFrame")


def _box_of(focused: QWidget) -> QWidget:
    """The box that a person sees: a searchable list rather than the line of text inside it."""
    parent = focused.parentWidget()
    return parent if parent is not None and parent.inherits("QComboBox") else focused


def _up_to_host(widget: QWidget) -> Iterator[QWidget]:
    """The widget and its parents up to one that leaves room for the ring around its contents."""
    yield widget
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        if parent.property("ringHost") or parent.isWindow():
            return
        parent = parent.parentWidget()


class FocusRing(QWidget):
    """Follows the focus of one window; drawn over everything, touched by nothing."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("focusRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._window = window
        self._watched: list[QWidget] = []  # what has the focus, and its parents up to the ring's
        self.hide()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._move)
        current().changed.connect(self._follow)
        self._move(None, window.focusWidget())

    def _move(self, _old: QWidget | None, new: QWidget | None) -> None:
        for widget in filter(isValid, self._watched):
            widget.removeEventFilter(self)
        self._watched = []
        if new is None or not self._window.isAncestorOf(new) or not any(new.inherits(name) for name in RINGED):
            self.hide()
            return
        self._watched = list(_up_to_host(_box_of(new)))
        for widget in self._watched:
            widget.installEventFilter(self)
        self._follow()

    def _follow(self) -> None:
        if not self._watched or not all(map(isValid, self._watched)):
            self.hide()
            return
        target, host = self._watched[0], self._watched[-1]
        if self.parentWidget() is not host:
            self.setParent(host)
        out = current().size("ring") + current().size("ring_gap")
        place = QRect(target.mapTo(host, QPoint(0, 0)), target.size())
        self.setGeometry(place.adjusted(-out, -out, out, out))
        self.setVisible(target.isVisibleTo(host))
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._follow()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = current()
        ring = theme.size("ring")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("focus"), ring))
        inset = ring / 2
        radius = theme.size("radius") + theme.size("ring_gap")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)
