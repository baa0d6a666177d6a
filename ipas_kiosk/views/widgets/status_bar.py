"""One slim bar on every page: the line, the language, text size, contrast, help, the way home."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ipas_contract.codes import Language
from ipas_kiosk.views.theme import SCALES, THEMES, configure, current, restate
from ipas_kiosk.views.widgets.basics import Button, Icon, Row, Text

if TYPE_CHECKING:
    from ipas_kiosk.services.values import LinkState

ROOMY = 1120
"""Design pixels a bar must be wide for its buttons to have words."""
ABREAST = 840
"""And for what waits to be sent to stand beside how the line is: in less than that it stands below."""


class StatusBar(QFrame):
    """`language_asked`, `staff_called`, `home_asked`: what was pressed. Text size and contrast it changes itself.
    `sentence`: how the line is, whole, also where the bar has room for its beginning only."""

    language_asked = Signal()
    staff_called = Signal()
    home_asked = Signal()

    def __init__(self, time_zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "bar")
        self.setProperty("ringHost", True)
        self._zone = time_zone
        self._link: LinkState | None = None
        self.sentence = ""
        self._language = Language.EN
        self._icon = Icon("clock", "ink_soft")
        self._connection = Text("status", "status.connection")
        self._pending = Text("status", "status.pending")
        self._pending.setWordWrap(False)
        self._pending.setMinimumWidth(0)
        self._pending.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self._texts = Row(spacing=8)
        self._texts.addWidget(self._connection, 1)
        self._texts.addWidget(self._pending)
        asked = {
            "language": ("language", self.language_asked),
            "textSize": ("text_size", _next_size),
            "contrast": ("contrast", _next_theme),
            "callStaff": ("help", self.staff_called),
            "home": ("home", self.home_asked),
        }
        row = Row(self, spacing=8, margins=(16, 4, 16, 4))
        row.addWidget(self._icon)
        row.addLayout(self._texts, 1)
        self._buttons: dict[str, Button] = {}
        for name, (icon, signal) in asked.items():
            button = Button(f"status.{name}", "bar", icon)
            button.setProperty("tight", False)
            configure(button, focusPolicy="TabFocus")  # a touch leaves the focus where one was typing
            button.clicked.connect(signal)
            row.addWidget(button)
            self._buttons[name] = button
        current().changed.connect(self._arrange)

    def show_link(self, link: "LinkState") -> None:
        """The state of the connection, in words: offline is a state, not an alarm (U19)."""
        self._link = link
        self._arrange()

    def retranslate(self, language: Language) -> None:
        """All words anew; `language` is the one now shown."""
        self._language = language
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _words(self) -> dict[str, str]:
        return {
            "language": "English" if self._language is Language.ZH_TW else "中文",
            "textSize": self.tr("Text size {percent} %").format(percent=current().scale),
            "contrast": self.tr("Contrast"),
            "callStaff": self.tr("Call staff"),
            "home": self.tr("Home / cancel"),
        }

    def _arrange(self) -> None:
        """Words beside the pictures where there is room; the language always says its name."""
        roomy = self.window().width() >= current().px(ROOMY)
        for name, words in self._words().items():
            button = self._buttons[name]
            button.setAccessibleName(words)
            restate(button, "tight", not roomy)
            button.setText(words if roomy else {"English": "EN", "中文": "中"}.get(words, ""))
        self._say_link(roomy=roomy)

    def _say_link(self, *, roomy: bool) -> None:
        link = self._link
        if link is None:
            self._icon.show_icon("clock", "ink_soft")
            self._connection.setText(self.tr("Starting"))
            return
        from ipas_kiosk.views.texts import line

        well = link.online and link.trouble not in line.LASTING and not link.waiting
        self._icon.show_icon("online" if link.online else "offline", "good" if well else "warning")
        since = _clock(link.since, self._zone)
        self.sentence = line.words(link, since)
        self._connection.setText(line.words(link, since, brief=not roomy))
        self._connection.setAccessibleName(self.sentence)
        self._pending.setText(self.tr("%n waiting to be sent", "", link.pending) if link.pending else "")
        abreast = not link.pending or self.window().width() >= current().px(ABREAST)
        self._texts.setDirection(Row.Direction.LeftToRight if abreast else Row.Direction.TopToBottom)


def _clock(moment: int, zone: str) -> str:
    from PySide6.QtCore import QDateTime, QTimeZone

    return QDateTime.fromMSecsSinceEpoch(moment, QTimeZone(zone.encode())).toString("HH:mm")


def _next_size() -> None:
    at = SCALES.index(current().scale)
    current().choose(scale=SCALES[(at + 1) % len(SCALES)])


def _next_theme() -> None:
    at = THEMES.index(current().name)
    current().choose(name=THEMES[(at + 1) % len(THEMES)])
