"""One page each: layout and binding only. Built when first needed, so nothing is imported before."""

from typing import TYPE_CHECKING, assert_never

from ipas_kiosk.views.presenters.pages import Page

if TYPE_CHECKING:
    from ipas_kiosk.views.presenters.journey import Journey
    from ipas_kiosk.views.widgets.page import PageWidget


def build(page: Page, journey: "Journey") -> "PageWidget":
    """The widget of a page, joined to its presenter."""
    cast, stock = journey.cast, journey.stock
    match page:
        case Page.LOGIN:
            from ipas_kiosk.views.screens.login import LoginPage

            login = LoginPage(captcha=bool(cast.login.code_fields))
            login.join(cast.login, stock.desks)
            return login
        case Page.HOME:
            from ipas_kiosk.views.screens.home import HomePage

            return HomePage(cast.home, stock.desks)
        case Page.REGISTRATION | Page.REVIEW | Page.DONE:
            return _registering(page, journey)
        case Page.CREDENTIAL_LOOKUP:
            from ipas_kiosk.views.screens.credential_lookup import CredentialLookupPage

            return CredentialLookupPage(cast.credential_lookup)
        case Page.EMAIL_LOOKUP:
            from ipas_kiosk.views.screens.email_lookup import EmailLookupPage

            return EmailLookupPage(cast.email_lookup)
        case Page.PASSWORD_CHANGE:
            from ipas_kiosk.views.screens.password_change import PasswordChangePage

            return PasswordChangePage(cast.password_change)
        case Page.UNKNOWN_ACCOUNT | Page.MANUAL | Page.PORTAL_ITEM | Page.OUT_OF_ORDER:
            return _informing(page, journey)
        case _:
            assert_never(page)


def _registering(page: Page, journey: "Journey") -> "PageWidget":
    cast = journey.cast
    if page is Page.REGISTRATION:
        from ipas_kiosk.views.screens.registration import RegistrationPage

        return RegistrationPage(cast.registration)
    if page is Page.REVIEW:
        from ipas_kiosk.views.screens.review import ReviewPage

        return ReviewPage(cast.review)
    from ipas_kiosk.views.screens.done import DonePage

    return DonePage(cast.done)


def _informing(page: Page, journey: "Journey") -> "PageWidget":
    cast = journey.cast
    if page is Page.UNKNOWN_ACCOUNT:
        from ipas_kiosk.views.screens.unknown_account import UnknownAccountPage

        return UnknownAccountPage(cast.unknown_account)
    if page is Page.MANUAL:
        from ipas_kiosk.views.screens.manual import ManualPage

        return ManualPage(cast.manual)
    if page is Page.PORTAL_ITEM:
        from ipas_kiosk.views.screens.portal_item import PortalItemPage

        return PortalItemPage(cast.portal_item)
    from ipas_kiosk.views.screens.out_of_order import OutOfOrderPage

    return OutOfOrderPage(cast.out_of_order)
