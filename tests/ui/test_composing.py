"""What an input method is composing when something is pressed is kept, not lost (M3, X4)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from ipas_kiosk.views.presenters.pages import Page
from tests.helpers.fake_services import DIGITS
from tests.helpers.stage import Stage
from tests.ui.acting import PERSON, find, press, text


def line(stage: Stage, name: str) -> QLineEdit:
    found = find(stage, name)
    assert isinstance(found, QLineEdit)
    return found


def compose(edit: QLineEdit, typed: str, composed: str) -> None:
    """A text is there, and behind it one that is not settled yet."""
    edit.setText(typed)
    edit.setFocus(Qt.FocusReason.MouseFocusReason)
    QApplication.sendEvent(edit, QInputMethodEvent(composed, []))
    assert edit.text() == typed


def click(stage: Stage, name: str) -> None:
    """As a program for those who use neither finger nor key: no focus moves."""
    button = find(stage, name)
    assert isinstance(button, QAbstractButton)
    button.click()
    stage.settle()


@pytest.mark.parametrize("push", [press, click])
def test_x4_signing_in(stage: Stage, push: object) -> None:
    assert callable(push)
    stage.fill(stage.cast.login, account="lin.1990", password="x", captcha=DIGITS)
    compose(line(stage, "login.name"), "林小", "華")
    push(stage, "login.submit")
    assert [form.name for form in stage.world.sign_in.forms] == ["林小華"]
    assert line(stage, "login.name").text() == "林小華"


@pytest.mark.parametrize("push", [press, click])
def test_x4_the_next_step_and_the_review(stage: Stage, push: object) -> None:
    assert callable(push)
    stage.journey.go(Page.REGISTRATION)
    stage.fill(stage.cast.registration, **(PERSON | {"name": ""}))
    press(stage, "registration.next")
    compose(line(stage, "registration.name"), "林", "小華")
    push(stage, "registration.next")
    press(stage, "registration.next")
    compose(line(stage, "registration.department.search"), "", "無")
    push(stage, "registration.next")
    assert stage.stack.at is Page.REVIEW
    assert text(stage, "registrationReview.name") == "林小華"
    push(stage, "registrationReview.edit.name")
    compose(line(stage, "registration.name"), "林小", "樺")
    push(stage, "registration.back")
    assert stage.cast.registration.form.values["name"] == "林小樺"


@pytest.mark.parametrize("page", ["credentialLookup", "emailLookup"])
def test_x4_the_lookups(stage: Stage, page: str) -> None:
    stage.journey.go(Page(f"page.{page}"))
    compose(line(stage, f"{page}.name"), "林小", "華")
    press(stage, f"{page}.submit")
    assert line(stage, f"{page}.name").text() == "林小華"
    assert text(stage, f"{page}.name.error") == ""


def test_x4_the_language_and_the_way_to_staff(stage: Stage) -> None:
    for name in ("status.language", "status.callStaff"):
        compose(line(stage, "login.name"), "林小", "華")
        press(stage, name)
        assert line(stage, "login.name").text() == "林小華"
    press(stage, "callStaff.close")


def test_p1_what_was_being_composed_does_not_reach_the_next_visitor(stage: Stage) -> None:
    compose(line(stage, "login.name"), "林小", "華")
    stage.journey.end_visit()
    stage.settle()
    QTest.keyClick(line(stage, "login.account"), Qt.Key.Key_Tab)
    stage.settle()
    assert {edit.text() for edit in stage.window.findChildren(QLineEdit)} == {""}
    assert stage.cast.login.form.values["name"] == ""
