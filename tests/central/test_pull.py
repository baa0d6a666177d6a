"""The pull feed: snapshot, changes, cursors, compaction (sync §2 Pull, Tombstones; faults 7, 48, 49; V9)."""

import json
import threading
from uuid import UUID

import pytest
from sqlalchemy import event, select

from ipas_central import serving
from ipas_central.context import new_epoch
from ipas_central.sync import feed
from ipas_central.tables import change
from ipas_contract.calls import ErrorCode
from ipas_contract.events import FINGERPRINT_BITS, Change, ChangeKind, PullReply, Tally, fingerprint
from ipas_contract.ids import uuid7
from tests.helpers.central import CentralServer
from tests.helpers.office import CENTRE
from tests.helpers.people import person
from tests.helpers.postgres import until_somebody_waits
from tests.helpers.wire import Kiosk, code_of

DAY_MS = 24 * 60 * 60 * 1000


def pulled(kiosk: Kiosk, cursor: str = "", limit: int = 1000) -> tuple[list[Change], str]:
    """All pages from a cursor on."""
    changes: list[Change] = []
    while True:
        page = kiosk.client.pull(cursor, limit)
        changes += page.changes
        cursor = page.cursor
        if not page.more:
            return changes, cursor


def states(changes: list[Change]) -> dict[str, tuple[str, str | None]]:
    """What a kiosk knows of registrations once it applied these changes."""
    bodies = [json.loads(each.body) for each in changes if each.kind == ChangeKind.SUBMISSION_STATE]
    return {body["candidate_id"]: (body["state"], body["reason"]) for body in bodies}


def test_a_kiosk_learns_the_keys_of_its_centre(server: CentralServer) -> None:
    """Model §10: any kiosk verifies any receipt of its centre; V9: none of another's."""
    kiosk, neighbour, _stranger = server.kiosk(), server.kiosk(), server.kiosk("south")
    changes, cursor = pulled(kiosk)
    keys = [json.loads(each.body) for each in changes if each.kind == ChangeKind.DEVICE_KEY]
    assert {key["kiosk_code"] for key in keys} == {kiosk.code, neighbour.code}
    assert set(keys[0]) == {"kiosk_code", "device_id", "public_key"}
    newcomer = server.kiosk()
    assert [each.entity_id for each in pulled(kiosk, cursor)[0]] == [newcomer.id]


@pytest.mark.parametrize("limit", [1, 2, 1000])
def test_states_arrive_once_by_pages_of_any_size(server: CentralServer, limit: int) -> None:
    """Fault 7: a page again is the same page."""
    kiosk = server.kiosk()
    _, cursor = pulled(kiosk)
    ops = [kiosk.submitted(1), kiosk.submitted(2, account=person(1).account), kiosk.submitted(3)]
    kiosk.push(*ops)
    kiosk.push(kiosk.withdrawn(ops[2]))
    assert kiosk.client.pull(cursor, limit).changes == kiosk.client.pull(cursor, limit).changes
    changes, after = pulled(kiosk, cursor, limit)
    assert states(changes) == {
        str(ops[0].entity_id): ("confirmed", None),
        str(ops[1].entity_id): ("attention", "account_taken"),
        str(ops[2].entity_id): ("withdrawn", None),
    }
    assert ChangeKind.VERIFIER_DROPPED in [each.kind for each in changes]
    assert [each.seq for each in changes] == list(range(changes[0].seq, changes[0].seq + len(changes)))
    assert pulled(kiosk, after)[0] == []


def test_a_snapshot_says_what_all_changes_say(server: CentralServer) -> None:
    """A kiosk that begins anew knows the same; a change while it reads is not lost."""
    kiosk = server.kiosk()
    first = kiosk.client.pull(limit=1)
    ops = [kiosk.submitted(serial) for serial in range(5)]
    kiosk.push(*ops)
    kiosk.push(kiosk.withdrawn(ops[0]))
    changes, _ = pulled(kiosk, first.cursor, 1)
    assert states(changes) == states(pulled(kiosk)[0])
    assert states(changes)[str(ops[0].entity_id)] == ("withdrawn", None)


@pytest.mark.parametrize("kind", [ChangeKind.DEVICE_KEY, ChangeKind.SUBMISSION_STATE])
def test_one_kind_is_told_anew_then_what_changed(server: CentralServer, kind: ChangeKind) -> None:
    """Sync §2, reconciliation: a targeted re-pull by pages, from a place in the feed that is kept."""
    kiosk, _ = server.kiosk(), server.kiosk()
    ops = [kiosk.submitted(serial) for serial in range(2)]
    kiosk.push(*ops)
    _, cursor = pulled(kiosk)
    kiosk.push(kiosk.submitted(9))
    first = kiosk.client.pull(cursor, 1, anew=kind)
    rest, after = pulled(kiosk, first.cursor, 1)
    told = [*first.changes, *rest]
    assert [each.kind for each in told[:-1]] == [kind] * (2 if kind is ChangeKind.DEVICE_KEY else 3)
    assert (told[-1].kind, told[-1].seq) == (ChangeKind.SUBMISSION_STATE, told[0].seq + 1)
    assert pulled(kiosk, after)[0] == []


def test_the_sums_are_of_what_was_told_whatever_is_committed_meanwhile(server: CentralServer) -> None:
    """Between the statements of a snapshot's last page: a kiosk would find a difference where there is none."""
    kiosk, neighbour = server.kiosk(), server.kiosk()
    kiosk.push(kiosk.submitted(1))
    cursor, late = kiosk.client.pull().cursor, neighbour.submitted(2)
    engine, waiting, known = server.central.engine, [late], dict[UUID, int]()

    def meanwhile(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM feed" in statement and waiting:
            neighbour.push(waiting.pop())

    event.listen(engine, "after_cursor_execute", meanwhile)
    while True:
        page = kiosk.client.pull(cursor)
        known |= {each.entity_id: json.loads(each.body)["version"] for each in page.changes}
        cursor = page.cursor
        if not page.more:
            break
    event.remove(engine, "after_cursor_execute", meanwhile)
    kind = ChangeKind.SUBMISSION_STATE
    share = sum(fingerprint(kind, *each) for each in known.items()) % 2**FINGERPRINT_BITS
    assert not waiting
    assert Tally(kind=kind, count=len(known), fingerprint=share) in (page.tallies or ())


def test_what_is_compacted_between_two_statements_of_a_page_is_told(server: CentralServer) -> None:
    """Fault 48: to a cursor that was still good when the page began; else the kiosk would miss it and not know."""
    kiosk = server.kiosk()
    _, cursor = pulled(kiosk)
    ops = [kiosk.submitted(serial) for serial in range(3)]
    kiosk.push(*ops)
    server.clock.pass_((server.central.settings.feed_keep_days + 1) * DAY_MS)
    engine, waiting = server.central.engine, [server.central]

    def meanwhile(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM feed" in statement and waiting:
            serving.tidy(waiting.pop())

    event.listen(engine, "after_cursor_execute", meanwhile)
    page = kiosk.client.pull(cursor)
    event.remove(engine, "after_cursor_execute", meanwhile)
    assert server.rows(change) == []
    assert [each.entity_id for each in page.changes] == [op.entity_id for op in ops]
    assert pulled(kiosk, page.cursor)[0] == []


@pytest.mark.parametrize("cursor", ["x", "AAAA", "%C3%A4", "A" * 900])
def test_a_cursor_that_is_not_ours_is_gone(server: CentralServer, cursor: str) -> None:
    """410: bootstrap anew."""
    kiosk = server.kiosk()
    response = kiosk.client.signed("GET", f"/v1/sync/pull?cursor={cursor}")
    assert (response.status_code, code_of(response)) == (410, ErrorCode.CURSOR_GONE)


def test_a_changed_cursor_and_another_centres_are_gone(server: CentralServer) -> None:
    kiosk, stranger = server.kiosk(), server.kiosk("south")
    _, cursor = pulled(kiosk)
    flipped = ("B" if cursor[30] == "A" else "A").join((cursor[:30], cursor[31:]))
    for asker, shown in ((kiosk, flipped), (stranger, cursor)):
        assert code_of(asker.client.signed("GET", f"/v1/sync/pull?cursor={shown}")) == ErrorCode.CURSOR_GONE


def test_after_a_restored_backup_cursors_are_gone_and_the_epoch_is_new(server: CentralServer) -> None:
    """Fault 47."""
    kiosk = server.kiosk()
    before = kiosk.client.pull()
    with server.central.engine.begin() as connection:
        epoch = new_epoch(connection)
    assert code_of(kiosk.client.signed("GET", f"/v1/sync/pull?cursor={before.cursor}")) == ErrorCode.CURSOR_GONE
    assert kiosk.client.pull().server_epoch == epoch != before.server_epoch
    assert kiosk.push().server_epoch == kiosk.hello().server_epoch == epoch


def test_a_cursor_older_than_what_is_kept_is_gone(server: CentralServer) -> None:
    """Fault 48: the snapshot has what the changes had, tombstones too; the newer cursor goes on."""
    kiosk = server.kiosk()
    _, old = pulled(kiosk)
    ops = [kiosk.submitted(1), kiosk.submitted(2)]
    kiosk.push(*ops)
    kiosk.push(kiosk.withdrawn(ops[0]))
    _, newer = pulled(kiosk, old)
    server.clock.pass_((server.central.settings.feed_keep_days + 1) * DAY_MS)
    serving.tidy(server.central)
    with server.central.engine.connect() as connection:
        assert connection.execute(select(change)).all() == []
    assert code_of(kiosk.client.signed("GET", f"/v1/sync/pull?cursor={old}")) == ErrorCode.CURSOR_GONE
    assert pulled(kiosk, newer)[0] == []
    assert states(pulled(kiosk)[0])[str(ops[0].entity_id)] == ("withdrawn", None)


@pytest.mark.parametrize("limit", ["0", "1001", "x"])
def test_a_page_has_bounds(server: CentralServer, limit: str) -> None:
    kiosk = server.kiosk()
    assert code_of(kiosk.client.signed("GET", f"/v1/sync/pull?limit={limit}")) == ErrorCode.BAD_REQUEST


def test_the_rows_of_a_slow_transaction_are_delivered(server: CentralServer) -> None:
    """Fault 49: who numbers first commits first; a plain sequence would let the second overtake and lose the first."""
    kiosk = server.kiosk()
    _, cursor = pulled(kiosk)
    engine = server.central.engine
    line = feed.FeedLine(ChangeKind.VERIFIER_DROPPED, uuid7(), {"candidate_id": "slow"})
    quick = threading.Thread(target=kiosk.push, args=(kiosk.submitted(1),))
    with engine.begin() as slow:
        feed.append(slow, CENTRE, [line], server.clock())
        quick.start()
        until_somebody_waits(engine)
        seen, cursor = pulled(kiosk, cursor)
        assert seen == []
    quick.join()
    changes, _ = pulled(kiosk, cursor)
    assert [each.kind for each in changes] == [ChangeKind.VERIFIER_DROPPED, ChangeKind.SUBMISSION_STATE]


def test_the_wire_form_of_a_page(server: CentralServer) -> None:
    page = server.kiosk().client.pull()
    assert isinstance(page, PullReply)
    assert page.server_time == server.clock()


def tallied(known: dict[tuple[str, str], int]) -> dict[str, tuple[int, int]]:
    """Count and fingerprint by kind of what a kiosk has: versions by kind and id."""
    found: dict[str, tuple[int, int]] = {}
    for (kind, entity_id), version in known.items():
        count, share = found.get(kind, (0, 0))
        found[kind] = (count + 1, (share + fingerprint(kind, UUID(entity_id), version)) % 2**FINGERPRINT_BITS)
    return found


def absorb(known: dict[tuple[str, str], int], changes: list[Change]) -> None:
    """Apply changes as a kiosk does: by id, whatever comes last."""
    for each in changes:
        if each.kind in (ChangeKind.DEVICE_KEY, ChangeKind.SUBMISSION_STATE):
            known[each.kind, str(each.entity_id)] = json.loads(each.body).get("version", 1)


@pytest.mark.parametrize("anew", [False, True])
def test_count_and_rolling_hash_tell_what_there_should_be(server: CentralServer, *, anew: bool) -> None:
    """Sync §2, reconciliation: by changes and by snapshot alike; only the last page says it; a lost one shows."""
    kiosk, _ = server.kiosk(), server.kiosk()
    known: dict[tuple[str, str], int] = {}
    changes, cursor = pulled(kiosk)
    absorb(known, changes)
    lost = kiosk.submitted(2, account=person(1).account)
    kiosk.push(kiosk.submitted(1), lost, kiosk.submitted(3, email="x"))
    kiosk.push(kiosk.amended(lost, 2))
    kiosk.push(kiosk.withdrawn(lost))
    server.kiosk("south").push()
    assert kiosk.client.pull(cursor, 1).tallies is None
    if anew:
        known, cursor = {}, ""
    changes, cursor = pulled(kiosk, cursor, 2)
    absorb(known, changes)
    said = {each.kind: (each.count, each.fingerprint) for each in kiosk.client.pull(cursor).tallies or ()}
    assert said == tallied(known)
    assert {kind: count for kind, (count, _) in said.items()} == {"device_key": 2, "submission_state": 3}
    known["submission_state", str(lost.entity_id)] -= 1
    assert said != tallied(known)
