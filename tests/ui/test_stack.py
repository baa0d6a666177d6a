"""The stack of pages: what a change of page may cost, and what is emptied between visitors."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QLineEdit, QStackedWidget

from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.widgets.line_edit import LineEdit
from tests.helpers.stage import Stage


class Paints(QObject):
    """Counts the paints of a widget."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_a_page_is_painted_in_the_turn_after_its_change(stage: Stage) -> None:
    """Both in one turn kept the window from its work for more than 16 ms."""
    stage.journey.go(Page.EMAIL_LOOKUP)  # built and laid out
    stage.settle()
    stage.journey.go(Page.LOGIN)
    stage.settle()
    paints = Paints()
    stage.stack.pages[Page.EMAIL_LOOKUP].installEventFilter(paints)
    stage.journey.go(Page.EMAIL_LOOKUP)
    QCoreApplication.sendPostedEvents()
    assert not paints.count
    stage.settle()
    assert paints.count


def test_two_changes_in_one_turn_end_painted(stage: Stage) -> None:
    stage.journey.go(Page.EMAIL_LOOKUP)
    stage.journey.go(Page.LOGIN)
    paints = Paints()
    stage.stack.pages[Page.LOGIN].installEventFilter(paints)
    stage.settle()
    assert paints.count
    assert stage.stack.widget.updatesEnabled()


def test_hidden_pages_are_not_laid_out_to_ask_how_large_they_would_be(stage: Stage) -> None:
    stage.journey.go(Page.REGISTRATION)
    stage.settle()
    assert isinstance(stage.stack.widget, QStackedWidget)
    assert not stage.stack.widget.hasHeightForWidth()
    assert stage.stack.widget.sizeHint() == stage.stack.widget.minimumSizeHint()


def test_p1_all_text_is_typed_into_lines_that_are_swept(stage: Stage) -> None:
    for page in Page:
        stage.stack.show(page)
    found = stage.window.findChildren(QLineEdit)
    assert found
    assert set(found) <= LineEdit.alive
