"""Fields for passwords and verification codes."""

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QWidget

from ipas_kiosk.views.theme import configure, current
from ipas_kiosk.views.widgets.basics import IconButton
from ipas_kiosk.views.widgets.field import LATIN, Status, TextField

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent


class PasswordField(TextField):
    """A masked line with a show and hide button (U16); takes paste, cuts nothing off (U17)."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.set_hints(f"{LATIN}|ImhHiddenText")
        self.show_button = _ShowButton(f"{name}.show", "eye")
        self.show_button.setCheckable(True)
        configure(self.show_button, focusPolicy="TabFocus")
        self.show_button.toggled.connect(self._mask)
        self.show_button.left.connect(self._left_line)
        self.left.connect(self._left_line)
        self.tools.addWidget(self.show_button)

    def set_texts(self, label: str, hint: str = "", *, required: bool = True) -> None:
        super().set_texts(label, hint, required=required)
        self._words()

    def conceal(self) -> None:
        self.show_button.setChecked(False)

    def wipe(self) -> None:
        self.conceal()
        super().wipe()

    def _left_line(self) -> None:
        if not (self.edit.hasFocus() or self.show_button.hasFocus()):
            self.conceal()

    def _mask(self, shown: bool) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.show_button.set_icon("eye_off" if shown else "eye")
        self._words()

    def _words(self) -> None:
        shown = self.show_button.isChecked()
        self.show_button.setAccessibleName(self.tr("Hide what is typed") if shown else self.tr("Show what is typed"))


class _ShowButton(IconButton):
    """Tells when the focus leaves it."""

    left = Signal()

    def focusOutEvent(self, event: "QFocusEvent") -> None:
        super().focusOutEvent(event)
        self.left.emit()


class CaptchaField(TextField):
    """A verification code: picture, new picture, the digits spoken (A8)."""

    refresh_asked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.set_hints("ImhDigitsOnly")
        self.image = QLabel()
        self.image.setObjectName(f"{name}.image")
        self.image.setProperty("role", "code")
        configure(self.image, textFormat="PlainText", alignment="AlignCenter")
        self.image.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.refresh = IconButton(f"{name}.refresh", "refresh")
        self.audio = IconButton(f"{name}.audio", "speaker")
        self.refresh.clicked.connect(self.refresh_asked)
        self.audio.clicked.connect(self._play)
        self._picture, self._sound = QPixmap(), b""
        for part in (self.image, self.refresh, self.audio):
            self.tools.addWidget(part)
        self._rescale()
        current().changed.connect(self._rescale)

    def set_texts(self, label: str, hint: str = "", *, required: bool = True) -> None:
        super().set_texts(label, hint, required=required)
        self.image.setAccessibleName(self.tr("Picture of five digits"))
        self.refresh.setAccessibleName(self.tr("New picture"))
        self.audio.setAccessibleName(self.tr("Hear the digits"))

    def set_challenge(self, image: bytes, audio: bytes) -> None:
        """Show another picture (PNG) and keep its speech (WAV); empty while one is on its way."""
        self._picture, self._sound = QPixmap(), audio
        if image:
            self._picture.loadFromData(image)
        self.audio.setEnabled(bool(audio))
        self._rescale()

    def wipe(self) -> None:
        self.set_challenge(b"", b"")
        super().wipe()

    def _play(self) -> None:
        from ipas_kiosk.views.widgets.speaker import play

        if not play(self, self._sound):
            self.show_message(
                Status.WARNING, self.tr("Nothing can be heard on this machine: take another picture, or call staff")
            )

    def _rescale(self) -> None:
        theme = current()
        size = theme.px(160), theme.size("control")
        self.image.setFixedSize(*size)
        if self._picture.isNull():
            self.image.setPixmap(QPixmap())
            return
        ratio = self.devicePixelRatioF()
        picture = self._picture.scaled(
            round((size[0] - theme.px(8)) * ratio),
            round((size[1] - theme.px(4)) * ratio),
            QtCore.Qt.AspectRatioMode.KeepAspectRatio,
            QtCore.Qt.TransformationMode.SmoothTransformation,
        )
        picture.setDevicePixelRatio(ratio)
        self.image.setPixmap(picture)
