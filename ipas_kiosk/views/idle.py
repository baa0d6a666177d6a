"""When nobody is there any more: a warning, then the end of the visit (K9, A7)."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

LEAST_WARNING_S = 20
_ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
    }
)
_DELIBERATE = _ACTIVITY - {QEvent.Type.MouseMove}


class IdleWatch(QObject):
    """Watches one window. `begun` at the first sign of a person, `warned(seconds left)` every second of the warning,
    `extended` when somebody shows up during it, `expired` at its end. Any touch or key extends, without limit."""

    begun = Signal()
    warned = Signal(int)
    extended = Signal()
    expired = Signal()

    def __init__(
        self,
        limit_s: Callable[[], int],
        warning_s: int,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._limit_s, self._clock = limit_s, clock
        self._warning_s = max(LEAST_WARNING_S, warning_s)
        self._last = clock()
        self._active = self._warning = False
        self._pulse = QTimer(self)
        self._pulse.setInterval(1000)
        self._pulse.timeout.connect(self.tick)
        # Composing with an input method moves its cursor without a key press that reaches the window.
        QGuiApplication.inputMethod().cursorRectangleChanged.connect(self._composing)

    @property
    def is_active(self) -> bool:
        """A visit goes on."""
        return self._active

    def watch(self, window: QWindow) -> None:
        """Listen where input enters the window: far fewer events than at the application."""
        window.installEventFilter(self)

    def seen(self, *, deliberate: bool = True) -> None:
        """Somebody is there; a moved mouse alone neither begins a visit nor answers the warning."""
        if not deliberate and (self._warning or not self._active):
            return
        self._last = self._clock()
        if not self._active:
            self._active = True
            self._pulse.start()
            self.begun.emit()
        elif self._warning:
            self._warning = False
            self.extended.emit()

    def rest(self) -> None:
        """The visit has ended."""
        self._active = self._warning = False
        self._pulse.stop()

    def tick(self) -> None:
        """Look at the clock; once a second during a visit."""
        if not self._active:
            return
        left = self._limit_s() + self._warning_s - (self._clock() - self._last)
        if left <= 0:
            self.rest()
            self.expired.emit()
        elif left <= self._warning_s:
            self._warning = True
            self.warned.emit(round(left))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _ACTIVITY:
            self.seen(deliberate=kind in _DELIBERATE)
        return super().eventFilter(watched, event)

    def _composing(self) -> None:
        if self._active and not self._warning:
            self.seen()
