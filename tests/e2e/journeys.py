"""What people do at the kiosk, from page to page."""

from tests.e2e.kiosk import Kiosk
from tests.helpers.people import Person

OTHER, NONE, BACHELOR = "其他(自行填寫)", "無", "大學"


def sign_in(kiosk: Kiosk, person: Person, password: str | None = None) -> None:
    """Fill in the sign-in page and press the button."""
    kiosk.type("login.account", person.account)
    kiosk.type("login.name", person.name)
    kiosk.type("login.password", person.password if password is None else password)
    kiosk.press("login.submit")


def fill_registration(kiosk: Kiosk, person: Person) -> None:
    """From the first step of the form to the review page."""
    kiosk.press("registration.consent")
    kiosk.press("registration.next")
    kiosk.type("registration.account", person.account)
    kiosk.type("registration.password", person.password)
    kiosk.type("registration.passwordAgain", person.password)
    kiosk.type("registration.idNumber", person.id_number)
    kiosk.type("registration.name", person.name)
    kiosk.press("registration.suggestRoman")
    kiosk.wait_for("registration.surnameRoman", "WANG")
    kiosk.press("registration.sexFemale")
    kiosk.press("registration.next")
    kiosk.type("registration.email", person.email)
    kiosk.type("registration.mobile", person.mobile)
    kiosk.press("registration.next")
    kiosk.type("registration.schoolArea.search", OTHER)
    kiosk.type("registration.schoolOther", "Example Academy")
    kiosk.type("registration.department.search", NONE)
    kiosk.focus("registration.schoolArea.search")
    kiosk.keys("shift+Tab", "Home", "Down", "Down", "Down")
    kiosk.wait_for("registration.education", BACHELOR)
    kiosk.press("registration.next")
    kiosk.find("page.registrationReview")


def register(kiosk: Kiosk, person: Person) -> str:
    """From the sign-in page to the receipt; its number."""
    kiosk.press("login.register")
    fill_registration(kiosk, person)
    kiosk.press("registrationReview.submit")
    return kiosk.wait_for("registrationDone.receiptNo", "-")
