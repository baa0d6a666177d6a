"""A scroll area whose bars outside programs cannot stumble over, and what it brings in sight."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ipas_contract.codes import Language
from ipas_kiosk.views.widgets.scrolling import ScrollArea
from tests.helpers.stage import Stage
from tests.shots import SCENES, play
from tests.ui.acting import hidden
from tests.ui.conftest import Show


def showing(show: Show, height: int) -> ScrollArea:
    """An area of 200 pixels on a content of `height`."""
    area, content = ScrollArea(), QWidget()
    content.setMinimumSize(100, height)
    area.setWidget(content)
    show(area, 200, 200)
    return area


def children(area: ScrollArea) -> int:
    interface = QAccessible.queryAccessibleInterface(area)
    assert interface is not None
    return interface.childCount()


def test_m17_a_hidden_scroll_area_has_the_children_it_had_when_shown(show: Show) -> None:
    """An outside program asks for the count first and the children then; Qt does not look at the bounds between."""
    area = showing(show, 1000)
    shown = children(area)
    area.hide()
    assert children(area) == shown == 1


def test_the_bar_and_the_column_move_together(show: Show) -> None:
    area = showing(show, 1000)
    bar = area._bar
    assert bar.isEnabled()
    assert bar.maximum() == area.verticalScrollBar().maximum() > 0
    bar.setValue(300)
    assert area.verticalScrollBar().value() == 300
    area.verticalScrollBar().setValue(120)
    assert bar.value() == 120


def test_nothing_to_scroll_shows_no_bar(show: Show) -> None:
    area = showing(show, 50)
    assert not area._bar.isEnabled()


def walk(stage: Stage, key: Qt.Key) -> Iterator[QWidget]:
    """What has the focus, press after press, until it comes round."""
    seen: list[QWidget] = []
    while True:
        QTest.keyClick(stage.window.windowHandle(), key)
        stage.app.processEvents()
        focused = stage.window.focusWidget()
        assert focused is not None
        if focused in seen:
            return
        seen.append(focused)
        yield focused


@pytest.mark.parametrize("stage", [Language.EN], indirect=True)
def test_a4_what_has_the_focus_is_in_sight(stage: Stage) -> None:
    """On every page at 200 %, whichever way one comes: a link too, from the buttons below the column."""
    for name, scene in SCENES.items():
        stage.theme.choose(scale=200)
        play(stage, scene)
        stage.settle()
        for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            assert [each.objectName() for each in walk(stage, key) if hidden(stage, each)] == [], (name, key)
