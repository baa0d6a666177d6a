"""The pull feed on a real store: pages, cursor, what it changes, what it must not (sync §2 Pull; rows 7, 48; X33)."""

import json
from uuid import UUID, uuid4

import pytest

from ipas_contract.calls import ErrorCode
from ipas_contract.codes import AttentionReason, Language, SubmissionState
from ipas_contract.events import (
    FINGERPRINT_BITS,
    Change,
    ChangeKind,
    OpKind,
    OpVerdict,
    PullReply,
    Reason,
    Tally,
    Verdict,
    fingerprint,
)
from ipas_kiosk.models.records import OpState, Submission
from ipas_kiosk.services import bodies
from ipas_kiosk.services.sync.drain import Ended
from ipas_kiosk.services.sync.gateway import Refused
from ipas_kiosk.services.sync.policy import Outcome
from ipas_kiosk.services.values import SubmissionNews
from tests.helpers.drains import Scene
from tests.helpers.kiosks import EPOCH, form

DONE = Ended(Outcome.DELIVERED)


def page(*changes: Change, cursor: str = "c1", more: bool = False, tallies: list[Tally] | None = None) -> PullReply:
    return PullReply(
        server_epoch=EPOCH, server_time=0, cursor=cursor, more=more, changes=list(changes), tallies=tallies
    )


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
        candidate_id=candidate_id, receipt_no="R1", state="attention", reason="identity", version=2,
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
        candidate_id=candidate_id, receipt_no="R1", state="confirmed", reason=None, version=1,
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


def standing(candidate_id: UUID, state: str, version: int, *, reason: str | None = None) -> Change:
    """A line of the feed about a registration."""
    body = {"candidate_id": candidate_id, "receipt_no": "R1", "state": state, "reason": reason, "version": version}
    return change(1, ChangeKind.SUBMISSION_STATE, candidate_id, **body)


def counted(*versions: tuple[UUID, int]) -> list[Tally]:
    """What central counts of few registrations."""
    kind = ChangeKind.SUBMISSION_STATE
    total = sum(fingerprint(kind, *one) for one in versions) % 2**FINGERPRINT_BITS
    return [Tally(kind=kind, count=len(versions), fingerprint=total), Tally(kind="of.a.newer", count=9, fingerprint=9)]


async def test_what_agrees_with_centrals_count_is_not_fetched_again(scene: Scene) -> None:
    one = uuid4()
    scene.central.pages = [page(standing(one, "confirmed", 2), tallies=counted((one, 2)))]
    assert await scene.drain.run() == DONE
    assert (scene.central.anew, scene.drain.pull.mismatches) == ([], 0)


@pytest.mark.logs("tally_differs")
async def test_a_kind_that_differs_is_fetched_anew_alone_with_an_alarm(scene: Scene) -> None:
    """Sync §2, reconciliation: what was lost on the way is found by the count; the outbox is not touched."""
    one, lost, key = uuid4(), uuid4(), uuid4()
    scene.central.judge = lambda op: OpVerdict(op_id=op.op_id, verdict=Verdict.RETRY)
    (waiting,) = scene.queue()
    told = {"kiosk_code": "T009", "device_id": key, "public_key": "A" * 43 + "="}
    tallies = counted((one, 2), (lost, 1))
    scene.central.pages = [
        page(change(1, ChangeKind.DEVICE_KEY, key, **told), standing(one, "confirmed", 2), tallies=tallies),
        page(standing(one, "confirmed", 2), cursor="again", more=True),
        page(standing(lost, "withdrawn", 1), cursor="c9", tallies=tallies),
    ]
    assert await scene.drain.run() == DONE
    assert scene.central.anew == [ChangeKind.SUBMISSION_STATE]
    assert scene.central.pulled == [None, "c1", "again"]
    assert scene.drain.pull.mismatches == 1
    with scene.store.read() as work:
        assert work.pulled.keys_of("T009")
        assert work.pulled.tally(ChangeKind.SUBMISSION_STATE) == (2, tallies[0].fingerprint)
    assert scene.state(waiting)[0] is OpState.PENDING


@pytest.mark.logs("tally_differs")
async def test_what_cannot_be_fetched_anew_stays_and_is_asked_for_again(scene: Scene) -> None:
    one = uuid4()
    wanted = [page(standing(one, "confirmed", 2), tallies=counted((one, 2)))]
    scene.central.pages = [page(standing(one, "confirmed", 1), tallies=counted((one, 2))), Refused(500, "internal")]
    assert (await scene.drain.run()).outcome is Outcome.ILL
    with scene.store.read() as work:
        assert work.pulled.tally(ChangeKind.SUBMISSION_STATE)[0] == 1
    scene.central.pages = [page(tallies=counted((one, 2))), *wanted]
    assert await scene.drain.run() == DONE
    assert len(scene.central.anew) == 2
    with scene.store.read() as work:
        assert work.pulled.tally(ChangeKind.SUBMISSION_STATE) == (1, counted((one, 2))[0].fingerprint)


@pytest.mark.logs("tally_differs")
async def test_what_differs_for_good_is_fetched_once_an_hour(scene: Scene) -> None:
    def differing() -> list[PullReply | Refused]:
        return [page(tallies=counted((uuid4(), 1))) for _ in range(2)]

    scene.central.pages = differing() + differing()
    assert [await scene.drain.run() for _ in range(3)] == [DONE] * 3
    assert len(scene.central.anew) == 1
    scene.clock.later(seconds=3600)
    scene.central.pages = differing()
    assert await scene.drain.run() == DONE
    assert len(scene.central.anew) == scene.drain.pull.mismatches == 2


async def test_an_older_verdict_than_centrals_word_does_not_stand(scene: Scene) -> None:
    """A store put back to an old copy is told the first verdict of its op again; the feed, read while the op still
    waited, knew more (model §2; I5), also after a restart in between."""
    candidate_id, _ = registered(scene, pending=True)
    scene.central.pages = [page(standing(candidate_id, "confirmed", 3))]
    await scene.drain.run()
    first = OpVerdict(op_id=uuid4(), verdict=Verdict.CONFLICT, reason=Reason.ACCOUNT_TAKEN, duplicate=True)
    scene.central.judge = lambda op: first.model_copy(update={"op_id": op.op_id})
    scene.clock.later(seconds=600)
    scene.central.pages = [Refused(500, ErrorCode.INTERNAL)]
    assert (await scene.drain.run()).outcome is Outcome.ILL
    await scene.restarted().run()
    with scene.store.read() as work:
        shown = work.registrations.submission(candidate_id)
    assert shown is not None
    assert (shown.state, shown.reason) == (SubmissionState.CONFIRMED, None)


async def test_a_restored_central_is_offered_what_it_lost_before_its_older_word_is_shown(scene: Scene) -> None:
    """Row 47: what is confirmed here does not turn to attention for a moment."""
    candidate_id, _ = registered(scene, pending=False)
    await scene.drain.run()
    scene.news.clear()
    scene.central.epoch = uuid4()
    scene.central.pages = [
        page(standing(candidate_id, state, version)).model_copy(update={"server_epoch": scene.central.epoch})
        for version, state in enumerate(("attention", "confirmed"), 1)
    ]
    assert await scene.drain.run() == DONE
    assert len(scene.central.hellos) == 2
    assert SubmissionState.ATTENTION not in [each.state for each in scene.news if isinstance(each, SubmissionNews)]
    with scene.store.read() as work:
        shown = work.registrations.submission(candidate_id)
    assert shown is not None
    assert shown.state is SubmissionState.CONFIRMED
