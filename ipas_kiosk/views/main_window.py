"""The window: status bar, the stack of pages, what stands before them; the life of a visit."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from ipas_kiosk.views.language import Languages
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.runner import Runner
from ipas_kiosk.views.stack import PageStack
from ipas_kiosk.views.theme import SCALES, THEMES, current
from ipas_kiosk.views.widgets.field import Status
from ipas_kiosk.views.widgets.messages import Banner
from ipas_kiosk.views.widgets.page import PageWidget
from ipas_kiosk.views.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from typing import Protocol

    from PySide6.QtGui import QCloseEvent

    from ipas_kiosk.services.values import News, Trouble
    from ipas_kiosk.settings import Settings
    from ipas_kiosk.views.finger import Finger
    from ipas_kiosk.views.idle import IdleWatch
    from ipas_kiosk.views.widgets.focus_ring import FocusRing
    from ipas_kiosk.views.widgets.overlay import IdleOverlay, Overlay, StaffOverlay

    class Visit(Protocol):
        """What the window tells of (`presenters.journey.Journey`)."""

        def begin_visit(self) -> None: ...

        def cancel(self) -> None: ...

        def end_visit(self) -> None: ...

        def on_news(self, news: News) -> None: ...

        def out_of_order(self, trouble: Trouble | None) -> None: ...

        def repaired(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameOptions:
    """What of the settings the window needs. Times in seconds; `windowed`: a window that can be closed."""

    idle_form_s: int = 120
    idle_data_s: int = 60
    idle_warning_s: int = 60
    time_zone: str = "Asia/Taipei"
    windowed: bool = False
    desk_place: str = ""
    desk_phone: str = ""

    @classmethod
    def of(cls, settings: "Settings", *, windowed: bool) -> "FrameOptions":
        """What the settings say."""
        return cls(
            idle_form_s=settings.idle_form_s,
            idle_data_s=settings.idle_data_s,
            idle_warning_s=settings.idle_warning_s,
            time_zone=settings.time_zone,
            windowed=windowed,
            desk_place=settings.desk_place,
            desk_phone=settings.desk_phone,
        )


class Overlays:
    """What stands before the pages for a moment, built when first needed; `stay` hears that somebody is still there."""

    def __init__(self, window: QWidget, behind: QWidget, options: FrameOptions) -> None:
        self._window, self._behind, self._options = window, behind, options
        self.stay: Callable[[], None] = lambda: None
        self._built: list[Overlay] = []

    @cached_property
    def staff(self) -> "StaffOverlay":
        """Where the staff are."""
        from ipas_kiosk.views.widgets.overlay import StaffOverlay

        overlay = StaffOverlay(self._window, self._behind, self._options.desk_place, self._options.desk_phone)
        self._built.append(overlay)
        return overlay

    @cached_property
    def still_there(self) -> "IdleOverlay":
        """Asks whether somebody is still there."""
        from ipas_kiosk.views.widgets.overlay import IdleOverlay

        overlay = IdleOverlay(self._window, self._behind)
        overlay.button.pressed.connect(self.stay)
        self._built.append(overlay)
        return overlay

    def call_staff(self, line: str) -> None:
        """`line`: how the connection is, for the staff who come."""
        self.staff.show_line(line)
        self.staff.open_it()

    def warn(self, seconds: int) -> None:
        """The visit ends in so many seconds."""
        self.still_there.show_left(seconds)

    def go_on(self) -> None:
        """Somebody is still there, and finds what was open before the question (A7)."""
        self.still_there.close_it()

    def close(self) -> None:
        for overlay in self._built:
            overlay.close_it()


def _column(widget: QWidget) -> QVBoxLayout:
    """Things one below the other without a gap."""
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column


class MainWindow(QWidget):
    """Shows one page of `stack` at a time. `painted` is emitted once, after the first paint."""

    painted = Signal()

    def __init__(self, options: FrameOptions, runner: Runner, languages: Languages, stack: PageStack) -> None:
        super().__init__()
        self.setObjectName("window")
        self.resize(1280, 800)
        stack.setParent(self)
        self._options, self._runner, self._languages, self._stack = options, runner, languages, stack
        self._journey: Visit | None = None
        self._painted = False
        self._body = QWidget()
        self._bar = StatusBar(options.time_zone)
        self._trouble: Banner | None = None
        self._column = _column(self._body)
        self._column.addWidget(self._bar)
        self._column.addWidget(stack.widget, 1)
        _column(self).addWidget(self._body)
        current().dress(self._bar)  # when it is in place: moving it would dress it again
        self.overlays = Overlays(self, self._body, options)
        self._ring: FocusRing | None = None
        self.idle: IdleWatch
        self._finger: Finger
        self._retranslate()

    def open(self, journey: "Visit", build: Callable[[Page], PageWidget | None]) -> None:
        """Let the window live: join it to the journey, watch for signs of life. May follow the first paint."""
        from ipas_kiosk.views.finger import Finger
        from ipas_kiosk.views.idle import IdleWatch
        from ipas_kiosk.views.widgets.focus_ring import FocusRing

        self._journey = journey
        self._stack.furnish(build)
        self._ring = FocusRing(self)
        self._finger = Finger(self, self._stack)
        self.idle = IdleWatch(self._idle_limit, self._options.idle_warning_s, self)
        self._connect(journey)
        self._listen()

    def start(self) -> None:
        """Show the window: over the whole screen, or as a window."""
        if self._options.windowed:
            self.show()
        else:
            self.showFullScreen()
        self._listen()

    def _listen(self) -> None:
        """From now on every touch and key counts as a sign of life."""
        if self._journey is None or not self.isVisible():
            return
        handle = self.windowHandle()
        if handle is not None:
            self.idle.watch(handle)
            handle.installEventFilter(self._finger)

    def add_strip(self, strip: QWidget) -> None:
        """A strip above everything (the demo's)."""
        current().dress(strip)
        self._column.insertWidget(0, strip)

    def _connect(self, journey: "Visit") -> None:
        bar, runner, idle = self._bar, self._runner, self.idle
        bar.language_asked.connect(self._languages.toggle)
        bar.staff_called.connect(lambda: self.overlays.call_staff(bar.sentence))
        bar.home_asked.connect(journey.cancel)
        for button in bar.findChildren(QAbstractButton):
            button.pressed.connect(idle.seen)
        self._stack.used.connect(idle.seen)
        self.overlays.stay = idle.seen
        runner.news.connect(self._take_news)
        runner.broken.connect(journey.out_of_order)
        runner.ready.connect(journey.repaired)
        runner.crashed.connect(self._say_crash)
        idle.begun.connect(journey.begin_visit)
        idle.begun.connect(self._stack.build_ahead)
        idle.warned.connect(self.overlays.warn)
        idle.extended.connect(self.overlays.go_on)
        idle.expired.connect(journey.end_visit)
        self._stack.wiped.connect(self._wiped)
        self._stack.shown.connect(self._forget_crash)

    def _idle_limit(self) -> int:
        page = self._stack.front
        data = page is not None and page.shows_data
        return self._options.idle_data_s if data else self._options.idle_form_s

    def _take_news(self, news: "News") -> None:
        from ipas_kiosk.services.values import LinkState

        if isinstance(news, LinkState):
            self._bar.show_link(news)
        if self._journey is not None:
            self._journey.on_news(news)

    def _wiped(self, over: bool) -> None:
        """Nothing of the visit is left, and the next person finds the kiosk as it always is (P1, A13); who goes on
        keeps language, size and contrast."""
        from ipas_kiosk.views.wipe import sweep

        sweep()
        if not over:
            return
        self.overlays.close()
        self.idle.rest()
        current().choose(THEMES[0], SCALES[0])
        self._languages.use(self._languages.default)

    def _say_crash(self) -> None:
        if self._trouble is None:
            self._trouble = Banner("window.trouble")
            self._column.insertWidget(self._column.count() - 1, self._trouble)
            current().dress(self._trouble)
        self._trouble.say(Status.ERROR, self.tr("That did not work. Try again, or call staff."))

    def _forget_crash(self) -> None:
        if self._trouble is not None:
            self._trouble.say(Status.NEUTRAL, "")

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("iPAS candidate services"))
        self._bar.retranslate(self._languages.current)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def closeEvent(self, event: "QCloseEvent") -> None:
        """Only a window can be closed, not a kiosk (K1); the program itself ends by quitting the application."""
        event.setAccepted(self._options.windowed)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.painted.emit)
