"""A fleet of kiosks against central: `python -m bench fleet` measures everything and writes README-fleet.md.

`python -m bench.fleet PART...` (push crowd idle beside growth) prints those, in other sizes if asked. Real signed
clients over TLS, central's real app as so many processes behind one port, a real PostgreSQL with fsync, everything on
127.0.0.1. Exit code 1 when a bar is not held.
"""

import argparse
import asyncio
import datetime
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench import figures, fleet_growth
from bench.figures import Bar, median, percentile
from bench.fleet_kiosks import Outbox, Seen, idle, outboxes, reconnect, records, row, sign_ins
from bench.fleet_push import bare, idle_syncs, ours
from bench.fleet_stage import Spent, Stage
from ipas_central.embedded import Cluster
from ipas_contract import logs

README: Final = Path(__file__).with_name("README-fleet.md")
IDLE_S: Final = 20.0
IDLE_ROUNDS: Final = 200
SIGN_INS, SIGN_INS_A_SECOND = 20, 2.0
HEAD: Final = "\n| requests | n | p50 ms | p99 ms | most ms |\n|---|---|---|---|---|\n"
PATHS: Final = {"hello": "/v1/devices/hello", "push": "/v1/sync/push", "ping": "/v1/ping", "pull": "/v1/sync/pull"}
SIZES: Final = {"kiosks": 200, "records": 500, "idlers": 1000, "push": 10_000, "runs": 5, "most": 1_000_000}

Found = tuple[list[Bar], str]


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.fleet", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS])
    parser.add_argument("--plain", action="store_true", help="HTTP in place of TLS")
    for name, size in SIZES.items():
        parser.add_argument(f"--{name}", type=int, default=size)
    asked = parser.parse_args(words)
    bars: list[Bar] = []
    text = ""
    for part in asked.parts or PARTS:
        began = time.monotonic()
        with stage(tls=not asked.plain) as made:
            found, told = PARTS[part](made, asked)
        bars += found
        text += f"{told.rstrip()}\n\n"
        print(f"{told.rstrip()}\n\n({part}: {time.monotonic() - began:.0f} s)\n", flush=True)
    table = figures.table(bars)
    print(table)
    if not asked.parts:
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        whole = f"{INTRODUCTION}\n{today}, {figures.machine()}.\n\n{table}\n{text.rstrip()}\n"
        README.write_text(whole, encoding="utf-8")
    return 0 if all(bar.good for bar in bars) else 1


@contextmanager
def stage(*, tls: bool = True) -> Iterator[Stage]:
    with tempfile.TemporaryDirectory() as folder, Cluster(Path(folder) / "pg") as cluster:
        logs.write_to(Path(folder) / "kiosks.log")
        yield Stage(cluster, Path(folder), tls=tls)


# ---- push ------------------------------------------------------------------------------------------------------


def push(made: Stage, asked: argparse.Namespace) -> Found:
    """One kiosk's drain beside the bare pipeline, in turn."""
    mine, theirs = [], []
    with made.central(1) as central:
        for run in range(asked.runs):
            folder = central.folder / f"push{run}"
            before = central.spent()
            mine.append(asyncio.run(ours(central, folder, asked.push, first=1_000_000 + run * asked.push)))
            spent = central.spent() - before
            (ops,) = records(central.enrol(1), asked.push)
            theirs.append(asyncio.run(bare(central, folder, [op.body for op in ops])))
    pairs = ", ".join(
        f"{asked.push / one:,.0f} : {asked.push / other:,.0f}" for one, other in zip(mine, theirs, strict=True)
    )
    what = f"push {asked.push:,} records (0.35 × the rate is 2.86 × the time)"
    bar = Bar(what, median(mine), "s", 2.86, median(theirs), ratio=True)
    rate = median(theirs) / median(mine)
    return [bar], (
        f"## Push {asked.push:,} from one kiosk\n\n{pairs} records/s; medians' ratio {rate:.2f}×.\n"
        f"CPU of the last run (with what fills the kiosk's store): central {spent.central:.1f} s,"
        f" PostgreSQL {spent.postgres:.1f} s.\n"
    )


# ---- the crowd -------------------------------------------------------------------------------------------------


def crowd(made: Stage, asked: argparse.Namespace) -> Found:
    """All reconnect within one second: so many times with one process, once with four."""
    bars: list[Bar] = []
    text = ""
    for processes, runs in ((1, asked.runs), (4, 1)):
        with made.central(processes) as central:
            slowest, lost, twice, last = [], 0, 0, ""
            for run in range(runs):
                seen, last, run_lost, run_twice = once(central, asked, run)
                slowest.append(seen.p99())
                lost, twice = lost + run_lost, twice + run_twice
        what = f"{asked.kiosks} kiosks × {asked.records} records, {_processes(processes)}"
        bars += [Bar(f"{what}: p99 of a request", median(slowest), "ms", 2000)]
        bars += [Bar(f"{what}: lost", lost, "", 0), Bar(f"{what}: duplicated", twice, "", 0)]
        all_runs = ", ".join(f"{ms:,.0f}" for ms in slowest)
        text += f"## {what} reconnect within one second\n\np99 of each run: {all_runs} ms. The last run:\n{last}\n"
    return bars, text


def once(central: Stage, asked: argparse.Namespace, run: int) -> tuple[Seen, str, int, int]:
    """One crowd of new kiosks over a database that fills up; what it saw, told, lost and doubled."""
    members = central.enrol(asked.kiosks, f"crowd{run}-")
    waiting = outboxes(members, asked.records, first=run * asked.kiosks * asked.records)
    seen, before = Seen(), central.spent()
    done = asyncio.run(reconnect(central.url, members, waiting, seen))
    spent = central.spent() - before
    text = report(central, seen, spent, ["hello", "push", "push, refused"], len(done))
    return seen, text, *kept(central, waiting, done, runs=run + 1)


def kept(central: Stage, waiting: list[Outbox], done: list[object], *, runs: int) -> tuple[int, int]:
    """How many ops were not applied and answered, how many more than once."""
    sent = {op_id for outbox in waiting for op_id in outbox.ids}
    applied, people = (central.scalar(f"SELECT count(*) FROM {table}") for table in ("applied_op", "candidate"))
    accounts = central.scalar("SELECT count(DISTINCT account_key) FROM candidate")
    confirmed = central.scalar("SELECT count(*) FROM submission WHERE state = 'confirmed'")
    total = runs * len(sent)
    lost = len(sent - set(done)) + max(0, total - min(applied, confirmed))
    return lost, len(done) - len(set(done)) + max(0, applied - total) + people - accounts


# ---- idle ------------------------------------------------------------------------------------------------------


def rest(made: Stage, asked: argparse.Namespace) -> Found:
    """One idle kiosk with central to itself, then a thousand."""
    with made.central(1) as central:
        times, calls = asyncio.run(idle_syncs(central, central.folder / "alone", IDLE_ROUNDS))
    milliseconds = [each * 1000 for each in times]
    bars = [
        Bar("idle sync, central otherwise idle: requests", calls, "", 1),
        Bar("idle sync, central otherwise idle: p50", percentile(milliseconds, 0.5), "ms", 50),
        Bar("idle sync, central otherwise idle: p99", percentile(milliseconds, 0.99), "ms", 50),
    ]
    text = "## Idle\n\nA conversation of one kiosk with nothing to say and nothing to hear, its store read and central"
    text += f" asked:\n{HEAD}| idle sync | {row(times)} |\n"
    for processes in (1, 4):
        with made.central(processes) as central:
            text += f"\n{many(central, asked.idlers, processes)}"
    return bars, text


def many(central: Stage, idlers: int, processes: int) -> str:
    seen = Seen()
    begun: list[Spent] = []
    members = central.enrol(idlers, "idle")
    asyncio.run(idle(central.url, members, IDLE_S, seen, lambda: begun.append(central.spent())))
    told = report(central, seen, central.spent() - begun[0], ["idle ping", "idle pull"], 0)
    return (
        f"### {idlers:,} idle kiosks, {_processes(processes)}: one pull and one ping each within {IDLE_S:.0f} s\n{told}"
    )


# ---- sign-ins beside a drain -----------------------------------------------------------------------------------


def beside(made: Stage, asked: argparse.Namespace) -> Found:
    """People sign in while a tenth of the crowd drains."""
    text = ""
    for processes in (1, 4):
        with made.central(processes) as central:
            desks, first = central.enrol(4, "desk"), central.enrol(1, "first")
            asyncio.run(reconnect(central.url, first, outboxes(first, SIGN_INS), Seen()))
            members = central.enrol(max(2, asked.kiosks // 10))
            waiting = outboxes(members, asked.records, first=SIGN_INS)
            seen, before = Seen(), central.spent()
            asyncio.run(_both(central, members, waiting, desks, seen))
            told = report(central, seen, central.spent() - before, ["sign-in", "push"], 0)
        text += (
            f"## {SIGN_INS} sign-ins (bcrypt 12), {SIGN_INS_A_SECOND:.0f} a second, while {len(members)} kiosks drain,"
        )
        text += f" {_processes(processes)}\n{told}\n"
    return [], text


async def _both(central: Stage, members: list, waiting: list[Outbox], desks: list, seen: Seen) -> None:  # type: ignore[type-arg]
    people = sign_ins(central.url, desks, SIGN_INS, SIGN_INS_A_SECOND, seen, who=0)
    await asyncio.gather(reconnect(central.url, members, waiting, seen), people)


def growth(made: Stage, asked: argparse.Namespace) -> Found:
    """The same calls at more and more candidates."""
    return fleet_growth.measure(made, [size for size in fleet_growth.SIZES if size <= asked.most])


# ---- the page --------------------------------------------------------------------------------------------------


def report(central: Stage, seen: Seen, spent: Spent, calls: list[str], ops: int) -> str:
    """A table of times at the kiosks and at central, and what it cost."""
    lines = "".join(f"| {call} | {row(seen.times.get(call, []))} |\n" for call in calls)
    inside = {name: spent.times[path] for name, path in PATHS.items() if path in spent.times}
    lines += "".join(f"| at central: {name} | {row(times)} |\n" for name, times in inside.items())
    refused = ", ".join(f"{count} × {why}" for why, count in seen.refused.most_common()) or "none"
    answered = sum(map(len, seen.times.values()))
    rate = f"{ops / spent.seconds:,.0f} records/s" if ops else f"{answered / spent.seconds:,.0f} requests/s"
    late = f" Timers of the kiosks' own process were late by {row(seen.late)} (n, p50, p99, most)." if seen.late else ""
    connections = central.scalar("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()") - 1
    return (
        f"{HEAD}{lines}\nRefused or failed: {refused}. {spent.seconds:.1f} s, {rate}; CPU seconds: central"
        f" {spent.central:.1f}, PostgreSQL {spent.postgres:.1f},\nkiosks {spent.kiosks:.1f}; {spent.statements:,}"
        f" statements in {spent.transactions:,} transactions ({spent.statements / max(1, answered):.1f} a request);"
        f"\nconnections to PostgreSQL {connections}, at most {spent.peak} in use at once.{late.replace('|', '/')}\n"
    )


def _processes(count: int) -> str:
    return f"central as {count} process{'es' if count > 1 else ''}"


PARTS: Final[dict[str, Callable[[Stage, argparse.Namespace], Found]]] = {
    "push": push,
    "crowd": crowd,
    "idle": rest,
    "beside": beside,
    "growth": growth,
}

INTRODUCTION: Final = """# A fleet against one central

`python3 dev.py bench fleet` measures this and writes it here: kiosks by their own HTTP client and table of waiting
(signed requests, nonces, Retry-After), over TLS that central ends itself, against central's real app on a real
PostgreSQL with fsync; all of it on 127.0.0.1. "Beside" is the bare pipeline in the same run (SQLite outbox → uvicorn →
PostgreSQL, no TLS, nothing judged). Medians of five runs where there is a ratio or a crowd; the crowd meets four
processes once, set as docs/operations.md advises for more processes than cores (`push_slots` 1, `push_wait` 0.5).

Central, PostgreSQL and **all kiosks in one process** share the cores; central stands back for that process (nice 10,
its session too). A request's time is the kiosk's, so it contains the wait for the process that plays all the kiosks;
"at central" is the same from a request's first bytes to its reply.
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
