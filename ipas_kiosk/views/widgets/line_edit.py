"""The line that one types into, and what an input method is composing in it."""

from typing import TYPE_CHECKING, ClassVar
from weakref import WeakSet

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from ipas_kiosk.views.theme import configure

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QInputMethod, QInputMethodEvent


def commit_composition() -> None:
    """Finish what an input method is composing: a moved focus or a pressed button would lose it (M3, X4)."""
    method: QInputMethod = QApplication.inputMethod()
    method.commit()
    edit = LineEdit.composing
    if edit is not None and isValid(edit):
        edit.settle()


def leaves(event: "QFocusEvent") -> bool:
    """Whether the person leaves a field: the focus does not go to a popup, a menu or another window for a moment."""
    why = QtCore.Qt.FocusReason
    return event.reason() not in (why.ActiveWindowFocusReason, why.PopupFocusReason, why.MenuBarFocusReason)


class LineEdit(QLineEdit):
    """A line of text: tells when the focus leaves it for another control, and keeps what is being composed by itself.
    Not every input method commits when it is asked to, and Qt drops what was not committed."""

    left = Signal()
    composing: ClassVar["LineEdit | None"] = None
    """The one that an input method is at: there is one for the whole desktop."""
    alive: ClassVar["WeakSet[LineEdit]"] = WeakSet()
    """Every line of the program: no text is typed into anything else."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        configure(self, contextMenuPolicy="NoContextMenu")
        self.setDragEnabled(False)
        self.setAcceptDrops(False)
        self._composed = ""
        self.alive.add(self)

    def settle(self) -> None:
        """Make what is being composed part of the text."""
        self._end_composing(self._composed)

    def drop_composed(self) -> None:
        """Forget what is being composed (P1)."""
        self._end_composing("")

    def inputMethodEvent(self, event: "QInputMethodEvent") -> None:
        super().inputMethodEvent(event)
        self._composed = event.preeditString()
        LineEdit.composing = self if self._composed else None

    def focusOutEvent(self, event: "QFocusEvent") -> None:
        if leaves(event):
            self.settle()
        super().focusOutEvent(event)
        if leaves(event):
            self.left.emit()

    def _end_composing(self, kept: str) -> None:
        if self._composed:
            from PySide6.QtGui import QInputMethodEvent

            end = QInputMethodEvent()
            end.setCommitString(kept)
            QApplication.sendEvent(self, end)
            popup = completer.popup() if (completer := self.completer()) is not None else None
            if popup is not None:
                popup.hide()  # nothing is proposed any more to somebody who went on
