"""The live tick list of a new password and how easily it would be guessed (rules §2, L6)."""

from collections.abc import Callable
from enum import StrEnum

from ipas_contract.codes import Checked, Code, Problem
from ipas_kiosk.views.presenters.form import Form, Values
from ipas_kiosk.views.presenters.ports import Runner

Personal = Callable[[Values], tuple[str, ...]]


class Tick(StrEnum):
    """A line of the tick list."""

    LENGTH = "length"
    UPPER = "upper"
    LOWER = "lower"
    DIGIT = "digit"
    SYMBOL = "symbol"
    ALLOWED = "allowed"
    PERSONAL = "personal"


_FAILED_BY = {
    Tick.LENGTH: {Code.TOO_SHORT, Code.TOO_LONG},
    Tick.UPPER: {Code.NO_UPPER},
    Tick.LOWER: {Code.NO_LOWER},
    Tick.DIGIT: {Code.NO_DIGIT},
    Tick.SYMBOL: {Code.NO_ALLOWED_SYMBOL},
    Tick.ALLOWED: {Code.FORBIDDEN_SYMBOL, Code.NOT_PRINTABLE_ASCII},
    Tick.PERSONAL: {Code.CONTAINS_PERSONAL},
}


class PasswordMeter:
    """Judges the field `password`; its strength is measured off the UI thread, stale answers are dropped."""

    def __init__(self, runner: Runner, personal: Personal) -> None:
        self._runner, self._personal = runner, personal
        self._measured: tuple[str, int, bool] | None = None

    def judge(self, values: Values) -> Checked:
        """The rules, and the warning `guessable` once this very text has been measured."""
        text = values["password"]
        if not text:
            return Checked("", (Problem(Code.REQUIRED),))
        guessable = self._measured is not None and self._measured[0] == text and self._measured[2]
        return Checked(text, self._problems(values), (Problem(Code.GUESSABLE),) if guessable else ())

    def again(self, values: Values) -> Checked:
        """The field `passwordAgain`: the same once more."""
        text = values["passwordAgain"]
        if not text:
            return Checked("", (Problem(Code.REQUIRED),))
        return Checked(text, () if text == values["password"] else (Problem(Code.MISMATCH),))

    def ticks(self, values: Values) -> tuple[tuple[Tick, bool], ...]:
        """Each line of the list and whether it is met; nothing is while nothing is typed."""
        codes = {problem.code for problem in self._problems(values)} if values["password"] else set()
        return tuple((tick, bool(values["password"]) and not codes & failing) for tick, failing in _FAILED_BY.items())

    def score(self, values: Values) -> int | None:
        """0 (guessed at once) to 4, or None while it is not known."""
        measured = self._measured
        return measured[1] if measured and values["password"] and measured[0] == values["password"] else None

    def measure(self, form: Form, render: Callable[[], None]) -> None:
        """Ask how strong the password is; called when typing has paused."""
        text = form.values["password"]
        if not text or (self._measured and self._measured[0] == text):
            return
        personal = self._personal(form.values)

        def take(answer: tuple[int, bool]) -> None:
            if form.values["password"] == text:
                self._measured = (text, *answer)
                form.look_again("password")
                render()

        self._runner.run(lambda services: services.passwords.strength(text, personal), take, lambda _error: None)

    def wipe(self) -> None:
        self._measured = None

    def _problems(self, values: Values) -> tuple[Problem, ...]:
        from ipas_contract.rules import password  # rules are imported after the first paint

        return password.rules(values["password"], personal=self._personal(values))
