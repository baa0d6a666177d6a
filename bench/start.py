"""From the start of the process to the first paint, the first key and the open store, the services; and memory."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Set
from datetime import datetime
from pathlib import Path

from bench.figures import Bar, median
from bench.stage import Stage

PAIRS = 10
SETTLE_S = 2.5
BARE, KIOSK = "bench.bare_window", "bench.kiosk_window"
ALL = frozenset({"painted", "key", "ready"})
RESTING = ALL - {"key"}
RESTS = 3
LOG = "kiosk.log"


def bars(stage: Stage) -> list[Bar]:
    """Medians of interleaved pairs after one warm-up pair; milliseconds and MiB."""
    pairs = [pair(stage, number) for number in range(PAIRS + 1)][1:]
    bare, ours = [one[0] for one in pairs], [one[1] for one in pairs]
    painted = median([times["painted"] for times in bare])
    usable = median([max(times["key"], times["opened"]) for times in ours])
    ready = median([times["ready"] for times in ours])
    resident, visited = (median([times["resident"] for times in some]) for some in (bare, ours))
    return [
        Bar("start → first paint", median([times["painted"] for times in ours]), "ms", 1.5, painted, ratio=True),
        Bar("start → first key taken, store open", usable, "ms", 3, painted, ratio=True),
        Bar("start → services joined", ready, "ms", None, painted, ratio=True),
        Bar("resident memory, sign-in page", at_rest(stage), "MiB", 3, resident, ratio=True),
        Bar("resident memory, first visit begun", visited, "MiB", None, resident, ratio=True),
    ]


def at_rest(stage: Stage) -> float:
    """MiB of a kiosk that nobody has touched; the first visitor brings the other pages and the rules' tables."""
    kiosks = (start(KIOSK, stage.fresh_kiosk(f"rest{number}"), RESTING, "rest") for number in range(RESTS))
    return median([times["resident"] for times in kiosks])


def pair(stage: Stage, number: int) -> tuple[dict[str, float], dict[str, float]]:
    """One bare window, one kiosk; when its store was open the kiosk's log says."""
    bare = start(BARE, stage.environment, {"painted"})
    environment = stage.fresh_kiosk(f"start{number}")
    began = time.time()
    ours = start(KIOSK, environment, ALL)
    ours["opened"] = (opened_at(Path(environment["IPAS_KIOSK_DATA_DIR"]) / LOG) - began) * 1000
    return bare, ours


def start(module: str, environment: Mapping[str, str], wanted: Set[str], *arguments: str) -> dict[str, float]:
    """Milliseconds from the start until the program says each of `wanted`, and its resident memory once settled."""
    began = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
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


def opened_at(log: Path) -> float:
    """Seconds since the epoch at which the store was open, key and pages good."""
    lines = (json.loads(line) for line in log.read_text(encoding="ascii").splitlines())
    said = [line["at"] for line in lines if line["event"] == "store_opened"]
    return datetime.fromisoformat(said[-1]).timestamp()


def resident_mib(pid: int) -> float:
    """Resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
