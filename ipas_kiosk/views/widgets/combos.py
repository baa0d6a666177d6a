"""Drop-down lists, with search where they are long."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputDevice, QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QListView, QWidget

from ipas_contract.rules import folding
from ipas_kiosk.views.theme import current
from ipas_kiosk.views.widgets.choices import paint_mark
from ipas_kiosk.views.widgets.field import Field, Status
from ipas_kiosk.views.widgets.line_edit import LineEdit, commit_composition, leaves

FOLDED = Qt.ItemDataRole.UserRole + 1
"""Under this role an entry has its text as it is searched for."""


def fold(text: str) -> str:
    """How entries are searched: 台 finds 臺, and neither width, blanks nor case matter."""
    return "".join(folding.nfkc(text).casefold().split()).replace("台", "臺")


class _Finder(QCompleter):
    """Proposes the entries that hold what is typed, as `fold` sees both."""

    def __init__(self, combo: QComboBox) -> None:
        super().__init__(combo.model(), combo)
        self.setCompletionRole(FOLDED)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setMaxVisibleItems(6)

    def dress(self) -> None:
        """What it proposes is a window of its own, outside the page and its style sheet."""
        popup = self.popup()
        if popup is not None:
            current().dress(popup)

    def splitPath(self, path: str) -> list[str]:
        return [fold(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class _Combo(QComboBox):
    """A drop-down that a turning wheel does not change by accident, with 48 px lines. `decided`: by Enter or Tab before
    they do anything, so that a list which depends on this one can take the focus at once."""

    decided = Signal()
    left = Signal()

    def __init__(self, name: str, *, searchable: bool) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setView(QListView())
        self.setMaxVisibleItems(8)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self._touched = False
        if searchable:
            self._make_searchable(name)

    def _make_searchable(self, name: str) -> None:
        edit = LineEdit(f"{name}.search")
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setLineEdit(edit)
        edit.left.connect(self.left)
        finder = _Finder(self)
        edit.textEdited.connect(finder.dress)
        self.setCompleter(finder)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_mark(self, "chevron_down", -current().px(12), "accent" if self.isEnabled() else "ink_disabled")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.decided.emit()
        super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 (Qt's)
        self.decided.emit()
        return super().focusNextPrevChild(next)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Opens for a finger when that is off again: it may be about to scroll the page."""
        self._touched = event.device().type() is QInputDevice.DeviceType.TouchScreen
        if not self._touched:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        touched, self._touched = self._touched, False
        if not touched:
            super().mouseReleaseEvent(event)
        elif self.rect().contains(event.position().toPoint()):
            self.showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if leaves(event):
            commit_composition()
        super().focusOutEvent(event)
        if leaves(event):
            self.left.emit()


class ComboField(Field):
    """One of many. `searchable`: typing looks for the text anywhere in the entries; only an entry is a value."""

    def __init__(self, name: str, *, searchable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.combo = _Combo(name, searchable=searchable)
        self.input = self.combo
        self._label.setBuddy(self.combo)  # on Linux Qt gives out the choice as the name of a list, the label as related
        self._value = ""
        self._prompt = ""
        self.combo.decided.connect(self._decide)
        self.combo.left.connect(self._leave)
        self.combo.currentIndexChanged.connect(self._chosen)
        if searchable:
            self.combo.editTextChanged.connect(self._typed)
        self.column.addWidget(self.combo)
        self.column.addWidget(self.line)

    def set_choices(self, choices: Sequence[tuple[str, str]], prompt: str = "") -> None:
        """Other entries, (wire value, words); the chosen value stays where it still exists."""
        unfinished = "" if self._value or not self.combo.isEditable() else self.combo.currentText()
        blocker = QSignalBlocker(self.combo)
        self.combo.clear()
        self.combo.setPlaceholderText(prompt)
        for at, (value, words) in enumerate(choices):
            self.combo.addItem(words, value)
            self.combo.setItemData(at, fold(words), FOLDED)
        index = self.combo.findData(self._value) if self._value else -1
        self._show(index)
        if unfinished:
            self.combo.setEditText(unfinished)
        blocker.unblock()
        if index < 0 and self._value:
            self._value = ""
            self.changed.emit("")

    def set_texts(self, label: str, hint: str = "", *, required: bool = True) -> None:
        super().set_texts(label, hint, required=required)
        edit = self.combo.lineEdit()
        if edit is not None:
            edit.setAccessibleName(label)
            edit.setPlaceholderText(self.tr("Type to search, or choose"))

    def value(self) -> str:
        return self._value

    def set_value(self, value: str) -> None:
        if value == self._value:
            return
        blocker = QSignalBlocker(self.combo)
        index = self.combo.findData(value) if value else -1
        self._show(index)
        blocker.unblock()
        self._value = value if index >= 0 else ""
        self.changed.emit(self._value)

    def wipe(self) -> None:
        edit = self.combo.lineEdit()
        blocker = QSignalBlocker(self.combo)
        self._show(-1)
        completer = self.combo.completer()
        if edit is not None and completer is not None:
            edit.setText("")
            completer.setCompletionPrefix("")
        blocker.unblock()
        self._value = ""
        self.show_message()

    def show_message(self, status: Status = Status.NEUTRAL, text: str = "") -> None:
        super().show_message(status, text)
        edit = self.combo.lineEdit()
        if edit is not None:
            edit.setAccessibleDescription(self.line.spoken())

    def _show(self, index: int) -> None:
        if index != self.combo.currentIndex():
            self.combo.setCurrentIndex(index)
        if index < 0 and self.combo.isEditable():
            self.combo.setEditText("")

    def _chosen(self, index: int) -> None:
        self._take(str(self.combo.itemData(index)) if index >= 0 else "")

    def _typed(self, text: str) -> None:
        index = self.combo.findData(fold(text), FOLDED)
        if index >= 0 and index != self.combo.currentIndex():
            self.combo.setCurrentIndex(index)
        self._take(str(self.combo.itemData(index)) if index >= 0 else "")

    def _leave(self) -> None:
        self._decide()
        self.left.emit()

    def _decide(self) -> None:
        """What is typed stands for the only entry that holds it."""
        typed = fold(self.combo.currentText())
        if typed and not self._value:
            holding = [at for at in range(self.combo.count()) if typed in self.combo.itemData(at, FOLDED)]
            if len(holding) == 1:
                self.combo.setCurrentIndex(holding[0])

    def _take(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self.changed.emit(value)
