"""The bars on what happens inside the window (`inside` measures)."""

import json
import subprocess
import sys
from typing import Any

from bench.figures import Bar
from bench.stage import Stage


def bars(stage: Stage) -> list[Bar]:
    """One run of the real window with the script inside."""
    said: dict[str, Any] = {}
    command = [sys.executable, "-m", "bench.kiosk_window", "busy"]
    environment = stage.fresh_kiosk("busy")
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for line in done.stdout.splitlines():
        said |= json.loads(line)
    idle = said["idle"]
    found = []
    for what, key in (
        ("a password is hashed", "hashing"),
        ("1,000 records are pushed", "pushing"),
        ("pages are switched", "switching"),
    ):
        found.append(Bar(f"stall while {what}, p99", said[key]["p99"], "ms", 16, idle["p99"]))
        found.append(Bar(f"stall while {what}, p99.9", said[key]["p999"], "ms", 50, idle["p999"]))
    found.append(Bar("key → validation shown, p99", said["key_shown"], "ms", 16))
    found.append(Bar("page switch, p99", said["switch"], "ms", 50))
    found.append(Bar("memory after 1,000 registrations", said["growth"], "MiB", 20))
    return found
