"""Push: the verdict table, repeats, forgeries, order (model §2, §3; sync §2; I2, I3, I6)."""

import hashlib
import json
from typing import Any

import pytest

from ipas_central.tables import applied_op, candidate, conflict, message
from ipas_contract.codes import Code
from ipas_contract.events import OpKind, Reason, Verdict
from ipas_contract.ids import uuid7
from tests.helpers.central import CentralServer
from tests.helpers.office import CENTRE
from tests.helpers.people import person
from tests.helpers.wire import body_of

pytestmark = pytest.mark.logs("op_reuse|store_rolled_back", '"pushed".*skew_ms')

ACCEPTED, CONFLICT, REJECTED = Verdict.ACCEPTED, Verdict.CONFLICT, Verdict.REJECTED


def test_a_registration_is_stored_whole(server: CentralServer) -> None:
    """Every column as it came; the ID number's key is keyed (D6)."""
    kiosk = server.kiosk()
    op = kiosk.submitted(1, name="𠮷田‧小明", assisted="staff7/unreadable_captcha")
    reply = kiosk.push(op)
    assert [verdict.verdict for verdict in reply.verdicts] == [ACCEPTED]
    assert reply.contiguous_through == 1
    (row,) = server.rows(candidate)
    sent = json.loads(op.body)
    assert all(getattr(row, name) == sent[name] for name in ("account", "name", "mobile", "email", "school_text"))
    assert (row.id, row.centre_id, row.origin, row.status) == (op.entity_id, CENTRE, "kiosk", "active")
    assert row.id_key == server.central.keys.id_key("national", sent["id_number"])
    assert row.id_key != hashlib.sha256(sent["id_number"].encode()).digest()
    assert server.state(op) == ("confirmed", None)


def test_the_confirmation_is_a_message_of_the_same_transaction(server: CentralServer) -> None:
    """Model §12."""
    kiosk = server.kiosk()
    op = kiosk.submitted(1, language="en")
    kiosk.push(op)
    (row,) = server.rows(message)
    assert (row.cause, row.template, row.address) == (op.op_id, "registration_confirmed", person(1).email)
    assert row.language == "en"


def test_repeats_get_the_stored_verdict_and_have_no_effect(server: CentralServer) -> None:
    """Faults 5, 6, 20; I2: accepted, conflict and rejected alike."""
    kiosk = server.kiosk()
    ops = [kiosk.submitted(1), kiosk.submitted(2, account=person(1).account), kiosk.submitted(3, email="x")]
    first = kiosk.verdicts(*ops)
    assert [verdict.verdict for verdict in first] == [ACCEPTED, CONFLICT, REJECTED]
    before = [len(server.rows(table)) for table in (candidate, conflict, message, applied_op)]
    again = kiosk.verdicts(*ops, ops[0])
    assert again[:3] == [verdict.model_copy(update={"duplicate": True}) for verdict in first]
    assert again[3] == again[0]
    assert [len(server.rows(table)) for table in (candidate, conflict, message, applied_op)] == before


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
    assert [row.id for row in server.rows(candidate)] == [op.entity_id]


def test_a_reused_place_is_refused_and_welcome_under_a_new_incarnation(server: CentralServer) -> None:
    """Fault 57: the same seq with another op id says that the store was copied; nothing is lost (I1)."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    kiosk.push(first)
    other = kiosk.submitted(2).model_copy(update={"seq": first.seq})
    (verdict,) = kiosk.verdicts(other)
    assert (verdict.verdict, verdict.reason) == (REJECTED, Reason.OP_REUSE)
    assert kiosk.hello(last=other).incarnation == 2
    assert kiosk.words(other) == ["accepted"]


def test_a_body_that_is_not_the_one_it_says_is_rejected(server: CentralServer) -> None:
    kiosk = server.kiosk()
    op = kiosk.submitted(1).model_copy(update={"body_sha256": "0" * 64})
    (verdict,) = kiosk.verdicts(op)
    assert (verdict.verdict, verdict.reason) == (REJECTED, Reason.BAD_BODY)


FIELDS = [
    ({"account": "short"}, "account", Code.TOO_SHORT),
    ({"account": "A200000003"}, "account", Code.LOOKS_LIKE_ID),
    ({"account": "my.A200000003", "id_number": "a2000-00003"}, "account", Code.LOOKS_LIKE_ID),
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
    assert server.state(op) == ("attention", "refused")
    (kept,) = server.rows(conflict)
    assert (kept.op_id, kept.reason, kept.body) == (op.op_id, "bad_field", op.body.encode())
    assert server.rows(candidate) == []
    told = [(row.template, row.candidate_id) for row in server.rows(message)]
    reachable = field not in {"email", "receipt_no"}
    assert told == [("registration_attention", op.entity_id)] * reachable, "model §12"


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
        (OpKind.WITHDRAWN, "{}", Reason.BAD_BODY, "id"),
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
    assert len(server.rows(conflict)) == (kind != OpKind.LOOKUP)


def test_one_bad_op_never_fails_its_batch(server: CentralServer) -> None:
    """Fault 41, of the kind that rules find."""
    kiosk = server.kiosk()
    ops = [kiosk.submitted(1), kiosk.op("nonsense", "\u0000"), kiosk.submitted(2)]
    assert kiosk.words(*ops) == ["accepted", "rejected", "accepted"]


def test_text_of_attackers_is_stored_as_text(server: CentralServer) -> None:
    """X2."""
    kiosk = server.kiosk()
    nasty = "'; DROP TABLE candidate;--{{7*7}}%s:name"
    assert kiosk.words(kiosk.submitted(1, school_text=nasty)) == ["accepted"]
    assert server.rows(candidate)[0].school_text == nasty
