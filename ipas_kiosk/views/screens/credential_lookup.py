"""查詢帳號/密碼 (screens §4)."""

from PySide6.QtCore import QTimer

from ipas_kiosk.services.values import SendBy, TakenIn
from ipas_kiosk.views.presenters.credential_lookup import ADDRESS, CredentialLookupPresenter
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.screens.form_page import CaptchaPage, Note
from ipas_kiosk.views.texts import choices, outcomes, say
from ipas_kiosk.views.texts.notices import LOOKUP_LEAD, NOTICES
from ipas_kiosk.views.widgets.choices import ChoiceField
from ipas_kiosk.views.widgets.field import LATIN, Status, TextField
from ipas_kiosk.views.widgets.flow import Flow


class CredentialLookupPage(CaptchaPage):
    """`page.credentialLookup`."""

    BRIEF = frozenset({"sendBy", "name", "email", "captcha"})

    def __init__(self, presenter: CredentialLookupPresenter) -> None:
        super().__init__(Page.CREDENTIAL_LOOKUP)
        self._lookup = presenter
        self.result = self.result_banner()
        kinds = [(SendBy.EMAIL.value, "credentialLookup.byEmail"), (SendBy.SMS.value, "credentialLookup.bySms")]
        self.send_by = self.add(ChoiceField("credentialLookup.sendBy", kinds))
        self.id_number = self.add(TextField("credentialLookup.idNumber"))
        self.name = self.add(TextField("credentialLookup.name"))
        self.email = self.add(TextField("credentialLookup.email"))
        self.mobile = self.add(TextField("credentialLookup.mobile"))
        for field in (self.id_number, self.email, self.mobile):
            field.set_hints(LATIN)
        if presenter.code_fields:
            self.add_captcha()
        links = Flow(spacing=24)
        self.form.addLayout(links)
        self.email_lookup = self.link("credentialLookup.emailLookup", layout=links)
        self.back_to_login = self.link("credentialLookup.backToLogin", layout=links)
        self.submit = self.primary("credentialLookup.submit")
        self.cancel = self.secondary("credentialLookup.cancel")
        self.submit.pressed_once.connect(presenter.submit)
        self.cancel.clicked.connect(presenter.cancel)
        self.email_lookup.clicked.connect(presenter.email_lookup)
        self.back_to_login.clicked.connect(presenter.back_to_login)
        self._countdown = QTimer(self)
        self._countdown.setInterval(1000)
        self._countdown.timeout.connect(self.refresh)
        self.join_guarded(presenter)
        self.finish()

    def text_key(self, field: str) -> str:
        return "idNumber.any" if field == "idNumber" else super().text_key(field)

    def note(self, field: str) -> Note:
        left = self._lookup.wait_s
        if left and field == "sendBy":  # stands right below the result
            return Status.NEUTRAL, say(outcomes.ASK_AGAIN).replace("{seconds}", str(left))
        return super().note(field)

    def retranslate(self) -> None:
        super().retranslate()
        self.title.setText(self.tr("Account and password lookup"))
        self.panel.set_lead(say(LOOKUP_LEAD))
        self.panel.set_notices([say(NOTICES[key]) for key in ("hint.nosms", "notice.3", "notice.4")])
        self.send_by.set_texts(self.tr("Send by"), say(NOTICES["hint.nosms"]))
        self.send_by.set_choice_texts([say(text) for text in choices.SEND_BY.values()])
        self.id_number.set_texts(
            self.tr("ID card number"), self.tr("Needed as well; or your UI number or passport number")
        )
        self.name.set_texts(self.tr("Chinese name"), self.tr("As registered, with the same characters"))
        self.email.set_texts(self.tr("Mailbox (e-mail)"), self.tr("The one you registered with"))
        self.mobile.set_texts(self.tr("Mobile"), self.tr("The one you registered with"))
        self.submit.setText(self.tr("Look up account and password"))
        self.cancel.setText(self.tr("Cancel"))
        self.email_lookup.setText(self.tr("Look up e-mail"))
        self.back_to_login.setText(self.tr("Back to sign-in"))

    def refresh(self) -> None:
        super().refresh()
        asked = ADDRESS[self._lookup.send_by]
        self.email.setVisible(asked == "email")
        self.mobile.setVisible(asked == "mobile")
        self.submit.set_busy(self._lookup.busy)
        counting = self._lookup.wait_s > 0
        if counting != self._countdown.isActive():
            (self._countdown.start if counting else self._countdown.stop)()
        match self._lookup.result:
            case None:
                self.result.say(Status.NEUTRAL, "")
            case TakenIn(queued):
                self.result.say(Status.GOOD, say(outcomes.TAKEN_IN_QUEUED if queued else outcomes.TAKEN_IN))
            case setback:
                self.result.say(Status.WARNING, outcomes.setback(setback))
