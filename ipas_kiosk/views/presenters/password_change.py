"""A new password: from home, or forced after signing in with a temporary one (screens §4, model §5, R5)."""

from typing import assert_never

from ipas_contract.codes import Checked
from ipas_kiosk.services.values import (
    Failed,
    PasswordChanged,
    PasswordChangeForm,
    PasswordChangeOutcome,
    Session,
    SlowDown,
    Unreachable,
)
from ipas_kiosk.views.presenters import typed
from ipas_kiosk.views.presenters.base import FormPresenter
from ipas_kiosk.views.presenters.form import Form, Values
from ipas_kiosk.views.presenters.password_meter import PasswordMeter
from ipas_kiosk.views.presenters.ports import Ground


class PasswordChangePresenter(FormPresenter):
    """`temporary` holds the temporary password typed at sign-in; then `current` is not asked."""

    def __init__(self, ground: Ground) -> None:
        self.meter = PasswordMeter(ground.runner, self._personal)
        judges = {"current": self._current, "password": self.meter.judge, "passwordAgain": self.meter.again}
        super().__init__(ground, Form(judges))
        self._session: Session | None = None
        self._temporary: str | None = None
        self._held: tuple[str, ...] = ()
        self.result: PasswordChangeOutcome | None = None

    @property
    def forced(self) -> bool:
        """No other page may follow but this one, until the new password is saved (R5)."""
        return self._temporary is not None

    @property
    def fields(self) -> tuple[str, ...]:
        return ("password", "passwordAgain") if self.forced else ("current", "password", "passwordAgain")

    def start(self, session: Session, temporary: str | None) -> None:
        self.wipe()
        self._session, self._temporary = session, temporary

        def take(held: tuple[str, ...]) -> None:
            if self._session is session:
                self._held = held
                self.form.look_again("password")
                self.view.refresh()

        self.runner.run(lambda services: services.passwords.personal(session.candidate_id), take)

    def submit(self) -> None:
        session = self._session
        if session is None or self.busy or not self.accept(self.fields):
            return
        self.result = None
        current = self.form.values["current"] if self._temporary is None else self._temporary
        form = PasswordChangeForm(session.account, session.name, current, self.form.values["password"])
        language = self.context.language()
        self.work(lambda services: services.passwords.change(form, language), lambda out: self._take(session, out))

    def cancel(self) -> None:
        """Home, or out: a temporary password that was not used up goes on working (model §5)."""
        if self.forced or self._session is None:
            self.ways.cancel()
        else:
            session = self._session
            self.wipe()
            self.ways.to_home(session)

    def wipe(self) -> None:
        super().wipe()
        self.meter.wipe()
        self._session, self._temporary, self._held, self.result = None, None, (), None

    def _take(self, session: Session, outcome: PasswordChangeOutcome) -> None:
        match outcome:
            case PasswordChanged.CHANGED:
                forced = self.forced
                self.wipe()
                if forced:
                    self.ways.to_login(password_updated=True)
                else:
                    self.ways.to_home(session, password_updated=True)
            case PasswordChanged.FAILED:
                self.result = outcome
                self.form.clear("current")
            case PasswordChanged.SAME_AS_OLD | Unreachable() | SlowDown() | Failed():
                self.result = outcome
            case _:
                assert_never(outcome)

    def _personal(self, _values: Values) -> tuple[str, ...]:
        """The account, and what this kiosk holds of its owner."""
        from ipas_contract.rules import password

        return (*password.personal(account=self._session.account if self._session else ""), *self._held)

    def _current(self, values: Values) -> Checked:
        return typed.bounded(values["current"], typed.TEXT_LENGTH)
