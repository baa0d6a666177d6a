"""Push: order, amendments, withdrawals, lookups, versions (model §2, §3; sync §2; I3)."""

import json
from itertools import permutations
from typing import Any

import pytest

from ipas_central.tables import applied_op, candidate, conflict, lookup_request, message, raw_inbox
from ipas_contract.events import MAX_BATCH_OPS, Op, OpKind, Reason, Verdict
from ipas_contract.ids import uuid7
from tests.helpers.central import CentralServer
from tests.helpers.office import HOUR, MORNING
from tests.helpers.people import person
from tests.helpers.wire import Kiosk

pytestmark = pytest.mark.logs("op_reuse|store_rolled_back", '"pushed".*skew_ms')

ACCEPTED, CONFLICT, REJECTED = Verdict.ACCEPTED, Verdict.CONFLICT, Verdict.REJECTED


# ---- order -----------------------------------------------------------------------------------------------------


def test_what_depends_waits_for_a_verdict(server: CentralServer) -> None:
    """Model §2: `blocked` is an answer for now and is never stored."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1, email="x")
    second = kiosk.amended(first, 1)
    reply = kiosk.push(second)
    assert ([verdict.verdict for verdict in reply.verdicts], reply.contiguous_through) == ([Verdict.BLOCKED], 0)
    assert server.rows(applied_op) == []
    reply = kiosk.push(first, second)
    assert ([verdict.verdict for verdict in reply.verdicts], reply.contiguous_through) == ([REJECTED, ACCEPTED], 2)


def test_any_order_of_a_chain_ends_the_same(server: CentralServer) -> None:
    """Fault 21."""
    for serial, order in enumerate(permutations(range(3)), 1):
        kiosk = server.kiosk()
        first = kiosk.submitted(serial, email="x")
        second = kiosk.amended(first, serial)
        third = kiosk.withdrawn(first).model_copy(update={"depends_on": second.op_id})
        chain = [first, second, third]
        for _ in chain:
            kiosk.push(*(chain[place] for place in order))
        assert kiosk.words(*chain) == ["rejected", "accepted", "accepted"]
        assert server.state(first) == ("withdrawn", None)


def test_contiguous_through_has_no_hole_below_it(server: CentralServer) -> None:
    """I3, model §2."""
    kiosk = server.kiosk()
    ops = [kiosk.submitted(serial) for serial in range(1, 7)]
    through = [kiosk.push(*batch).contiguous_through for batch in (ops[1:3], ops[4:5], ops[:1], ops[5:], ops[3:4])]
    assert through == [0, 0, 3, 3, 6]


def test_an_empty_batch_is_answered(server: CentralServer) -> None:
    kiosk = server.kiosk()
    kiosk.push(kiosk.submitted(1))
    reply = kiosk.push()
    assert (reply.verdicts, reply.contiguous_through) == ([], 1)


def test_a_batch_over_the_limit_is_a_bad_request(server: CentralServer) -> None:
    kiosk = server.kiosk()
    small = kiosk.op("x", "{}")
    content = (
        kiosk.batch([])
        .model_dump_json()
        .replace('"ops":[]', f'"ops":[{",".join([small.model_dump_json()] * (MAX_BATCH_OPS + 1))}]')
    )
    assert kiosk.client.signed("POST", "/v1/sync/push", content.encode()).status_code == 400


# ---- amended, withdrawn ----------------------------------------------------------------------------------------


def test_an_amendment_replaces_what_lost(server: CentralServer) -> None:
    """Model §3: the state follows the latest op; the conflict is settled by it."""
    kiosk = server.kiosk()
    kiosk.push(kiosk.submitted(1))
    lost = kiosk.submitted(2, account=person(1).account.upper())
    assert kiosk.words(lost) == ["conflict"]
    assert server.state(lost) == ("attention", "account_taken")
    still = kiosk.amended(lost, 2, account=person(1).account)
    won = kiosk.amended(lost, 2)
    assert kiosk.words(still, won) == ["conflict", "accepted"]
    assert server.state(lost) == ("confirmed", None)
    assert {row.op_id: row.resolved_by for row in server.rows(conflict)} == {
        lost.op_id: still.op_id,
        still.op_id: won.op_id,
    }
    assert {row.account for row in server.rows(candidate)} == {person(1).account, person(2).account}


@pytest.mark.parametrize("together", [False, True])
def test_a_confirmed_registration_is_not_amended(server: CentralServer, *, together: bool) -> None:
    """Model §3: allowed until confirmed."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    late = kiosk.amended(first, 2)
    verdicts = kiosk.verdicts(first, late) if together else kiosk.verdicts(first) + kiosk.verdicts(late)
    assert [(each.verdict, each.reason) for each in verdicts] == [(ACCEPTED, None), (REJECTED, Reason.TOO_LATE)]
    assert server.state(first) == ("confirmed", None)
    assert [row.account for row in server.rows(candidate)] == [person(1).account]


def test_an_amendment_needs_its_registration_its_centre_and_its_receipt(server: CentralServer) -> None:
    """V9."""
    kiosk, elsewhere = server.kiosk(), server.kiosk("south")
    first = kiosk.submitted(1, email="x")
    kiosk.push(first)
    strange = elsewhere.amended(first, 1)
    other_receipt = kiosk.amended(first, 1, receipt_no=json.loads(kiosk.submitted(9).body)["receipt_no"])
    unknown = kiosk.amended(kiosk.submitted(8), 8).model_copy(update={"depends_on": None})
    verdicts = elsewhere.verdicts(strange) + kiosk.verdicts(other_receipt, unknown)
    assert [verdict.reason for verdict in verdicts] == [Reason.NO_SUCH_ENTITY] * 3
    assert server.state(first) == ("attention", "refused")


def test_a_second_registration_of_one_candidate_is_too_late(server: CentralServer) -> None:
    """Ids are never reused (model §1)."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    again = kiosk.submitted(2, id=first.entity_id)
    assert [each.reason for each in kiosk.verdicts(first, again)] == [None, Reason.TOO_LATE]
    assert server.state(first) == ("confirmed", None)


@pytest.mark.parametrize("together", [False, True])
def test_a_withdrawal_frees_name_and_number(server: CentralServer, *, together: bool) -> None:
    """Model §3: only the tombstone stays; the next may have them, in the same batch too."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    gone = kiosk.withdrawn(first)
    after = kiosk.submitted(1)
    got = (
        kiosk.words(first, gone, after)
        if together
        else [word for op in (first, gone, after) for word in kiosk.words(op)]
    )
    assert got == ["accepted", "accepted", "accepted"]
    assert server.state(first) == ("withdrawn", None)
    assert [row.id for row in server.rows(candidate)] == [after.entity_id]
    assert kiosk.words(kiosk.withdrawn(first)) == ["accepted"]


def test_a_withdrawal_in_attention_settles_the_conflict(server: CentralServer) -> None:
    kiosk = server.kiosk()
    lost = kiosk.submitted(2, account=person(1).account)
    kiosk.push(kiosk.submitted(1), lost)
    gone = kiosk.withdrawn(lost)
    assert kiosk.words(gone) == ["accepted"]
    assert server.state(lost) == ("withdrawn", None)
    assert server.rows(conflict)[0].resolved_by == gone.op_id
    assert [row.account for row in server.rows(candidate)] == [person(1).account]


# ---- lookups, versions -----------------------------------------------------------------------------------------


def lookup(kiosk: Kiosk, serial: int, **changes: Any) -> Op:
    who = person(serial)
    body = {"request_id": uuid7(), "channel": "email", "id_number": who.id_number, "name": who.name}
    body |= {"address": who.email, "language": "zh_TW"}
    return kiosk.op(OpKind.LOOKUP, body, **changes)


def test_a_queued_lookup_is_accepted_whoever_matches(server: CentralServer) -> None:
    """Model §3, R1: only the rows behind it tell."""
    kiosk = server.kiosk()
    kiosk.push(kiosk.submitted(1))
    assert kiosk.words(lookup(kiosk, 1), lookup(kiosk, 2)) == ["accepted", "accepted"]
    assert sorted(row.candidate_id is None for row in server.rows(lookup_request)) == [False, True]
    assert [row.template for row in server.rows(message)].count("credential") >= 1


@pytest.mark.parametrize(
    ("made_at", "sent_at", "mono", "lapsed"),
    [
        (MORNING, MORNING + 24 * HOUR - 1, 24 * HOUR - 1, False),
        (MORNING, MORNING + 24 * HOUR, 24 * HOUR, True),
        (MORNING + 1, MORNING, 0, True),
        (MORNING, MORNING + HOUR, 25 * HOUR, True),
    ],
)
def test_an_old_lookup_lapses_by_the_kiosks_own_clock(
    server: CentralServer, made_at: int, sent_at: int, mono: int, *, lapsed: bool
) -> None:
    """R10, model §13: over 24 hours, negative, or a clock that jumped."""
    kiosk = server.kiosk()
    (verdict,) = kiosk.verdicts(lookup(kiosk, 1, made_at=made_at, mono_ms=0), sent_at=sent_at, mono_ms=mono)
    assert (verdict.verdict, verdict.lapsed) == (ACCEPTED, lapsed)


def test_a_version_too_old_goes_to_the_raw_inbox(server: CentralServer) -> None:
    """Fault 44: the data has left the kiosk; staff deal with it."""
    kiosk = server.kiosk()
    op = kiosk.submitted(1).model_copy(update={"schema_ver": 0})
    verdicts = kiosk.verdicts(op) + kiosk.verdicts(op)
    assert [(each.verdict, each.duplicate) for each in verdicts] == [
        (Verdict.ACCEPTED_RAW, False),
        (Verdict.ACCEPTED_RAW, True),
    ]
    assert [row.body for row in server.rows(raw_inbox)] == [op.body.encode()]
    assert server.state(op) == ("attention", "too_old")


def test_a_version_too_new_is_held(server: CentralServer) -> None:
    """Fault 45: no reject storm after central was rolled back; nothing is stored."""
    kiosk = server.kiosk()
    op = kiosk.submitted(1).model_copy(update={"schema_ver": 2})
    assert kiosk.words(op) == ["retry"]
    assert server.rows(applied_op) == []
    assert kiosk.words(op.model_copy(update={"schema_ver": 1})) == ["accepted"]


def test_unknown_fields_do_no_harm(server: CentralServer) -> None:
    kiosk = server.kiosk()
    assert kiosk.words(kiosk.submitted(1, shoe_size="44")) == ["accepted"]
