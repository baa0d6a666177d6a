"""What is over is sealed, its person shrinks, and in the end it goes (model §9; D7, D12)."""

import json
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.exc import DBAPIError

from ipas_contract import sealing
from ipas_contract.codes import AttentionReason, SubmissionState
from ipas_contract.events import OpKind
from ipas_contract.ids import uuid7
from ipas_kiosk.models.records import Candidate, Judged, OpState, QueuedOp, Settled, Submission
from ipas_kiosk.models.store import Store
from ipas_kiosk.services.retention import ERASE_AFTER_MS, HOUR_MS, SEAL_AFTER_MS, SEALED_AT_ONCE, Retention
from tests.helpers.kiosks import FakeClock
from tests.helpers.store import candidate, device, new_op, register, save

PRIVATE = X25519PrivateKey.generate()
NOW = 1_800_000_000_000
CANARY = "canary"


@pytest.fixture
def kept(store: Store) -> Store:
    """An enrolled store whose organisation's key is ours."""
    with store.write() as work:
        work.device.enrol(device(sealing_key=PRIVATE.public_key().public_bytes_raw()))
        work.commit()
    return store


def judged(
    store: Store, serial: int, state: SubmissionState = SubmissionState.CONFIRMED, done_at: int = NOW
) -> tuple[Candidate, Submission]:
    """A registration that central has answered."""
    who = candidate(serial, account=f"{CANARY}{serial:04}", name=f"金絲雀{serial}")
    reason = AttentionReason.IDENTITY if state is SubmissionState.ATTENTION else None
    with store.write() as work:
        made = save(work, who, body=json.dumps({"account": who.account, "name": who.name}, ensure_ascii=False))
        work.outbox.settle([Settled(made.last_op_id, '{"verdict": "accepted"}')], done_at)
        work.registrations.judge([Judged(made.last_op_id, state, reason)])
        work.commit()
    return who, made


def retain(store: Store, at: int, *, agreed: bool = True) -> None:
    retention = Retention(store, FakeClock(at), agreed=lambda: agreed)  # type: ignore[arg-type]
    after: int | None = 0
    while after is not None:
        after = retention.step(after)


def ops(store: Store) -> dict[UUID, QueuedOp]:
    with store.read() as work:
        return {row.op_id: row for row in work.outbox.page(limit=10_000)}


def everything(store: Store) -> str:
    """All text of all tables."""
    with store.read() as work:
        names = work._connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        return "\n".join(
            str(row) for name in names for row in work._connection.exec_driver_sql(f"SELECT * FROM {name}")
        )


def test_within_a_day_only_verifier_and_sealed_body_remain(kept: Store) -> None:
    """D7, D12: not before twelve hours; then nobody here can read it, and the organisation gets the very bytes."""
    who, made = judged(kept, 1)
    before = ops(kept)[made.last_op_id]
    retain(kept, NOW + SEAL_AFTER_MS - 1)
    assert ops(kept)[made.last_op_id] == before
    wal = kept.path.with_name("store.db-wal")
    retain(kept, NOW + SEAL_AFTER_MS)
    assert wal.stat().st_size == 0
    after = ops(kept)[made.last_op_id]
    assert (after.sealed, after.state, after.body_sha256) == (True, OpState.DONE, before.body_sha256)
    assert sealing.unseal_body(after.body, after.op_id, PRIVATE.private_bytes_raw()) == before.body
    with pytest.raises(InvalidTag):
        sealing.unseal_body(after.body, uuid7(), PRIVATE.private_bytes_raw())
    texts = everything(kept)
    for text in (who.account, who.name, who.id_number, who.email, who.mobile, CANARY):
        assert text not in texts
    with kept.read() as work:
        assert work.verifiers.find(who.account, NOW) is not None
        assert work.registrations.submission(who.id) is not None
        assert (work.registrations.get(who.id), work.registrations.by_account(who.account)) == (None, None)
        assert work.registrations.taken(who.account)


@pytest.mark.parametrize("state", [SubmissionState.ATTENTION, SubmissionState.PROVISIONAL])
def test_what_is_not_settled_is_never_touched(kept: Store, state: SubmissionState) -> None:
    """A registration in attention is still to be amended, one that waits to be sent."""
    _, made = judged(kept, 1, state)
    waiting, _ = register(kept, 2)
    before, texts = ops(kept), everything(kept)
    retain(kept, NOW + 10 * ERASE_AFTER_MS)
    assert ops(kept) == before
    assert everything(kept) == texts
    with kept.read() as work:
        assert work.registrations.get(made.candidate_id) is not None
        assert work.registrations.get(waiting.id) is not None


@pytest.mark.parametrize("state", [SubmissionState.WITHDRAWN, SubmissionState.MERGED])
def test_those_who_went_are_not_kept_either(kept: Store, state: SubmissionState) -> None:
    who, _ = judged(kept, 1, state)
    retain(kept, NOW + SEAL_AFTER_MS)
    assert who.name not in everything(kept)


def test_nothing_goes_as_long_as_a_later_op_of_the_same_person_waits(kept: Store) -> None:
    who, made = judged(kept, 1)
    change = new_op(who.id, kind=OpKind.PROFILE)
    with kept.write() as work:
        work.outbox.append(change)
        work.commit()
    retain(kept, NOW + 10 * ERASE_AFTER_MS)
    assert not ops(kept)[made.last_op_id].sealed
    with kept.write() as work:
        work.outbox.settle([Settled(change.op_id, "{}")], NOW)
        work.commit()
    retain(kept, NOW + SEAL_AFTER_MS)
    assert {row.sealed for row in ops(kept).values()} == {True}


def test_after_two_weeks_it_is_erased_if_the_clock_is_known_to_be_right(kept: Store) -> None:
    """Erasing loses the way back for a restored central: no wrong clock may do that."""
    judged(kept, 1)
    lookup = new_op(uuid7(), kind=OpKind.LOOKUP, body="{}")
    with kept.write() as work:
        work.outbox.append(lookup)
        work.outbox.settle([Settled(lookup.op_id, "{}")], NOW)
        work.commit()
    _, young = judged(kept, 2, done_at=NOW + HOUR_MS)
    retain(kept, NOW + ERASE_AFTER_MS, agreed=False)
    assert len(ops(kept)) == 3
    retain(kept, NOW + ERASE_AFTER_MS - 1)
    assert len(ops(kept)) == 3
    retain(kept, NOW + ERASE_AFTER_MS)
    assert list(ops(kept)) == [young.last_op_id]
    with kept.read() as work:
        device = work.device.get()
    assert device is not None
    assert device.last_seq == 3


def test_verifiers_go_when_they_lapse(kept: Store) -> None:
    """Model §5: void from then on, and nothing of a password stays; not by a clock that may be wrong."""
    judged(kept, 1)
    with kept.write() as work:
        work._connection.exec_driver_sql(f"UPDATE verifier SET expires = {NOW + 1}")
        work.commit()
    for at, agreed, left in ((NOW, True, 1), (NOW + 1, False, 1), (NOW + 1, True, 0)):
        retain(kept, at, agreed=agreed)
        with kept.read() as work:
            assert work._connection.exec_driver_sql("SELECT count(*) FROM verifier").scalar_one() == left


def test_a_clock_that_was_ahead_delays_nothing(kept: Store) -> None:
    """Done, by the clock of then, in two years' time: sealed now, which loses nothing; not erased."""
    _, made = judged(kept, 1, done_at=NOW + 2 * 365 * 24 * HOUR_MS)
    retain(kept, NOW)
    assert ops(kept)[made.last_op_id].sealed


def test_many_are_dealt_with_in_small_steps(kept: Store) -> None:
    """D7 beside people who save: no step holds the store for more than so many ops, or looks at more than a stretch."""
    for serial in range(SEALED_AT_ONCE + 5):
        judged(kept, serial)
    retention = Retention(kept, FakeClock(NOW + SEAL_AFTER_MS), agreed=lambda: True)  # type: ignore[arg-type]
    assert retention.step(0) == SEALED_AT_ONCE
    assert sum(row.sealed for row in ops(kept).values()) == SEALED_AT_ONCE
    assert retention.step(SEALED_AT_ONCE) is None
    assert {row.sealed for row in ops(kept).values()} == {True}


def test_a_copy_that_a_migration_made_goes_too(kept: Store) -> None:
    copy = kept.path.with_name("store.db.before-0009")
    copy.touch()
    made_at = round(copy.stat().st_mtime * 1000)
    retain(kept, made_at + SEAL_AFTER_MS - 1000)
    assert copy.exists()
    retain(kept, made_at + SEAL_AFTER_MS + 1000)
    assert not copy.exists()


def test_the_outbox_guards_itself_against_any_other_change(kept: Store) -> None:
    """Sync §2: a body changes only by being sealed when done; nothing comes back in clear."""
    _, done = judged(kept, 1)
    _, waiting = register(kept, 2)
    retain(kept, NOW + SEAL_AFTER_MS)
    for op_id, change in (
        (waiting.last_op_id, "body = 'x', sealed = 1"),
        (waiting.last_op_id, "sealed = 1"),
        (done.last_op_id, "body = 'x'"),
        (done.last_op_id, "sealed = 0"),
    ):
        with pytest.raises(DBAPIError, match="never changed once queued"), kept.write() as work:
            work._connection.exec_driver_sql(f"UPDATE outbox SET {change} WHERE op_id = '{op_id.hex}'")
