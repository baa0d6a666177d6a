"""How every page is laid out: a quiet panel, one column of form that scrolls, the action fixed below it."""

from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QPoint, QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ipas_kiosk.views.theme import current
from ipas_kiosk.views.widgets.basics import Column, Row
from ipas_kiosk.views.widgets.field import Field, Status
from ipas_kiosk.views.widgets.flow import Flow
from ipas_kiosk.views.widgets.panel import Panel
from ipas_kiosk.views.widgets.scrolling import SCROLL_BAR, ScrollArea

SIDE_BY_SIDE = 960
"""Design pixels a page must be wide for the panel to stand beside the form."""
PANEL_SHARE = 0.26
LOW = 900
"""Design pixels a narrow page must be high for the panel to come first."""
GUTTER, TOP, BOTTOM = 32, 32, 24


class _Room(QWidget):
    """Takes the room it gets, as everything in it scrolls: a page never makes its window larger than the screen, and
    the stack need not lay out every hidden page to ask how large it likes to be, at every change of page."""

    def minimumSizeHint(self) -> QSize:
        return QSize(current().px(320), current().px(240))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        return False


class Scaffold(_Room):
    """Panel, scrolling column (`form`) and fixed footer. With little room the panel moves to the top of the column."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.panel = Panel()
        self.form = Column(spacing=8)
        self._place = Place.BESIDE
        self._side = QHBoxLayout(self)
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side.setSpacing(0)
        self._aside = ScrollArea()
        self._aside.setProperty("kind", "aside")
        self._aside.setWidget(self.panel)
        self._side.addWidget(self._aside)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._make_scroll(), 1)
        right.addWidget(self._make_footer())
        self._side.addLayout(right, 1)
        current().changed.connect(self._arrange)

    def _make_scroll(self) -> ScrollArea:
        self.scroller = ScrollArea()
        self._ground = QWidget()
        self._ground.setProperty("ringHost", True)
        self._sheet = Column(self._ground, spacing=0)
        self._body = QWidget()
        self._margins = Column(self._body, margins=(GUTTER, TOP, GUTTER, BOTTOM))
        self._margins.addLayout(self.form)
        centred = Row(spacing=0)
        centred.addStretch(1)
        centred.addWidget(self._body, 100)
        centred.addStretch(1)
        self._sheet.addLayout(centred, 1)
        self.scroller.setWidget(self._ground)
        self.scroller.verticalScrollBar().rangeChanged.connect(self._moved)
        return self.scroller

    def _make_footer(self) -> QFrame:
        self.footer = QFrame()
        self.footer.setProperty("kind", "footer")
        self.footer.setProperty("ringHost", True)
        self._actions_box = QWidget()
        self._actions = Column(self._actions_box, margins=(GUTTER, 16, GUTTER, 16))
        self.footer_actions = Flow(spacing=16)
        self._actions.addLayout(self.footer_actions)
        self._footer_row = Row(self.footer, spacing=0)
        self._footer_row.addStretch(1)
        self._footer_row.addWidget(self._actions_box, 100)
        self._footer_row.addStretch(1)
        self.footer.hide()
        return self.footer

    def scroll_by_touch(self) -> None:
        """Let a finger drag the page. Not before the first paint: PySide loads much to give out a viewport."""
        from PySide6.QtWidgets import QScroller

        for area in (self.scroller, self._aside):
            QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def reveal_focus(self) -> None:
        """Scroll so that what has the focus is in sight, a field with its label and what is said of it. Where the
        page's title and the box fit together, the line below the box is not worth losing the title for while it only
        helps."""
        focused = self._focused()
        if focused is None:
            return
        field = self.focused_field()
        whole = field or focused
        needed = field.input if field is not None and field.status is Status.NEUTRAL else whole
        below = self.scroller.bottom(needed) > self.scroller.height()
        if not below and self.scroller.shows(whole, 0) and self.scroller.shows(needed, needed.height()):
            return
        self.scroller.shift(partial(self.scroller.reveal, whole) if below else self.to_top)

    def _focused(self) -> QWidget | None:
        """What of the column has the focus."""
        found = self.window().focusWidget()
        return found if found is not None and self._ground.isAncestorOf(found) else None

    def focused_field(self) -> Field | None:
        """The field of the column that has the focus."""
        found = self._focused()
        while found is not None and not isinstance(found, Field):
            found = found.parentWidget()
        return found

    def _moved(self) -> None:
        """Something came up or went: the field that has the focus may have moved, and is where it stays once layouts
        rest. Nobody who reads on is brought back to a summary or a link."""
        if self.focused_field() is not None:
            QTimer.singleShot(0, self, self.reveal_focus)

    def seen_at_top(self, widget: QWidget) -> bool:
        """Whether a widget of the column begins in sight before anybody scrolls."""
        return widget.mapTo(self._ground, QPoint(0, 0)).y() < self.scroller.height()

    def room_below(self, field: Field) -> int:
        """How many pixels are in sight below a field's box before anybody scrolls; none: less than zero."""
        return self.scroller.height() - self.scroller.bottom(field.input)

    def to_top(self) -> None:
        self.scroller.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Panel beside, above or (on a low screen) below; the column at most 640 px wide, its footer in line."""
        theme = current()
        place = self._place_of_panel()
        if place is not self._place:
            self._move_panel(place)
        self._aside.setFixedWidth(max(theme.size("panel"), round(self.width() * PANEL_SHARE)))
        width = theme.size("column") + 2 * theme.px(GUTTER)
        self._body.setMaximumWidth(width)
        self._actions_box.setMaximumWidth(width)
        self._footer_row.setContentsMargins(0, 0, theme.px(SCROLL_BAR), 0)

    def _place_of_panel(self) -> "Place":
        if self.width() >= current().px(SIDE_BY_SIDE):
            return Place.BESIDE
        return Place.ABOVE if self.height() >= current().px(LOW) else Place.BELOW

    def _move_panel(self, place: "Place") -> None:
        if self._place is Place.BESIDE:
            self._aside.takeWidget()
        self._place = place
        if place is Place.BESIDE:
            self._aside.setWidget(self.panel)
        else:
            self._sheet.insertWidget(0 if place is Place.ABOVE else -1, self.panel)
        self._aside.setVisible(place is Place.BESIDE)
        gutter, above = (GUTTER // 2, 8) if place is Place.BELOW else (GUTTER, 16)
        self._actions.space(8, (gutter, above, gutter, above))
        self._margins.space(8, (gutter, above * 2, gutter, BOTTOM))
        self.panel.show()


class Place(Enum):
    """Where the panel stands."""

    BESIDE = auto()
    ABOVE = auto()
    BELOW = auto()
