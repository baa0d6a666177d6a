"""The sync engine: batches in kiosk order, replies that count, verdicts into changes (sync §2, model §2)."""

from uuid import uuid4

import pytest

from ipas_contract.codes import AttentionReason, SubmissionState
from ipas_contract.events import MAX_OP_BODY_BYTES, Op, OpKind, OpVerdict, PushReply, Reason, Verdict
from ipas_kiosk.services.sync.engine import Effect, Misfit, collect, effect, halves, judge, wire_bytes
from tests.helpers.ops import op, queued

S, A = SubmissionState, AttentionReason


def test_rows_go_out_in_kiosk_order_within_the_count() -> None:
    rows = [queued(seq) for seq in range(1, 8)]
    batch = collect(rows, max_ops=5, max_bytes=1_000_000)
    assert [each.seq for each in batch.ops] == [1, 2, 3, 4, 5]


def test_a_batch_stays_below_its_bytes_on_the_wire() -> None:
    rows = [queued(seq, body='"\\國' * 500) for seq in range(1, 20)]
    batch = collect(rows, max_ops=500, max_bytes=20_000)
    assert 1 < len(batch.ops) < 19
    assert len("".join(each.model_dump_json() for each in batch.ops).encode()) <= 20_000


def test_one_op_goes_whatever_the_room() -> None:
    assert len(collect([queued(1), queued(2)], max_ops=500, max_bytes=10).ops) == 1


def test_an_op_that_failed_before_goes_alone_and_holds_nobody_up() -> None:
    first, poison, last = queued(1), queued(2, tries=1), queued(3)
    assert collect([first, poison, last], max_ops=500, max_bytes=1_000_000).ops == (first.op,)
    assert collect([poison, last], max_ops=500, max_bytes=1_000_000).ops == (poison.op,)


def test_a_body_above_the_wires_limit_is_set_aside() -> None:
    """Row 43: a single op that is too large is parked, its neighbours travel."""
    huge = queued(1, body="x" * (MAX_OP_BODY_BYTES + 1))
    batch = collect([huge, queued(2)], max_ops=500, max_bytes=1_000_000)
    assert batch.too_large == (huge.op,)
    assert [each.seq for each in batch.ops] == [2]


def test_the_bound_holds_for_any_body() -> None:
    for body in ('{"name":"林‧芳如"}', "\\" * 300, '"' * 300, "x" * 3000):
        each = op(2**53, body=body)
        assert len(each.model_dump_json().encode()) <= wire_bytes(each)


@pytest.mark.parametrize("size", [2, 3, 500])
def test_halves_lose_nothing_and_shrink(size: int) -> None:
    ops = [op(seq) for seq in range(1, size + 1)]
    left, right = halves(ops)
    assert [*left, *right] == ops
    assert 0 < len(left) < size


def answer(ops: list[Op]) -> PushReply:
    return PushReply(
        batch_id=uuid4(),
        server_epoch=uuid4(),
        server_time=0,
        contiguous_through=0,
        verdicts=[OpVerdict(op_id=each.op_id, verdict=Verdict.ACCEPTED) for each in ops],
    )


def test_row_24_a_reply_counts_only_for_its_own_batch() -> None:
    ops = [op(1), op(2)]
    reply = answer(ops)
    assert judge(reply.batch_id, ops, reply) is None
    assert judge(uuid4(), ops, reply) is Misfit.OTHER_BATCH
    assert judge(reply.batch_id, ops[:1], reply) is Misfit.ITEM_COUNT
    assert judge(reply.batch_id, [*ops, op(3)], reply) is Misfit.ITEM_COUNT
    assert judge(reply.batch_id, ops[::-1], reply) is Misfit.OTHER_OPS


def test_row_24_an_unknown_verdict_word_does_not_parse() -> None:
    text = answer([op(1)]).model_dump_json().replace('"accepted"', '"embraced"')
    with pytest.raises(ValueError, match="verdict"):
        PushReply.model_validate_json(text)


@pytest.mark.parametrize(
    ("kind", "verdict", "reason", "expected"),
    [
        (OpKind.SUBMITTED, Verdict.ACCEPTED, None, Effect(True, S.CONFIRMED)),
        (OpKind.AMENDED, Verdict.ACCEPTED, None, Effect(True, S.CONFIRMED)),
        (OpKind.WITHDRAWN, Verdict.ACCEPTED, None, Effect(True, S.WITHDRAWN, drop_verifier=True)),
        (
            OpKind.SUBMITTED,
            Verdict.CONFLICT,
            Reason.ACCOUNT_TAKEN,
            Effect(True, S.ATTENTION, A.ACCOUNT_TAKEN, drop_verifier=True),
        ),
        (OpKind.SUBMITTED, Verdict.CONFLICT, Reason.IDENTITY, Effect(True, S.ATTENTION, A.IDENTITY)),
        (OpKind.SUBMITTED, Verdict.REJECTED, Reason.BAD_FIELD, Effect(True, S.ATTENTION, A.REFUSED)),
        (OpKind.SUBMITTED, Verdict.REJECTED, None, Effect(True, S.ATTENTION, A.REFUSED)),
        (OpKind.SUBMITTED, Verdict.REJECTED, Reason.TOO_LATE, Effect(True, S.ATTENTION, A.REFUSED)),
        (OpKind.AMENDED, Verdict.REJECTED, Reason.TOO_LATE, Effect(True, S.CONFIRMED)),
        (OpKind.WITHDRAWN, Verdict.REJECTED, Reason.TOO_LATE, Effect(True, S.CONFIRMED)),
        (OpKind.SUBMITTED, Verdict.REJECTED, Reason.OP_REUSE, Effect(False)),
        (OpKind.LOOKUP, Verdict.REJECTED, Reason.OP_REUSE, Effect(False)),
        (OpKind.SUBMITTED, Verdict.ACCEPTED_RAW, None, Effect(True, S.ATTENTION, A.TOO_OLD)),
        (OpKind.SUBMITTED, Verdict.BLOCKED, None, Effect(False)),
        (OpKind.SUBMITTED, Verdict.RETRY, None, Effect(False)),
        (OpKind.AMENDED, Verdict.CONFLICT, Reason.DELETED, Effect(True)),
        (OpKind.RESOLVED, Verdict.ACCEPTED, None, Effect(True)),
        (OpKind.RESOLVED, Verdict.REJECTED, Reason.TOO_LATE, Effect(True)),
        (OpKind.PROFILE, Verdict.ACCEPTED, None, Effect(True, profile=True)),
        (OpKind.PROFILE, Verdict.CONFLICT, Reason.CHANGED_SINCE, Effect(True)),
        (OpKind.PROFILE, Verdict.BLOCKED, None, Effect(False)),
        (OpKind.LOOKUP, Verdict.ACCEPTED, None, Effect(True, erase_body=True)),
        (OpKind.LOOKUP, Verdict.RETRY, None, Effect(False)),
    ],
)
def test_model_2_every_verdict_has_one_effect(
    kind: OpKind, verdict: Verdict, reason: Reason | None, expected: Effect
) -> None:
    each = op(1, kind=kind)
    assert effect(each, OpVerdict(op_id=each.op_id, verdict=verdict, reason=reason)) == expected


def test_a_duplicate_has_the_same_effect_as_the_first() -> None:
    each = op(1)
    first = OpVerdict(op_id=each.op_id, verdict=Verdict.CONFLICT, reason=Reason.IDENTITY)
    again = first.model_copy(update={"duplicate": True})
    assert effect(each, again) == effect(each, first)
