"""What to send and what a reply means: no input or output of its own (sync §2, model §2).

Rows come in kiosk order and go out in batches within the wire's limits; a reply counts only when it answers exactly
this batch; a verdict becomes what changes in the store.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from ipas_contract.codes import AttentionReason, SubmissionState
from ipas_contract.events import MAX_OP_BODY_BYTES, Op, OpKind, OpVerdict, PushReply, Reason, Verdict

ENVELOPE_BYTES: Final = 1024
"""More than an op takes on the wire besides its body; JSON may double the body's quotes and backslashes."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A pending op as it stands in the outbox; `tries` counts its isolated failures."""

    op: Op
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes out next. `too_large`: ops that central cannot take at all, to be parked."""

    ops: tuple[Op, ...] = ()
    too_large: tuple[Op, ...] = ()

    @property
    def last_seq(self) -> int:
        """The place in kiosk order up to which rows were looked at."""
        return max(op.seq for op in self.ops + self.too_large)


def collect(rows: Iterable[Queued], *, max_ops: int, max_bytes: int) -> Batch:
    """The first rows that fit together, in kiosk order. An op that failed before goes alone, so that it can spoil
    nobody's batch; it is sent when it comes to the head of what is due."""
    ops: list[Op] = []
    too_large: list[Op] = []
    room = max_bytes
    for row in rows:
        size = wire_bytes(row.op)
        if len(row.op.body.encode()) > MAX_OP_BODY_BYTES:
            too_large.append(row.op)
            continue
        if ops and (row.tries or size > room or len(ops) >= max_ops):
            break
        ops.append(row.op)
        room -= size
        if row.tries:
            break
    return Batch(tuple(ops), tuple(too_large))


def wire_bytes(op: Op) -> int:
    """An upper bound of what the op takes in a request."""
    body = op.body
    return len(body.encode()) + body.count('"') + body.count("\\") + ENVELOPE_BYTES


def halves(ops: Sequence[Op]) -> tuple[Sequence[Op], Sequence[Op]]:
    """A batch that failed whole, cut in two."""
    middle = (len(ops) + 1) // 2
    return ops[:middle], ops[middle:]


class Misfit(StrEnum):
    """Why a reply is no answer to the batch that was sent (row 24): refused whole, nothing of it is believed."""

    OTHER_BATCH = "other_batch"
    ITEM_COUNT = "item_count"
    OTHER_OPS = "other_ops"


def judge(batch_id: UUID, ops: Sequence[Op], reply: PushReply) -> Misfit | None:
    """None when the reply answers this batch, op by op. (An unknown verdict word does not even parse.)"""
    if reply.batch_id != batch_id:
        return Misfit.OTHER_BATCH
    if len(reply.verdicts) != len(ops):
        return Misfit.ITEM_COUNT
    if any(op.op_id != verdict.op_id for op, verdict in zip(ops, reply.verdicts, strict=True)):
        return Misfit.OTHER_OPS
    return None


@dataclass(frozen=True, slots=True)
class Effect:
    """What one verdict changes. `state` is None where there is no submission or nothing to say yet; it holds only
    while this op is the submission's latest."""

    done: bool
    state: SubmissionState | None = None
    reason: AttentionReason | None = None
    drop_verifier: bool = False
    erase_body: bool = False
    profile: bool = False


def reused(verdict: OpVerdict) -> bool:
    """Central knows this op's number or id for another op: this store is a copy (row 57). It keeps no such verdict;
    hello gives another incarnation, and the op is judged anew."""
    return verdict.verdict is Verdict.REJECTED and verdict.reason is Reason.OP_REUSE


_ATTENTION: Final = {
    Reason.ACCOUNT_TAKEN: AttentionReason.ACCOUNT_TAKEN,
    Reason.IDENTITY: AttentionReason.IDENTITY,
}


def effect(op: Op, verdict: OpVerdict) -> Effect:
    """Model §2's table, read from the verdict's side."""
    if op.sealed and not reused(verdict):  # it was judged in another life of central's: the feed tells what is new
        return Effect(done=verdict.verdict.terminal or verdict.reason is Reason.SEALED)
    if not verdict.verdict.terminal or reused(verdict):
        return Effect(done=False)
    if op.kind == OpKind.LOOKUP:
        return Effect(done=True, erase_body=True)
    if op.kind == OpKind.PROFILE:
        return Effect(done=True, profile=verdict.verdict is Verdict.ACCEPTED)
    if op.kind == OpKind.RESOLVED or verdict.reason is Reason.DELETED:
        return Effect(done=True)  # the feed tells how the registration stands
    match verdict.verdict:
        case Verdict.ACCEPTED:
            withdrawn = op.kind == OpKind.WITHDRAWN
            state = SubmissionState.WITHDRAWN if withdrawn else SubmissionState.CONFIRMED
            return Effect(done=True, state=state, drop_verifier=withdrawn)
        case Verdict.REJECTED if verdict.reason is Reason.TOO_LATE and op.kind != OpKind.SUBMITTED:
            return Effect(done=True, state=SubmissionState.CONFIRMED)
        case Verdict.ACCEPTED_RAW:
            return Effect(done=True, state=SubmissionState.ATTENTION, reason=AttentionReason.TOO_OLD)
        case _:
            reason = _ATTENTION.get(verdict.reason or Reason.BAD_BODY, AttentionReason.REFUSED)
            return Effect(
                done=True,
                state=SubmissionState.ATTENTION,
                reason=reason,
                drop_verifier=reason is AttentionReason.ACCOUNT_TAKEN,
            )
