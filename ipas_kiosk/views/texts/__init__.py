"""Codes into words, in one place. The sources are English; `resources/i18n` holds the other language.

Tables hold texts marked for Qt Linguist; `say` gives one in the current language.
"""

from PySide6.QtCore import QCoreApplication


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Marks a text for Qt Linguist, which finds it by this name; Qt's own of this name has no type."""
    return text


def say(text: str) -> str:
    """A text of one of the tables in the current language."""
    return QCoreApplication.translate("Texts", text)
