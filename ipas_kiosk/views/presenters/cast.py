"""All presenters of the window, and the data their pages show."""

from collections.abc import Callable
from dataclasses import dataclass

from ipas_kiosk.views.presenters.base import Presenter
from ipas_kiosk.views.presenters.credential_lookup import CredentialLookupPresenter
from ipas_kiosk.views.presenters.desks import ServiceDesk
from ipas_kiosk.views.presenters.done import DonePresenter
from ipas_kiosk.views.presenters.email_lookup import EmailLookupPresenter
from ipas_kiosk.views.presenters.home import HomePresenter
from ipas_kiosk.views.presenters.login import LoginPresenter
from ipas_kiosk.views.presenters.manual import ManualPresenter
from ipas_kiosk.views.presenters.out_of_order import OutOfOrderPresenter
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.password_change import PasswordChangePresenter
from ipas_kiosk.views.presenters.portal import Group
from ipas_kiosk.views.presenters.portal_item import PortalItemPresenter
from ipas_kiosk.views.presenters.ports import Ground
from ipas_kiosk.views.presenters.registration import RegistrationPresenter
from ipas_kiosk.views.presenters.review import ReviewPresenter
from ipas_kiosk.views.presenters.schools import Schools
from ipas_kiosk.views.presenters.unknown_account import UnknownAccountPresenter


@dataclass(frozen=True, slots=True)
class Stock:
    """The data that the pages show: schools, portal, desks, the personal-data notice's version, the manual's place."""

    schools: Schools
    groups: tuple[Group, ...]
    desks: tuple[ServiceDesk, ...]
    consent_version: str
    manual_url: str = ""


class Cast:
    """One presenter a page; `by_page` is the same once more."""

    def __init__(self, ground: Ground, stock: Stock, try_again: Callable[[], None]) -> None:
        self.login = LoginPresenter(ground)
        self.unknown_account = UnknownAccountPresenter(ground)
        self.registration = RegistrationPresenter(ground, stock.schools, stock.consent_version)
        self.review = ReviewPresenter(ground, self.registration)
        self.done = DonePresenter(ground, self.registration)
        self.credential_lookup = CredentialLookupPresenter(ground)
        self.email_lookup = EmailLookupPresenter(ground)
        self.password_change = PasswordChangePresenter(ground)
        self.home = HomePresenter(ground, stock.groups)
        self.manual = ManualPresenter(ground, stock.manual_url)
        self.portal_item = PortalItemPresenter(ground, stock.groups)
        self.out_of_order = OutOfOrderPresenter(ground, try_again)
        self.by_page: dict[Page, Presenter] = {
            Page.LOGIN: self.login,
            Page.UNKNOWN_ACCOUNT: self.unknown_account,
            Page.REGISTRATION: self.registration,
            Page.REVIEW: self.review,
            Page.DONE: self.done,
            Page.CREDENTIAL_LOOKUP: self.credential_lookup,
            Page.EMAIL_LOOKUP: self.email_lookup,
            Page.PASSWORD_CHANGE: self.password_change,
            Page.HOME: self.home,
            Page.MANUAL: self.manual,
            Page.PORTAL_ITEM: self.portal_item,
            Page.OUT_OF_ORDER: self.out_of_order,
        }
