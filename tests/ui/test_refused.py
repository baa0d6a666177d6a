"""A refused sign-in shows why beside what has the focus, however large the text (A3, A4, A5)."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from ipas_contract.codes import Language
from ipas_kiosk.views.presenters.pages import Page
from tests.helpers.fake_services import DIGITS
from tests.helpers.stage import Stage
from tests.ui.acting import find, press


def in_sight(stage: Stage, widget: QWidget) -> bool:
    """Whether all of a widget of the sign-in page can be seen without scrolling."""
    page = stage.stack.pages[Page.LOGIN]
    footer = page.footer.mapTo(page, QPoint(0, 0)).y()
    return QRect(0, 0, page.width(), footer).contains(QRect(widget.mapTo(page, QPoint(0, 0)), widget.size()))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("scale", "focused"), [(100, "password"), (125, "result"), (200, "result")])
def test_the_sentence_and_the_focus_are_in_sight(stage: Stage, language: Language, scale: int, focused: str) -> None:
    stage.languages.use(language)
    stage.theme.choose(scale=scale)
    stage.resize(1280, 800)
    stage.fill(stage.cast.login, account="lin.1990", name="林小華", password="x", captcha=DIGITS)
    find(stage, "login.captcha").setFocus()
    stage.settle()
    press(stage, "login.submit")
    stage.settle()
    page = stage.stack.pages[Page.LOGIN]
    focus = stage.window.focusWidget()
    assert focus is (find(stage, "login.password") if focused == "password" else find(stage, "login.result").parent())
    assert in_sight(stage, find(stage, "login.result"))
    assert in_sight(stage, focus)
    assert focus.accessibleName() in (page.fields["password"].label(), page.result.text())
