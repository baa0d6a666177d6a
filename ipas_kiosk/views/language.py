"""The language of the screen: switched at once, everywhere, without touching what is typed (A12)."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTranslator, Signal

from ipas_contract.codes import Language
from ipas_kiosk.views.tokens import RESOURCES

CATALOGUES = RESOURCES / "i18n"


class Languages(QObject):
    """The sources are English; another language is a catalogue of Qt Linguist. Without it English is shown.

    Catalogues are read, not mapped as Qt would: whoever replaces the file of a running kiosk would change its texts.
    """

    changed = Signal()

    def __init__(self, app: QCoreApplication, default: Language, catalogues: Path = CATALOGUES) -> None:
        super().__init__(app)
        self._app, self._catalogues = app, catalogues
        self._translator = QTranslator(self)
        self._catalogue = b""  # the translator looks into it
        self.default = default
        self.current = Language.EN
        self.use(default)

    def use(self, language: Language) -> None:
        """Show everything in `language`; widgets hear of it as a LanguageChange event."""
        if language is self.current:
            return
        self.current = language
        self._app.removeTranslator(self._translator)
        QLocale.setDefault(QLocale(language.value))
        if catalogue := self._read(language):
            self._translator.load(catalogue)
            self._app.installTranslator(self._translator)
            self._catalogue = catalogue
        self.changed.emit()

    def _read(self, language: Language) -> bytes:
        try:
            return (self._catalogues / f"ipas_{language.value}.qm").read_bytes()
        except OSError:
            return b""

    def toggle(self) -> None:
        self.use(Language.EN if self.current is Language.ZH_TW else Language.ZH_TW)
