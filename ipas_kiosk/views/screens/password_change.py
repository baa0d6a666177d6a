"""A new password (screens §4)."""

from PySide6.QtCore import QTimer

from ipas_kiosk.services.values import PasswordChanged
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.password_change import PasswordChangePresenter
from ipas_kiosk.views.screens.form_page import FormPage
from ipas_kiosk.views.screens.registration import PAUSE_MS
from ipas_kiosk.views.texts import choices, outcomes, say
from ipas_kiosk.views.texts.notices import NOTICES, REMINDER
from ipas_kiosk.views.widgets.field import Status
from ipas_kiosk.views.widgets.password_help import StrengthBar, TickList
from ipas_kiosk.views.widgets.secrets import PasswordField


class PasswordChangePage(FormPage):
    """`page.passwordChange`."""

    NEW = frozenset({"password"})

    def __init__(self, presenter: PasswordChangePresenter) -> None:
        super().__init__(Page.PASSWORD_CHANGE)
        self._change = presenter
        self.result = self.result_banner()
        self.current = self.add(PasswordField("passwordChange.current"))
        self.password = self.add(PasswordField("passwordChange.password"))
        self.ticks = TickList("passwordChange.passwordRules")
        self.strength = StrengthBar("passwordChange.passwordStrength")
        self.form.addWidget(self.ticks)
        self.form.addWidget(self.strength)
        self.again = self.add(PasswordField("passwordChange.passwordAgain"))
        self.submit = self.primary("passwordChange.submit")
        self.cancel = self.secondary("passwordChange.cancel")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(lambda: presenter.meter.measure(presenter.form, self.refresh))
        self.password.changed.connect(lambda _: self._pause.start())
        self.submit.pressed_once.connect(self._submit)
        self.cancel.clicked.connect(presenter.cancel)
        self.join_form(presenter)
        self.finish()

    def _submit(self) -> None:
        self.conceal()
        self._change.submit()

    def retranslate(self) -> None:
        super().retranslate()
        self.title.setText(self.tr("Choose a new password"))
        self.panel.set_notices([say(NOTICES["notice.2"]), say(REMINDER)])
        self.current.set_texts(self.tr("Current password"))
        self.password.set_texts(self.tr("New password"), self.tr("The list below shows what is still missing"))
        self.again.set_texts(self.tr("Confirm new password"), self.tr("The same password once more"))
        self.submit.setText(self.tr("Save"))
        self.cancel.setText(self.tr("Cancel"))

    def refresh(self) -> None:
        super().refresh()
        change = self._change
        values = change.form.values
        if change.forced:
            self.panel.set_lead(self.tr("You signed in with a temporary password. Choose your own to go on."))
        else:
            self.panel.set_lead(self.tr("Enter your current password once, the new one twice."))
        self.current.setVisible(not change.forced)
        self.ticks.show_rules([(say(choices.TICKS[tick]), met) for tick, met in change.meter.ticks(values)])
        score = change.meter.score(values)
        self.strength.show_score(score, "" if score is None else say(choices.STRENGTH[score]))
        self.submit.set_busy(change.busy)
        self._show_result()

    def _show_result(self) -> None:
        match self._change.result:
            case None | PasswordChanged.CHANGED:
                self.result.say(Status.NEUTRAL, "")
            case PasswordChanged.FAILED:
                text = outcomes.TEMPORARY_DENIED if self._change.forced else outcomes.CURRENT_DENIED
                self.result.say(Status.ERROR, say(text))
            case PasswordChanged.SAME_AS_OLD:
                self.result.say(Status.ERROR, say(outcomes.SAME_AS_OLD))
            case setback:
                self.result.say(Status.WARNING, outcomes.setback(setback, outcomes.PASSWORD_UNREACHABLE))
