"""Signing in: the three-way decision (screens §1)."""

from typing import assert_never

from ipas_kiosk.services.values import (
    Denied,
    Failed,
    MustChange,
    SignedIn,
    SignInForm,
    SignInOutcome,
    SlowDown,
    UnknownAccount,
)
from ipas_kiosk.views.presenters import captcha, typed
from ipas_kiosk.views.presenters.captcha import CaptchaPresenter
from ipas_kiosk.views.presenters.form import Form
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.ports import Carried, Ground

FIELDS = ("account", "name", "password")


class PasswordUpdated:
    """密碼已更新，請以新密碼登入."""


LoginResult = PasswordUpdated | Denied | SlowDown | Failed


class LoginPresenter(CaptchaPresenter):
    """`result` is what the page says; it stands until the next attempt."""

    def __init__(self, ground: Ground) -> None:
        judges = {"account": typed.account, "name": typed.name, "password": typed.password, "captcha": captcha.judge}
        super().__init__(ground, Form(judges))
        self.result: LoginResult | None = None

    def submit(self) -> None:
        """登入."""
        if self.busy or not self.accept((*FIELDS, *self.code_fields)):
            return
        self.result = None
        password = self.form.values["password"]
        form = SignInForm(self.form.checked("account"), self.form.checked("name"), password)
        self.behind_code(lambda services: services.sign_in.sign_in(form), lambda outcome: self._take(form, outcome))

    def register(self) -> None:
        """第一次使用（註冊）: no verification code is asked; the password is not carried over."""
        self.ways.go(Page.REGISTRATION, self._carried())

    def forgot(self) -> None:
        self.ways.go(Page.CREDENTIAL_LOOKUP, self._carried())

    def email_lookup(self) -> None:
        self.ways.go(Page.EMAIL_LOOKUP, self._carried())

    def manual(self) -> None:
        self.ways.go(Page.MANUAL)

    def cancel(self) -> None:
        self.ways.cancel()

    def wipe(self) -> None:
        super().wipe()
        self.result = None

    def _carried(self) -> Carried:
        return Carried(account=self.form.values["account"], name=self.form.values["name"])

    def _take(self, form: SignInForm, outcome: SignInOutcome) -> None:
        match outcome:
            case SignedIn(session):
                self._leave()
                self.ways.to_home(session)
            case MustChange(session):
                self._leave()
                self.ways.to_password_change(session, temporary=form.password)
            case UnknownAccount(authoritative=True):
                self.ways.go(Page.REGISTRATION, Carried(form.account, form.name, form.password))
            case UnknownAccount():
                self.ways.go(Page.UNKNOWN_ACCOUNT, Carried(form.account, form.name))
            case Denied() | SlowDown() | Failed():
                self.result = outcome
                if isinstance(outcome, Denied):
                    self.form.clear("password")
                    self.view.focus("password")
            case _:
                assert_never(outcome)

    def _leave(self) -> None:
        """Signed in: what was typed here is not needed any more."""
        self.form.wipe()
