"""A scroll area whose bars outside programs cannot stumble over."""

from collections.abc import Callable

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from ipas_kiosk.views.widgets.scrolling import ScrollArea

Show = Callable[[QWidget, int, int], None]


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
