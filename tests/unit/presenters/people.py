"""A person who can register, as typed."""

from tests.unit.presenters.conftest import House

PASSWORD = "Kiosk#2024Taipei"
ACCOUNT_AND_PERSON = {
    "account": " lin.1990 ",
    "password": PASSWORD,
    "passwordAgain": PASSWORD,
    "idNumber": "ａ２００ 000-003",
    "name": "林 小 華",
    "sex": "female",
}
CONTACT = {"email": "Hua.Lin@Example.ORG", "mobile": "０９１２-345 678"}
SCHOOL = {"education": "bachelor", "schoolArea": "臺北市", "school": "0003", "department": "資訊工程學系"}
TYPED = {"consent": "yes"} | ACCOUNT_AND_PERSON | CONTACT | SCHOOL


def fill(house: House, **others: str) -> None:
    """Type everything into the registration form."""
    for field, text in (TYPED | others).items():
        house.cast.registration.edit(field, text)


def to_review(house: House, **others: str) -> None:
    """Through all steps."""
    fill(house, **others)
    for _ in range(4):
        house.cast.registration.next()
