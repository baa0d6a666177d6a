"""What Enter, Space and the arrows do (A4)."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QLineEdit, QWidget

from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.widgets.basics import Button
from ipas_kiosk.views.widgets.busy import BusyButton
from tests.helpers.stage import Stage
from tests.ui.acting import PERSON, compose, find, press, to_person
from tests.ui.conftest import Show

SCHOOL = ("education", "schoolArea", "school", "department")
KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@pytest.mark.parametrize("key", KEYS)
def test_a_key_presses_the_button_that_has_the_focus(stage: Stage, key: Qt.Key) -> None:
    find(stage, "login.register").setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(stage.window.windowHandle(), key)
    stage.settle()
    assert stage.stack.at is Page.REGISTRATION


def test_a_key_that_is_held_presses_once(show: Show) -> None:
    button, pressed = Button("x.more"), []
    button.clicked.connect(lambda: pressed.append(True))
    show(button, 300, 60)
    for held in (False, True, True):
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, autorep=held)
        QApplication.sendEvent(button, press)
    assert pressed == [True]


@pytest.fixture
def side_by_side(show: Show) -> tuple[BusyButton, Button]:
    """A button that works, and what comes after it."""
    both = QWidget()
    row = QHBoxLayout(both)
    submit, cancel = BusyButton("x.submit"), Button("x.cancel")
    row.addWidget(submit)
    row.addWidget(cancel)
    show(both, 400, 80)
    return submit, cancel


@pytest.mark.parametrize("key", KEYS)
def test_u15_a_second_press_while_work_goes_on_meets_no_other_button(
    side_by_side: tuple[BusyButton, Button], key: Qt.Key
) -> None:
    submit, cancel = side_by_side
    pressed: list[str] = []
    submit.pressed_once.connect(lambda: (pressed.append("submit"), submit.set_busy(True)))
    cancel.clicked.connect(lambda: pressed.append("cancel"))
    submit.setFocus()
    for _ in range(2):
        QTest.keyClick(submit.window().windowHandle(), key)
    assert pressed == ["submit"]
    submit.set_busy(False)
    assert submit.window().focusWidget() is submit, "it goes on where the person was (A4)"


def test_focus_that_went_elsewhere_stays_there(side_by_side: tuple[BusyButton, Button]) -> None:
    submit, cancel = side_by_side
    submit.setFocus()
    submit.set_busy(True)
    cancel.setFocus()
    submit.set_busy(False)
    assert submit.window().focusWidget() is cancel


@pytest.mark.parametrize("key", [Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right])
def test_an_arrow_chooses_from_radio_buttons_of_which_none_is_chosen(stage: Stage, key: Qt.Key) -> None:
    to_person(stage)
    find(stage, "registration.sexMale").setFocus(Qt.FocusReason.TabFocusReason)
    for chosen in ("registration.sexFemale", "registration.sexMale"):
        QTest.keyClick(stage.window.windowHandle(), key)
        radio = find(stage, chosen)
        assert isinstance(radio, QAbstractButton)
        assert (radio.isChecked(), stage.window.focusWidget()) == (True, radio)


def at_schools(stage: Stage) -> None:
    """To the last step, where three lists follow each other."""
    stage.journey.go(Page.REGISTRATION)
    stage.fill(stage.cast.registration, **{key: value for key, value in PERSON.items() if key not in SCHOOL})
    for _ in range(3):
        press(stage, "registration.next")


@pytest.mark.parametrize("shown", [True, False], ids=["proposed", "not proposed"])
def test_tab_goes_to_the_list_that_the_one_before_has_just_opened(stage: Stage, *, shown: bool) -> None:
    at_schools(stage)
    area = find(stage, "registration.schoolArea.search")
    area.setFocus(Qt.FocusReason.TabFocusReason)
    compose(area, "台北")
    popup = QApplication.activePopupWidget() if shown else None
    QTest.keyClick(popup or area, Qt.Key.Key_Tab)
    assert stage.cast.registration.form.values["schoolArea"] == "臺北市"
    assert stage.window.focusWidget() is find(stage, "registration.school")


def test_enter_takes_the_only_entry_that_holds_what_is_typed(stage: Stage) -> None:
    at_schools(stage)
    area = find(stage, "registration.schoolArea.search")
    area.setFocus(Qt.FocusReason.TabFocusReason)
    compose(area, "台北")
    QTest.keyClick(QApplication.activePopupWidget() or area, Qt.Key.Key_Return)
    assert isinstance(area, QLineEdit)
    stage.settle()
    assert area.text() == "臺北市"
    assert stage.window.focusWidget() is find(stage, "registration.schoolArea")
    assert stage.cast.registration.form.values["schoolArea"] == "臺北市"


@pytest.mark.parametrize("name", ["registration.account", "registration.nationality"])
def test_a5_nothing_around_a_control_says_that_it_has_the_focus(stage: Stage, name: str) -> None:
    """Outside programs look for the one node that has it."""
    to_person(stage)
    widget = find(stage, name)
    widget.setFocus()
    saying = []
    while widget is not None:
        node = QAccessible.queryAccessibleInterface(widget)
        assert node is not None
        saying += [widget.objectName()] if node.state().focused else []
        widget = widget.parentWidget()
    assert saying == [name]
