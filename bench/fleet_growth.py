"""How a request's cost grows with what central holds.

One database is filled step by step by SQL (candidates with their submissions, claims, verdicts and feed lines); at each
size a kiosk's calls are timed over the wire, medians of `RUNS`, with 1 and with 4 processes of central. What was read
without an index is counted by PostgreSQL. Draws `bench/growth.svg`.
"""

import asyncio
import math
import os
import time
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bench.figures import Bar, median
from bench.fleet_kiosks import PASSWORD, batch, newest, push, records
from bench.fleet_stage import Stage
from ipas_contract.calls import SignInRequest, TakenRequest
from ipas_contract.ids import uuid7
from ipas_kiosk.services.sync.gateway import NoLine, Refused
from tests.helpers.wire import PASSWORD_HASH

RUNS, BATCH, CENTRES = 15, 500, 400
SIZES = (10_000, 100_000, 1_000_000)
PROCESSES = (1, 4)
PICTURE = Path(__file__).with_name("growth.svg")
SCANNED = (
    "SELECT told.relname, seq_scan FROM pg_stat_user_tables AS told JOIN pg_class ON pg_class.oid = relid"
    " WHERE seq_scan > 0 AND reltuples > 10000 ORDER BY 1"
)
_C, _O = (f"('0190000{digit}-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid" for digit in (1, 2))
_D = "md5('d' || n % 2000)::uuid"
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


Times = dict[tuple[int, int], dict[str, float]]
"""Milliseconds by call, by size and processes."""


def measure(made: Stage, sizes: list[int]) -> tuple[list[Bar], str]:
    """The bars and the text of the page."""
    found: Times = {}
    with made.database() as central:
        for start, end in pairwise((0, *sizes)):
            began = time.monotonic()
            fill(central, start, end)
            print(f"({end:,} candidates: filled in {time.monotonic() - began:.0f} s)", flush=True)
            for processes in PROCESSES:
                with central.serving(processes):
                    found[end, processes] = asyncio.run(timed(central, len(found) * BATCH * (RUNS + 1)))
        with central.engine.connect() as connection:
            scanned = connection.execute(text(SCANNED)).all()
    if tuple(sizes) == SIZES:
        draw(found)
    return bars(found, sizes), told(found, scanned)


def bars(found: Times, sizes: list[int]) -> list[Bar]:
    """The largest beside the smallest: no more than log n grows."""
    small, large = found[sizes[0], 1], found[sizes[-1], 1]
    most = math.log(sizes[-1]) / math.log(sizes[0])
    what = f"at {sizes[-1]:,} candidates beside {sizes[0]:,}"
    return [Bar(f"{name}, {what}", large[name], "ms", round(most, 2), small[name], ratio=True) for name in large]


def told(found: Times, scanned: Sequence[Any]) -> str:
    names = list(next(iter(found.values())))
    lines = f"## Growth\n\n| candidates | processes | {' | '.join(f'{name}, ms' for name in names)} |\n"
    lines += f"|---|---|{'---|' * len(names)}\n"
    for (size, processes), times in found.items():
        lines += f"| {size:,} | {processes} | {' | '.join(f'{times[name]:.1f}' for name in names)} |\n"
    scans = ", ".join(f"{row.relname} {row.seq_scan}" for row in scanned) or "none"
    return f"{lines}\nTables of over 10,000 rows that these calls read without an index: {scans}. ![cost](growth.svg)\n"


def fill(central: Stage, start: int, end: int) -> None:
    """People number `start` up to `end`, as if they had come in by kiosks, each table by a connection of its own; the
    statistics are brought up to date."""
    values = {"start": start, "end": end - 1}
    source = " FROM generate_series(CAST(:start AS int), CAST(:end AS int)) AS n"

    def run(statement: str) -> None:
        with central.engine.begin() as connection:
            hashed = {"hash": PASSWORD_HASH} if ":hash" in statement else {}
            connection.execute(text(statement + source), values | hashed)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(run, FILL))
    with central.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in ("VACUUM ANALYZE", "CHECKPOINT", "SELECT pg_stat_reset()"):
            connection.execute(text(statement))


async def timed(central: Stage, first: int) -> dict[str, float]:
    """Milliseconds of each call of one new kiosk; ping, which reads no candidate, tells the machine's own changes."""
    (member,) = central.enrol(1, f"growth{first}-")
    (ops,) = records([member], BATCH * (RUNS + 1), first=first)
    gateway = member.gateway(central.url)
    times: dict[str, list[float]] = {}
    for number in range(RUNS + 1):
        cursor = await newest(gateway)
        calls = {
            "pull": gateway.pull(cursor),
            f"push of {BATCH}": push(gateway, batch(member, ops[number * BATCH : (number + 1) * BATCH])),
            "account taken?": gateway.account_taken(TakenRequest(account=f"old{number}")),
            "sign-in": gateway.sign_in(old(first + number)),
            "ping": gateway.ping(),
        }
        for name, call in calls.items():
            ms = await clock(call)
            if number:  # the first finds everything cold
                times.setdefault(name, []).append(ms)
    await gateway.close()
    return {name: median(each) for name, each in times.items()}


def old(number: int) -> SignInRequest:
    """Somebody who was there before signs in; their passwords are hashed at a low cost."""
    return SignInRequest(request_id=uuid7(), account=f"old{number % SIZES[0]}", name="王小明", password=PASSWORD)


async def clock(call: Coroutine[Any, Any, object], /) -> float:
    began = time.perf_counter()
    reply = await call
    assert not isinstance(reply, NoLine | Refused), reply
    return (time.perf_counter() - began) * 1000


def draw(found: Times) -> None:
    """Cost over size, both logarithmic: what grows as log n is all but flat."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "growth"
    from matplotlib import pyplot as plt

    picture, axes = plt.subplots(figsize=(7, 4))
    for style, processes in zip(("-", "--"), PROCESSES, strict=True):
        axes.set_prop_cycle(None)
        times = {size: figures for (size, many), figures in found.items() if many == processes}
        for name in next(iter(times.values())):
            label = f"{name}, {processes} process{'es' if processes > 1 else ''}"
            axes.plot(list(times), [each[name] for each in times.values()], style, marker="o", label=label)
    axes.set(xscale="log", yscale="log", xlabel="candidates at central", ylabel="ms a request (median)")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(fontsize="small")
    picture.tight_layout()
    picture.savefig(PICTURE, metadata={"Date": None})
