"""Offline, and this kiosk does not know the account: is the person new? (screens §1)."""

from PySide6.QtCore import Qt

from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.unknown_account import UnknownAccountPresenter
from ipas_kiosk.views.texts import outcomes, say
from ipas_kiosk.views.widgets.basics import Icon, Text
from ipas_kiosk.views.widgets.field import Status
from ipas_kiosk.views.widgets.page import PageWidget


class UnknownAccountPage(PageWidget):
    """`page.unknownAccount`."""

    def __init__(self, presenter: UnknownAccountPresenter) -> None:
        super().__init__(Page.UNKNOWN_ACCOUNT.value)
        self._presenter = presenter
        presenter.view = self
        self.result = self.result_banner()
        self._words = Text("body")
        self.form.addWidget(Icon("drawing_help", "accent", 120), 0, Qt.AlignmentFlag.AlignLeft)
        self.form.addWidget(self._words)
        self.new = self.primary("unknownAccount.new")
        self.existing = self.secondary("unknownAccount.existing")
        self.back = self.secondary("unknownAccount.back", "arrow_left")
        self.new.pressed_once.connect(presenter.new)
        self.existing.clicked.connect(presenter.existing)
        self.back.clicked.connect(presenter.back)
        self.finish()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Are you here for the first time?"))
        self.panel.set_lead(self.tr("This machine is offline"))
        self.panel.set_notices(
            [
                self.tr("It cannot ask whether your account exists elsewhere."),
                self.tr("A registration made now is kept on this machine, and sent when the line is back."),
            ]
        )
        self._words.setText(
            self.tr(
                "This machine does not know the account. If you have never registered, go on as a newcomer; if you "
                "have an account, do not make a second one."
            )
        )
        self.new.setText(self.tr("I am new here"))
        self.existing.setText(self.tr("I have an account"))
        self.back.setText(self.tr("Go back"))

    def refresh(self) -> None:
        waiting = self._presenter.waiting
        self.result.say(Status.NEUTRAL, say(outcomes.EXISTING_ACCOUNT) if waiting else "")
