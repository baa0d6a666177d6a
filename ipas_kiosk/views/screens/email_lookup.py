"""查詢信箱 (screens §7)."""

from ipas_kiosk.services.values import EmailFound, NoMatch
from ipas_kiosk.views.presenters.email_lookup import EmailLookupPresenter
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.screens.form_page import CaptchaPage
from ipas_kiosk.views.texts import outcomes, say
from ipas_kiosk.views.texts.notices import EMAIL_LOOKUP_LEAD, NOTICES
from ipas_kiosk.views.widgets.field import LATIN, Status, TextField
from ipas_kiosk.views.widgets.flow import Flow


class EmailLookupPage(CaptchaPage):
    """`page.emailLookup`."""

    BRIEF = frozenset({"account", "name", "captcha"})

    def __init__(self, presenter: EmailLookupPresenter) -> None:
        super().__init__(Page.EMAIL_LOOKUP)
        self._lookup = presenter
        self.result = self.result_banner()
        self.account = self.add(TextField("emailLookup.account"))
        self.name = self.add(TextField("emailLookup.name"))
        self.mobile = self.add(TextField("emailLookup.mobile"))
        for field in (self.account, self.mobile):
            field.set_hints(LATIN)
        if presenter.code_fields:
            self.add_captcha()
        links = Flow(spacing=24)
        self.form.addLayout(links)
        self.credential_lookup = self.link("emailLookup.credentialLookup", layout=links)
        self.back_to_login = self.link("emailLookup.backToLogin", layout=links)
        self.submit = self.primary("emailLookup.submit")
        self.cancel = self.secondary("emailLookup.cancel")
        self.submit.pressed_once.connect(presenter.submit)
        self.cancel.clicked.connect(presenter.cancel)
        self.credential_lookup.clicked.connect(presenter.credential_lookup)
        self.back_to_login.clicked.connect(presenter.back_to_login)
        self.join_guarded(presenter)
        self.finish()

    @property
    def shows_data(self) -> bool:
        return isinstance(self._lookup.result, EmailFound)

    def retranslate(self) -> None:
        super().retranslate()
        self.title.setText(self.tr("Look up e-mail"))
        self.panel.set_lead(say(EMAIL_LOOKUP_LEAD))
        self.panel.set_notices([say(NOTICES["notice.3"])])
        self.account.set_texts(self.tr("Account"))
        self.name.set_texts(self.tr("Chinese name"), self.tr("As registered, with the same characters"))
        self.mobile.set_texts(self.tr("Mobile number"), self.tr("The one you registered with"))
        self.submit.setText(self.tr("Look up e-mail"))
        self.cancel.setText(self.tr("Cancel"))
        self.credential_lookup.setText(self.tr("Look up account or password"))
        self.back_to_login.setText(self.tr("Back to sign-in"))

    def refresh(self) -> None:
        super().refresh()
        lookup = self._lookup
        self.submit.set_busy(lookup.busy)
        if not lookup.busy:
            self.submit.setEnabled(not lookup.exhausted)
        if lookup.exhausted:
            self.result.say(Status.WARNING, say(outcomes.EXHAUSTED))
            return
        match lookup.result:
            case None:
                self.result.say(Status.NEUTRAL, "")
            case EmailFound() as found:
                self.result.say(Status.GOOD, self._found(found))
            case NoMatch():
                self.result.say(Status.ERROR, say(outcomes.NO_MATCH))
            case setback:
                self.result.say(Status.WARNING, outcomes.setback(setback))

    def wipe(self) -> None:
        super().wipe()
        self.result.say(Status.NEUTRAL, "")

    def _found(self, found: EmailFound) -> str:
        after = outcomes.EMAIL_FOUND_SMS if found.authoritative else outcomes.EMAIL_FOUND_HERE
        return f"{say(outcomes.EMAIL_FOUND).replace('{email}', found.email)}\n{say(after)}"
