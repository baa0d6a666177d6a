"""Use cases off the UI thread: started from the UI thread, their results brought back to it by a signal.

The services are built in a thread of their own after the first paint; what is asked for before waits for them.
A result carries the token of the visit that asked; when that visit has ended it is dropped, so that nothing reaches
the next person.
"""

import threading
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from ipas_kiosk.services.api import Services
    from ipas_kiosk.services.values import News, Trouble

T = TypeVar("T")


class Answer(Protocol):
    """What of `concurrent.futures.Future` is used here (importing it would cost the start)."""

    def add_done_callback(self, call: Callable[[Any], object], /) -> None: ...

    def exception(self) -> BaseException | None: ...

    def result(self) -> Any: ...


class Backend(Protocol):
    """The built services and the loop they run on. `submit` may be called from any thread."""

    @property
    def services(self) -> "Services": ...

    def submit(self, use_case: Coroutine[Any, Any, Any]) -> Answer: ...

    def close(self) -> None:
        """Finish what was begun and free everything; blocks, at most a few seconds."""
        ...


class NotStarted(Exception):  # noqa: N818 - a state of affairs
    """Raised by a `build` whose store, key or device is in known trouble: the window says which."""

    def __init__(self, trouble: "Trouble") -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class _Job:
    __slots__ = ("done", "error", "failed", "result", "use_case", "visit")

    def __init__(
        self,
        use_case: Callable[["Services"], Coroutine[Any, Any, Any]],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None] | None,
        visit: int,
    ) -> None:
        self.use_case, self.done, self.failed, self.visit = use_case, done, failed, visit
        self.result: Any = None
        self.error: BaseException | None = None


class Runner(QObject):
    """Runs use cases for the pages. All methods are for the UI thread."""

    ready = Signal()
    broken = Signal(object)  # Trouble, or None for a bug: the services could not be built
    crashed = Signal()  # a use case raised: a bug, already logged
    news = Signal(object)  # News

    _built = Signal(object, object)  # Backend | None, BaseException | None
    _arrived = Signal(object)  # _Job

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend: Backend | None = None
        self._waiting: list[_Job] = []
        self._visit = 0
        self._thread: threading.Thread | None = None

    @property
    def is_ready(self) -> bool:
        return self._backend is not None

    def start(self, build: Callable[[], Backend]) -> None:
        """Build the services in a thread of their own; again after `broken`, or in place of services whose store is
        gone (the retry of the out-of-order page)."""
        before, self._backend = self._backend, None

        def work() -> None:
            try:
                if before is not None:
                    before.close()
                self._built.emit(build(), None)
            except Exception as error:  # noqa: BLE001 - carried to the UI thread and told there
                self._built.emit(None, error)

        if self._thread is None:
            self._connect()
        self._thread = threading.Thread(target=work, name="ipas-build", daemon=True)
        self._thread.start()

    def run(
        self,
        use_case: Callable[["Services"], Coroutine[Any, Any, T]],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        job = _Job(use_case, cast("Callable[[Any], None]", done), failed, self._visit)
        if self._backend is None:
            self._waiting.append(job)
        else:
            self._submit(self._backend, job)

    def end_visit(self) -> None:
        """From now on results of what was started before are dropped."""
        self._visit += 1
        self._waiting.clear()

    def close(self) -> None:
        """Stop; results that come later are dropped."""
        self.end_visit()
        backend, self._backend = self._backend, None
        if backend is not None:
            backend.close()

    def _connect(self) -> None:
        queued = QtCore.Qt.ConnectionType.QueuedConnection  # here: `Qt` is not named before the first paint
        self._built.connect(self._take_backend, queued)
        self._arrived.connect(self._deliver, queued)

    def _take_backend(self, backend: Backend | None, error: BaseException | None) -> None:
        if backend is None:
            if not isinstance(error, NotStarted):
                _report(error)
            self.broken.emit(error.trouble if isinstance(error, NotStarted) else None)
            return
        self._backend = backend
        backend.services.subscribe(self._tell)
        waiting, self._waiting = self._waiting, []
        for job in waiting:
            self._submit(backend, job)
        self.ready.emit()

    def _tell(self, news: "News") -> None:
        """Called on the loop's thread; the signal crosses over to the UI thread."""
        self.news.emit(news)

    def _submit(self, backend: Backend, job: _Job) -> None:
        def arrived(answer: Answer) -> None:
            job.error = answer.exception()
            if job.error is None:
                job.result = answer.result()
            self._arrived.emit(job)

        backend.submit(job.use_case(backend.services)).add_done_callback(arrived)

    def _deliver(self, job: _Job) -> None:
        if job.error is not None:
            _report(job.error)
        if job.visit != self._visit:
            return
        if job.error is None:
            job.done(job.result)
            return
        if job.failed is not None:
            job.failed(job.error)
        self.crashed.emit()


def _report(error: BaseException | None) -> None:
    """Log a bug by its type and the lines it passed, never by its message: that may hold what somebody typed (P3)."""
    from ipas_contract.logs import get_logger

    if error is not None:
        get_logger(__name__).error("use_case_failed", exc_info=error)
