"""What holds for every page in every state: targets, room for large text, plain text, names, size of the window."""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from ipas_contract.codes import Language
from ipas_kiosk.services.values import Cause, LinkState
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.theme import SCALES, Theme
from ipas_kiosk.views.widgets.scaffold import Scaffold
from ipas_kiosk.views.widgets.status_bar import ABREAST, StatusBar
from tests.helpers.stage import NOW, Stage
from tests.shots import SCENES, picture_of_digits, play

WIDTH, HEIGHT = 1280, 800
LEAST_TARGET = 44


@pytest.fixture
def stage(request: pytest.FixtureRequest, app: QApplication, theme: Theme, catalogues: Path) -> Iterator[Stage]:
    made = Stage(app, request.param, catalogues)
    made.world.captcha.image = picture_of_digits()
    made.resize(WIDTH, HEIGHT)
    yield made
    made.close()


def shown(root: QWidget, kind: type[QWidget]) -> Iterator[QWidget]:
    return (widget for widget in root.findChildren(kind) if widget.isVisibleTo(root))


def cut(stage: Stage) -> Iterator[str]:
    """Texts that do not fit where they stand."""
    for label in shown(stage.window, QLabel):
        assert isinstance(label, QLabel)
        if not label.text():
            continue
        needs = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        wide = widest_line(label) if label.wordWrap() else label.sizeHint().width()
        if needs > label.height() or wide > label.width():
            yield f"{label.objectName()} {label.text()!r}: {label.size()} of {label.sizeHint()}, {wide} wide"
    for button in shown(stage.window, QPushButton):
        needs_width = 0 if button.hasHeightForWidth() else button.sizeHint().width()
        if needs_width > button.width() or button.sizeHint().height() > button.height():
            yield f"{button.objectName()}: {button.size()} of {button.sizeHint()}"


def widest_line(label: QLabel) -> int:
    """How wide the longest line of a wrapped label is: what cannot be broken stands out of it and is not painted."""
    room = label.contentsRect().width()
    text = label.fontMetrics().boundingRect(0, 0, room, 100_000, Qt.TextFlag.TextWordWrap, label.text())
    return text.width() + label.width() - room


def outside(stage: Stage) -> Iterator[str]:
    """Controls and texts that stand out of their page at the side, where nothing scrolls."""
    page = stage.window.findChild(Scaffold, stage.stack.at.value)
    assert isinstance(page, Scaffold)
    for kind in (QLabel, QAbstractButton, QLineEdit, QComboBox):
        for widget in shown(page, kind):
            left = widget.mapTo(page, QPoint(0, 0)).x()
            if left < 0 or left + widget.width() > page.width():
                yield f"{widget.objectName()}: {left} to {left + widget.width()} of {page.width()}"


def small(stage: Stage) -> Iterator[str]:
    """Targets a finger would miss."""
    for kind in (QAbstractButton, QLineEdit, QComboBox):
        for widget in shown(stage.window, kind):
            inside_list = isinstance(widget.parentWidget(), QComboBox)
            if not inside_list and min(widget.width(), widget.height()) < LEAST_TARGET:
                yield f"{widget.objectName()}: {widget.width()} x {widget.height()}"


def nameless(stage: Stage) -> Iterator[str]:
    """Controls that say nothing to a screen reader or cannot be found by a name of their own."""
    for kind in (QAbstractButton, QLineEdit, QComboBox):
        for widget in shown(stage.window, kind):
            words = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
            if not words or not widget.objectName():
                yield f"{widget.objectName() or type(widget).__name__} in {stage.stack.at.value}"


def faults(stage: Stage, scale: int, *checks: Callable[[Stage], Iterator[str]]) -> dict[str, list[str]]:
    """What the checks find in all scenes."""
    found: dict[str, list[str]] = {}
    for name, scene in SCENES.items():
        stage.theme.choose(scale=scale)
        play(stage, scene)
        stage.settle()
        found[name] = [fault for check in checks for fault in check(stage)]
        assert stage.theme.scale == scale
        if (stage.window.width(), stage.window.height()) != (WIDTH, HEIGHT):
            found[name].append(f"the window grew to {stage.window.size()}")
    return {name: faults for name, faults in found.items() if faults}


@pytest.mark.parametrize("stage", [Language.ZH_TW], indirect=True)
def test_a1_a3_a5_pages_at_the_usual_size(stage: Stage) -> None:
    """Targets of 44 px at least, nothing cut, every control named; labels plain (M7), no link opens (K7)."""
    assert faults(stage, 100, small, cut, outside, nameless, formatted) == {}


@pytest.mark.parametrize("stage", list(Language), indirect=True)
def test_a3_pages_at_twice_the_size(stage: Stage) -> None:
    """Nothing cut or beside the page at 1280x800 with 200 % text; the window keeps its size."""
    assert faults(stage, 200, cut, outside) == {}


@pytest.mark.parametrize("stage", [Language.ZH_TW], indirect=True)
def test_a12_nothing_is_cut_on_pages_whose_language_changed_while_they_were_hidden(stage: Stage) -> None:
    """The panel's longer words, on pages that were built ahead, in a room that is low as the demo's."""
    stage.resize(WIDTH, HEIGHT - 70)
    stage.stack.build_ahead()
    while next(stage.stack._steps, stage) is not stage:
        pass
    stage.journey.go(Page.REGISTRATION)
    stage.settle()
    stage.journey.end_visit()
    stage.languages.use(Language.EN)
    stage.settle()
    for page in (Page.REGISTRATION, Page.CREDENTIAL_LOOKUP, Page.EMAIL_LOOKUP, Page.LOGIN):
        stage.journey.go(page)
        stage.settle()
        assert list(cut(stage)) == [], page


@pytest.mark.parametrize("stage", list(Language), indirect=True)
def test_a3_u19_the_bar_stays_slim_whatever_it_has_to_say(stage: Stage) -> None:
    """Two lines at most (three where a tall screen shows twice the size) and nothing cut, for each state of the line,
    at each text size, in both shapes of a screen; it always says since when, and what still works."""
    works = {Language.EN: "registrations are kept here first", Language.ZH_TW: "登記會先存在本機"}[
        stage.languages.current
    ]
    bar = stage.window.findChild(StatusBar)
    assert isinstance(bar, StatusBar)
    words = bar.findChild(QLabel, "status.connection")
    assert isinstance(words, QLabel)
    for (width, height), scale, cause in product(((WIDTH, HEIGHT), (1080, 1920)), SCALES, (None, *Cause)):
        stage.resize(width, height)
        stage.theme.choose(scale=scale)
        stage.runner.news.emit(LinkState(online=False, since=NOW, pending=128, cause=cause))
        stage.settle()
        lines = words.heightForWidth(words.width()) // words.fontMetrics().lineSpacing()
        state = f"{width} x {height}, {scale} %, {cause}: {words.text()!r}"
        assert works in words.text(), state
        assert "22:13" in words.text(), state
        assert lines <= (3 if width < stage.theme.px(600) else 2), state
        most = lines + (width < stage.theme.px(ABREAST))  # with what waits to be sent below
        assert bar.height() <= most * words.fontMetrics().lineSpacing() + stage.theme.px(40), state
        assert [fault for fault in cut(stage) if fault.startswith("status.")] == [], state


def formatted(stage: Stage) -> Iterator[str]:
    """Labels that would render what is typed as HTML (M7), or open links (K7)."""
    for label in stage.window.findChildren(QLabel):
        if label.textFormat() is not Qt.TextFormat.PlainText or label.openExternalLinks():
            yield f"{label.objectName()} {label.text()!r}"
