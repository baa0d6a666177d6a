"""What the fleet's kiosks do, by the kiosk's own HTTP client and table of waiting; every reply's time is kept."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from bench.figures import percentile
from bench.fleet_stage import COST, Member
from ipas_contract import passwords
from ipas_contract.calls import HelloRequest, SignInOutcome, SignInReply, SignInRequest
from ipas_contract.events import Op, PullReply, PushReply, PushRequest
from ipas_contract.ids import uuid7
from ipas_kiosk.services.sync.gateway import Gateway, NoLine, Refused
from ipas_kiosk.services.sync.policy import Pace, outcome_of
from tests.helpers.people import person
from tests.helpers.wire import Kiosk

R = TypeVar("R")
PASSWORD = "Lantern#Quarry0001"
TICK_S = 0.01
PROBE_S = 5.0


@dataclass
class Seen:
    """Seconds of every request that got its answer, by call; what was refused and why."""

    times: dict[str, list[float]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)

    async def time(self, what: str, call: Coroutine[Any, Any, R]) -> R:
        began = time.perf_counter()
        reply = await call
        if isinstance(reply, NoLine | Refused):
            why = reply.code if isinstance(reply, Refused) else f"no line: {reply.cause}"
            self.refused[f"{what} {why}"] += 1
            what = f"{what}, refused"
        self.times.setdefault(what, []).append(time.perf_counter() - began)
        return reply

    @asynccontextmanager
    async def lateness(self) -> AsyncIterator[None]:
        """Meanwhile this process, which plays all the kiosks, notes how late its own timer is: in `late`."""

        async def watch() -> None:
            while True:
                due = time.perf_counter() + TICK_S
                await asyncio.sleep(TICK_S)
                self.late.append(time.perf_counter() - due)

        watching = asyncio.create_task(watch())
        try:
            yield
        finally:
            watching.cancel()

    def p99(self) -> float:
        """Milliseconds: of the kinds of request, refused ones too, the slowest."""
        return max(percentile(times, 0.99) for times in self.times.values()) * 1000


def row(times: list[float]) -> str:
    """`n | p50 | p99 | most` in milliseconds."""
    if not times:
        return "0 | | | "
    shares = (percentile(times, share) * 1000 for share in (0.5, 0.99, 1.0))
    return f"{len(times):,} | " + " | ".join(f"{ms:,.0f}" for ms in shares)


@dataclass(frozen=True)
class Written:
    """A request as it travels, written before the clock starts: two hundred kiosks do that on machines of their own."""

    text: str

    def model_dump_json(self) -> str:
        return self.text


@dataclass(frozen=True)
class Outbox:
    """What waits at one kiosk."""

    ids: tuple[UUID, ...]
    push: Written


def records(members: list[Member], each: int, *, first: int = 0) -> list[list[Op]]:
    """Registrations as they stand in the kiosks' outboxes; people differ, a password is shared (bcrypt is slow)."""
    hashed = _hashed()
    made = []
    for place, member in enumerate(members):
        maker = Kiosk(None, member.enrolled)  # type: ignore[arg-type]
        start = first + place * each
        made.append([maker.submitted(serial, password_hash=hashed) for serial in range(start, start + each)])
    return made


@cache
def _hashed() -> str:
    return passwords.hash_password(PASSWORD, cost=COST)


def outboxes(members: list[Member], each: int, *, first: int = 0) -> list[Outbox]:
    """One batch of `each` registrations a kiosk."""
    made = []
    for place, member in enumerate(members):
        (ops,) = records([member], each, first=first + place * each)
        made.append(Outbox(tuple(op.op_id for op in ops), Written(batch(member, ops).model_dump_json())))
    return made


async def reconnect(url: str, members: list[Member], waiting: list[Outbox], seen: Seen) -> list[UUID]:
    """All come back within one second; each says hello and pushes until nothing is left. The ops that got a terminal
    verdict, one entry for each such verdict."""
    done: list[UUID] = []

    async def kiosk(outbox: Outbox, gateway: Gateway) -> None:
        await asyncio.sleep(random.random())
        pace = Pace()
        hello = HelloRequest(incarnation=1, highest_seq=len(outbox.ids))
        while isinstance(failure := await seen.time("hello", gateway.hello(hello)), NoLine | Refused):
            pace = await rest(pace, failure, seen)
        while isinstance(reply := await seen.time("push", push(gateway, outbox.push)), NoLine | Refused):
            pace = await rest(pace, reply, seen)
        done.extend(verdict.op_id for verdict in reply.verdicts if verdict.verdict.terminal and not verdict.duplicate)
        await gateway.close()

    there = [member.gateway(url) for member in members]
    async with seen.lateness():
        await asyncio.gather(*(kiosk(*each) for each in zip(waiting, there, strict=True)))
    return done


async def rest(pace: Pace, failure: NoLine | Refused, seen: Seen) -> Pace:
    """Wait as the kiosk's table says; a line that was lost is there again with the link's next probe."""
    now = time.time_ns() // 1_000_000
    if isinstance(failure, NoLine):
        after, seconds = Pace(), PROBE_S * random.random()
    else:
        after = pace.after(outcome_of(failure), now, random.random, failure.retry_after)
        seconds = after.wait_ms(now) / 1000
    seen.waits.append(seconds)
    await asyncio.sleep(seconds)
    return after


async def push(gateway: Gateway, request: Written | PushRequest) -> PushReply | NoLine | Refused:
    return await gateway.push(request)  # type: ignore[arg-type]


def batch(member: Member, ops: list[Op]) -> PushRequest:
    """These ops as one request."""
    return PushRequest(
        device=member.enrolled.device_id,
        incarnation=1,
        batch_id=uuid7(),
        sent_at=time.time_ns() // 1_000_000,
        boot_id="bench",
        mono_ms=1,
        ops=ops,
    )


async def idle(url: str, members: list[Member], seconds: float, seen: Seen, begin: Callable[[], None]) -> None:
    """Nothing to send: each kiosk asks for news once in `seconds` and proves the line once, at random moments, with a
    cursor that is up to date, as after its first start. `begin` is told when all are ready."""

    async def kiosk(member: Member) -> None:
        gateway = member.gateway(url)
        async with few:
            cursor = await newest(gateway)
            await gateway.ping()  # brings the first nonce
        if await everybody.wait() == 0:
            begin()
        moments = sorted((random.random() * seconds, what) for what in ("ping", "pull"))
        past = 0.0
        for moment, what in moments:
            await asyncio.sleep(moment - past)
            past = moment
            await seen.time(f"idle {what}", gateway.ping() if what == "ping" else gateway.pull(cursor))
        await gateway.close()

    everybody, few = asyncio.Barrier(len(members)), asyncio.Semaphore(8)
    await asyncio.gather(*map(kiosk, members))


async def newest(gateway: Gateway) -> str:
    """The cursor after everything there is."""
    cursor: str | None = None
    while True:
        reply = await gateway.pull(cursor)
        if isinstance(reply, PullReply):
            cursor = reply.cursor
            if not reply.more:
                return cursor
        else:
            await asyncio.sleep(random.random())


async def sign_ins(url: str, members: list[Member], count: int, a_second: float, seen: Seen, *, who: int) -> None:
    """So many people with the right password, evenly spread."""

    async def one(number: int) -> None:
        await asyncio.sleep(number / a_second)
        gateway = members[number % len(members)].gateway(url)
        somebody = person(who + number)
        asked = SignInRequest(request_id=uuid7(), account=somebody.account, name=somebody.name, password=PASSWORD)
        reply = await seen.time("sign-in", gateway.sign_in(asked))
        if isinstance(reply, SignInReply) and reply.outcome is not SignInOutcome.SIGNED_IN:
            seen.refused[f"sign-in {reply.outcome}"] += 1
        await gateway.close()

    await asyncio.gather(*(one(number) for number in range(count)))
