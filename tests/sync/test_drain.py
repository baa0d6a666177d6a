"""The drain against a central that misbehaves, on a real store (sync §2 "Order and poison"; rows 16, 17, 24, 41-43)."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from ipas_contract.calls import ErrorCode
from ipas_contract.codes import AttentionReason, Language, SubmissionState
from ipas_contract.events import (
    MAX_BATCH_OPS,
    MAX_OP_BODY_BYTES,
    SCHEMA_VERSION,
    Change,
    ChangeKind,
    Op,
    OpKind,
    OpVerdict,
    PullReply,
    Reason,
    Verdict,
)
from ipas_kiosk.models.records import NewOp, OpState, Submission
from ipas_kiosk.services import bodies
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.news import Board
from ipas_kiosk.services.sync.drain import Drain, Ended
from ipas_kiosk.services.sync.gateway import Cause, NoLine, Refused
from ipas_kiosk.services.sync.ledger import Ledger
from ipas_kiosk.services.sync.policy import PARK_AFTER, Outcome
from ipas_kiosk.services.values import News, SubmissionNews
from tests.helpers.kiosks import EPOCH, FakeClock, enrolled_store, form
from tests.helpers.small_central import SmallCentral

DONE = Ended(Outcome.DELIVERED)


class Scene:
    """A kiosk's store and drain with a small central."""

    def __init__(self, folder: Path) -> None:
        self.store = enrolled_store(folder)
        self.lanes = Lanes()
        self.clock = FakeClock()
        self.central = SmallCentral()
        self.news: list[News] = []
        self.judged: list[UUID] = []
        self.board = Board()
        self.board.subscribe(self.news.append)
        self.ledger = Ledger(self.store, self.clock, chance=lambda: 0.5)
        self.drain = self.restarted()

    def restarted(self) -> Drain:
        return Drain(
            self.lanes,
            self.ledger,
            self.central,
            self.board,
            now_ms=self.clock.now_ms,
            chance=lambda: 0.5,
            judged=self.judged.append,
        )

    def queue(self, count: int = 1, *, body: str = "{}") -> list[UUID]:
        ids = [uuid4() for _ in range(count)]
        with self.store.write() as work:
            for op_id in ids:
                work.outbox.append(
                    NewOp(
                        op_id=op_id,
                        kind=OpKind.SUBMITTED,
                        entity_id=op_id,
                        body=body,
                        made_at=self.clock.now_ms(),
                        boot_id="b",
                        mono_ms=0,
                        schema_ver=SCHEMA_VERSION,
                    )
                )
            work.commit()
        return ids

    def state(self, op_id: UUID) -> tuple[OpState, int]:
        with self.store.read() as work:
            row = work.outbox.get(op_id)
        assert row is not None
        return row.state, row.tries

    def counts(self) -> dict[OpState, int]:
        with self.store.read() as work:
            return work.outbox.counts()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(tmp_path)
    yield scene
    scene.lanes.close()
    scene.store.close()


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


@pytest.mark.logs("op parked")
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
    assert "op parked" in caplog.text


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


@pytest.mark.logs("op parked")
async def test_row_43_413_halves_the_batch_and_parks_only_the_op_that_is_too_large(scene: Scene) -> None:
    ids = scene.queue(10)
    scene.central.poison, scene.central.poison_code = {ids[4]}, ErrorCode.TOO_LARGE
    assert await scene.drain.run() == DONE
    assert scene.counts() == {OpState.PENDING: 0, OpState.DONE: 9, OpState.PARKED: 1}


@pytest.mark.logs("op parked")
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


@pytest.mark.logs("reply refused whole")
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


@pytest.mark.logs("restored or cloned")
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


# ---- the feed ------------------------------------------------------------------------------------------------------


def page(*changes: Change, cursor: str = "c1", more: bool = False) -> PullReply:
    return PullReply(server_epoch=EPOCH, server_time=0, cursor=cursor, more=more, changes=list(changes))


def change(seq: int, kind: str, entity: UUID, **body: object) -> Change:
    return Change(seq=seq, kind=str(kind), entity_id=entity, body=json.dumps(body, default=str))


def registered(scene: Scene, *, pending: bool) -> tuple[UUID, str]:
    """A submission of this kiosk whose op is pending or judged."""
    op_id, candidate_id = uuid4(), uuid4()
    with scene.store.write() as work:
        person = bodies.candidate(
            form(), candidate_id=candidate_id, language=Language.EN, password_hash="x", centre_id="TPE1"
        )
        work.registrations.add(
            person,
            Submission(
                candidate_id=candidate_id,
                receipt_no="R1",
                state=SubmissionState.PROVISIONAL,
                reason=None,
                last_op_id=op_id,
                made_at=1,
            ),
        )
        work.outbox.append(
            bodies.op(OpKind.SUBMITTED, op_id, candidate_id, bodies.withdrawal(candidate_id, "R1"), scene.clock)
        )
        work.verifiers.put(person.account, person.name, candidate_id=candidate_id, password_hash="x", expires=2**52)
        work.commit()
    if pending:
        scene.central.judge = lambda op: OpVerdict(op_id=op.op_id, verdict=Verdict.RETRY)
    return candidate_id, person.account


async def test_the_feed_goes_page_by_page_from_the_kept_cursor(scene: Scene) -> None:
    key = uuid4()
    told = {"kiosk_code": "T009", "device_id": key, "public_key": "A" * 43 + "="}
    scene.central.pages = [
        page(change(1, ChangeKind.DEVICE_KEY, key, **told), cursor="c1", more=True),
        page(cursor="c2"),
    ]
    assert await scene.drain.run() == DONE
    assert scene.central.pulled == [None, "c1"]
    with scene.store.read() as work:
        assert work.pulled.keys_of("T009") == (bytes(32),)
    await scene.drain.run()
    assert scene.central.pulled[-1] == "c2"


async def test_a_state_told_by_the_feed_is_news_once_and_drops_the_verifier_when_told_so(scene: Scene) -> None:
    candidate_id, account = registered(scene, pending=False)
    state = change(
        1, ChangeKind.SUBMISSION_STATE, candidate_id,
        candidate_id=candidate_id, receipt_no="R1", state="attention", reason="identity",
    )  # fmt: skip
    dropped = change(2, ChangeKind.VERIFIER_DROPPED, candidate_id, candidate_id=candidate_id)
    scene.central.pages = [page(state, dropped), page(state, cursor="c2")]
    await scene.drain.run()
    await scene.drain.run()
    assert scene.news == [
        SubmissionNews(candidate_id, "R1", SubmissionState.CONFIRMED, None),
        SubmissionNews(candidate_id, "R1", SubmissionState.ATTENTION, AttentionReason.IDENTITY),
    ]
    with scene.store.read() as work:
        assert work.verifiers.find(account, 0) is None


async def test_what_waits_here_stands_over_what_the_feed_tells(scene: Scene) -> None:
    candidate_id, _ = registered(scene, pending=True)
    state = change(
        1, ChangeKind.SUBMISSION_STATE, candidate_id,
        candidate_id=candidate_id, receipt_no="R1", state="confirmed", reason=None,
    )  # fmt: skip
    scene.central.pages = [page(state)]
    await scene.drain.run()
    assert scene.news == []


@pytest.mark.logs("does not read")
@pytest.mark.parametrize("body", ["", "[]", "{}", '{"device_id":1}', "null"])
async def test_x33_a_change_that_does_not_read_is_passed_over(scene: Scene, body: str) -> None:
    bad = Change(seq=1, kind=ChangeKind.DEVICE_KEY, entity_id=uuid4(), body=body)
    newer = Change(seq=2, kind="of.a.newer.central", entity_id=uuid4(), body="{}")
    scene.central.pages = [page(bad, newer)]
    assert await scene.drain.run() == DONE
    with scene.store.read() as work:
        cursor = work.pulled.cursor()
    assert cursor is not None
    assert cursor.position == "c1"


async def test_row_48_a_lost_cursor_begins_the_pulled_tables_anew_and_leaves_the_outbox(scene: Scene) -> None:
    scene.central.pages = [page(cursor="old")]
    await scene.drain.run()
    scene.central.judge = lambda op: OpVerdict(op_id=op.op_id, verdict=Verdict.RETRY)
    ids = scene.queue(2)
    scene.central.pages = [Refused(410, ErrorCode.CURSOR_GONE), page(cursor="new")]
    assert await scene.drain.run() == DONE
    assert scene.central.pulled == [None, "old", None]
    assert all(scene.state(op_id)[0] is OpState.PENDING for op_id in ids)


def rejected(op: Op) -> OpVerdict:
    return OpVerdict(op_id=op.op_id, verdict=Verdict.REJECTED, reason=Reason.OP_REUSE)


async def test_i6_a_rejected_op_stays_in_the_store(scene: Scene) -> None:
    (op_id,) = scene.queue()
    scene.central.judge = rejected
    await scene.drain.run()
    with scene.store.read() as work:
        row = work.outbox.get(op_id)
    assert row is not None
    assert (row.state, row.body) == (OpState.DONE, "{}")
    assert "op_reuse" in (row.last_reply or "")
