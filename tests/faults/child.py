"""A kiosk in a process of its own, for faults that a test's process cannot bear: `python -m tests.faults.child`.

`disk FOLDER URL POINT ERRNO` on a disk that fails (libfiu preloaded); `hold FOLDER` keeps the write lock;
`serve` forks a kiosk for every line `{folder, url, failpoint, action}` on standard input and says how each ended.
Each line on standard output is JSON about something that has already come true.
"""

import asyncio
import ctypes
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ipas_kiosk.models.health import EndedError
from ipas_kiosk.models.records import OpState
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import failpoints
from ipas_kiosk.services.values import Failed, Registered
from tests.faults.site import LocalClock, Site
from tests.helpers.kiosks import form
from tests.helpers.office import Clock
from tests.helpers.store import KEY

RAISED = "raised"


def say(**facts: Any) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def site_at(folder: str, url: str) -> Site:
    return Site(Path(folder), url, LocalClock(Clock()))


# ---- a disk that fails ---------------------------------------------------------------------------------------------


@contextmanager
def failing(point: str, errno: int) -> Iterator[None]:
    """Inside, every call of the C library that `point` names fails with `errno`."""
    library = ctypes.CDLL("libfiu.so.0")
    assert library.fiu_enable(point.encode(), 1, ctypes.c_void_p(errno), 0) == 0
    try:
        yield
    finally:
        library.fiu_disable(point.encode())


async def disk(folder: str, url: str, point: str, errno: str) -> None:
    """Save, fail to save, fail to write verdicts down; what was said each time."""
    site = site_at(folder, url)
    say(step="saved", ok=isinstance(await site.register(form(1)), Registered))
    with failing(point, int(errno)):
        outcome = await site.register(form(2))
        say(step="save", trouble=outcome.trouble if isinstance(outcome, Failed) else None)
    outcome = await site.register(form(3))
    say(step="save again", trouble=outcome.trouble if isinstance(outcome, Failed) else None)
    await site.restart()
    with failing(point, int(errno)):
        await site.sync()
        trouble = site.link.state.trouble
    say(step="verdicts", trouble=trouble, pending=site.pending)
    await site.restart()
    await site.drain()
    say(step="drained", pending=site.pending, done=site.counts()[OpState.DONE], told=len(site.told))
    await site.close()


# ---- a kiosk that stops at a failpoint -----------------------------------------------------------------------------


async def visit(job: dict[str, str]) -> None:
    """Somebody registers, the rest is sent and pulled; what came true goes to the log line by line."""
    site = site_at(job["folder"], job["url"])
    try:
        for serial in (1, 2):
            outcome = await site.register(form(serial, account=f"{Path(job['folder']).name}{serial:02}"))
            assert isinstance(outcome, Registered)
            say(told=str(outcome.receipt.candidate_id))
        await site.sync()
        await site.orders.done()
        say(pending=site.pending)
    except EndedError:
        say(wiped=True)
    except failpoints.InjectedError:
        say(action=RAISED)
    await site.close()


def serve() -> None:
    """One forked kiosk a line: the modules are imported once."""
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            failpoints._NAME, failpoints._ACTION = job["failpoint"], job["action"]
            failpoints.DELAY_S = 0.02 if job["failpoint"].startswith("wipe.") else 0.3  # type: ignore[misc]
            asyncio.run(visit(job))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        say(ended=os.waitstatus_to_exitcode(status))


def hold(folder: str) -> None:
    """Keep the write lock until standard input ends."""
    store = Store.open(Path(folder) / "store.db", KEY)
    with store.write():
        say(locked=True)
        sys.stdin.read()
    store.close()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["disk", *arguments]:
            asyncio.run(disk(*arguments))
        case ["hold", folder]:
            hold(folder)
        case ["serve"]:
            serve()
