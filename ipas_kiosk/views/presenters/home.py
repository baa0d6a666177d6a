"""The portal after signing in (screens §8)."""

from dataclasses import replace

from ipas_kiosk.services.values import Session, SubmissionNews
from ipas_kiosk.views.presenters.base import Presenter
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.portal import Action, Group, Item
from ipas_kiosk.views.presenters.ports import Carried, Ground


class HomePresenter(Presenter):
    """`session` is who is signed in; `password_updated` stands until the page is left."""

    def __init__(self, ground: Ground, groups: tuple[Group, ...]) -> None:
        super().__init__(ground)
        self.groups = groups
        self.session: Session | None = None
        self.password_updated = False

    def start(self, session: Session, *, password_updated: bool) -> None:
        self.session, self.password_updated = session, password_updated

    def choose(self, item: Item) -> None:
        """An item was pressed."""
        if self.session is None:
            return
        match item.action:
            case Action.SIGN_OUT:
                self.ways.cancel()
            case Action.PASSWORD:
                self.ways.to_password_change(self.session)
            case Action.PROFILE | Action.SITE:
                self.ways.go(Page.PORTAL_ITEM, Carried(item=item.id))

    def on_news(self, news: SubmissionNews) -> None:
        """The state of the registration changed while the person is here."""
        if self.session is not None and news.candidate_id == self.session.candidate_id:
            self.session = replace(self.session, state=news.state, reason=news.reason, receipt_no=news.receipt_no)
            self.view.refresh()

    def wipe(self) -> None:
        super().wipe()
        self.session, self.password_updated = None, False
