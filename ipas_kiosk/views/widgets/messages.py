"""What a page says above its form: the error summary, and banners for results and notices."""

from collections.abc import Callable, Sequence

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from ipas_kiosk.views.theme import configure, current, restate
from ipas_kiosk.views.widgets.basics import Column, Icon, LinkButton, Row, Text, at_top, empty
from ipas_kiosk.views.widgets.field import Status, announce
from ipas_kiosk.views.widgets.line_edit import commit_composition

_LOOKS = {
    Status.NEUTRAL: ("info", "accent"),
    Status.CHECKING: ("clock", "accent"),
    Status.GOOD: ("done", "good"),
    Status.WARNING: ("warning", "warning"),
    Status.ERROR: ("error", "error"),
}


class Banner(QFrame):
    """A sentence with an icon; the words carry the objectName (`login.result`). Without words it is not there, with the
    first ones it has `came_up`."""

    came_up = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "banner")
        self.setProperty("state", Status.NEUTRAL.value)
        self._icon = Icon("info", "accent", line="body")
        self._text = Text("body", name)
        self._row = Row(self, spacing=12, margins=(16, 16, 16, 16))
        self._row.addLayout(at_top(self._icon))
        self._row.addWidget(self._text, 1)
        self.hide()

    def say(self, status: Status, text: str) -> None:
        """Show a text, or nothing when it is empty; a new one is announced (A5)."""
        before = self._text.text()
        restate(self, "state", status.value)
        self._icon.show_icon(*_LOOKS[status])
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        if text != before:
            announce(self._text, text)
        if text and not before:
            self.came_up.emit()

    def text(self) -> str:
        return self._text.text()

    def needs(self, width: int) -> int:
        """How high it is, with the room below it, when it is so wide."""
        return self._row.heightForWidth(width) + current().px(16)

    def focus(self) -> None:
        """Put the focus on the sentence: Tab goes on from there."""
        commit_composition()
        self.setFocus(QtCore.Qt.FocusReason.TabFocusReason)


class ErrorSummary(QFrame):
    """The problems of a page in one place: a heading, and one link a field (U3). It takes the focus itself."""

    def __init__(self, name: str, focus_field: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("kind", "summary")
        configure(self, focusPolicy="StrongFocus")
        self._focus_field = focus_field
        self._heading = Text("section", f"{name}.heading")
        self._entries = Column(spacing=0)
        row = Row(self, spacing=12, margins=(16, 16, 16, 16))
        row.addLayout(at_top(Icon("error", "error", line="section")))
        column = Column(spacing=4)
        column.addWidget(self._heading)
        column.addLayout(self._entries)
        row.addLayout(column, 1)
        self._shown: tuple[tuple[str, str], ...] = ()
        self.hide()

    def set_heading(self, text: str) -> None:
        self._heading.setText(text)
        self._name_it()

    def show_entries(self, entries: Sequence[tuple[str, str]]) -> None:
        """Show (field, words) pairs, the words being those beside the field; none hides the summary."""
        if tuple(entries) == self._shown:
            return
        self._shown = tuple(entries)
        empty(self._entries)
        before: QWidget = self
        for field, words in entries:
            link = LinkButton(f"{self.objectName()}.{field}")
            link.setText(words)
            link.setProperty("tone", "error")
            link.clicked.connect(lambda _=False, field=field: self._focus_field(field))
            self._entries.addWidget(link, 0, QtCore.Qt.AlignmentFlag.AlignLeft)
            QWidget.setTabOrder(before, link)  # what comes later would be reached last
            before = link
        self._name_it()
        self.setVisible(bool(entries))

    def entries(self) -> tuple[tuple[str, str], ...]:
        return self._shown

    def focus(self) -> None:
        """Put the focus on the summary, so that it is read first."""
        commit_composition()
        self.setFocus(QtCore.Qt.FocusReason.TabFocusReason)
        announce(self, self.accessibleName())

    def _name_it(self) -> None:
        self.setAccessibleName("\n".join([self._heading.text(), *(words for _, words in self._shown)]))
