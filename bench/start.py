"""From the start of the process to the first paint, the first key and the open store; and resident memory."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from bench.figures import Bar, median
from bench.stage import Stage

PAIRS = 10
SETTLE_S = 2.5
BARE, KIOSK = "bench.bare_window", "bench.kiosk_window"
ALL = frozenset({"painted", "key", "ready"})


def bars(stage: Stage) -> list[Bar]:
    """Medians of interleaved pairs after one warm-up pair; milliseconds and MiB."""
    pairs = [pair(stage, number) for number in range(PAIRS + 1)][1:]
    bare, ours = [one[0] for one in pairs], [one[1] for one in pairs]
    painted = median([times["painted"] for times in bare])
    usable = median([max(times["key"], times["ready"]) for times in ours])
    resident = median([times["resident"] for times in bare])
    return [
        Bar("start → first paint", median([times["painted"] for times in ours]), "ms", 1.5, painted, ratio=True),
        Bar("start → first key taken, store open", usable, "ms", 3, painted, ratio=True),
        Bar("resident memory, sign-in page", median([times["resident"] for times in ours]), "MiB", 3, resident, True),
    ]


def pair(stage: Stage, number: int) -> tuple[dict[str, float], dict[str, float]]:
    """One bare window, one kiosk."""
    return start(BARE, stage.environment, {"painted"}), start(KIOSK, stage.fresh_kiosk(f"start{number}"), ALL)


def start(module: str, environment: Mapping[str, str], wanted: frozenset[str] | set[str]) -> dict[str, float]:
    """Milliseconds from the start until the program says each of `wanted`, and its resident memory once settled."""
    began = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", module],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        said: dict[str, float] = {}
        while not wanted <= set(said):
            line = program.stdout.readline()
            assert line, f"{module} ended early"
            said |= {what: (at - began) * 1000 for what, at in json.loads(line).items()}
        time.sleep(SETTLE_S)
        said["resident"] = resident_mib(program.pid)
        program.terminate()
    return said


def resident_mib(pid: int) -> float:
    """Resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
