"""What outlives a page's own wipe: undo, clipboard, selections, completers, what is being composed (P1, M5, M6)."""

from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from ipas_kiosk.views.widgets.line_edit import LineEdit


def sweep() -> None:
    """Leave nothing of a visit in any line of text, nor in what the desktop shares between programs."""
    method = QGuiApplication.inputMethod()
    method.reset()
    method.hide()
    for edit in filter(isValid, tuple(LineEdit.alive)):
        edit.drop_composed()
        edit.deselect()
        edit.setText("")  # never clear(): the next visitor could undo it (M5)
        completer = edit.completer()
        if completer is not None:
            completer.setCompletionPrefix("")
    while (popup := QApplication.activePopupWidget()) is not None and popup.close():
        pass
    _clear_clipboards()


def _clear_clipboards() -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.clear(QClipboard.Mode.Clipboard)
    if clipboard.supportsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
    if clipboard.supportsFindBuffer():
        clipboard.clear(QClipboard.Mode.FindBuffer)
