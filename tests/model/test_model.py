"""Anything in any order (row 60, sync §3): the same examples every time here, new ones in `dev.py soak`."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.helpers.central import CentralServer
from tests.model.drive import drive
from tests.model.machine import Whole

BOUNDED = settings(
    max_examples=10,
    stateful_step_count=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.logs("ipas_central", "store_is_a_copy", "op_parked")
@pytest.mark.timeout(600)
def test_anything_in_any_order(one_central: CentralServer, tmp_path: Path) -> None:
    """I1-I7 after each of: register, amend, withdraw, change a profile, decide a conflict, look up, sync with a lost,
    kept, doubled push, crash, restart, clock, backups of either side restored."""
    machine = type("Bounded", (Whole,), {"central": one_central, "folder": tmp_path})
    run_state_machine_as_test(machine, settings=BOUNDED)


@pytest.mark.logs("ipas_central", "store_is_a_copy", "op_parked")
@pytest.mark.fault(
    60,
    injected="kiosks, things and accidents chosen by a fixed seed (here 6 and 120; 24 for ten minutes in the soak)",
    seen="I1-I7 after each; the seed is in the test's name",
)
@pytest.mark.parametrize("seed", [20261123])
@pytest.mark.timeout(600)
async def test_a_day_in_the_life(one_central: CentralServer, tmp_path: Path, seed: int) -> None:
    await drive(one_central, tmp_path, Random(seed), kiosks=6, things=120)
