"""The bars on what happens inside the window (`inside` measures)."""

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from bench.figures import Bar
from bench.inside import RECORDS
from bench.save import fill
from bench.stage import Stage
from ipas_kiosk.services import opening
from ipas_kiosk.settings import load

MONTH = 10_000
"""Registrations of a kiosk that was without a line for a month (sync §4)."""


def run(environment: Mapping[str, str], script: str) -> dict[str, Any]:
    """What the real window says with a script inside."""
    said: dict[str, Any] = {}
    command = [sys.executable, "-m", "bench.kiosk_window", script]
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for line in done.stdout.splitlines():
        said |= json.loads(line)
    return said


def drained(stage: Stage) -> dict[str, Any]:
    """The drain of a month."""
    environment = stage.fresh_kiosk("month")
    with closing(opening.open_store(load(environ=environment))) as store:
        fill(store, MONTH, first=RECORDS)
    return run(environment, "drain")


def bars(stage: Stage) -> list[Bar]:
    """One run of the real window with each script."""
    said, month = run(stage.fresh_kiosk("busy"), "busy"), drained(stage)
    said["month"] = month["pushing"]
    idle = said["idle"]
    found = []
    for what, key in (
        ("a password is hashed", "hashing"),
        ("1,000 records are pushed", "pushing"),
        ("10,000 records are pushed", "month"),
        ("pages are switched", "switching"),
    ):
        found.append(Bar(f"stall while {what}, p99", said[key]["p99"], "ms", 16, idle["p99"]))
        found.append(Bar(f"stall while {what}, p99.9", said[key]["p999"], "ms", 50, idle["p999"]))
    found.append(Bar("key → validation shown, p99", said["key_shown"], "ms", 16))
    found.append(Bar("page switch, p99", said["switch"], "ms", 50))
    found.append(Bar("memory after 1,000 registrations", said["growth"], "MiB", 20))
    return found
