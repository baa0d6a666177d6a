"""A finger presses what it is on, or scrolls (U15, A14)."""

from collections.abc import Iterator
from functools import cache

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QScroller, QWidget

from ipas_kiosk.views.presenters.pages import Page
from tests.helpers.stage import Stage
from tests.ui.acting import find, hidden, to_person
from tests.ui.conftest import Until

RADIO, LIST, LINE, BUTTON = (
    f"registration.{name}" for name in ("sexMale", "nationality", "surnameRoman", "suggestRoman")
)


@cache
def touch_screen() -> QPointingDevice:
    """One for all tests: Qt goes on knowing it."""
    return QTest.createTouchDevice()


class Screen:
    """A finger on the registration's second step."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.device = stage, touch_screen()
        stage.resize(1280, 800)
        stage.stack.come_alive()
        to_person(stage, surnameRoman="WANG")
        self.area = stage.stack.pages[Page.REGISTRATION].scroller
        self.bar, self.fling = self.area.verticalScrollBar(), QScroller.scroller(self.area.viewport())

    def rest(self) -> None:
        """End the fling that a drag leaves behind."""
        self.fling.stop()
        self.stage.settle()

    def half_hide(self, name: str) -> QPoint:
        """Scroll until the lower half of a control is out of sight; a point on its upper half."""
        widget = find(self.stage, name)
        self.bar.setValue(self.area.bottom(widget) - widget.height() // 2 - self.area.viewport().height())
        self.stage.settle()
        return self.place(widget)

    def place(self, widget: QWidget) -> QPoint:
        return widget.mapTo(self.stage.window, QPoint(60, widget.height() // 4))

    def down(self, place: QPoint) -> None:
        QTest.touchEvent(self.stage.window.windowHandle(), self.device).press(1, place).commit()
        self.stage.settle()

    def up(self, place: QPoint) -> None:
        QTest.touchEvent(self.stage.window.windowHandle(), self.device).release(1, place).commit()
        self.stage.settle()

    def drag(self, place: QPoint, until: Until) -> None:
        """Down the screen, far enough to scroll, with what is under the finger."""
        before = self.bar.value()
        self.down(place)
        for _ in range(15):
            place += QPoint(0, 6)
            QTest.touchEvent(self.stage.window.windowHandle(), self.device).move(1, place).commit()
            self.stage.settle()
        until(lambda: self.bar.value() < before)
        self.up(place)


@pytest.fixture
def screen(stage: Stage) -> Iterator[Screen]:
    usual = stage.app.doubleClickInterval()
    stage.app.setDoubleClickInterval(0)  # the tests follow each other quicker than any finger's touches
    made = Screen(stage)
    yield made
    made.rest()
    stage.app.setDoubleClickInterval(usual)
    if (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


@pytest.mark.parametrize("finger", [True, False], ids=["finger", "mouse"])
def test_what_is_half_out_of_sight_is_pressed_where_it_stands(screen: Screen, *, finger: bool) -> None:
    """It comes in sight when the finger is off: moved before, it would be missed."""
    place, radio = screen.half_hide(RADIO), find(screen.stage, RADIO)
    if finger:
        screen.down(place)
        screen.up(place)
    else:
        handle, left = screen.stage.window.windowHandle(), Qt.MouseButton.LeftButton
        QTest.mousePress(handle, left, pos=place)
        screen.stage.settle()
        QTest.mouseRelease(handle, left, pos=place)
        screen.stage.settle()
    assert isinstance(radio, QAbstractButton)
    assert radio.isChecked()
    assert not hidden(screen.stage, radio)


@pytest.mark.parametrize("name", [RADIO, LIST, LINE, BUTTON])
def test_a_finger_that_scrolls_presses_nothing(screen: Screen, until: Until, name: str) -> None:
    place, widget, clicked = screen.half_hide(name), find(screen.stage, name), []
    before = screen.bar.value()
    if isinstance(widget, QAbstractButton):
        widget.clicked.connect(lambda: clicked.append(name))
    screen.drag(place, until)
    assert clicked == []
    assert QApplication.activePopupWidget() is None
    assert screen.bar.value() < before, "not taken back to what it began on"
    assert not isinstance(widget, QLineEdit) or not widget.hasSelectedText()
    assert QApplication.mouseButtons() == Qt.MouseButton.NoButton


def test_after_scrolling_the_next_touch_presses(screen: Screen, until: Until) -> None:
    screen.drag(screen.half_hide(RADIO), until)
    screen.rest()
    radio = find(screen.stage, RADIO)
    place = screen.half_hide(RADIO)
    screen.down(place)
    screen.up(place)
    assert isinstance(radio, QAbstractButton)
    assert radio.isChecked()


def test_a_touch_that_stops_a_fling_does_nothing_else(screen: Screen, until: Until) -> None:
    line = find(screen.stage, LINE)
    screen.drag(screen.half_hide(RADIO), until)
    assert screen.fling.state() is QScroller.State.Scrolling
    for takes_focus in (False, True):
        place = screen.place(line)
        screen.down(place)
        screen.up(place)
        assert screen.fling.state() is QScroller.State.Inactive
        assert (screen.stage.window.focusWidget() is line) is takes_focus


def test_a_list_opens_when_the_finger_is_off(screen: Screen) -> None:
    place, combo = screen.half_hide(LIST), find(screen.stage, LIST)
    assert isinstance(combo, QComboBox)
    screen.down(place)
    assert QApplication.activePopupWidget() is None
    screen.up(place)
    assert QApplication.activePopupWidget() is not None
