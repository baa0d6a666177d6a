"""`POST /v1/sync/push`: one transaction a batch, a bounded number of statements, one bad op never fails the others."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, update
from sqlalchemy.exc import OperationalError

from ipas_central import db
from ipas_central.devices import streams
from ipas_central.security import Call
from ipas_central.staff import known
from ipas_central.sync import bodies, cases, people, upcasting
from ipas_central.sync.batch import Batch
from ipas_central.sync.bodies import Registration
from ipas_central.sync.cases import Decision
from ipas_central.sync.claims import Claims
from ipas_central.sync.docket import REGISTRATIONS, Docket
from ipas_central.sync.effects import Effects
from ipas_central.sync.judge import Judge, intact
from ipas_central.sync.ledger import Ledger
from ipas_central.tables import device
from ipas_contract.events import (
    ID_CARD_SEEN,
    Op,
    OpKind,
    OpVerdict,
    PushReply,
    PushRequest,
    Reason,
    Verdict,
)
from ipas_contract.logs import get_logger

log = get_logger(__name__)

SKEW_MS: Final = 2 * 60 * 1000


def push(call: Call, request: PushRequest, *, carried: bool = False) -> PushReply | None:
    """Judge a batch and store its effects and verdicts; None when the device got suspended over it.

    Concurrent copies of a batch wait for one another at the device's row; the same op from another device collides at
    its id and is tried again, to be found judged. `carried`: from a sealed export, which says nothing of where the
    kiosk is now: neither its contact, its clock nor its incarnation."""
    now = call.central.clock()
    batch = Batch(
        call.central,
        call.device.id,
        call.device.centre_id,
        request.incarnation,
        request.sent_at,
        request.boot_id,
        request.mono_ms,
        now,
    )

    def work(connection: Connection) -> PushReply | None:
        kiosk = streams.lock(connection, batch.device_id)
        if not carried and not streams.named(connection, kiosk, batch.incarnation, now):
            return None
        verdicts, forked = settle(connection, batch, request.ops)
        through = _advance(connection, batch, request.ops)
        _note(connection, kiosk, batch, forked=forked, carried=carried)
        return _reply(request, call.epoch, now, through, verdicts)

    reply = db.in_transaction(call.central.engine, work, again=again)
    if reply is not None:
        _write_down(batch, request, reply, carried=carried)
        call.central.verdicts.add(words(reply))
    return reply


def words(reply: PushReply) -> Iterator[str]:
    """What was answered to each op, to be counted: its verdict, "duplicate" (judged before) or "sealed" (kept so)."""
    for one in reply.verdicts:
        yield "duplicate" if one.duplicate else one.reason if one.reason is Reason.SEALED else one.verdict


def settle(connection: Connection, batch: Batch, ops: list[Op]) -> tuple[list[OpVerdict], bool]:
    """Verdicts in the order of the ops, and whether one of them was forged. When they cannot be worked on together
    they are halved until the one at fault stands alone: it is answered `retry` and has no effect (sync §2, Order)."""
    if not ops:
        return [], False
    try:
        with connection.begin_nested():
            return _apply(connection, batch, ops)
    except Exception as error:
        if again(error) or isinstance(error, OperationalError):
            raise
        if len(ops) == 1:
            log.error("op_failed", exc_info=error, op=ops[0].op_id, device=batch.device_id, seq=ops[0].seq)
            return [OpVerdict(op_id=ops[0].op_id, verdict=Verdict.RETRY, reason=Reason.INTERNAL)], False
    middle = len(ops) // 2
    first, forked_first = settle(connection, batch, ops[:middle])
    second, forked_second = settle(connection, batch, ops[middle:])
    return first + second, forked_first or forked_second


def _apply(connection: Connection, batch: Batch, ops: list[Op]) -> tuple[list[OpVerdict], bool]:
    ledger = Ledger.load(connection, batch, ops)
    docket = _docket(connection, batch, [op for op in ops if not ledger.settled(op.op_id)])
    judge = Judge(ledger, docket)
    verdicts = [judge.judge(op) for op in ops]
    docket.claims.write(connection)
    ledger.write(connection)
    docket.effects.write(connection)
    return verdicts, ledger.forked


def _docket(connection: Connection, batch: Batch, new: list[Op]) -> Docket:
    """All that judging these ops may need to know."""
    keys, cost = batch.central.keys, batch.central.settings.bcrypt_cost
    readable = [op for op in new if _readable(op)]
    staff = known.at(connection, batch.centre_id) if any(map(_by_staff, readable)) else frozenset()
    decisions = cases.load(connection, (op for op in readable if op.kind == OpKind.RESOLVED), keys, cost, staff)
    decided = [each for each in decisions.values() if isinstance(each, Decision)]
    changed = {op.entity_id for op in readable if op.kind == OpKind.PROFILE}
    rows = people.rows(connection, changed | {each.concerned for each in decided if each.concerned})
    parsed = {op.op_id: bodies.registration(op, keys, cost, staff) for op in readable if op.kind in REGISTRATIONS}
    wanted = [*parsed.values(), *(each.registration for each in decided)]
    registrations = [one for one in wanted if isinstance(one, Registration)]
    standings = people.standings(connection, {op.entity_id for op in new})
    claims = Claims.take(connection, registrations, cases.numbers(decided, rows, keys), batch.now)
    owners = people.owners(connection, claims.holders())
    releasable = _giving_way(registrations, claims, owners)
    standings |= people.standings(connection, releasable - set(standings))
    withdrawn = {op.entity_id for op in new if op.kind == OpKind.WITHDRAWN and op.entity_id in standings}
    claims.load_all_of(connection, list(releasable | {each for each in withdrawn if standings[each].owned}))
    return Docket(batch, claims, Effects(batch), standings, owners, rows, parsed, decisions, staff)


def _by_staff(op: Op) -> bool:
    """Whether it may matter who the centre's staff are."""
    return op.kind == OpKind.RESOLVED or ID_CARD_SEEN in op.body


def _readable(op: Op) -> bool:
    return not upcasting.too_old(op.schema_ver) and not upcasting.too_new(op.schema_ver) and intact(op)


def _giving_way(registrations: list[Registration], claims: Claims, owners: dict[UUID, people.Owner]) -> set[UUID]:
    """Owners whom one of these registrations may adopt or outrank: all they have must be known."""
    found: set[UUID] = set()
    for one in registrations:
        held = claims.holder_of_number(one)
        owner = owners.get(held.candidate_id) if held else None
        if held and owner and ((one.card_seen and not held.card_seen) or owner.adopted_by(one)):
            found.add(owner.id)
    return found


def _advance(connection: Connection, batch: Batch, ops: list[Op]) -> int:
    newest = max(ops, key=lambda op: op.seq, default=None)
    seq, sha256 = (newest.seq, bytes.fromhex(newest.body_sha256)) if newest else (0, None)
    through = streams.seen(connection, batch.device_id, batch.incarnation, seq, sha256)
    return streams.settle(connection, batch.device_id, batch.incarnation, through)


def _note(connection: Connection, kiosk: Row[Any], batch: Batch, *, forked: bool, carried: bool) -> None:
    values: dict[str, Any] = {"incarnation": max(kiosk.incarnation, batch.incarnation)}
    if not carried:
        values |= {"last_push_at": batch.now, "skew_ms": batch.now - batch.sent_at}
    if forked:
        values["forked_at"] = batch.now
    connection.execute(update(device).where(device.c.id == kiosk.id).values(values))


def again(error: BaseException) -> bool:
    return db.again(error) or db.sqlstate(error) == db.UNIQUE_VIOLATION


def _reply(request: PushRequest, epoch: UUID, now: int, through: int, verdicts: list[OpVerdict]) -> PushReply:
    return PushReply(
        batch_id=request.batch_id,
        server_epoch=epoch,
        server_time=now,
        contiguous_through=through,
        verdicts=verdicts,
    )


def _write_down(batch: Batch, request: PushRequest, reply: PushReply, *, carried: bool) -> None:
    """The life of each op, by its id."""
    skew = batch.now - batch.sent_at
    ops = [f"{verdict.op_id}:{verdict.verdict}" for verdict in reply.verdicts]
    write = log.warning if abs(skew) > SKEW_MS and not carried else log.info
    event = "carried" if carried else "pushed"
    write(event, device=batch.device_id, batch=request.batch_id, skew_ms=skew, count=len(ops), ops=ops)
