"""考生登入 (screens §1). The first page to be painted: it is built before its presenter is imported, then joined."""

from typing import TYPE_CHECKING

from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.screens.form_page import CaptchaPage
from ipas_kiosk.views.texts import say
from ipas_kiosk.views.texts.notices import NOTICES
from ipas_kiosk.views.widgets.basics import Column, Text, spaced
from ipas_kiosk.views.widgets.field import LATIN, Status, TextField
from ipas_kiosk.views.widgets.flow import Flow
from ipas_kiosk.views.widgets.secrets import PasswordField

if TYPE_CHECKING:
    from ipas_kiosk.views.presenters.desks import ServiceDesk
    from ipas_kiosk.views.presenters.login import LoginPresenter
    from ipas_kiosk.views.screens.service_desks import DeskList

STEPS = ("steps.1.1", "steps.1.2", "steps.1.3", "steps.2")
RULES = ("notice.1", "notice.2", "notice.3", "notice.4")


class LoginPage(CaptchaPage):
    """`page.login`."""

    BRIEF = frozenset({"account", "name", "password", "captcha"})

    def __init__(self, *, captcha: bool) -> None:
        super().__init__(Page.LOGIN)
        self._login: LoginPresenter | None = None
        self._desk_list: DeskList | None = None
        self.result = self.result_banner()
        self.account = self.add(TextField("login.account"))
        self.account.set_hints(LATIN)
        self.name = self.add(TextField("login.name"))
        self.password = self.add(PasswordField("login.password"))
        if captcha:
            self.add_captcha()
        links = Flow(spacing=24)
        self.form.addLayout(links)
        self.forgot = self.link("login.forgot", layout=links)
        self.email_lookup = self.link("login.emailLookup", layout=links)
        self.manual = self.link("login.manual", layout=links)
        self.submit = self.primary("login.submit")
        self.register = self.secondary("login.register")
        self.cancel = self.secondary("login.cancel")
        self._notices: list[Text] = []
        self._below = Column(margins=(0, 16, 0, 0))
        self.form.addLayout(self._below)
        self.finish()

    def join(self, presenter: "LoginPresenter", desks: "tuple[ServiceDesk, ...]") -> None:
        """Let the page live; what stands beside and below the form is built now too, after the first paint."""
        from ipas_kiosk.views.screens.service_desks import DeskList

        self._login = presenter
        self._notices = [Text("section"), *(Text("notice") for _ in RULES)]
        for notice in self._notices:
            self._below.addWidget(notice)
        self._desk_list = DeskList("login.desks", desks)
        self._below.addSpacing(8)
        self._below.addLayout(spaced(self._desk_list, 0))
        self._say_below(presenter)
        self._connect(presenter)
        self.join_guarded(presenter)
        self.refresh()

    def focus(self, field: str) -> None:
        """Into a field; where the screen is too low to show the outcome as well, the outcome is read first."""
        fits = self.fit(self.result, self.fields[field])
        self.refresh()
        if self.result.text() and not fits:
            self.result.focus()
        else:
            super().focus(field)

    def _connect(self, presenter: "LoginPresenter") -> None:
        self.submit.pressed_once.connect(self._submit)
        self.register.clicked.connect(presenter.register)
        self.cancel.clicked.connect(presenter.cancel)
        self.forgot.clicked.connect(presenter.forgot)
        self.email_lookup.clicked.connect(presenter.email_lookup)
        self.manual.clicked.connect(presenter.manual)

    def _submit(self) -> None:
        self.conceal()
        if self._login is not None:
            self._login.submit()

    def _say_below(self, presenter: "LoginPresenter") -> None:
        self.panel.set_notices([say(NOTICES[key]) for key in STEPS])
        texts = [self.tr("Good to know"), *(say(NOTICES[key]) for key in RULES)]
        for label, text in zip(self._notices, texts, strict=True):
            label.setText(text)
        if self._desk_list is not None:
            self._desk_list.retranslate(presenter.context.language())

    def retranslate(self) -> None:
        super().retranslate()
        self.title.setText(self.tr("Candidate sign-in"))
        self.panel.set_lead(say(NOTICES["steps.title"]))
        self.account.set_texts(self.tr("Account"))
        self.name.set_texts(self.tr("Chinese name"), self.tr("As registered, with the same characters"))
        self.password.set_texts(self.tr("Password"))
        self.submit.setText(self.tr("Sign in"))
        self.register.setText(self.tr("First time here (register)"))
        self.cancel.setText(self.tr("Cancel"))
        self.forgot.setText(self.tr("Forgot account or password"))
        self.email_lookup.setText(self.tr("Look up e-mail"))
        self.manual.setText(self.tr("Sign-in manual"))
        if self._login is not None:
            self._say_below(self._login)

    def refresh(self) -> None:
        super().refresh()
        if self._login is None:
            return
        from ipas_kiosk.services.values import Denied
        from ipas_kiosk.views.presenters.login import PasswordUpdated
        from ipas_kiosk.views.texts import outcomes

        self.submit.set_busy(self._login.busy)
        match self._login.result:
            case None:
                self.result.say(Status.NEUTRAL, "")
            case PasswordUpdated():
                self.result.say(Status.GOOD, say(outcomes.PASSWORD_UPDATED))
            case Denied():
                self.result.say(Status.ERROR, say(outcomes.DENIED))
            case setback:
                self.result.say(Status.WARNING, outcomes.setback(setback))
