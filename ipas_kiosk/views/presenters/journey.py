"""One visit: the ways between its pages. No Qt, so that whole journeys are tested at once."""

from collections.abc import Callable, Mapping
from uuid import UUID

from ipas_contract.codes import Problem
from ipas_kiosk.services.values import LinkState, News, Receipt, Session, SubmissionNews, Trouble
from ipas_kiosk.views.presenters.cast import Cast, Stock
from ipas_kiosk.views.presenters.login import PasswordUpdated
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.ports import Carried, Context, Ground, Pages, Runner


class Journey:
    """The map of `ports.Ways`, and what the frame tells of: news, trouble, the end of a visit."""

    def __init__(
        self, runner: Runner, pages: Pages, context: Context, stock: Stock, try_again: Callable[[], None]
    ) -> None:
        """`try_again` starts the services anew after they could not be started."""
        self._runner, self._pages, self.stock = runner, pages, stock
        self.cast = Cast(Ground(runner, self, context), stock, try_again)
        self.page = self._before = Page.LOGIN
        self._visiting = self._broken = False

    # ---- the ways ---------------------------------------------------------------------------------------------

    def go(self, page: Page, carried: Carried | None = None) -> None:
        presenter = self.cast.by_page[page]
        if carried is not None:
            presenter.take_over(carried)
        if page is not self.page:
            self._before, self.page = self.page, page
        self._pages.show(page)
        presenter.arrive()

    def to_login(self, *, password_updated: bool = False) -> None:
        if password_updated:
            self.end_visit(over=False)
            self.cast.login.result = PasswordUpdated()
        self.go(Page.LOGIN)

    def to_form(self, field: str) -> None:
        self.go(Page.REGISTRATION)
        self.cast.registration.open_at(field)

    def correct(self, problems: Mapping[str, tuple[Problem, ...]], *, amends: UUID | None = None) -> None:
        self.cast.registration.refuse(problems, amends=amends)
        self.go(Page.REGISTRATION)
        self.cast.registration.view.focus_summary()

    def to_done(self, receipt: Receipt) -> None:
        self.cast.registration.amends = None
        self.cast.done.take(receipt)
        self.go(Page.DONE)

    def to_password_change(self, session: Session, *, temporary: str | None = None) -> None:
        self.cast.password_change.start(session, temporary)
        self.go(Page.PASSWORD_CHANGE)

    def to_home(self, session: Session, *, password_updated: bool = False) -> None:
        self.cast.home.start(session, password_updated=password_updated)
        self.go(Page.HOME)

    def back(self) -> None:
        self.go(self._before)

    def cancel(self) -> None:
        if self.cast.registration.amends is not None:
            self.cast.registration.cancel()
        else:
            self.end_visit()

    # ---- the frame --------------------------------------------------------------------------------------------

    def begin_visit(self) -> None:
        """Somebody touched the kiosk; only the first touch of a visit counts."""
        if not self._visiting:
            self._visiting = True
            self._runner.run(lambda services: services.visits.begin(), lambda _: None, lambda _: None)

    def end_visit(self, *, over: bool = True) -> None:
        """Forget the person and show the sign-in page; a submission in attention stays so (model §3). `over` is False
        when the same person signs in again at once."""
        if over and self._visiting:
            self._visiting = False
            self._runner.run(lambda services: services.visits.end(), lambda _: None, lambda _: None)
        self._runner.end_visit()
        for presenter in self.cast.by_page.values():
            presenter.wipe()
        self._pages.wipe(over=over)
        if (told := self.cast.out_of_order.told_by_central) is not None:
            self.out_of_order(told)
        else:
            self.go(Page.OUT_OF_ORDER if self._broken else Page.LOGIN)

    def out_of_order(self, trouble: Trouble | None) -> None:
        """Known trouble, or None for a bug: the kiosk is out of order."""
        self._broken = self.cast.out_of_order.told_by_central is None
        self.cast.out_of_order.start(trouble)
        self.go(Page.OUT_OF_ORDER)

    def repaired(self) -> None:
        """The services have been started."""
        self._broken = False
        if self.page is Page.OUT_OF_ORDER:
            self.end_visit()

    def on_news(self, news: News) -> None:
        """Something happened behind the screens; called on the UI thread."""
        match news:
            case SubmissionNews():
                self.cast.done.on_news(news)
                self.cast.home.on_news(news)
            case LinkState():
                changed = self.cast.out_of_order.follow(news)
                if changed and self.page in (Page.LOGIN, Page.OUT_OF_ORDER):
                    self.end_visit()
