"""The kiosk killed with SIGKILL, as a real process, at the places where something could get lost or be done twice
(rows 2, 5, 6; I1, I2; O11)."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ipas_central.tables import applied_op, candidate
from ipas_contract.codes import SubmissionState
from ipas_kiosk.models.records import OpState
from ipas_kiosk.models.store import Store
from ipas_kiosk.services.failpoints import VARIABLE, Failpoint
from tests.helpers.central import CentralServer
from tests.helpers.kiosks import Running, enrolled, settings
from tests.helpers.store import KEY

ROOT = Path(__file__).resolve().parents[2]


async def killed_at(place: Failpoint, folder: Path, url: str) -> None:
    """Run a kiosk that registers somebody until it dies there."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.helpers.kiosk_child", str(folder), url,
        cwd=ROOT, env={**os.environ, VARIABLE: f"{place}:kill"},
    )  # fmt: skip
    assert await asyncio.wait_for(child.wait(), 60) == -signal.SIGKILL


def at_central(central: CentralServer) -> tuple[int, int]:
    with central.central.engine.connect() as connection:
        people, ops = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (candidate, applied_op)
        )
    return people, ops


@pytest.mark.parametrize(
    ("place", "saved", "sent"),
    [
        (Failpoint.SAVE_BEFORE_COMMIT, 0, 0),
        (Failpoint.SAVE_AFTER_COMMIT, 1, 0),
        (Failpoint.PUSH_AFTER_REPLY, 1, 1),
        (Failpoint.APPLY_BEFORE_COMMIT, 1, 1),
    ],
)
async def test_o11_killed_anywhere_the_next_start_finishes_it_once(
    central: CentralServer, tmp_path: Path, place: Failpoint, saved: int, sent: int
) -> None:
    (await enrolled(tmp_path, central)).close()
    await killed_at(place, tmp_path, central.url)
    assert at_central(central) == (sent, sent)
    store = Store.open(tmp_path / "store.db", KEY)
    with store.read() as work:
        rows = work.outbox.page()
    assert [row.state for row in rows] == [OpState.PENDING] * saved
    again = Running(store, settings(tmp_path, central.url))
    await again.online()
    await again.drained()
    assert at_central(central) == (saved, saved)
    for row in rows:
        with store.read() as work:
            submission = work.registrations.submission(row.entity_id)
        assert submission is not None
        assert submission.state is SubmissionState.CONFIRMED
    await again.close()
