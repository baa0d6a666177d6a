"""The review before saving: all but the password, each line open to change (U13); then one call, one record (U15)."""

from typing import assert_never
from uuid import UUID

from ipas_contract.codes import AttentionReason, Code, Problem, SubmissionState
from ipas_kiosk.services.values import Failed, Invalid, Receipt, Registered, RegisterOutcome
from ipas_kiosk.views.presenters.base import Presenter
from ipas_kiosk.views.presenters.ports import Ground
from ipas_kiosk.views.presenters.registration import RegistrationPresenter

LINES = (
    *("account", "nationality", "idNumber", "name", "roman", "sex"),
    *("email", "mobile", "education", "school", "department"),
)
"""The lines of the page, in its order; the password is not among them."""
TAKEN = {"account": (Problem(Code.TAKEN),)}


def account_lost(receipt: Receipt) -> bool:
    """Whether the candidate chooses another account (model §3)."""
    return receipt.state is SubmissionState.ATTENTION and receipt.reason is AttentionReason.ACCOUNT_TAKEN


class ReviewPresenter(Presenter):
    """`trouble` says why nothing was saved; pressing again is safe, the key stays the same."""

    def __init__(self, ground: Ground, registration: RegistrationPresenter) -> None:
        super().__init__(ground)
        self.registration = registration
        self.trouble: Failed | None = None
        self._key: UUID | None = None

    def edit(self, field: str) -> None:
        """修改: back to the step that holds the field."""
        if not self.busy:
            self.ways.to_form(field)

    def back(self) -> None:
        """Back to the last step."""
        if not self.busy:
            self.ways.to_form("education")

    def submit(self) -> None:
        """送出註冊存檔."""
        if self.busy:
            return
        from ipas_contract.ids import uuid7  # imported after the first paint

        key = self._key = self._key or uuid7()
        self.trouble = None
        form, amends, language = self.registration.submission(), self.registration.amends, self.context.language()
        self.work(lambda services: services.registration.register(form, language, key=key, amends=amends), self._take)

    def cancel(self) -> None:
        """As on the form."""
        if not self.busy:
            self.registration.cancel()

    def wipe(self) -> None:
        super().wipe()
        self.trouble, self._key = None, None

    def _take(self, outcome: RegisterOutcome) -> None:
        match outcome:
            case Registered(receipt):
                self._key = None
                if account_lost(receipt):
                    self.ways.correct(TAKEN, amends=receipt.candidate_id)
                else:
                    self.ways.to_done(receipt)
            case Invalid(problems):
                self.ways.correct(problems)
            case Failed():
                self.trouble = outcome
            case _:
                assert_never(outcome)
