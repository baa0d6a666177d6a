"""The live check whether an account name is taken: it never blocks, and says when it could not be asked."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final
from uuid import UUID

from ipas_contract.codes import Code, Problem
from ipas_kiosk.services.values import Taken
from ipas_kiosk.views.presenters.form import Form
from ipas_kiosk.views.presenters.ports import Runner


class Availability(StrEnum):
    """What is known of an account name that keeps the rules; one that is taken is an error of the field."""

    CHECKING = "checking"
    FREE = "free"
    LIKELY_TAKEN = "likely_taken"
    NOT_ASKED = "not_asked"


_SAID: Final = {
    Taken.FREE: Availability.FREE,
    Taken.LIKELY: Availability.LIKELY_TAKEN,
    Taken.NOT_ASKED: Availability.NOT_ASKED,
}


class AccountCheck:
    """What the line under the account says."""

    def __init__(self, runner: Runner, form: Form) -> None:
        self._runner, self._form = runner, form
        self.availability: Availability | None = None

    def forget(self) -> None:
        """The account changes: what was said of another text does not hold."""
        self.availability = None

    def ask(self, render: Callable[[], None], *, except_id: UUID | None = None) -> None:
        """Ask about the account as it stands; called when typing has paused. Stale answers are dropped."""
        form = self._form
        typed = form.values["account"]
        found = form.judge("account")
        if found.problems or self.availability is not None:
            return

        def take(answer: Taken) -> None:
            if form.values["account"] != typed:
                return
            self.availability = _SAID.get(answer)
            if answer is Taken.TAKEN:
                form.refuse("account", Problem(Code.TAKEN), summarise=False)
            render()

        def failed(_error: BaseException) -> None:
            self.availability = None
            render()

        self.availability = Availability.CHECKING
        render()
        account = found.value
        self._runner.run(
            lambda services: services.registration.account_taken(account, except_id=except_id), take, failed
        )
