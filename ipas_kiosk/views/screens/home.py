"""The portal after signing in (screens §8)."""

from collections.abc import Iterator

from ipas_contract.codes import SubmissionState
from ipas_kiosk.services.values import Session
from ipas_kiosk.views.presenters.desks import ServiceDesk
from ipas_kiosk.views.presenters.home import HomePresenter
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.portal import Action, Group, Item
from ipas_kiosk.views.screens.service_desks import DeskList
from ipas_kiosk.views.screens.states import state_status
from ipas_kiosk.views.texts import choices, outcomes, say
from ipas_kiosk.views.widgets.basics import Text, spaced
from ipas_kiosk.views.widgets.cards import Card, Tiles
from ipas_kiosk.views.widgets.field import Status
from ipas_kiosk.views.widgets.messages import Banner
from ipas_kiosk.views.widgets.page import PageWidget

ICONS = {Action.PROFILE: "person", Action.PASSWORD: "lock", Action.SIGN_OUT: "sign_out", Action.SITE: "chevron_right"}


class HomePage(PageWidget):
    """`page.home`."""

    def __init__(self, presenter: HomePresenter, desks: tuple[ServiceDesk, ...]) -> None:
        super().__init__(Page.HOME.value)
        self._presenter = presenter
        presenter.view = self
        self.news = Banner("home.news")
        self.state = Banner("home.state")
        self.profile_note = Banner("home.profileNote")
        for banner in (self.news, self.state, self.profile_note):
            self.form.addLayout(spaced(banner, 8))
        self._groups: list[tuple[Group, Text]] = []
        self._items: list[tuple[Item, Card]] = []
        self._desks = DeskList("home.desks", desks)

    def grow(self) -> Iterator[None]:
        for group in self._presenter.groups:
            self._add_group(group)
            yield
        self.form.addSpacing(24)
        self.form.addWidget(self._desks)
        self.finish()

    def _add_group(self, group: Group) -> None:
        heading = Text("section")
        self.form.addSpacing(16)
        self.form.addWidget(heading)
        self._groups.append((group, heading))
        cards = Tiles()
        for item in group.items:
            button = Card(item.control, ICONS[item.action])
            button.clicked.connect(lambda _=False, item=item: self._presenter.choose(item))
            cards.addWidget(button)
            self._items.append((item, button))
        self.form.addLayout(cards)

    @property
    def shows_data(self) -> bool:
        return True

    def retranslate(self) -> None:
        language = self._presenter.context.language()
        for group, heading in self._groups:
            heading.setText(group.texts[language])
        for item, button in self._items:
            button.setText(item.texts[language])
        self._desks.retranslate(language)
        self.panel.set_lead(self.tr("What would you like to do?"))
        self.panel.set_notices(
            [
                self.tr("Exam registration, results and requests are handled at www.ipas.org.tw for now."),
                self.tr("Sign out when you leave, so that nobody else sees your details."),
            ]
        )

    def refresh(self) -> None:
        session = self._presenter.session
        updated = self._presenter.password_updated
        self.title.setText(self.tr("Welcome, {name}").replace("{name}", session.name) if session else "")
        self.news.say(Status.GOOD, say(outcomes.PASSWORD_UPDATED_HOME) if updated else "")
        self._show_state(session)
        incomplete = session is not None and not session.profile_complete
        self.profile_note.say(
            Status.WARNING, self.tr('Go to "My details" to check and complete your data') if incomplete else ""
        )

    def wipe(self) -> None:
        super().wipe()
        self.title.setText("")
        for banner in (self.news, self.state, self.profile_note):
            banner.say(Status.NEUTRAL, "")

    def _show_state(self, session: Session | None) -> None:
        """A registration of this kiosk that is not settled yet, or just was; others have nothing to be told."""
        state = session.state if session else None
        if state is None or (state is SubmissionState.CONFIRMED and session and session.authoritative):
            self.state.say(Status.NEUTRAL, "")
            return
        words = say(choices.STATES[state])
        if session and session.receipt_no:
            number = self.tr("Receipt number {number}").replace("{number}", session.receipt_no)
            words = f"{words}\n{number}"
        self.state.say(state_status(state), words)
