"""註冊 in four short steps (screens §2)."""

from collections.abc import Iterator

from PySide6.QtCore import QTimer

from ipas_contract.codes import Nationality
from ipas_kiosk.views.presenters.account_check import Availability
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.registration import RegistrationPresenter
from ipas_kiosk.views.presenters.registration_fields import STEPS, nationality, step_of
from ipas_kiosk.views.screens.form_page import CALM, FormPage, Note
from ipas_kiosk.views.screens.registration_steps import ContactStep, NoticeStep, PersonStep, SchoolStep, Step
from ipas_kiosk.views.texts import outcomes, say
from ipas_kiosk.views.texts.notices import FORM_NOTES, NOTICES, REMINDER
from ipas_kiosk.views.widgets.basics import Column, Text
from ipas_kiosk.views.widgets.field import Status
from ipas_kiosk.views.widgets.stepper import Stepper

PAUSE_MS = 500
"""How long typing has to pause before an account is asked about, a password measured, a slip pointed out."""


class RegistrationPage(FormPage):
    """`page.registration`."""

    NEW = frozenset({"account", "name", "password"})
    BY_NATIONALITY = frozenset({"idNumber", "name"})

    def __init__(self, presenter: RegistrationPresenter) -> None:
        super().__init__(Page.REGISTRATION)
        self._registration = presenter
        self._shown_step = -1
        self.stepper = Stepper("registration.steps")
        self.form.insertWidget(1, self.stepper)
        self.result = self.result_banner()
        self.steps: list[Step] = []
        self._rules = [Text("notice") for _ in range(3)]

    def grow(self) -> Iterator[None]:
        for kind in (NoticeStep, PersonStep, ContactStep, SchoolStep):
            step = kind(self, self._registration)
            self.steps.append(step)
            self.form.addWidget(step)
            yield
        box = Column(spacing=8, margins=(0, 16, 0, 0))
        for rule in self._rules:
            box.addWidget(rule)
        self.form.addLayout(box)
        self.next = self.primary("registration.next")
        self.back = self.secondary("registration.back", "arrow_left")
        self.cancel = self.secondary("registration.cancel")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._connect()
        self.join_form(self._registration)
        self.finish()

    def _connect(self) -> None:
        presenter = self._registration
        self.next.pressed_once.connect(self._next)
        self.back.clicked.connect(presenter.back)
        self.cancel.clicked.connect(presenter.cancel)
        self._pause.timeout.connect(presenter.pause)
        for field in self.fields.values():
            field.changed.connect(lambda _: self._pause.start())

    def _next(self) -> None:
        self.conceal()
        self._registration.next()

    def focus(self, field: str) -> None:
        """Into a field, on whichever step it is; the two boxes of the romanised name have one entry."""
        if step_of(field) != self._registration.step:
            self._registration.open_at(field)
            return
        super().focus("surnameRoman" if field == "roman" else field)

    def text_key(self, field: str) -> str:
        key = super().text_key(field)
        if field in self.BY_NATIONALITY and nationality(self._registration.form.values) is Nationality.FOREIGN:
            return f"{key}.foreign"
        return key

    def note(self, field: str) -> Note:
        if field != "account":
            return CALM
        match self._registration.account_check.availability:
            case Availability.CHECKING:
                return Status.CHECKING, self.tr("Checking whether this account is free")
            case Availability.FREE:
                return Status.GOOD, self.tr("This account is free")
            case Availability.LIKELY_TAKEN:
                return Status.WARNING, self.tr(
                    "Offline: somebody probably has this account already. You can go on, but with another one you are "
                    "spared a correction later"
                )
            case Availability.NOT_ASKED:
                return Status.WARNING, self.tr(
                    "Offline: whether this account is free could not be asked; it is checked when the line is back"
                )
            case None:
                return CALM

    def retranslate(self) -> None:
        super().retranslate()
        self.panel.set_lead(self.tr("Four short steps, then everything once more before it is saved"))
        self.panel.set_notices([say(note) for note in FORM_NOTES])
        for step in self.steps:
            step.retranslate()
        texts = (NOTICES["notice.1"], NOTICES["notice.2"], REMINDER)
        for label, text in zip(self._rules, texts, strict=True):
            label.setText(say(text))
        self.back.setText(self.tr("Back"))
        self.cancel.setText(self.tr("Cancel"))

    def refresh(self) -> None:
        for step in self.steps:
            step.prepare()
        super().refresh()
        for step in self.steps:
            step.refresh()
        presenter = self._registration
        failed = presenter.trouble
        self.result.say(Status.WARNING, outcomes.setback(failed) if failed else "")
        self.next.set_busy(presenter.busy)
        self._show_step(presenter.step)

    def _show_step(self, at: int) -> None:
        names = (self.tr("Notice"), self.tr("Account and person"), self.tr("Contact"), self.tr("Education and school"))
        self.stepper.show_steps(names, at)
        self.title.setText(self.tr("Register"))
        self.next.setText(self.tr("Next") if at + 1 < len(STEPS) else self.tr("Check everything"))
        for number, step in enumerate(self.steps):
            step.setVisible(number == at)
        for rule in self._rules:
            rule.setVisible(at == 1)
        if at != self._shown_step:
            self._shown_step = at
            self.to_top()
            if self.isVisible():
                self.focus_first()
