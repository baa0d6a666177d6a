"""Push: the verdict table, repeats, forgeries, order (model §2, §3; sync §2; I2, I3, I6)."""

import hashlib
import json
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from ipas_central.tables import applied_op, candidate, conflict, lookup_request, message, raw_inbox, submission
from ipas_contract.codes import Code
from ipas_contract.events import MAX_BATCH_OPS, Op, OpKind, Reason, Verdict
from ipas_contract.ids import uuid7
from tests.helpers.central import CentralServer
from tests.helpers.office import CENTRE, HOUR, MORNING
from tests.helpers.people import person
from tests.helpers.wire import Kiosk, body_of

pytestmark = pytest.mark.logs("op_reuse|store_rolled_back", '"pushed".*skew_ms')

ACCEPTED, CONFLICT, REJECTED = Verdict.ACCEPTED, Verdict.CONFLICT, Verdict.REJECTED


def rows(server: CentralServer, table: Any) -> list[Any]:
    with server.central.engine.connect() as connection:
        return list(connection.execute(select(table)))


def state(server: CentralServer, op: Op) -> tuple[str, str | None]:
    """The submission of an op's registration."""
    (found,) = [row for row in rows(server, submission) if row.candidate_id == op.entity_id]
    return found.state, found.reason


def words(kiosk: Kiosk, *ops: Op, **changes: Any) -> list[str]:
    return [verdict.verdict.value for verdict in kiosk.verdicts(*ops, **changes)]


def test_a_registration_is_stored_whole(server: CentralServer) -> None:
    """Every column as it came; the ID number's key is keyed (D6)."""
    kiosk = server.kiosk()
    op = kiosk.submitted(1, name="𠮷田‧小明", assisted="staff7/unreadable_captcha")
    reply = kiosk.push(op)
    assert [verdict.verdict for verdict in reply.verdicts] == [ACCEPTED]
    assert reply.contiguous_through == 1
    (row,) = rows(server, candidate)
    sent = json.loads(op.body)
    assert all(getattr(row, name) == sent[name] for name in ("account", "name", "mobile", "email", "school_text"))
    assert (row.id, row.centre_id, row.origin, row.status) == (op.entity_id, CENTRE, "kiosk", "active")
    assert row.id_key == server.central.keys.id_key("national", sent["id_number"])
    assert row.id_key != hashlib.sha256(sent["id_number"].encode()).digest()
    assert state(server, op) == ("confirmed", None)


def test_the_confirmation_is_a_message_of_the_same_transaction(server: CentralServer) -> None:
    """Model §12."""
    kiosk = server.kiosk()
    op = kiosk.submitted(1, language="en")
    kiosk.push(op)
    (row,) = rows(server, message)
    assert (row.cause, row.template, row.address) == (op.op_id, "registration_confirmed", person(1).email)
    assert row.language == "en"


def test_repeats_get_the_stored_verdict_and_have_no_effect(server: CentralServer) -> None:
    """Faults 5, 6, 20; I2: accepted, conflict and rejected alike."""
    kiosk = server.kiosk()
    ops = [kiosk.submitted(1), kiosk.submitted(2, account=person(1).account), kiosk.submitted(3, email="x")]
    first = kiosk.verdicts(*ops)
    assert [verdict.verdict for verdict in first] == [ACCEPTED, CONFLICT, REJECTED]
    before = [len(rows(server, table)) for table in (candidate, conflict, message, applied_op)]
    again = kiosk.verdicts(*ops, ops[0])
    assert again[:3] == [verdict.model_copy(update={"duplicate": True}) for verdict in first]
    assert again[3] == again[0]
    assert [len(rows(server, table)) for table in (candidate, conflict, message, applied_op)] == before


def test_an_op_twice_in_one_batch_has_one_effect(server: CentralServer) -> None:
    kiosk = server.kiosk()
    op = kiosk.submitted(1)
    assert [(each.verdict, each.duplicate) for each in kiosk.verdicts(op, op)] == [(ACCEPTED, False), (ACCEPTED, True)]


def test_a_reused_op_id_is_refused(server: CentralServer) -> None:
    """Fault 57: the same id with another body; the first stays what it was."""
    kiosk = server.kiosk()
    op = kiosk.submitted(1)
    kiosk.push(op)
    forged = kiosk.submitted(2).model_copy(update={"op_id": op.op_id})
    (verdict,) = kiosk.verdicts(forged)
    assert (verdict.verdict, verdict.reason) == (REJECTED, Reason.OP_REUSE)
    assert kiosk.verdicts(op)[0].duplicate
    assert [row.id for row in rows(server, candidate)] == [op.entity_id]


def test_a_reused_place_is_refused_and_welcome_under_a_new_incarnation(server: CentralServer) -> None:
    """Fault 57: the same seq with another op id says that the store was copied; nothing is lost (I1)."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    kiosk.push(first)
    other = kiosk.submitted(2).model_copy(update={"seq": first.seq})
    (verdict,) = kiosk.verdicts(other)
    assert (verdict.verdict, verdict.reason) == (REJECTED, Reason.OP_REUSE)
    assert kiosk.hello(last=other).incarnation == 2
    assert words(kiosk, other) == ["accepted"]


def test_a_body_that_is_not_the_one_it_says_is_rejected(server: CentralServer) -> None:
    kiosk = server.kiosk()
    op = kiosk.submitted(1).model_copy(update={"body_sha256": "0" * 64})
    (verdict,) = kiosk.verdicts(op)
    assert (verdict.verdict, verdict.reason) == (REJECTED, Reason.BAD_BODY)


FIELDS = [
    ({"account": "short"}, "account", Code.TOO_SHORT),
    ({"account": "A200000003"}, "account", Code.LOOKS_LIKE_ID),
    ({"id_number": "A200000004"}, "id_number", Code.BAD_CHECKSUM),
    ({"nationality": "foreign"}, "id_number", Code.WRONG_NATIONALITY),
    ({"name": "王?明"}, "name", Code.BAD_CHARACTER),
    ({"surname_roman": "王"}, "surname_roman", Code.BAD_CHARACTER),
    ({"email": "nobody"}, "email", Code.BAD_FORMAT),
    ({"mobile": "0999123456"}, "mobile", Code.NOT_MOBILE),
    ({"password_hash": "$2b$04$abc"}, "password_hash", Code.BAD_FORMAT),
    ({"receipt_no": "0001-1-00001-X"}, "receipt_no", Code.BAD_FORMAT),
    ({"school_text": None}, "school_code", Code.REQUIRED),
    ({"school_code": "0001"}, "school_code", Code.REQUIRED),
    ({"school_text": "x" * 61}, "school_text", Code.TOO_LONG),
    ({"department_text": "a\u0000b"}, "department_text", Code.BAD_CHARACTER),
    ({"school_area": " "}, "school_area", Code.EMPTY),
    ({"consent_version": ""}, "consent_version", Code.EMPTY),
    ({"assisted": "\u001b[31m"}, "assisted", Code.BAD_CHARACTER),
]


@pytest.mark.parametrize(("changes", "field", "code"), FIELDS)
def test_central_judges_every_field_again(
    server: CentralServer, changes: dict[str, Any], field: str, code: Code
) -> None:
    """Rules, introduction: a kiosk is never trusted. What was typed is kept whole for staff (I6)."""
    kiosk = server.kiosk()
    op = kiosk.submitted(1, **changes)
    (verdict,) = kiosk.verdicts(op)
    assert (verdict.verdict, verdict.reason, verdict.field, verdict.code) == (REJECTED, Reason.BAD_FIELD, field, code)
    assert state(server, op) == ("attention", "refused")
    (kept,) = rows(server, conflict)
    assert (kept.op_id, kept.reason, kept.body) == (op.op_id, "bad_field", op.body.encode())
    assert rows(server, candidate) == []


def test_a_hash_of_another_cost_is_refused(server: CentralServer) -> None:
    """Model §3: its exact form."""
    kiosk = server.kiosk()
    stronger = body_of(1)["password_hash"].replace("r=4", "r=12")
    assert kiosk.verdicts(kiosk.submitted(1, password_hash=stronger))[0].field == "password_hash"


@pytest.mark.parametrize(
    ("kind", "body", "reason", "field"),
    [
        (OpKind.SUBMITTED, "", Reason.BAD_BODY, None),
        (OpKind.SUBMITTED, "[1]", Reason.BAD_BODY, None),
        (OpKind.SUBMITTED, "{\u0000", Reason.BAD_BODY, None),
        (OpKind.SUBMITTED, json.dumps(body_of(1, id=str(uuid7()), receipt_no="x", sex=3)), Reason.BAD_BODY, "sex"),
        (OpKind.SUBMITTED, json.dumps(body_of(1, id=str(uuid7()), receipt_no="x")), Reason.BAD_FIELD, "id"),
        (OpKind.WITHDRAWN, "{}", Reason.BAD_BODY, None),
        (OpKind.LOOKUP, "{}", Reason.BAD_BODY, None),
        ("profile.painted", "{}", Reason.UNKNOWN_KIND, None),
        ("\u0000", "\u202e", Reason.UNKNOWN_KIND, None),
    ],
)
def test_bodies_and_kinds_that_cannot_be_read(
    server: CentralServer, kind: str, body: str, reason: Reason, field: str | None
) -> None:
    """X1, X2; a lookup's body, unlike a registration's, is not kept."""
    kiosk = server.kiosk()
    (verdict,) = kiosk.verdicts(kiosk.op(kind, body))
    assert (verdict.verdict, verdict.reason, verdict.field) == (REJECTED, reason, field)
    assert len(rows(server, conflict)) == (kind != OpKind.LOOKUP)


def test_one_bad_op_never_fails_its_batch(server: CentralServer) -> None:
    """Fault 41, of the kind that rules find."""
    kiosk = server.kiosk()
    ops = [kiosk.submitted(1), kiosk.op("nonsense", "\u0000"), kiosk.submitted(2)]
    assert words(kiosk, *ops) == ["accepted", "rejected", "accepted"]


def test_text_of_attackers_is_stored_as_text(server: CentralServer) -> None:
    """X2."""
    kiosk = server.kiosk()
    nasty = "'; DROP TABLE candidate;--{{7*7}}%s:name"
    assert words(kiosk, kiosk.submitted(1, school_text=nasty)) == ["accepted"]
    assert rows(server, candidate)[0].school_text == nasty


# ---- order -----------------------------------------------------------------------------------------------------


def test_what_depends_waits_for_a_verdict(server: CentralServer) -> None:
    """Model §2: `blocked` is an answer for now and is never stored."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1, email="x")
    second = kiosk.amended(first, 1)
    reply = kiosk.push(second)
    assert ([verdict.verdict for verdict in reply.verdicts], reply.contiguous_through) == ([Verdict.BLOCKED], 0)
    assert rows(server, applied_op) == []
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
        assert words(kiosk, *chain) == ["rejected", "accepted", "accepted"]
        assert state(server, first) == ("withdrawn", None)


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
    assert words(kiosk, lost) == ["conflict"]
    assert state(server, lost) == ("attention", "account_taken")
    still = kiosk.amended(lost, 2, account=person(1).account)
    won = kiosk.amended(lost, 2)
    assert words(kiosk, still, won) == ["conflict", "accepted"]
    assert state(server, lost) == ("confirmed", None)
    assert {row.op_id: row.resolved_by for row in rows(server, conflict)} == {
        lost.op_id: still.op_id,
        still.op_id: won.op_id,
    }
    assert {row.account for row in rows(server, candidate)} == {person(1).account, person(2).account}


@pytest.mark.parametrize("together", [False, True])
def test_a_confirmed_registration_is_not_amended(server: CentralServer, *, together: bool) -> None:
    """Model §3: allowed until confirmed."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    late = kiosk.amended(first, 2)
    verdicts = kiosk.verdicts(first, late) if together else kiosk.verdicts(first) + kiosk.verdicts(late)
    assert [(each.verdict, each.reason) for each in verdicts] == [(ACCEPTED, None), (REJECTED, Reason.TOO_LATE)]
    assert state(server, first) == ("confirmed", None)
    assert [row.account for row in rows(server, candidate)] == [person(1).account]


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
    assert state(server, first) == ("attention", "refused")


def test_a_second_registration_of_one_candidate_is_too_late(server: CentralServer) -> None:
    """Ids are never reused (model §1)."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    again = kiosk.submitted(2, id=first.entity_id)
    assert [each.reason for each in kiosk.verdicts(first, again)] == [None, Reason.TOO_LATE]
    assert state(server, first) == ("confirmed", None)


@pytest.mark.parametrize("together", [False, True])
def test_a_withdrawal_frees_name_and_number(server: CentralServer, *, together: bool) -> None:
    """Model §3: only the tombstone stays; the next may have them, in the same batch too."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    gone = kiosk.withdrawn(first)
    after = kiosk.submitted(1)
    got = (
        words(kiosk, first, gone, after)
        if together
        else [word for op in (first, gone, after) for word in words(kiosk, op)]
    )
    assert got == ["accepted", "accepted", "accepted"]
    assert state(server, first) == ("withdrawn", None)
    assert [row.id for row in rows(server, candidate)] == [after.entity_id]
    assert words(kiosk, kiosk.withdrawn(first)) == ["accepted"]


def test_a_withdrawal_in_attention_settles_the_conflict(server: CentralServer) -> None:
    kiosk = server.kiosk()
    lost = kiosk.submitted(2, account=person(1).account)
    kiosk.push(kiosk.submitted(1), lost)
    gone = kiosk.withdrawn(lost)
    assert words(kiosk, gone) == ["accepted"]
    assert state(server, lost) == ("withdrawn", None)
    assert rows(server, conflict)[0].resolved_by == gone.op_id
    assert [row.account for row in rows(server, candidate)] == [person(1).account]


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
    assert words(kiosk, lookup(kiosk, 1), lookup(kiosk, 2)) == ["accepted", "accepted"]
    assert sorted(row.candidate_id is None for row in rows(server, lookup_request)) == [False, True]
    assert [row.template for row in rows(server, message)].count("credential") >= 1


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
    assert [row.body for row in rows(server, raw_inbox)] == [op.body.encode()]
    assert state(server, op) == ("attention", "too_old")


def test_a_version_too_new_is_held(server: CentralServer) -> None:
    """Fault 45: no reject storm after central was rolled back; nothing is stored."""
    kiosk = server.kiosk()
    op = kiosk.submitted(1).model_copy(update={"schema_ver": 2})
    assert words(kiosk, op) == ["retry"]
    assert rows(server, applied_op) == []
    assert words(kiosk, op.model_copy(update={"schema_ver": 1})) == ["accepted"]


def test_unknown_fields_do_no_harm(server: CentralServer) -> None:
    kiosk = server.kiosk()
    assert words(kiosk, kiosk.submitted(1, shoe_size="44")) == ["accepted"]
