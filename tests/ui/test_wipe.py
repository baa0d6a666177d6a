"""Nothing of a visitor is left for the next one (P1, A13): a canary goes in everywhere and is looked for everywhere."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit

from ipas_contract.codes import Language
from ipas_kiosk.services.values import LinkState
from ipas_kiosk.views.theme import THEMES, Theme
from ipas_kiosk.views.widgets.field import Status
from tests.ui.sample import SampleWindow

CANARY = "canary-7Q"


def accessible_texts(node: QAccessibleInterface) -> Iterator[str]:
    """Everything that assistive programs could read of a node and what is in it."""
    for kind in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help):
        yield node.text(kind)
    for index in range(node.childCount()):
        child = node.child(index)
        if child is not None and child.isValid():
            yield from accessible_texts(child)


def texts(root: QObject) -> Iterator[str]:
    """Every text of every widget, shown or not."""
    for label in root.findChildren(QLabel):
        yield from (label.text(), label.accessibleName(), label.accessibleDescription())
    for button in root.findChildren(QAbstractButton):
        yield from (button.text(), button.accessibleName(), button.accessibleDescription())
    for edit in root.findChildren(QLineEdit):
        yield from (edit.text(), edit.displayText(), edit.accessibleDescription(), edit.placeholderText())
        completer = edit.completer()
        yield completer.completionPrefix() if completer is not None else ""
    for combo in root.findChildren(QComboBox):
        yield combo.currentText()


def fill(sample: SampleWindow) -> None:
    """A visit that leaves its mark on every widget, on the clipboard and on the selection."""
    page = sample.page
    for edit in page.findChildren(QLineEdit):
        edit.setText(CANARY)
    page.sex.set_value("male")
    page.education.set_value("master")
    page.consent.set_value("yes")
    for field in page.fields.values():
        field.show_message(Status.ERROR, f"{CANARY} is taken")
    page.summary.show_entries([("account", f"{CANARY} is taken")])
    page.account.edit.selectAll()
    QTest.keyClick(page.account.edit, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert CANARY in QGuiApplication.clipboard().text()


def test_p1_nothing_is_left_after_a_visit(sample: SampleWindow) -> None:
    fill(sample)
    assert any(CANARY in text for text in texts(sample.window))
    sample.visit.end_visit()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [text for text in texts(sample.window) if CANARY in text] == []
    node = QAccessible.queryAccessibleInterface(sample.window)
    assert node is not None
    assert [text for text in accessible_texts(node) if CANARY in text] == []
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == ""
    assert not clipboard.supportsSelection() or clipboard.text(QClipboard.Mode.Selection) == ""
    assert {field.value() for field in sample.page.fields.values()} == {""}
    assert CANARY not in sample.window.windowTitle()


def test_p1_m5_the_next_visitor_cannot_undo_the_wipe(sample: SampleWindow) -> None:
    """X19: Ctrl+Z, again and again, and redo."""
    edit = sample.page.account.edit
    QTest.keyClicks(edit, CANARY)
    sample.visit.end_visit()
    for key in (Qt.Key.Key_Z, Qt.Key.Key_Z, Qt.Key.Key_Y):
        QTest.keyClick(edit, key, Qt.KeyboardModifier.ControlModifier)
        assert edit.text() == ""
    assert not edit.isUndoAvailable()


def test_u16_passwords_are_masked_again_after_a_visit(sample: SampleWindow) -> None:
    sample.page.password.show_button.setChecked(True)
    sample.visit.end_visit()
    assert sample.page.password.edit.echoMode() is QLineEdit.EchoMode.Password


def test_a13_language_size_and_contrast_return(sample: SampleWindow, theme: Theme) -> None:
    sample.languages.use(Language.ZH_TW)
    theme.choose(THEMES[1], 200)
    sample.visit.end_visit()
    assert (sample.languages.current, theme.name, theme.scale) == (Language.EN, THEMES[0], 100)


def test_p1_overlays_close_with_the_visit(app: QApplication, sample: SampleWindow) -> None:
    for overlay in (sample.window.overlays.staff, sample.window.overlays.still_there):
        overlay.open_it()
    sample.visit.end_visit()
    app.processEvents()
    assert not sample.window.overlays.staff.isVisible()
    assert not sample.window.overlays.still_there.isVisible()
    assert sample.page.isEnabled()


@pytest.mark.parametrize("pending", [0, 3])
def test_news_of_the_line_are_no_part_of_a_visit(sample: SampleWindow, pending: int) -> None:
    """U19: what the bar says of the connection stands after the wipe."""
    sample.runner.news.emit(LinkState(online=False, since=1_790_000_000_000, pending=pending))
    sample.visit.end_visit()
    label = sample.window.findChild(QLabel, "status.connection")
    assert isinstance(label, QLabel)
    assert label.text().startswith("Offline since ")


def test_a13_no_list_stays_open_over_the_next_visit(sample: SampleWindow) -> None:
    """One that was opened, and what is proposed while somebody types."""
    sample.page.education.combo.showPopup()
    assert QApplication.activePopupWidget() is not None
    sample.visit.end_visit()
    assert QApplication.activePopupWidget() is None
    sample.page.school.focus_input()
    completer = sample.page.school.combo.completer()
    assert completer is not None
    completer.complete()
    assert completer.popup().isVisible()
    sample.visit.end_visit()
    assert not completer.popup().isVisible()
