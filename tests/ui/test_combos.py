"""Long lists are searched as people write: 台 for 臺, a part of the name, other widths (screens §2, U7)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.ui.acting import compose
from tests.ui.conftest import Show, Until
from tests.ui.sample import SamplePage

RelationFlag = QAccessible.RelationFlag
SCHOOLS = [("1", "國立臺灣大學"), ("2", "國立臺灣師範大學"), ("3", "ＡＩ 學院"), ("other", "其他(自行填寫)")]


@pytest.fixture
def page(show: Show) -> SamplePage:
    made = SamplePage()
    made.school.set_choices(SCHOOLS)
    show(made, 1280, 800)
    return made


def edit_of(page: SamplePage) -> QLineEdit:
    edit = page.school.combo.lineEdit()
    assert edit is not None
    return edit


def test_a5_a_list_is_labelled_for_those_who_hear_the_screen(page: SamplePage) -> None:
    """Where the name of a list is what is chosen, its label is found as a relation."""
    for field in (page.school, page.education):
        node = QAccessible.queryAccessibleInterface(field.combo)
        assert node is not None
        labels = [other.text(QAccessible.Text.Name) for other, kind in node.relations() if kind & RelationFlag.Label]
        assert labels == [field.label()]
        assert field.combo.accessibleName() == field.label()


@pytest.mark.parametrize(
    ("typed", "value"), [("國立台灣大學", "1"), ("ai學院", "3"), ("其他（自行填寫）", "other"), ("臺灣", "")]
)
def test_a_whole_name_is_known_however_it_is_written(page: SamplePage, typed: str, value: str) -> None:
    edit_of(page).setText(typed)
    assert page.school.value() == value


@pytest.mark.parametrize(("typed", "value"), [("台師", ""), ("師範", "2"), ("其他", "other"), ("台灣", ""), ("x", "")])
def test_a_part_that_only_one_name_has_stands_for_it_when_left(page: SamplePage, typed: str, value: str) -> None:
    page.school.focus_input()
    compose(edit_of(page), typed)
    assert page.school.value() == ""
    popup = QApplication.activePopupWidget()
    QTest.keyClick(popup or edit_of(page), Qt.Key.Key_Tab)
    assert not edit_of(page).hasFocus()
    assert page.school.value() == value
    assert edit_of(page).text() == dict(SCHOOLS).get(value, typed)


def test_what_is_proposed_holds_what_is_typed_and_is_taken_by_a_key(page: SamplePage, until: Until) -> None:
    page.school.focus_input()
    compose(edit_of(page), "台灣大")
    completer = page.school.combo.completer()
    assert completer is not None
    assert completer.completionCount() == 1
    popup = completer.popup()
    assert popup is not None
    until(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert (page.school.value(), edit_of(page).text()) == ("1", "國立臺灣大學")
