"""The wire (model §2, §3, §11): strict, bounded, and the same keys on every outcome."""

import json
from uuid import UUID

import pytest
from pydantic import ValidationError

from ipas_contract import calls, events

ID = "01890000-0000-7000-8000-000000000001"
OP = {
    "seq": 1,
    "op_id": ID,
    "kind": "registration.submitted",
    "entity_id": ID,
    "body": "{}",
    "body_sha256": "0" * 64,
    "made_at": 0,
    "boot_id": "b",
    "mono_ms": 0,
}


def op(**changes: object) -> events.Op:
    return events.Op.model_validate_json(json.dumps({**OP, **changes}))


def test_an_op_is_read_and_written_without_loss() -> None:
    read = op()
    assert read.op_id == UUID(ID)
    assert events.Op.model_validate_json(read.model_dump_json()) == read


def test_unknown_fields_and_unknown_kinds_pass_the_envelope() -> None:
    assert op(kind="something.newer", news=1).kind == "something.newer"


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": "1"},
        {"seq": 0},
        {"seq": True},
        {"body_sha256": "0" * 63},
        {"body_sha256": "0" * 64 + "\n"},
        {"op_id": "x"},
        {"kind": "k" * 61},
        {"made_at": 1e400},
        {"mono_ms": -1},
    ],
)
def test_x33_a_wrong_type_or_an_absurd_number_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        op(**changes)


def test_only_the_four_terminal_verdicts_are_stored() -> None:
    terminal = {verdict.value for verdict in events.Verdict if verdict.terminal}
    assert terminal == {"accepted", "conflict", "rejected", "accepted_raw"}


def test_l1_sign_in_has_the_same_keys_on_every_outcome() -> None:
    shapes = {
        tuple(json.loads(calls.SignInReply(outcome=outcome).model_dump_json())) for outcome in calls.SignInOutcome
    }
    assert len(shapes) == 1


def test_a_lookup_call_and_a_queued_lookup_have_the_same_fields() -> None:
    assert set(calls.CredentialLookupRequest.model_fields) == set(events.LookupBody.model_fields)


def test_a_batch_is_bounded() -> None:
    batch = {
        "device": ID,
        "incarnation": 1,
        "batch_id": ID,
        "sent_at": 0,
        "boot_id": "b",
        "mono_ms": 0,
        "ops": [OP] * (events.MAX_BATCH_OPS + 1),
    }
    with pytest.raises(ValidationError):
        events.PushRequest.model_validate_json(json.dumps(batch))
