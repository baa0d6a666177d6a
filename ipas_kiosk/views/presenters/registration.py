"""The registration form: four steps, what is typed in them, and what becomes of it (screens §2, model §3)."""

from collections.abc import Mapping
from uuid import UUID

from ipas_contract.codes import Code, Problem
from ipas_kiosk.services.values import Failed, RegistrationForm
from ipas_kiosk.views.presenters.account_check import AccountCheck
from ipas_kiosk.views.presenters.base import FormPresenter
from ipas_kiosk.views.presenters.form import Form
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.password_meter import PasswordMeter
from ipas_kiosk.views.presenters.ports import Carried, Ground
from ipas_kiosk.views.presenters.registration_fields import DEFAULTS, ROMAN, STEPS, judges, personal, step_of
from ipas_kiosk.views.presenters.roman import RomanName
from ipas_kiosk.views.presenters.schools import OTHER, Schools
from ipas_kiosk.views.presenters.submission import compose


class RegistrationPresenter(FormPresenter):
    """What is typed is kept until the visit ends, so that a taken account costs nobody the rest (model §3).

    `amends` is the candidate id of a submission in attention that this form corrects, `trouble` why it could not be
    withdrawn.
    """

    def __init__(self, ground: Ground, schools: Schools, consent_version: str) -> None:
        self.meter = PasswordMeter(ground.runner, personal)
        rules = judges(ground.context.missing_glyphs)
        form = Form(rules | {"password": self.meter.judge, "passwordAgain": self.meter.again}, DEFAULTS)
        super().__init__(ground, form)
        self.schools = schools
        self.account_check = AccountCheck(ground.runner, form)
        self._consent_version = consent_version
        self.step = 0
        self.amends: UUID | None = None
        self.trouble: Failed | None = None
        self.roman = RomanName(ground.runner, form)
        self._consent_at = 0

    def take_over(self, carried: Carried) -> None:
        """Open the form; what was typed on the way here is filled in (U14), what the form holds already stays."""
        for field, text in (("account", carried.account), ("name", carried.name), ("password", carried.password)):
            if text and text != self.form.values[field]:
                self.edit(field, text)
        self.step = 0

    def edit(self, field: str, text: str) -> None:
        if self.form.values[field] == text:
            return
        if field == "account":
            self.account_check.forget()
        if field == "consent":
            self._consent_at = self.context.clock()
        self.roman.typed(field)
        super().edit(field, text)
        if field == "schoolArea":
            self.edit("school", school_of(text, self.form.values["school"], self.schools))

    def leave(self, field: str) -> None:
        if field in ROMAN:
            self.form.show("roman")
        super().leave(field)

    def pause(self) -> None:
        """Typing has paused: ask about the account, measure the password, point out what is to be pointed out."""
        if self.form.values["account"].strip():
            self.account_check.ask(self.view.refresh, except_id=self.amends)
        self.meter.measure(self.form, self.view.refresh)
        for field in STEPS[self.step]:
            self.form.look_again(field)
        self.view.refresh()

    def next(self) -> None:
        """Check this step, and those before it because some rules look across; then go on."""
        if not self.accept(field for fields in STEPS[: self.step + 1] for field in fields):
            return
        if self.step + 1 < len(STEPS):
            self.step += 1
            self.view.refresh()
        else:
            self.ways.go(Page.REVIEW)

    def back(self) -> None:
        """The step before; from the first the page before. What is typed stays."""
        if self.step:
            self.step -= 1
            self.view.refresh()
        else:
            self.ways.to_login()

    def open_at(self, field: str) -> None:
        """Show the step that holds a field (修改 on the review page, a link of the error summary)."""
        self.step = step_of(field)
        self.view.refresh()
        self.view.focus(field)

    def refuse(self, problems: Mapping[str, tuple[Problem, ...]], *, amends: UUID | None = None) -> None:
        """The store or central refused fields; everything is kept, the errors stand at their fields."""
        self.amends = amends or self.amends
        fields = [field for field in problems if field in self.form.values and problems[field]]
        for field in fields:
            self.form.refuse(field, problems[field][0])
        self.step = min(map(step_of, fields), default=0)

    def carried(self) -> Carried:
        """What other pages of this visit need not ask again."""
        values = self.form.values
        return Carried(account=values["account"], name=values["name"], id_number=values["idNumber"])

    @property
    def suggestion(self) -> str:
        """The address that the shown typo hint proposes, or an empty text."""
        shown = self.form.state("email").warnings
        return next((warning.detail for warning in shown if warning.code is Code.TYPO), "")

    def use_suggestion(self) -> None:
        """Take that address."""
        if self.suggestion:
            self.edit("email", self.suggestion)
            self.leave("email")

    def cancel(self) -> None:
        """Leave the form; a submission that waits for its correction is withdrawn (model §3)."""
        amends = self.amends
        if amends is None:
            self.ways.cancel()
            return
        if self.busy:
            return

        def take(answer: Failed | None) -> None:
            self.trouble = answer
            if answer is None:
                self.amends = None
                self.ways.cancel()
            else:
                self.ways.to_form("account")

        self.work(lambda services: services.registration.withdraw(amends), take)

    def submission(self) -> RegistrationForm:
        """The checked form; only after every step has been accepted."""
        return compose(self.form, self.roman.source, self._consent_version, self._consent_at)

    def wipe(self) -> None:
        super().wipe()
        self.meter.wipe()
        self.account_check.forget()
        self.roman.wipe()
        self.step, self.amends, self.trouble, self._consent_at = 0, None, None, 0


def school_of(area: str, school: str, schools: Schools) -> str:
    """The school after another city was chosen; without a city from the list it is 其他 (model §1)."""
    if area == OTHER:
        return OTHER
    return school if school in {OTHER, *(listed.code for listed in schools.of(area))} else ""
