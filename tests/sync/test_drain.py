"""The drain against a central that misbehaves, on a real store (sync §2 "Order and poison"; rows 16, 17, 24, 41-43)."""

from uuid import uuid4

import pytest

from ipas_contract.calls import ErrorCode
from ipas_contract.events import (
    MAX_BATCH_OPS,
    MAX_OP_BODY_BYTES,
    Op,
    OpVerdict,
    Reason,
    Verdict,
)
from ipas_kiosk.models.records import OpState
from ipas_kiosk.services.sync.drain import Ended
from ipas_kiosk.services.sync.gateway import Cause, NoLine, Refused
from ipas_kiosk.services.sync.policy import PARK_AFTER, Outcome
from tests.helpers.drains import Scene
from tests.helpers.small_central import accept
from tests.helpers.store import new_op

DONE = Ended(Outcome.DELIVERED)


async def test_everything_goes_in_kiosk_order_within_the_wires_limits(scene: Scene) -> None:
    ids = scene.queue(MAX_BATCH_OPS + 3)
    assert await scene.drain.run() == DONE
    assert scene.central.sizes == [MAX_BATCH_OPS, 3]
    sent = [op for push in scene.central.pushes for op in push.ops]
    assert [op.op_id for op in sent] == ids
    assert [op.seq for op in sent] == sorted(op.seq for op in sent)
    assert scene.counts() == {OpState.PENDING: 0, OpState.DONE: MAX_BATCH_OPS + 3, OpState.PARKED: 0}
    assert scene.judged == ids


async def test_model_8_hello_goes_before_the_first_push_of_each_start_and_only_then(scene: Scene) -> None:
    scene.queue(2)
    await scene.drain.run()
    scene.queue()
    await scene.drain.run()
    assert [(hello.incarnation, hello.highest_seq) for hello in scene.central.hellos] == [(1, 2)]
    assert scene.central.hellos[0].last_op_sha256
    await scene.restarted().run()
    assert len(scene.central.hellos) == 2


@pytest.mark.logs("op_parked")
async def test_row_41_one_poison_op_of_500_is_found_and_parked_and_499_are_accepted(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    ids = scene.queue(MAX_BATCH_OPS)
    poison = ids[317]
    scene.central.poison = {poison}
    assert await scene.drain.run() == DONE
    assert scene.counts()[OpState.DONE] == MAX_BATCH_OPS - 1
    assert scene.state(poison) == (OpState.PENDING, 1)
    assert len(scene.central.pushes) < 50
    for tries in range(2, PARK_AFTER):
        scene.clock.later(seconds=400)
        before = len(scene.central.pushes)
        assert await scene.drain.run() == DONE
        assert scene.central.sizes[before:] == [1, 0]
        assert scene.state(poison) == (OpState.PENDING, tries)
    scene.clock.later(seconds=400)
    assert await scene.drain.run() == DONE
    assert scene.state(poison)[0] is OpState.PARKED
    assert "op_parked" in caplog.text


async def test_a_poison_op_that_waits_again_spoils_nobody_elses_batch(scene: Scene) -> None:
    first, poison, last = scene.queue(3)
    scene.central.poison = {poison}
    await scene.drain.run()
    more = scene.queue(2)
    scene.clock.later(seconds=400)
    before = len(scene.central.pushes)
    await scene.drain.run()
    assert scene.central.sizes[before:] == [1, 0, 2]
    assert all(scene.state(op_id)[0] is OpState.DONE for op_id in (first, last, *more))


async def test_row_17_a_central_that_is_ill_parks_nothing_however_long(scene: Scene) -> None:
    """Only a failure beside a working central is the op's own."""
    ids = scene.queue(8)
    scene.central.ill = Refused(500, ErrorCode.INTERNAL)
    for _ in range(3 * PARK_AFTER):
        scene.clock.later(seconds=400)
        assert await scene.drain.run() == Ended(Outcome.ILL)
    assert all(scene.state(op_id) == (OpState.PENDING, 0) for op_id in ids)
    scene.central.ill = None
    assert await scene.drain.run() == DONE
    assert scene.counts()[OpState.DONE] == 8


@pytest.mark.logs("op_parked")
async def test_row_43_413_halves_the_batch_and_parks_only_the_op_that_is_too_large(scene: Scene) -> None:
    ids = scene.queue(10)
    scene.central.poison, scene.central.poison_code = {ids[4]}, ErrorCode.TOO_LARGE
    assert await scene.drain.run() == DONE
    assert scene.counts() == {OpState.PENDING: 0, OpState.DONE: 9, OpState.PARKED: 1}


@pytest.mark.logs("op_parked")
async def test_row_43_a_body_above_the_wires_limit_never_goes_out(scene: Scene) -> None:
    (huge,) = scene.queue(body="x" * (MAX_OP_BODY_BYTES + 1))
    (small,) = scene.queue()
    assert await scene.drain.run() == DONE
    assert scene.state(huge)[0] is OpState.PARKED
    assert [op.op_id for push in scene.central.pushes for op in push.ops] == [small]


@pytest.mark.parametrize(
    ("failure", "ended"),
    [
        (NoLine(Cause.REFUSED), Ended(Outcome.NO_LINE)),
        (NoLine(Cause.TRUNCATED), Ended(Outcome.NO_LINE)),
        (NoLine(Cause.FOREIGN), Ended(Outcome.NO_LINE)),
        (Refused(429, ErrorCode.SLOW_DOWN, 90), Ended(Outcome.SLOW_DOWN, 90)),
        (Refused(403, ErrorCode.REVOKED), Ended(Outcome.REVOKED)),
        (Refused(401, ErrorCode.DEVICE_UNKNOWN), Ended(Outcome.UNKNOWN_DEVICE)),
        (Refused(426, ErrorCode.UPGRADE_REQUIRED), Ended(Outcome.UPGRADE)),
    ],
)
async def test_row_32_whatever_central_says_the_queue_stays(
    scene: Scene, failure: NoLine | Refused, ended: Ended
) -> None:
    ids = scene.queue(3)
    scene.central.ill = failure
    assert await scene.drain.run() == ended
    assert all(scene.state(op_id) == (OpState.PENDING, 0) for op_id in ids)


@pytest.mark.logs("reply_refused")
async def test_row_24_a_reply_that_answers_something_else_changes_nothing(scene: Scene) -> None:
    ids = scene.queue(3)
    scene.central.spoil = lambda reply: reply.model_copy(update={"verdicts": reply.verdicts[:-1]})
    assert await scene.drain.run() == Ended(Outcome.UNFIT)
    assert all(scene.state(op_id) == (OpState.PENDING, 0) for op_id in ids)
    scene.central.spoil = lambda reply: reply
    assert await scene.drain.run() == DONE
    assert all(verdict.duplicate for verdict in (scene.central._verdict(op) for op in scene.central.pushes[0].ops))


@pytest.mark.parametrize("word", [Verdict.BLOCKED, Verdict.RETRY])
async def test_model_2_answers_for_now_are_asked_again_and_count_no_failure(scene: Scene, word: Verdict) -> None:
    first, second = scene.queue(2)
    scene.central.judge = lambda op: OpVerdict(op_id=op.op_id, verdict=word if op.op_id == first else Verdict.ACCEPTED)
    assert await scene.drain.run() == DONE
    assert scene.state(first) == (OpState.PENDING, 0)
    assert scene.state(second)[0] is OpState.DONE
    assert scene.judged == [second]
    scene.central.judge = lambda op: OpVerdict(op_id=op.op_id, verdict=Verdict.ACCEPTED)
    assert await scene.drain.run() == DONE
    assert scene.state(first)[0] is OpState.PENDING
    scene.clock.later(seconds=30)
    await scene.drain.run()
    assert scene.state(first)[0] is OpState.DONE


@pytest.mark.logs("store_is_a_copy")
async def test_row_16_another_incarnation_re_stamps_what_is_pending_and_keeps_the_op_ids(scene: Scene) -> None:
    ids = scene.queue(2)
    scene.central.incarnation = 7
    assert await scene.drain.run() == DONE
    (push,) = scene.central.pushes
    assert push.incarnation == 7
    assert [op.op_id for op in push.ops] == ids


async def test_row_47_a_central_restored_from_a_backup_is_offered_again_what_it_lost(scene: Scene) -> None:
    ids = scene.queue(3)
    await scene.drain.run()
    scene.central.stored.clear()
    scene.central.epoch = uuid4()
    await scene.restarted().run()
    assert set(scene.central.stored) == set(ids)
    await scene.restarted().run()
    assert len(scene.central.pushes) == 2


async def test_row_59_on_a_line_that_cuts_big_batches_they_get_smaller_and_recover(scene: Scene) -> None:
    scene.queue(100)
    await scene.drain.run()
    scene.central.pushes.clear()
    scene.queue(600)
    scene.central.ill = NoLine(Cause.DEADLINE)
    for _ in range(3):
        await scene.drain.run()
    scene.central.ill = None
    assert await scene.drain.run() == DONE
    assert scene.central.sizes == [62, 124, 248, 166]


def rejected(op: Op) -> OpVerdict:
    return OpVerdict(op_id=op.op_id, verdict=Verdict.REJECTED, reason=Reason.BAD_FIELD)


async def test_i6_a_rejected_op_stays_in_the_store(scene: Scene) -> None:
    (op_id,) = scene.queue()
    scene.central.judge = rejected
    await scene.drain.run()
    with scene.store.read() as work:
        row = work.outbox.get(op_id)
    assert row is not None
    assert (row.state, row.body) == (OpState.DONE, "{}")
    assert "bad_field" in (row.last_reply or "")


@pytest.mark.logs("op_reused", "store_is_a_copy")
async def test_row_57_a_reused_number_says_hello_and_is_judged_anew_under_the_next_incarnation(scene: Scene) -> None:
    scene.queue(2)
    await scene.drain.run()
    (op_id,) = scene.queue()
    scene.central.judge = lambda op: OpVerdict(op_id=op.op_id, verdict=Verdict.REJECTED, reason=Reason.OP_REUSE)
    scene.central.incarnation = 2
    assert await scene.drain.run() == DONE
    assert len(scene.central.hellos) == 2
    assert scene.state(op_id) == (OpState.PENDING, 1)
    assert op_id not in scene.judged
    scene.central.stored.clear()
    scene.central.judge = accept
    scene.clock.later(seconds=30)
    assert await scene.drain.run() == DONE
    assert scene.central.pushes[-1].incarnation == 2
    assert scene.state(op_id)[0] is OpState.DONE


@pytest.mark.logs("op_reused", "op_parked")
async def test_row_57_an_op_that_stays_reused_is_parked_not_asked_for_ever(scene: Scene) -> None:
    (op_id,) = scene.queue()
    scene.central.judge = lambda op: OpVerdict(op_id=op.op_id, verdict=Verdict.REJECTED, reason=Reason.OP_REUSE)
    for _ in range(PARK_AFTER):
        scene.central.stored.clear()
        assert await scene.drain.run() == DONE
        scene.clock.later(seconds=400)
    assert scene.state(op_id)[0] is OpState.PARKED


@pytest.mark.parametrize("code", [ErrorCode.INTERNAL, ErrorCode.BAD_REQUEST, ErrorCode.TOO_LARGE])
async def test_row_17_where_there_is_no_batch_to_blame_central_is_ill(scene: Scene, code: ErrorCode) -> None:
    """Else the pump would ask again at once, for ever."""
    scene.central.pages = [Refused(500, code)]
    assert await scene.drain.run() == Ended(Outcome.ILL)
    scene.central.down = Refused(500, code)  # type: ignore[assignment]
    assert await scene.restarted().run() == Ended(Outcome.ILL)


@pytest.mark.logs("op_parked")
async def test_row_41_an_op_that_central_itself_isolated_is_parked_after_five_tries(scene: Scene) -> None:
    bad, good = scene.queue(2)
    failed = {"verdict": Verdict.RETRY, "reason": Reason.INTERNAL}
    scene.central.judge = lambda op: OpVerdict(op_id=op.op_id, **failed) if op.op_id == bad else accept(op)
    for tries in range(1, PARK_AFTER):
        assert await scene.drain.run() == DONE
        assert scene.state(bad) == (OpState.PENDING, tries)
        scene.clock.later(seconds=400)
    assert await scene.drain.run() == DONE
    assert scene.state(bad)[0] is OpState.PARKED
    assert scene.state(good)[0] is OpState.DONE


@pytest.mark.parametrize("queued", [0, 1])
async def test_row_47_a_running_kiosk_notices_a_restored_central_too(scene: Scene, queued: int) -> None:
    """By the next pull when it is idle, by the next push when it is not; not only at its next start."""
    ids = scene.queue(3)
    await scene.drain.run()
    scene.central.stored.clear()
    scene.central.epoch = uuid4()
    ids += scene.queue(queued)
    assert await scene.drain.run() == DONE
    assert set(scene.central.stored) == set(ids)
    assert len(scene.central.hellos) == 2
    before = len(scene.central.pushes)
    assert await scene.drain.run() == DONE
    assert len(scene.central.pushes) == before


@pytest.mark.logs("unreadable")
async def test_a_row_that_cannot_be_read_is_parked_and_holds_up_no_other(scene: Scene) -> None:
    good = scene.queue()
    bad = uuid4()
    with scene.store.write() as work:
        work.outbox.append(new_op(bad, op_id=bad, mono_ms=-1))
        work.commit()
    good += scene.queue()
    assert await scene.drain.run() == DONE
    assert scene.state(bad)[0] is OpState.PARKED
    assert all(scene.state(op_id)[0] is OpState.DONE for op_id in good)
