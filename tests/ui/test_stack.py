"""The stack of pages: what a change of page may cost, and what is emptied between visitors."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QStackedWidget

from ipas_contract.codes import Language
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.screens.login import LoginPage
from ipas_kiosk.views.theme import Theme
from ipas_kiosk.views.widgets.field import Status
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


def test_a5_what_is_not_on_the_screen_is_not_announced(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are built, and given their words, before they are shown."""
    said: list[str] = []
    QAccessible.setActive(True)
    monkeypatch.setattr(
        QAccessible,
        "updateAccessibility",
        lambda event: said.extend([event.message()] if isinstance(event, QAccessibleAnnouncementEvent) else []),
    )
    login = stage.stack.pages[Page.LOGIN]
    assert isinstance(login, LoginPage)
    stage.journey.go(Page.EMAIL_LOOKUP)
    stage.settle()
    said.clear()
    login.result.say(Status.GOOD, "hidden")
    assert not said
    stage.journey.go(Page.LOGIN)
    stage.settle()
    login.result.say(Status.GOOD, "in sight")
    assert "in sight" in said


def test_a_page_half_built_is_finished_when_somebody_asks_for_it(
    app: QApplication, theme: Theme, catalogues: Path
) -> None:
    del theme
    fresh = Stage(app, Language.EN, catalogues)
    fresh.stack.build_ahead()
    while Page.REGISTRATION not in fresh.stack._growing:
        fresh.stack._step()
    assert Page.REGISTRATION not in fresh.stack.pages
    fresh.journey.go(Page.REGISTRATION)
    names = {button.objectName() for button in fresh.window.findChildren(QAbstractButton)}
    assert {"registration.next", "registration.suggestRoman"} <= names
    while next(fresh.stack._steps, fresh) is not fresh:
        pass
    assert set(fresh.stack.pages) == set(Page)
    assert len(fresh.window.findChildren(QAbstractButton, "registration.next")) == 1
    fresh.close()
