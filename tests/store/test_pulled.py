"""What was pulled: kept by version, counted and hashed as it is kept, forgotten without the outbox."""

from ipas_contract.codes import AttentionReason, SubmissionState
from ipas_contract.events import FINGERPRINT_BITS, ChangeKind, fingerprint
from ipas_contract.ids import uuid7
from ipas_kiosk.models.records import Cursor, DeviceKey, OpState, Settled, Standing
from ipas_kiosk.models.store import Store
from tests.helpers.store import register

LATER = 1_800_000_100_000


def test_submissions_follow_central_once_their_latest_op_is_done(store: Store) -> None:
    """Sync §2 Pull: what waits here stands over it; a word that comes late changes nothing; nobody else's comes in."""
    done, made = register(store, 1)
    waiting, _ = register(store, 2)
    told = (SubmissionState.ATTENTION, AttentionReason.IDENTITY)
    with store.write() as work:
        work.outbox.settle([Settled(made.last_op_id, "{}")], LATER)
        work.pulled.put_standings([Standing(id_, *told, 2) for id_ in (done.id, waiting.id, uuid7())])
        work.pulled.put_standings([Standing(done.id, SubmissionState.CONFIRMED, None, 1)])
        changed = work.registrations.follow_standings()
        assert [(s.candidate_id, s.state, s.reason) for s in changed] == [(done.id, *told)]
        assert work.registrations.follow_standings() == ()


def test_the_tally_is_that_of_the_rows(store: Store) -> None:
    """Sync §2, reconciliation: whatever came in whatever order, again or late, the hash is that of what is there."""
    a, b = uuid7(), uuid7()
    confirmed = (SubmissionState.CONFIRMED, None)
    with store.write() as work:
        work.pulled.put_keys([DeviceKey(a, "K001", b"1" * 32)])
        work.pulled.put_keys([DeviceKey(a, "K001", b"2" * 32)])
        work.pulled.put_standings([Standing(a, *confirmed, 1), Standing(b, *confirmed, 3), Standing(a, *confirmed, 2)])
        work.pulled.put_standings([Standing(b, *confirmed, 4), Standing(a, *confirmed, 1)])
        keys, states = ChangeKind.DEVICE_KEY, ChangeKind.SUBMISSION_STATE
        shares = fingerprint(states, a, 2) + fingerprint(states, b, 4)
        assert work.pulled.tally(keys) == (1, fingerprint(keys, a, 1))
        assert work.pulled.tally(states) == (2, shares % 2**FINGERPRINT_BITS)
        work.pulled.forget_kind(states)
        assert (work.pulled.tally(keys)[0], work.pulled.tally(states)) == (1, (0, 0))


def test_what_was_pulled_can_be_forgotten_and_the_queue_cannot(store: Store) -> None:
    """Sync §2: a re-bootstrap empties the pulled tables; outbox and facts stay."""
    register(store, 1)
    a, b = uuid7(), uuid7()
    with store.write() as work:
        work.pulled.put_keys([DeviceKey(a, "K001", b"1" * 32), DeviceKey(b, "K001", b"2" * 32)])
        work.pulled.put_keys([DeviceKey(b, "K002", b"3" * 32)])
        assert work.pulled.keys_of("K001") == (b"1" * 32,)
        cursor = Cursor("pull", "opaque", uuid7())
        work.pulled.put_cursor(Cursor("pull", "older", cursor.server_epoch))
        work.pulled.put_cursor(cursor)
        assert work.pulled.cursor() == cursor
        work.pulled.put_fact("pace", "1")
        work.pulled.put_fact("pace", "2")
        work.pulled.forget()
        assert work.pulled.cursor() is None
        assert work.pulled.keys_of("K001") == ()
        assert work.pulled.fact("pace") == "2"
        work.pulled.drop_fact("pace")
        assert work.pulled.fact("pace") is None
        assert work.outbox.counts()[OpState.PENDING] == 1


def test_receipt_serials_never_repeat(store: Store) -> None:
    """Model §10: the receipt's own counter."""
    serials = []
    for _ in range(3):
        with store.write() as work:
            serials.append(work.device.next_receipt())
            work.commit()
    assert [(s.kiosk_code, s.incarnation, s.counter) for s in serials] == [("K001", 1, n) for n in (1, 2, 3)]
