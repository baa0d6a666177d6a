"""A fleet of kiosks against central: `python -m bench.fleet [--kiosks 200] [--records 500] [--idle 1000] [1 4]...`

Real signed clients, central's real app as so many processes behind one port, a real PostgreSQL with fsync, everything
on 127.0.0.1 and within `WITHIN_S`. Prints Markdown; exit code 1 when an op is lost or applied twice.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from bench import figures
from bench.fleet_kiosks import Seen, idle, reconnect, records, sign_ins
from bench.fleet_push import bare, ours
from bench.fleet_stage import Spent, Stage
from ipas_central.embedded import Cluster
from ipas_contract.events import Op

WITHIN_S = 900
IDLE_S = 20.0
SIGN_INS, SIGN_INS_A_SECOND = 20, 2.0
HEAD = "| requests | n | p50 ms | p99 ms | most ms |\n|---|---|---|---|---|"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.fleet", description=__doc__)
    parser.add_argument("processes", nargs="*", type=int, default=[1, 4])
    for name, size in {"--kiosks": 200, "--records": 500, "--idle": 1000, "--push": 10_000, "--runs": 3}.items():
        parser.add_argument(name, type=int, default=size)
    parser.add_argument("--tls", action="store_true", help="central serves TLS itself, its key pinned")
    asked = parser.parse_args()
    print(f"{figures.machine()}; central, PostgreSQL and all kiosks share the cores.\n", flush=True)
    with stage(tls=asked.tls) as made:
        good = True
        if asked.push:
            asyncio.run(within(pushes(made, asked.push, asked.runs)))
        for processes in asked.processes:
            good = asyncio.run(within(evening(made, processes, asked))) and good
    return 0 if good else 1


@contextmanager
def stage(*, tls: bool = False) -> Iterator[Stage]:
    with tempfile.TemporaryDirectory() as folder, Cluster(Path(folder) / "pg") as cluster:
        yield Stage(cluster, Path(folder), tls=tls)


async def within(work: object) -> bool:
    async with asyncio.timeout(WITHIN_S):
        return bool(await work)  # type: ignore[misc]


async def evening(made: Stage, processes: int, asked: argparse.Namespace) -> bool:
    """All scenes with one number of processes, over one database that fills up."""
    print(f"## Central as {processes} process{'es' if processes > 1 else ''}\n", flush=True)
    with made.central(processes) as central:
        crowd = central.enrol(asked.kiosks)
        outboxes = records(crowd, asked.records)
        seen, before = Seen(), central.spent()
        done = await reconnect(central.url, crowd, outboxes, seen)
        spent = central.spent() - before
        good = kept(central, outboxes, done)
        print(f"### {asked.kiosks} kiosks with {asked.records} records each reconnect within one second\n")
        report(central, seen, spent, ["hello", "push", "push, refused"], len(done))
        if asked.idle:
            await quiet(central, asked)
        await beside(central, asked)
    return good


async def quiet(central: Stage, asked: argparse.Namespace) -> None:
    seen = Seen()
    begun: list[Spent] = []
    await idle(central.url, central.enrol(asked.idle, "idle"), IDLE_S, seen, lambda: begun.append(central.spent()))
    print(f"### {asked.idle} idle kiosks, one pull and one ping each within {IDLE_S:.0f} s\n")
    report(central, seen, central.spent() - begun[0], ["idle ping", "idle pull"], 0)


async def beside(central: Stage, asked: argparse.Namespace) -> None:
    """People sign in while a tenth of the crowd drains."""
    crowd = central.enrol(max(2, asked.kiosks // 10))
    desks = central.enrol(4)
    outboxes = records(crowd, asked.records, first=asked.kiosks * asked.records)
    seen, before = Seen(), central.spent()
    people = sign_ins(central.url, desks, SIGN_INS, SIGN_INS_A_SECOND, seen, who=0)
    await asyncio.gather(reconnect(central.url, crowd, outboxes, seen), people)
    print(f"### {SIGN_INS} sign-ins (bcrypt 12), {SIGN_INS_A_SECOND:.0f} a second, while {len(crowd)} kiosks drain\n")
    report(central, seen, central.spent() - before, ["sign-in", "push"], 0)


def report(central: Stage, seen: Seen, spent: Spent, calls: list[str], ops: int) -> None:
    print(HEAD)
    for call in calls:
        print(f"| {call} | {seen.row(call)} |")
    refused = ", ".join(f"{count} × {why}" for why, count in seen.refused.most_common()) or "none"
    answered = sum(map(len, seen.times.values()))
    connections = central.scalar("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
    print(f"\nRefused or failed: {refused}. {spent.seconds:.1f} s", end="")
    print(f", {ops / spent.seconds:,.0f} records/s" if ops else f", {answered / spent.seconds:,.0f} requests/s", end="")
    print(f"; CPU seconds: central {spent.central:.1f}, PostgreSQL {spent.postgres:.1f}, kiosks {spent.kiosks:.1f};")
    print(f"{spent.statements:,} statements in {spent.transactions:,} transactions", end="")
    print(f" ({spent.statements / max(1, answered):.1f} a request); connections to PostgreSQL {connections - 1},")
    print(f"at most {spent.peak} in use at once.\n", flush=True)


def kept(central: Stage, outboxes: list[list[Op]], done: list[UUID]) -> bool:
    """Whether every op was applied once and answered once."""
    sent = {op.op_id for ops in outboxes for op in ops}
    applied = central.scalar("SELECT count(*) FROM applied_op")
    people = central.scalar("SELECT count(*) FROM candidate")
    accounts = central.scalar("SELECT count(DISTINCT account_key) FROM candidate")
    confirmed = central.scalar("SELECT count(*) FROM submission WHERE state = 'confirmed'")
    lost, twice = len(sent - set(done)) + len(sent) - min(applied, confirmed), len(done) - len(set(done))
    twice += applied - len(sent) + people - accounts
    print(f"{len(sent):,} records: {lost} lost, {twice} duplicated.\n", flush=True)
    return lost == 0 and twice == 0


async def pushes(made: Stage, count: int, runs: int) -> None:
    """The ratio to the bare pipeline, medians, in turn."""
    mine, theirs = [], []
    with made.central(1) as central:
        for run in range(runs):
            folder = central.folder / f"push{run}"
            mine.append(await ours(central, folder, count, first=1_000_000 + run * count))
            bodies = stored(central, count)
            theirs.append(await bare(central, folder, bodies))
    ratio = statistics.median(mine) / statistics.median(theirs)
    rates = ", ".join(f"{ours_:,.0f} : {bare_:,.0f}" for ours_, bare_ in zip(mine, theirs, strict=True))
    print(f"## Push {count:,} from one kiosk\n\n{rates} records/s; medians' ratio {ratio:.2f}× (bar ≥ 0.35×).\n")


def stored(central: Stage, count: int) -> list[str]:
    """Bodies as big as those that were pushed."""
    (ops,) = records(central.enrol(1), count)
    return [op.body for op in ops]


if __name__ == "__main__":
    sys.exit(main())
