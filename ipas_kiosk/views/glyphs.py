"""Which characters no installed font can draw: the warning `no_glyph` instead of an empty box (rules §6, U11)."""

from functools import cache

from PySide6.QtGui import QFont, QRawFont, QTextLayout
from PySide6.QtWidgets import QApplication


def missing(text: str) -> str:
    """The characters of `text` that would be drawn as an empty box, each once, in order."""
    return "".join(sign for sign in dict.fromkeys(text) if not sign.isascii() and not _drawn(sign))


@cache
def _drawn(sign: str) -> bool:
    """Whether some font of the system has the character: Qt chooses among all of them when it lays text out."""
    if "\ud800" <= sign <= "\udfff":
        return False
    font = QFont(QApplication.font())
    if QRawFont.fromFont(font).supportsCharacter(ord(sign)):
        return True
    layout = QTextLayout(sign, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs = layout.glyphRuns()
    return bool(runs) and all(index for run in runs for index in run.glyphIndexes())
