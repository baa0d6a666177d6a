"""The pages of the window: built when first needed, emptied between visitors."""

from collections import deque
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QStackedWidget, QWidget
from shiboken6 import isValid

from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.theme import current
from ipas_kiosk.views.widgets.field import announce
from ipas_kiosk.views.widgets.page import PageWidget

BETWEEN_STEPS_MS = 40
POLISHED_AT_ONCE = 40


class PageStack(QObject):
    """Implements `presenters.ports.Pages`. `shown(Page)` after a page came to the front, `wiped(over)` after a wipe,
    `used` when something on a page was pressed or filled in: by finger, key, or a program for those who use neither.
    """

    shown = Signal(object)
    used = Signal()
    wiped = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.widget = QStackedWidget()
        self.widget.setObjectName("stack")
        self.pages: dict[Page, PageWidget] = {}
        self._growing: dict[Page, Iterator[None]] = {}
        self.at = Page.LOGIN
        self._fresh = True
        self._build: Callable[[Page], PageWidget | None] = lambda _page: None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._reveal)
        self._painted = False
        self._ahead = QTimer(self)
        self._ahead.setInterval(BETWEEN_STEPS_MS)
        self._ahead.timeout.connect(self._step)
        self._steps: Iterator[None] = iter(())
        self._unveil = QTimer(self, singleShot=True, interval=0)
        self._unveil.timeout.connect(lambda: self.widget.setUpdatesEnabled(True))

    @property
    def front(self) -> PageWidget | None:
        """The page that a person sees."""
        return self.pages.get(self.at)

    def furnish(self, build: Callable[[Page], PageWidget | None]) -> None:
        """How pages are built; None: there is no such page yet."""
        self._build = build

    def put(self, page: Page, widget: PageWidget) -> None:
        """Bring along a page that is built already (the first one to be painted). It is not dressed yet: a style sheet
        takes more than 1 MiB, so a page gets it when it is shown, or made ready for a visitor."""
        self.pages[page] = widget
        self.widget.addWidget(widget)
        for button in widget.findChildren(QAbstractButton):
            button.pressed.connect(self.used)
        for field in widget.fields.values():
            field.changed.connect(self.used)
        if self._painted:
            widget.scroll_by_touch()

    def show(self, page: Page) -> None:
        """Bring a page to the front; secrets of the one that is left are masked again (U16)."""
        before, after = self.front, self._page(page)
        if after is None:
            return
        if before is not None and before is not after:
            before.conceal()
        self.at = page
        current().dress(after)
        self._turn_to(after)
        if before is not after or self._fresh:
            self._fresh = False
            after.to_top()
            after.focus_first()
            if self._painted:
                announce(after, after.title.text())
        self.shown.emit(page)

    def wipe(self, *, over: bool = True) -> None:
        """Forget everything of a visit that stands in widgets (P1); `over`: the next person comes."""
        with QSignalBlocker(self):  # nobody uses the fields that are emptied
            for page in self.pages.values():
                page.wipe()
        self._fresh = True
        self.wiped.emit(over)

    def come_alive(self) -> None:
        """The first paint is over: what it did not wait for."""
        self._painted = True
        for page in self.pages.values():
            page.scroll_by_touch()

    def build_ahead(self) -> None:
        """Somebody has come: build and dress the pages that are not there yet, little by little, so that a first visit
        to each is quick. While nobody was there they would only have taken memory (2 MiB each)."""
        if not self._ahead.isActive():
            self._steps = self._prepare()
            self._ahead.start()

    def _reveal(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self.front is not None and new is not None and self.front.isAncestorOf(new):
            self.front.reveal_focus()

    def _turn_to(self, page: PageWidget) -> None:
        """Change the page now and paint it in the next turn of the event loop: both in one keep the window from its
        work for too long."""
        if page is self.widget.currentWidget():
            return
        focused = self.widget.window().focusWidget()
        if focused is not None and self.widget.isAncestorOf(focused):
            focused.clearFocus()  # else Qt tries every control of every page for the next one that could have it
        self.widget.setUpdatesEnabled(False)
        self.widget.setCurrentWidget(page)
        self._unveil.start()

    def _page(self, page: Page) -> PageWidget | None:
        if page not in self.pages:
            deque(self._growth(page), maxlen=0)
        return self.pages.get(page)

    def _growth(self, page: Page) -> Iterator[None]:
        """The steps of building a page; what has been begun goes on."""
        return self._growing.setdefault(page, self._grow(page))

    def _grow(self, page: Page) -> Iterator[None]:
        widget = self._build(page)
        if widget is not None:
            yield
            self.widget.addWidget(widget)
            current().dress(widget)
            yield
            yield from widget.grow()
            self.put(page, widget)

    def _step(self) -> None:
        if next(self._steps, self) is self:
            self._ahead.stop()

    def _prepare(self) -> Iterator[None]:
        """Each step keeps the window from its work for a few milliseconds."""
        for page in Page:
            if page in self.pages:
                continue
            yield from self._growth(page)
            widget = self.pages.get(page)
            if widget is None:
                continue
            yield
            parts = widget.findChildren(QWidget)
            for start in range(0, len(parts), POLISHED_AT_ONCE):
                for part in parts[start : start + POLISHED_AT_ONCE]:
                    if isValid(part):
                        part.ensurePolished()
                yield
