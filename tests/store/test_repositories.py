"""What the repositories do inside one unit of work."""

import hashlib

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from ipas_contract.codes import AttentionReason, SubmissionState
from ipas_contract.events import OpKind
from ipas_contract.ids import uuid7
from ipas_kiosk.models.records import Attempt, Judged, OpState, Postponed, Settled
from ipas_kiosk.models.store import Store
from tests.helpers.store import FOR_EVER, candidate, device, new_op, register, save

LATER = 1_800_000_100_000


def test_a_unit_of_work_undoes_everything_unless_committed(store: Store) -> None:
    """Architecture, the life of a registration, step 3."""
    with store.write() as work:
        save(work, candidate(1))
    with pytest.raises(IntegrityError), store.write() as work:
        work.registrations.add(candidate(2), save(work, candidate(2)))
    with store.read() as work:
        assert work.outbox.counts()[OpState.PENDING] == 0
        assert not work.registrations.taken(candidate(1).account)
        assert work.device.next_receipt is not None
        found = work.device.get()
    assert found is not None
    assert (found.receipt_counter, found.last_seq) == (0, 0)


def test_a_save_is_read_back_as_it_was(store: Store) -> None:
    who, made = register(store, 1, name="𠮷𤋮‧王", account="Tester.One")
    with store.read() as work:
        assert work.registrations.get(who.id) == who
        assert work.registrations.submission(who.id) == made
        assert work.registrations.by_receipt(made.receipt_no) == made
        assert work.registrations.by_account("tESTER.oNE") == (who, made)
        assert work.registrations.by_account("nobody00") is None


def test_an_account_is_taken_while_a_live_submission_has_it(store: Store) -> None:
    """Model §3: on one kiosk the same account_key in a live submission is `taken`, case aside."""
    who, made = register(store, 1, account="Tester0001")
    with store.write() as work:
        assert work.registrations.taken("tester0001")
        assert not work.registrations.taken("tester0001", except_id=who.id)
        assert not work.registrations.taken("tester0002")
        work.registrations.follow(who.id, made.last_op_id, SubmissionState.ATTENTION)
        assert work.registrations.taken("TESTER0001")
        work.registrations.follow(who.id, made.last_op_id, SubmissionState.WITHDRAWN)
        assert not work.registrations.taken("tester0001")


def test_the_outbox_hands_over_what_is_due_in_kiosk_order(store: Store) -> None:
    with store.write() as work:
        ops = [new_op(uuid7(), body=f'{{"n": {n}, "名": "峯"}}') for n in range(5)]
        assert [work.outbox.append(op) for op in ops] == [1, 2, 3, 4, 5]
        work.outbox.postpone([Postponed(ops[1].op_id, LATER, '{"x": 1}')])
        work.outbox.park([ops[2].op_id], "too_large")
        work.commit()
    with store.read() as work:
        due = work.outbox.collect(LATER - 1)
        assert [op.op_id for op in due] == [ops[0].op_id, ops[3].op_id, ops[4].op_id]
        assert [op.seq for op in work.outbox.collect(LATER, limit=2)] == [1, 2]
        assert due[0].body == ops[0].body
        assert due[0].body_sha256 == hashlib.sha256(ops[0].body.encode()).hexdigest()
        assert due[0].incarnation == 1
        postponed = work.outbox.get(ops[1].op_id)
        assert postponed is not None
        assert (postponed.tries, postponed.last_reply) == (1, '{"x": 1}')
        assert work.outbox.counts() == {OpState.PENDING: 4, OpState.DONE: 0, OpState.PARKED: 1}
        assert work.outbox.oldest_pending() == ops[0].made_at
        assert work.outbox.next_due() == 0
        assert [op.seq for op in work.outbox.page(after_seq=3)] == [4, 5]
        found = work.device.get()
    assert found is not None
    assert (found.last_seq, found.last_op_sha256) == (5, hashlib.sha256(ops[4].body.encode()).hexdigest())


def test_the_line_coming_back_makes_everything_pending_due(store: Store) -> None:
    """Model §7: turning ONLINE resets the outbox's back-off."""
    with store.write() as work:
        op = new_op(uuid7())
        work.outbox.append(op)
        work.outbox.postpone([Postponed(op.op_id, LATER), Postponed(op.op_id, LATER + 1)])
        assert work.outbox.next_due() == LATER + 1
        work.outbox.reset_backoff()
        assert work.outbox.next_due() == 0
        work.outbox.park([op.op_id], "alone")
        assert work.outbox.next_due() is None
        assert work.outbox.unpark() == 1
        again = work.outbox.get(op.op_id)
        assert again is not None
        assert (again.state, again.tries) == (OpState.PENDING, 0)


def test_verdicts_settle_set_wise_and_states_follow_the_latest_op(store: Store) -> None:
    """Model §2, §3: done rows, states of submissions; a verdict about an older op changes no state."""
    first, made_first = register(store, 1)
    second, made_second = register(store, 2)
    amendment = new_op(second.id, kind=OpKind.AMENDED, depends_on=made_second.last_op_id)
    with store.write() as work:
        work.outbox.append(amendment)
        work.registrations.amend(candidate(2, id=second.id, account="another02"), amendment.op_id)
        work.outbox.settle(
            [Settled(made_first.last_op_id, '{"v": "accepted"}'), Settled(made_second.last_op_id, '{"v": 2}')], LATER
        )
        changed = work.registrations.judge(
            [
                Judged(made_first.last_op_id, SubmissionState.CONFIRMED),
                Judged(made_second.last_op_id, SubmissionState.ATTENTION, AttentionReason.ACCOUNT_TAKEN),
            ]
        )
        work.commit()
    assert [(s.candidate_id, s.state) for s in changed] == [(first.id, SubmissionState.CONFIRMED)]
    with store.read() as work:
        still = work.registrations.submission(second.id)
        assert still is not None
        assert (still.state, still.last_op_id) == (SubmissionState.PROVISIONAL, amendment.op_id)
        assert still.receipt_no == made_second.receipt_no
        amended = work.registrations.get(second.id)
        assert amended is not None
        assert amended.account == "another02"
        done = work.outbox.get(made_first.last_op_id)
        assert done is not None
        assert (done.state, done.last_reply, done.done_at) == (OpState.DONE, '{"v": "accepted"}', LATER)
        assert work.outbox.counts() == {OpState.PENDING: 1, OpState.DONE: 2, OpState.PARKED: 0}


def test_a_queued_op_never_changes(store: Store) -> None:
    """Sync §2: the body is immutable once queued; no row goes before it is done. The database itself refuses."""
    _, made = register(store, 1)
    for change in ("body = '{}'", "body = ''", "body_sha256 = 'x'", "seq = 99", "kind = 'x'", "made_at = 1"):
        with pytest.raises(IntegrityError, match="never changed"), store.write() as work:
            work._connection.exec_driver_sql(f"UPDATE outbox SET {change}")
    with pytest.raises(IntegrityError, match="never deleted"), store.write() as work:
        work._connection.exec_driver_sql("DELETE FROM outbox")
    with pytest.raises(DBAPIError, match="CHECK"), store.write() as work:
        work._connection.exec_driver_sql("UPDATE outbox SET state = 'in_flight'")
    with store.read() as work:
        op = work.outbox.get(made.last_op_id)
    assert op is not None
    assert op.body == '{"a": 1}'


def test_a_lookup_is_erased_when_done_and_nothing_else_is(store: Store) -> None:
    """Model §3: the body of `lookup.requested` is erased from the kiosk when done; its hash stays."""
    lookup = new_op(uuid7(), kind=OpKind.LOOKUP, body='{"id_number": "A200000003"}')
    _, made = register(store, 1)
    with store.write() as work:
        work.outbox.append(lookup)
        work.outbox.postpone([Postponed(lookup.op_id, 0)])
        work.outbox.settle([Settled(lookup.op_id, "{}"), Settled(made.last_op_id, "{}")], LATER)
        work.commit()
    with store.write() as work:
        erased, kept = work.outbox.get(lookup.op_id), work.outbox.get(made.last_op_id)
        assert erased is not None
        assert kept is not None
        assert (erased.body, kept.body) == ("", '{"a": 1}')
        assert erased.body_sha256 == hashlib.sha256(lookup.body.encode()).hexdigest()
        assert work.outbox.reoffer(0) == 1, "an erased lookup cannot be offered again"
        again = work.outbox.get(made.last_op_id)
        assert again is not None
        assert again.state is OpState.PENDING


def test_a_restored_central_is_offered_what_it_lost(store: Store) -> None:
    """Model §2: `contiguous_through` serves re-offering."""
    saved = [register(store, n)[1] for n in range(4)]
    with store.write() as work:
        work.outbox.settle([Settled(made.last_op_id, "{}") for made in saved], LATER)
        assert work.outbox.collect(LATER) == ()
        assert work.outbox.reoffer(2) == 2
        assert [op.seq for op in work.outbox.collect(LATER)] == [3, 4]


def test_a_new_incarnation_restamps_what_is_not_done(store: Store) -> None:
    """Model §8: pending ops are stamped anew with the same ids (rows 16, X28)."""
    done, waiting, parked = (register(store, n)[1] for n in range(3))
    with store.write() as work:
        work.outbox.settle([Settled(done.last_op_id, "{}")], LATER)
        work.outbox.park([parked.last_op_id], "alone")
        assert work.device.restamp(7) == 2
        stamps = [work.outbox.get(made.last_op_id) for made in (done, waiting, parked)]
        assert [op.incarnation for op in stamps if op] == [1, 7, 7]
        assert work.device.next_receipt().incarnation == 7


def test_enrolling_again_keeps_counters_and_queue(store: Store) -> None:
    """Sync §3, row 32: re-enrolling drains the same ops."""
    _, made = register(store, 1)
    again = device(kiosk_code="K002", incarnation=3)
    with store.write() as work:
        work.device.enrol(again)
        found = work.device.get()
        assert found is not None
        assert (found.device_id, found.kiosk_code) == (again.device_id, "K002")
        assert (found.receipt_counter, found.last_seq) == (1, 1)
        queued = work.outbox.get(made.last_op_id)
        assert queued is not None
        assert queued.incarnation == 3
        work.device.set_epoch(epoch := uuid7())
        changed = work.device.get()
        assert changed is not None
        assert changed.server_epoch == epoch


def test_verifiers_answer_by_account_and_lapse(store: Store) -> None:
    """Model §5: what offline sign-in compares with; gone at `expires`, on a taken account, on a password change."""
    who, _ = register(store, 1)
    other, _ = register(store, 2)
    with store.write() as work:
        found = work.verifiers.find(who.account.upper(), FOR_EVER - 1)
        assert found is not None
        assert (found.candidate_id, found.password_hash) == (who.id, who.password_hash)
        assert work.verifiers.name_matches(found, who.name)
        assert not work.verifiers.name_matches(found, who.name + "明")
        assert work.verifiers.find(who.account, FOR_EVER) is None
        work.verifiers.drop(who.account)
        assert work.verifiers.find(who.account, 0) is None
        work.verifiers.drop_of(other.id)
        assert work.verifiers.find(other.account, 0) is None
        work.verifiers.put(who.account, who.name, candidate_id=who.id, password_hash="x", expires=5)
        work.verifiers.put(who.account, who.name, candidate_id=who.id, password_hash="y", expires=6)
        replaced = work.verifiers.find(who.account, 5)
        assert replaced is not None
        assert replaced.password_hash == "y"
        assert work.verifiers.drop_lapsed(6) == 1


def test_attempts_are_kept_by_account(store: Store) -> None:
    """L8: the counter is on disk, cleared by a sign-in."""
    with store.write() as work:
        none = work.attempts.get("Tester0001")
        assert (none.failures, none.locked_until) == (0, 0)
        work.attempts.put(Attempt(none.account_key, 4, 0))
        work.attempts.put(Attempt(none.account_key, 5, LATER))
        work.commit()
    with store.write() as work:
        assert work.attempts.get("tester0001") == Attempt(none.account_key, 5, LATER)
        work.attempts.clear("TESTER0001")
        assert work.attempts.get("tester0001").failures == 0
