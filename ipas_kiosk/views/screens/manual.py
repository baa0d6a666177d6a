"""The sign-in manual, bundled (screens §1)."""

from PySide6.QtCore import Qt

from ipas_kiosk.views.presenters.manual import ManualPresenter
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.tokens import RESOURCES
from ipas_kiosk.views.widgets.basics import Column, Icon, Row, Text, empty
from ipas_kiosk.views.widgets.page import PageWidget
from ipas_kiosk.views.widgets.receipt import QrCode

SITE = "https://www.ipas.org.tw"
ROLES = {"# ": "title", "## ": "section", "- ": "body"}


class ManualPage(PageWidget):
    """`page.manual`. The text has headings, paragraphs and lists; it is shown as plain text, never as markup (K7)."""

    def __init__(self, presenter: ManualPresenter) -> None:
        super().__init__(Page.MANUAL.value)
        self._presenter = presenter
        presenter.view = self
        self._text = Column(spacing=8)
        self._phone = Text("hint")
        self.qr = QrCode("manual.qr", 160)
        self.form.addLayout(self._text)
        self.form.addSpacing(16)
        self.form.addWidget(self._phone)
        self.form.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignLeft)
        self.back = self.primary("manual.back")
        self.back.pressed_once.connect(presenter.back)
        self.finish()

    def retranslate(self) -> None:
        language = self._presenter.context.language()
        text = (RESOURCES / "manual" / f"sign_in.{language.value}.txt").read_text("utf-8")
        empty(self._text)
        for line in filter(None, text.splitlines()):
            self._add_line(line)
        self.panel.set_lead(self.tr("How signing in and registering works"))
        self._say_where(self._presenter.url)
        self.back.setText(self.tr("Go back"))

    def _say_where(self, manual: str) -> None:
        """Where the code leads: to this text if the operator has it on the web, else to the site's front page."""
        self.qr.show_text(manual or SITE)
        if manual:
            self._phone.setText(self.tr("Scan the code to read this on your phone: {address}").format(address=manual))
            self.qr.setAccessibleName(self.tr("QR code of this manual"))
        else:
            self._phone.setText(
                self.tr(
                    "The code opens www.ipas.org.tw on your phone: the front page of the site, not this text. "
                    "To take this text with you, take a picture of it."
                )
            )
            self.qr.setAccessibleName(self.tr("QR code of www.ipas.org.tw"))

    def _add_line(self, line: str) -> None:
        mark = next((mark for mark in ROLES if line.startswith(mark)), "")
        words = line.removeprefix(mark)
        if mark == "# ":
            self.title.setText(words)
            return
        if mark == "## ":
            self._text.addSpacing(16)
        label = Text(ROLES.get(mark, "body"))
        label.setText(words)
        row = Row(spacing=12)
        if mark == "- ":
            row.addWidget(Icon("dot", "accent", 16, line="body"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)
        self._text.addLayout(row)
