"""Where one stands in a form of several steps."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ipas_kiosk.views.theme import Theme, current


class Stepper(QWidget):
    """Numbered steps on a line; names stand below when there is room, else only the current one's."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._steps: tuple[str, ...] = ()
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        current().changed.connect(self.updateGeometry)

    def show_steps(self, steps: Sequence[str], at: int) -> None:
        """Step `at` (from 0) of `steps` is the current one."""
        self._steps, self._current = tuple(steps), at
        if self._steps:
            words = self.tr("Step {at} of {all}: {name}")
            self.setAccessibleName(words.format(at=at + 1, all=len(steps), name=steps[at]))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(current().px(320), current().px(40) + current().line("hint"))

    def minimumSizeHint(self) -> QSize:
        return QSize(current().px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if not self._steps:
            return
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = theme.px(32)
        cell = self.width() / len(self._steps)
        self._paint_line(painter, theme, cell, size)
        metrics = QFontMetrics(theme.font("hint", bold=True))
        roomy = all(metrics.horizontalAdvance(step) <= cell - theme.px(8) for step in self._steps)
        for index, step in enumerate(self._steps):
            self._paint_step(painter, theme, index, QRectF(index * cell, 0, size, size))
            if roomy or index == self._current:
                self._paint_name(painter, theme, index, step, cell if roomy else float(self.width()))

    def _paint_line(self, painter: QPainter, theme: Theme, cell: float, size: int) -> None:
        middle = size / 2
        for index in range(len(self._steps) - 1):
            done = index < self._current
            painter.setPen(QPen(theme.color("accent" if done else "line_soft"), theme.px(2)))
            gap = theme.px(8)
            painter.drawLine(QPointF(index * cell + size + gap, middle), QPointF((index + 1) * cell - gap, middle))

    def _paint_step(self, painter: QPainter, theme: Theme, index: int, place: QRectF) -> None:
        here, done = index == self._current, index < self._current
        painter.setPen(QPen(theme.color("accent" if here or done else "line"), theme.px(2)))
        painter.setBrush(theme.color("accent" if here else "accent_soft" if done else "canvas"))
        inset = theme.px(2) / 2
        painter.drawEllipse(place.adjusted(inset, inset, -inset, -inset))
        if done:
            side = theme.px(18)
            corner = place.center() - QPointF(side / 2, side / 2)
            painter.drawPixmap(corner.toPoint(), theme.pixmap("check", 18, "accent"))
            return
        painter.setPen(theme.color("on_accent" if here else "ink_soft"))
        painter.setFont(theme.font("hint", bold=True))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(index + 1))

    def _paint_name(self, painter: QPainter, theme: Theme, index: int, step: str, room: float) -> None:
        here = index == self._current
        painter.setFont(theme.font("hint", bold=here))
        painter.setPen(theme.color("ink" if here else "ink_soft"))
        left = index * self.width() / len(self._steps)
        if left + room > self.width():  # it stands alone: under its number, as far as it fits
            left = max(0.0, min(left, self.width() - painter.fontMetrics().horizontalAdvance(step) - 1))
        place = QRectF(left, theme.px(36), room, theme.line("hint") + theme.px(4))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, step)
