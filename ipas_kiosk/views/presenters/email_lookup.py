"""查詢信箱: three facts give the masked address; five misses in a visit lead to staff (screens §7, X10)."""

from ipas_kiosk.services.values import (
    EmailLookupForm,
    EmailLookupOutcome,
    NoMatch,
)
from ipas_kiosk.views.presenters import captcha, typed
from ipas_kiosk.views.presenters.captcha import CaptchaPresenter
from ipas_kiosk.views.presenters.form import Form
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.ports import Carried, Ground

MISSES = 5


class EmailLookupPresenter(CaptchaPresenter):
    """`exhausted`: this visit has missed five times, staff go on from here."""

    def __init__(self, ground: Ground) -> None:
        judges = {"account": typed.account, "name": typed.name, "mobile": typed.mobile, "captcha": captcha.judge}
        super().__init__(ground, Form(judges))
        self.result: EmailLookupOutcome | None = None
        self._misses = 0

    @property
    def exhausted(self) -> bool:
        return self._misses >= MISSES

    def take_over(self, carried: Carried) -> None:
        for field, text in (("account", carried.account), ("name", carried.name)):
            if text:
                self.edit(field, text)

    def submit(self) -> None:
        """查詢信箱."""
        if self.busy or self.exhausted or not self.accept(("account", "name", "mobile", *self.code_fields)):
            return
        self.result = None
        form = EmailLookupForm(*(self.form.checked(field) for field in ("account", "name", "mobile")))
        language = self.context.language()
        self.behind_code(lambda services: services.lookups.email(form, language), self._take)

    def credential_lookup(self) -> None:
        self.ways.go(Page.CREDENTIAL_LOOKUP, Carried(name=self.form.values["name"]))

    def back_to_login(self) -> None:
        self.ways.to_login()

    def cancel(self) -> None:
        self.ways.cancel()

    def wipe(self) -> None:
        super().wipe()
        self.result, self._misses = None, 0

    def _take(self, outcome: EmailLookupOutcome) -> None:
        self.result = outcome
        self._misses += isinstance(outcome, NoMatch)
