"""Long runs of what the suite does briefly: `python -m tests.soak --minutes N --seed S`.

First the fault tests that have a long variant, at full length (`--rows`, or left out), then worlds from one seed after
another: 24 kiosks, or Hypothesis with many examples every fifth time. The seed that fails is printed and replays with
`--seed S --minutes 0`.
"""

import argparse
import asyncio
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Final

LONG = bool(os.environ.get("IPAS_SOAK"))
KIOSKS, THINGS = 24, 1_000
EVERY: Final = 5
"""Every so many seeds Hypothesis chooses."""
LONG_TESTS: Final = ("tests/faults/test_line.py", "tests/faults/test_fleet.py")


class Extent:
    """How much of something to do: as usual, or (with `IPAS_SOAK` in the environment) in full."""

    @staticmethod
    def pick(usual: int, *, soak: int) -> int:
        return soak if LONG else usual

    @staticmethod
    def seeds(usual: int, *, soak: int) -> Sequence[int]:
        return range(Extent.pick(usual, soak=soak))


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py soak", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10, help="how long; 0: one seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", action="store_true", help="first the fault tests at full length")
    options = parser.parse_args()
    if options.rows and (code := _rows()):
        return code
    return _worlds(options.seed, options.minutes * 60)


def _rows() -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-o", "timeout=7200", *LONG_TESTS]
    return subprocess.run(command, env={**os.environ, "IPAS_SOAK": "1"}, check=False).returncode


def _worlds(seed: int, seconds: float) -> int:
    logging.getLogger().addHandler(logging.NullHandler())
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="ipas-soak-") as folder, _central(Path(folder)) as central:
        while True:
            began = time.monotonic()
            try:
                what = _world(central, Path(folder) / f"seed{seed}", seed)
            except BaseException:
                sys.stdout.write(f"FAILED  seed {seed}; again: python3 dev.py soak --seed {seed} --minutes 0\n")
                raise
            sys.stdout.write(f"seed {seed}: {what}, {time.monotonic() - began:.0f} s\n")
            sys.stdout.flush()
            shutil.rmtree(Path(folder) / f"seed{seed}")
            seed += 1
            if time.monotonic() >= until:
                return 0


def _world(central: object, folder: Path, seed: int) -> str:
    """One seed's world; what it did."""
    from hypothesis import HealthCheck, settings
    from hypothesis import seed as seeded
    from hypothesis.stateful import run_state_machine_as_test

    from tests.model.drive import drive
    from tests.model.machine import Whole

    folder.mkdir()
    if seed % EVERY:
        happened = asyncio.run(drive(central, folder, Random(seed), kiosks=KIOSKS, things=THINGS))
        return f"{KIOSKS} kiosks, {happened} things"
    examples = settings(
        max_examples=50, stateful_step_count=60, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    machine = seeded(seed)(type("Soaked", (Whole,), {"central": central, "folder": folder}))
    run_state_machine_as_test(machine, settings=examples)
    return "50 examples of Hypothesis"


@contextmanager
def _central(folder: Path) -> Iterator[object]:
    from sqlalchemy import create_engine

    from ipas_central import db
    from ipas_central.embedded import Cluster
    from tests.helpers.central import CentralServer

    with Cluster(folder / "pg", durable=False) as cluster:
        engine = create_engine(cluster.url())
        db.migrate(engine)
        engine.dispose()
        with CentralServer(cluster.url(), folder, device_rate=10_000, device_burst=10_000) as central:
            yield central


if __name__ == "__main__":
    sys.exit(main())
