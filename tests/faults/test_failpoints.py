"""Every failpoint by its name: the process killed, an exception, a delay there (sync §3 "How to inject").

A name that a run does not pass fails its test, so a failpoint that no longer stands anywhere is found.
"""

import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from ipas_kiosk.services.failpoints import Failpoint, InjectedError
from ipas_kiosk.services.values import Registered
from tests.faults.child import RAISED
from tests.faults.site import LocalClock, Site
from tests.faults.stage import Stage
from tests.helpers.processes import Program

SAVING = (Failpoint.SAVE_BEFORE_COMMIT, Failpoint.SAVE_AFTER_COMMIT)
WIPING = [place for place in Failpoint if place.startswith("wipe.")]
REKEYING = [place for place in Failpoint if place.startswith("rekey.")]
SYNCING = [place for place in Failpoint if place not in (*WIPING, *REKEYING)]
"""The others are passed in `test_wipe` and in `store/test_rekey`."""


class Kiosks:
    """The process that forks kiosks; `run` gives what one said and how it ended."""

    def __init__(self, program: Program, log: Path) -> None:
        self._program, self._log = program, log

    def run(self, stage: Stage, folder: Path, place: Failpoint, action: str) -> tuple[list[dict[str, Any]], int, str]:
        before = self._log.stat().st_size
        job = {"folder": str(folder), "url": stage.central.url, "failpoint": place.value, "action": action}
        self._program.write_line(json.dumps(job))
        said: list[dict[str, Any]] = []
        while line := self._program.read_line():
            fact = json.loads(line)
            if "ended" in fact:
                return said, fact["ended"], self._log.read_text(encoding="utf-8")[before:]
            said.append(fact)
        raise AssertionError(self._log.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def kiosks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kiosks]:
    log = tmp_path_factory.mktemp("kiosks") / "log"
    with Program([sys.executable, "-m", "tests.faults.child", "serve"], log=log, piped=True) as program:
        yield Kiosks(program, log)


@pytest.mark.fault(3, injected="SIGKILL at each failpoint in turn", seen="the next start ends it once")
@pytest.mark.parametrize("place", SYNCING)
async def test_killed_at(stage: Stage, kiosks: Kiosks, place: Failpoint) -> None:
    folder = await stage.enrolled("stopped")
    said, ended, log = kiosks.run(stage, folder, place, "kill")
    assert ended == -signal.SIGKILL, f"{place} was never passed: {said} {log}"
    await finish(stage, folder, said)


@pytest.mark.fault(2, injected="an exception at each failpoint in turn", seen="stays up; nothing false is shown")
@pytest.mark.parametrize("place", SYNCING)
async def test_an_exception_at(stage: Stage, kiosks: Kiosks, place: Failpoint) -> None:
    folder = await stage.enrolled("raising")
    said, ended, log = kiosks.run(stage, folder, place, "raise")
    assert ended == 0, log
    passed = {"action": RAISED} in said if place in SAVING else InjectedError.__name__ in log
    assert passed, f"{place} was never passed: {said} {log}"
    await finish(stage, folder, said)


@pytest.mark.parametrize("place", SYNCING)
async def test_a_delay_at(stage: Stage, kiosks: Kiosks, place: Failpoint) -> None:
    folder = await stage.enrolled("slow")
    said, ended, log = kiosks.run(stage, folder, place, "delay")
    assert (ended, said[-1]) == (0, {"pending": 0}), log
    await finish(stage, folder, said)


async def finish(stage: Stage, folder: Path, said: list[dict[str, Any]]) -> None:
    """The next start: everything that was shown as saved reaches central, once."""
    site = Site(folder, stage.central.url, LocalClock(stage.central.clock))
    stage.sites.append(site)
    told = {UUID(fact["told"]) for fact in said if "told" in fact}
    site.told = dict.fromkeys(told, Registered.__new__(Registered))
    stage.check()
    await site.drain()
    stage.settled()
    assert told <= stage.states().keys()
    assert len(stage.states()) == len(site.outbox()) <= 2
