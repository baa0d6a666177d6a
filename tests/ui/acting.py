"""What a person does at the window, by control names."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from ipas_kiosk.services.values import Session
from ipas_kiosk.views.presenters.pages import Page
from tests.helpers.fake_services import CANDIDATE
from tests.helpers.stage import Stage

FORMS = (Page.LOGIN, Page.REGISTRATION, Page.CREDENTIAL_LOOKUP, Page.EMAIL_LOOKUP, Page.PASSWORD_CHANGE)
"""The pages with fields."""
PERSON = {
    "consent": "yes",
    "account": "lin.1990",
    "password": "Kiosk#2024Taipei",
    "passwordAgain": "Kiosk#2024Taipei",
    "idNumber": "A200000003",
    "name": "林小華",
    "sex": "female",
    "email": "hua@example.org",
    "mobile": "0912345678",
    "education": "bachelor",
    "schoolArea": "臺北市",
    "school": "0003",
    "department": "無",
}

SESSION = Session(CANDIDATE, "lin.1990", "林小華", None, None, authoritative=True)


def find(stage: Stage, name: str) -> QWidget:
    """The one widget of a name."""
    found = stage.window.findChildren(QWidget, name)
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def text(stage: Stage, name: str) -> str:
    label = find(stage, name)
    assert isinstance(label, QLabel)
    return label.text()


def press(stage: Stage, name: str) -> None:
    button = find(stage, name)
    assert isinstance(button, QPushButton)
    assert button.isVisibleTo(stage.window), f"{name} is hidden"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    stage.settle()


def write(stage: Stage, name: str, typed: str) -> None:
    """Type as a person does: focus, one key after the other."""
    edit = find(stage, name)
    edit.setFocus(Qt.FocusReason.MouseFocusReason)
    QTest.keyClicks(edit, typed)


def hidden(stage: Stage, widget: QWidget) -> bool:
    """Whether a part of a widget is out of sight that could be in sight."""
    sight = QRect(stage.window.rect())
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        sight &= QRect(parent.mapTo(stage.window, QPoint(0, 0)), parent.size())
        parent = parent.parentWidget()
    place = QRect(widget.mapTo(stage.window, QPoint(0, 0)), widget.size())
    return not sight.contains(place) if place.height() <= sight.height() else not sight.contains(place.topLeft())


def compose(edit: QWidget, typed: str) -> None:
    """Enter a text as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(typed)
    QApplication.sendEvent(edit, event)


def to_person(stage: Stage, **others: str) -> None:
    """To the registration's second step."""
    stage.journey.go(Page.REGISTRATION)
    stage.fill(stage.cast.registration, consent="yes", **others)
    press(stage, "registration.next")


def to_review(stage: Stage, **others: str) -> None:
    stage.journey.go(Page.REGISTRATION)
    stage.fill(stage.cast.registration, **(PERSON | others))
    for _ in range(4):
        press(stage, "registration.next")
