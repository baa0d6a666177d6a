"""The pages of the window; the values are their control names (screens, introduction)."""

from enum import StrEnum


class Page(StrEnum):
    """A page of the stack."""

    LOGIN = "page.login"
    UNKNOWN_ACCOUNT = "page.unknownAccount"
    REGISTRATION = "page.registration"
    REVIEW = "page.registrationReview"
    DONE = "page.registrationDone"
    CREDENTIAL_LOOKUP = "page.credentialLookup"
    EMAIL_LOOKUP = "page.emailLookup"
    PASSWORD_CHANGE = "page.passwordChange"  # noqa: S105 - the name of a page
    HOME = "page.home"
    MANUAL = "page.manual"
    PORTAL_ITEM = "page.portalItem"
    OUT_OF_ORDER = "page.outOfOrder"

    @property
    def short(self) -> str:
        """`login` of `page.login`: how the page's control names begin."""
        return self.value.partition(".")[2]
