"""Help for choosing a password: each rule as a tick, and how strong it is."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ipas_kiosk.views.theme import current, restate
from ipas_kiosk.views.widgets.basics import Column, Icon, Row, Text, at_top, empty


class TickList(QFrame):
    """Rules with a tick each (`registration.passwordRules`); says in words whether a rule is met."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("kind", "box")
        self._column = Column(self, spacing=4, margins=(16, 12, 16, 12))
        self._rows: list[tuple[Icon, Text]] = []

    def show_rules(self, rules: Sequence[tuple[str, bool | None]]) -> None:
        """(words, met) for each rule; None: nothing typed yet."""
        if len(rules) != len(self._rows):
            self._build(len(rules))
        for (icon, text), (words, met) in zip(self._rows, rules, strict=True):
            icon.show_icon("done" if met else "todo", "good" if met else "ink_soft")
            restate(text, "role", "good" if met else "hint")
            text.setText(words)
            state = self.tr("met") if met else self.tr("not yet met")
            text.setAccessibleName(f"{words}: {state}")
        said = [text.accessibleName() for _, text in self._rows]
        self.setAccessibleName("\n".join(said))

    def _build(self, count: int) -> None:
        empty(self._column)
        self._rows = []
        for _ in range(count):
            icon, text = Icon("todo", "ink_soft", 20, line="hint"), Text("hint")
            row = Row(spacing=8)
            row.addLayout(at_top(icon))
            row.addWidget(text, 1)
            self._column.addLayout(row)
            self._rows.append((icon, text))


class StrengthBar(QWidget):
    """Four bars and a word (`registration.passwordStrength`); the word alone says it all (A6)."""

    _ROLES = ("error", "error", "warning", "good", "good")

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars = _Bars()
        self._words = Text("hint", name)
        column = Column(self, spacing=4)
        column.addWidget(self._bars)
        column.addWidget(self._words)

    def show_score(self, score: int | None, words: str) -> None:
        """`score` 0 to 4 as zxcvbn gives it, None while there is nothing to say."""
        self._words.setText(words)
        self._bars.show_score(score, self._ROLES[score] if score is not None else "line_soft")


class _Bars(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._score: int | None = None
        self._role = "line_soft"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        current().changed.connect(self.updateGeometry)

    def show_score(self, score: int | None, role: str) -> None:
        self._score, self._role = score, role
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(current().px(200), current().px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = theme.px(8)
        width = (self.width() - 3 * gap) / 4
        filled = 0 if self._score is None else max(1, self._score)
        for index in range(4):
            full = index < filled  # an empty bar is hollow: with high contrast its line is as bright as a full one
            painter.setPen(theme.color(self._role if full else "line"))
            painter.setBrush(theme.color(self._role if full else "canvas"))
            bar = QRectF(index * (width + gap), 0, width, self.height()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(bar, theme.px(4), theme.px(4))
