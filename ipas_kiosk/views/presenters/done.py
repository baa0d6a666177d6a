"""The receipt, and what became of the registration while its page is shown (screens §3, model §2)."""

from dataclasses import replace

from ipas_contract.codes import AttentionReason, PrinterState
from ipas_kiosk.services.values import Receipt, SubmissionNews
from ipas_kiosk.views.presenters.base import Presenter
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.ports import Ground
from ipas_kiosk.views.presenters.registration import RegistrationPresenter
from ipas_kiosk.views.presenters.review import TAKEN, account_lost

MAY_BE_OUT = frozenset({PrinterState.READY, PrinterState.SLOW, PrinterState.NO_ANSWER})
"""What a press may have ended with when a slip came out, at once or later."""


class DonePresenter(Presenter):
    """`receipt` changes in place when a verdict comes; `printed` is what came of the latest press of "print"."""

    def __init__(self, ground: Ground, registration: RegistrationPresenter) -> None:
        super().__init__(ground)
        self._registration = registration
        self.receipt: Receipt | None = None
        self.printed: PrinterState | None = None
        self._out = ""

    @property
    def may_print(self) -> bool:
        """Whether a printer is set up."""
        return self.context.prints

    @property
    def may_look_up(self) -> bool:
        """Whether the way to credential lookup is shown: the ID number is registered already."""
        return self.receipt is not None and self.receipt.reason is AttentionReason.IDENTITY

    def take(self, receipt: Receipt) -> None:
        self.receipt, self.printed = receipt, None

    def on_news(self, news: SubmissionNews) -> None:
        """A verdict; an account that turned out taken leads back to the form with everything kept."""
        if self.receipt is None or news.receipt_no != self.receipt.receipt_no:
            return
        self.receipt = replace(self.receipt, state=news.state, reason=news.reason)
        if account_lost(self.receipt):
            receipt, self.receipt = self.receipt, None
            self.ways.correct(TAKEN, amends=receipt.candidate_id)
        else:
            self.view.refresh()

    def print_slip(self) -> None:
        """A slip of the receipt as it stands, in the language of the screen; a second one says so (O3)."""
        receipt, language = self.receipt, self.context.language()
        if self.busy or receipt is None:
            return
        again = self._out == receipt.receipt_no

        def told(state: PrinterState) -> None:
            self.printed = state
            if state in MAY_BE_OUT:
                self._out = receipt.receipt_no

        self.printed = None
        self.work(lambda services: services.printing.print_slip(receipt, language, again=again), told)

    def failed(self) -> None:
        self.printed = PrinterState.BROKEN

    def look_up(self) -> None:
        self.ways.go(Page.CREDENTIAL_LOOKUP, self._registration.carried())

    def finish(self) -> None:
        """The visit is over."""
        self.ways.cancel()

    def wipe(self) -> None:
        super().wipe()
        self.receipt, self.printed, self._out = None, None, ""
