"""查詢帳號/密碼: one answer always (screens §4, R1)."""

from ipas_kiosk.services.values import (
    CredentialLookupForm,
    CredentialLookupOutcome,
    SendBy,
    TakenIn,
)
from ipas_kiosk.views.presenters import captcha, typed
from ipas_kiosk.views.presenters.captcha import CaptchaPresenter
from ipas_kiosk.views.presenters.form import Form
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.ports import Carried, Ground

ADDRESS = {SendBy.EMAIL: "email", SendBy.SMS: "mobile"}
SEND_EVERY_S = 61
"""Central sends at most once a minute (R7), up to a second after its answer."""


class CredentialLookupPresenter(CaptchaPresenter):
    """`send_by` chooses which of e-mail and mobile is asked; the other keeps what was typed (U4)."""

    def __init__(self, ground: Ground) -> None:
        judges = {
            "sendBy": lambda values: typed.bounded(values["sendBy"], 10),
            "idNumber": typed.id_number,
            "name": typed.name,
            "email": typed.email,
            "mobile": typed.mobile,
            "captcha": captcha.judge,
        }
        super().__init__(ground, Form(judges, {"sendBy": SendBy.EMAIL.value}))
        self.result: CredentialLookupOutcome | None = None
        self._taken_in_at = 0

    @property
    def wait_s(self) -> int:
        """Seconds until asking again can bring anything, whoever asked for whom (R1, R7)."""
        if self.result != TakenIn(queued=False):
            return 0
        passed_s = (self.context.clock() - self._taken_in_at) // 1000
        return SEND_EVERY_S - passed_s if 0 <= passed_s < SEND_EVERY_S else 0

    @property
    def send_by(self) -> SendBy:
        return SendBy(self.form.values["sendBy"])

    def take_over(self, carried: Carried) -> None:
        for field, text in (("idNumber", carried.id_number), ("name", carried.name)):
            if text:
                self.edit(field, text)

    def submit(self) -> None:
        """查詢帳號與密碼."""
        address = ADDRESS[self.send_by]
        if self.busy or not self.accept(("idNumber", "name", address, *self.code_fields)):
            return
        self.result = None
        checked = self.form.checked
        form = CredentialLookupForm(self.send_by, checked("idNumber"), checked("name"), checked(address))
        language = self.context.language()
        self.behind_code(lambda services: services.lookups.credentials(form, language), self._take)

    def email_lookup(self) -> None:
        self.ways.go(Page.EMAIL_LOOKUP, Carried(name=self.form.values["name"]))

    def back_to_login(self) -> None:
        self.ways.to_login()

    def cancel(self) -> None:
        self.ways.cancel()

    def wipe(self) -> None:
        super().wipe()
        self.result = None

    def _take(self, outcome: CredentialLookupOutcome) -> None:
        self.result, self._taken_in_at = outcome, self.context.clock()
