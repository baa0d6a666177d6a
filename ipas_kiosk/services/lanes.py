"""The three lanes on which everything but the window runs (model §13).

STORE: one worker thread, everything that touches the local database. CPU: a few threads for bcrypt, password
strength, verification codes. NET: one asyncio event loop in a thread of its own; use cases are coroutines there and
await the other two lanes.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Thread
from typing import Any, Final, ParamSpec, TypeVar

from ipas_contract.logs import get_logger

_log = get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

CPU_WORKERS: Final = 2
CLOSE_S: Final = 10.0


class Lanes:
    """Owns the threads. `run` may be called from any thread, `store` and `cpu` are awaited in coroutines."""

    def __init__(self) -> None:
        self._store = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._cpu = ThreadPoolExecutor(CPU_WORKERS, thread_name_prefix="cpu")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None

    async def store(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` on the STORE lane, in turn. Once queued it runs to its end: a cancelled wait undoes no save."""
        job = self._store.submit(partial(work, *args, **kwargs))
        return await asyncio.shield(asyncio.wrap_future(job))

    async def cpu(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` on the CPU lane."""
        return await asyncio.get_running_loop().run_in_executor(self._cpu, partial(work, *args, **kwargs))

    def run(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Start a coroutine on the NET lane's loop, which is started with the first one."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._started())

    def keep(self, background: Coroutine[Any, Any, None]) -> None:
        """Run what goes on until the lanes are closed; should it end before, the log says why."""
        self.run(background).add_done_callback(_tell_end)

    def on_store(self, work: Callable[[], T]) -> Future[T]:
        """Run `work` on the STORE lane, from outside any coroutine (the start-up)."""
        return self._store.submit(work)

    def close(self, last: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """Cancel what runs on the loop, then run `last` there; let the store finish what it began; end the threads."""
        loop, thread = self._loop, self._thread
        if loop is not None and thread is not None:
            asyncio.run_coroutine_threadsafe(_cancel_all(), loop).result(CLOSE_S)
            if last is not None:
                asyncio.run_coroutine_threadsafe(last(), loop).result(CLOSE_S)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(CLOSE_S)
            loop.close()
            self._loop = self._thread = None
        self._cpu.shutdown(wait=True, cancel_futures=True)
        self._store.shutdown(wait=True)

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = Thread(target=self._loop.run_forever, name="net", daemon=True)
            self._thread.start()
        return self._loop


def _tell_end(background: Future[None]) -> None:
    if not background.cancelled() and (error := background.exception()) is not None:
        _log.error("background_failed", exc_info=error)


async def _cancel_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
