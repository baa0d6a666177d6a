"""How a request's cost grows with what central holds: `python -m bench.fleet_growth [10000 100000 ...]`.

One database is filled step by step by SQL (candidates with their submissions, claims, verdicts and feed lines); at each
size a kiosk's calls are timed over the wire, medians of `RUNS`. Prints Markdown and draws `bench/growth.svg`.
"""

import asyncio
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bench.figures import median
from bench.fleet import stage
from bench.fleet_kiosks import newest, push, records
from bench.fleet_stage import Member, Stage
from ipas_contract.calls import TakenRequest
from ipas_contract.events import Op
from ipas_kiosk.services.sync.gateway import NoLine, Refused
from tests.helpers.wire import PASSWORD_HASH

RUNS, BATCH, CENTRES = 9, 500, 400
PICTURE = Path(__file__).with_name("growth.svg")
_C, _O, _D = (f"md5('{letter}' || n)::uuid" for letter in "cod")
_CENTRE = f"'old' || n % {CENTRES}"
FILL = (
    (
        "INSERT INTO candidate"
        " (id, account, account_key, nationality, id_kind, id_number, id_key, name, surname_roman,"
        " given_roman, roman_source, email, mobile, sex, education, school_area, school_text, department_text,"
        " password_hash, language, consent_version, consent_at, origin, centre_id, status)"
        f" SELECT {_C}, 'old' || n, 'old' || n, 'roc', 'national', 'x' || n, sha256(('i' || n)::bytea),"
        " '王小明', 'WANG', 'SIAO-MING', 'suggested', 'old' || n || '@mail.example.org', '+886912000000', 'male',"
        f" 'bachelor', 'other', 'x', 'x', :hash, 'zh_TW', '1', 0, 'kiosk', {_CENTRE}, 'active'"
    ),
    (
        "INSERT INTO submission"
        " (candidate_id, receipt_no, state, last_op_id, account, centre_id, device_id, received_at)"
        f" SELECT {_C}, 'r' || n, 'confirmed', {_O}, 'old' || n, {_CENTRE}, {_D}, 0"
    ),
    f"INSERT INTO claim (kind, key, candidate_id, made_at) SELECT 'account', ('old' || n)::bytea, {_C}, 0",
    (f"INSERT INTO claim (kind, key, candidate_id, made_at) SELECT 'id', sha256(('i' || n)::bytea), {_C}, 0"),
    (
        "INSERT INTO applied_op (op_id, device_id, incarnation, seq, sha256, verdict, reply, made_at, received_at)"
        f" SELECT {_O}, md5('d' || n % 2000)::uuid, 1, n, sha256(('b' || n)::bytea), 'accepted',"
        " repeat('v', 120), 0, 0"
    ),
    (
        "INSERT INTO change (centre_id, seq, kind, entity_id, body, made_at)"
        f" SELECT {_CENTRE}, n / {CENTRES}, 'submission_state', {_C}, repeat('b', 180), 0"
    ),
)


def main() -> int:
    sizes = [int(size) for size in sys.argv[1:]] or [10_000, 100_000]
    with stage() as made, made.central(1) as central:
        figures = asyncio.run(grow(central, sizes))
    names = list(figures[sizes[0]])
    print(f"| candidates | {' | '.join(f'{name}, ms' for name in names)} |\n|---|{'---|' * len(names)}")
    for size, times in figures.items():
        print(f"| {size:,} | {' | '.join(f'{times[name]:.1f}' for name in names)} |")
    draw(figures)
    return 0


async def grow(central: Stage, sizes: list[int]) -> dict[int, dict[str, float]]:
    """Milliseconds of each call at each size."""
    (member,) = central.enrol(1)
    (ops,) = records([member], BATCH * (RUNS + 1) * len(sizes))
    batches = iter([ops[at : at + BATCH] for at in range(0, len(ops), BATCH)])
    found: dict[int, dict[str, float]] = {}
    filled = 0
    for size in sizes:
        fill(central, filled, size)
        filled = size
        mine = [next(batches) for _ in range(RUNS + 1)]
        found[size] = await timed(central, member, mine)
    return found


def fill(central: Stage, start: int, end: int) -> None:
    """People number `start` up to `end`, as if they had come in by kiosks; the statistics are brought up to date."""
    with central.engine.begin() as connection:
        for statement in FILL:
            values = {"start": start, "end": end - 1} | ({"hash": PASSWORD_HASH} if ":hash" in statement else {})
            connection.execute(
                text(f"{statement} FROM generate_series(CAST(:start AS int), CAST(:end AS int)) AS n"), values
            )
    with central.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
        connection.execute(text("CHECKPOINT"))


async def timed(central: Stage, member: Member, batches: list[list[Op]]) -> dict[str, float]:
    gateway = member.gateway(central.url)
    calls: dict[str, list[float]] = {}
    for number, batch in enumerate(batches):
        pushed = await clock(push(gateway, member, batch))
        taken = await clock(gateway.account_taken(TakenRequest(account=f"old{number}")))
        ping = await clock(gateway.ping())
        cursor = await newest(gateway)
        pull = await clock(gateway.pull(cursor))
        if number:  # the first finds everything cold
            for name, ms in {f"push of {BATCH}": pushed, "account taken?": taken, "ping": ping, "pull": pull}.items():
                calls.setdefault(name, []).append(ms)
    await gateway.close()
    return {name: median(times) for name, times in calls.items()}


async def clock(call: Coroutine[Any, Any, object], /) -> float:
    began = time.perf_counter()
    reply = await call
    assert not isinstance(reply, NoLine | Refused), reply
    return (time.perf_counter() - began) * 1000


def draw(figures: dict[int, dict[str, float]]) -> None:
    """Cost over size, both logarithmic: what grows as log n is all but flat."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "growth"
    from matplotlib import pyplot as plt

    picture, axes = plt.subplots(figsize=(7, 4))
    for name in next(iter(figures.values())):
        axes.plot(list(figures), [times[name] for times in figures.values()], marker="o", label=name)
    axes.set(xscale="log", yscale="log", xlabel="candidates at central", ylabel="ms a request (median)")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend()
    picture.tight_layout()
    picture.savefig(PICTURE, metadata={"Date": None})


if __name__ == "__main__":
    sys.exit(main())
