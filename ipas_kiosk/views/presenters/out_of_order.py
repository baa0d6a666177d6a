"""Known trouble that stops the kiosk, in one sentence, and a way to try again."""

from collections.abc import Callable

from ipas_kiosk.services.values import LinkState, Trouble
from ipas_kiosk.views.presenters.base import Presenter
from ipas_kiosk.views.presenters.ports import Ground

ASKED_AGAIN = frozenset({Trouble.REVOKED, Trouble.SUSPENDED, Trouble.LOST_CONTACT})
"""One word of central's may end it."""
STOPPING = ASKED_AGAIN | {Trouble.WIPED}
"""What central decided of the device and no visitor can work around; a clock that is off stops nothing (O10)."""


class OutOfOrderPresenter(Presenter):
    """`trouble` is what the page says, None when the reason is not a known one (a bug)."""

    def __init__(self, ground: Ground, try_again: Callable[[], None]) -> None:
        super().__init__(ground)
        self._try_again = try_again
        self.trouble: Trouble | None = None
        self.told_by_central: Trouble | None = None

    def start(self, trouble: Trouble | None) -> None:
        self.trouble, self.busy = trouble, False

    def follow(self, link: LinkState) -> bool:
        """Take note of what central says of this device; whether that has changed."""
        told = link.trouble if link.trouble in STOPPING else None
        changed, self.told_by_central = told is not self.told_by_central, told
        return changed

    def retry(self) -> None:
        """Ask central again, or start the services again."""
        if self.busy:
            return
        if self.told_by_central in ASKED_AGAIN:
            self.work(lambda services: services.visits.ask_again(), lambda _answer: None)
        else:
            self.busy = True
            self.told_by_central = None
            self.view.refresh()
            self._try_again()
