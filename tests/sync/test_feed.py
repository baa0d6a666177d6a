"""The pull feed on a real store: pages, cursor, what it changes, what it must not (sync §2 Pull; rows 7, 48; X33)."""

import json
from uuid import UUID, uuid4

import pytest

from ipas_contract.calls import ErrorCode
from ipas_contract.codes import AttentionReason, Language, SubmissionState
from ipas_contract.events import Change, ChangeKind, OpKind, OpVerdict, PullReply, Verdict
from ipas_kiosk.models.records import OpState, Submission
from ipas_kiosk.services import bodies
from ipas_kiosk.services.sync.drain import Ended
from ipas_kiosk.services.sync.gateway import Refused
from ipas_kiosk.services.sync.policy import Outcome
from ipas_kiosk.services.values import SubmissionNews
from tests.helpers.drains import Scene
from tests.helpers.kiosks import EPOCH, form

DONE = Ended(Outcome.DELIVERED)


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


@pytest.mark.logs("unreadable")
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
