"""Enrolment by one-time code (V1, V2, V8; X22), hello, and copies of one kiosk (model §8, X28, X31)."""

import base64
import uuid
from typing import Any

import httpx2
import pytest
from sqlalchemy import select, update

from ipas_central.context import new_epoch
from ipas_central.devices import codes, enrolment
from ipas_central.tables import device, enrol_code
from ipas_contract import enrol_codes
from ipas_contract.calls import EnrolReply, ErrorCode, ErrorReply
from ipas_contract.signing import fingerprint
from tests.helpers.central import CentralServer
from tests.helpers.office import CENTRE
from tests.helpers.wire import SignedClient, code_of

pytestmark = pytest.mark.logs(r"enrol_failed|store_rolled_back|older_incarnation|two_copies_alive|op_reuse")


def enrolled(server: CentralServer, code: str, centre: str = CENTRE) -> EnrolReply | ErrorReply:
    client = SignedClient(server.url)
    try:
        return client.enrol(code, centre)
    finally:
        client.close()


def test_a_code_enrols_one_kiosk_once(server: CentralServer) -> None:
    """V1: single use; the kiosk is told what model §8 says."""
    code = server.code()
    reply = enrolled(server, code)
    assert isinstance(reply, EnrolReply)
    assert (reply.kiosk_code, reply.incarnation, reply.centre_id) == ("0001", 1, CENTRE)
    assert base64.b64decode(reply.sealing_key) == server.central.keys.sealing_public
    assert enrolled(server, code) == ErrorReply(code=ErrorCode.ENROL_FAILED)


def test_a_code_has_enough_bits_is_stored_hashed_and_read_as_typed(server: CentralServer) -> None:
    """V1: at least 40 bits; V3: never a token. Lower case, blanks and look-alikes are understood."""
    code = server.code()
    with server.central.engine.connect() as connection:
        row = connection.execute(select(enrol_code)).one()
    assert code.replace("-", "").encode() not in row.digest
    assert 32**enrol_codes.SECRET_LENGTH >= 2**40
    assert isinstance(enrolled(server, code.lower().replace("1", "l").replace("0", "o")), EnrolReply)


@pytest.mark.parametrize("late_ms", [codes.LIFE_MS, codes.LIFE_MS + 1])
def test_a_code_lapses_after_ten_minutes(server: CentralServer, late_ms: int) -> None:
    """V1, X22."""
    code = server.code()
    server.clock.pass_(late_ms)
    assert enrolled(server, code) == ErrorReply(code=ErrorCode.ENROL_FAILED)


def test_five_misses_kill_a_code(server: CentralServer) -> None:
    """V1: also the right code is refused then, with the same words."""
    code = server.code()
    for _ in range(codes.MISSES):
        assert enrolled(server, "00000-00000") == ErrorReply(code=ErrorCode.ENROL_FAILED)
    assert enrolled(server, code) == ErrorReply(code=ErrorCode.ENROL_FAILED)


def test_four_misses_do_not_and_another_centre_is_not_concerned(server: CentralServer) -> None:
    code, other = server.code(), server.code("south")
    for _ in range(codes.MISSES - 1):
        enrolled(server, "00000-00000")
    assert isinstance(enrolled(server, other, "south"), EnrolReply)
    assert isinstance(enrolled(server, code), EnrolReply)


def test_a_code_is_for_its_centre(server: CentralServer) -> None:
    """V1: typed with a centre id."""
    assert enrolled(server, server.code(), "south") == ErrorReply(code=ErrorCode.ENROL_FAILED)


def test_a_lost_reply_can_be_asked_for_again(server: CentralServer) -> None:
    """The same code from the same key gets the same identity, from another key nothing."""
    code = server.code()
    client = SignedClient(server.url)
    first, second = client.enrol(code), client.enrol(code)
    client.close()
    assert isinstance(first, EnrolReply)
    assert isinstance(second, EnrolReply)
    assert first.device_id == second.device_id


def test_a_device_cannot_enrol_another(server: CentralServer) -> None:
    """V8: a signature is worth nothing at enrolment."""
    kiosk = server.kiosk()
    public = base64.b64encode(kiosk.client.key.public_key().public_bytes_raw()).decode()
    body = f'{{"centre_id": "{CENTRE}", "code": "00000-00000", "public_key": "{public}"}}'
    assert code_of(kiosk.client.signed("POST", "/v1/devices/enrol", body.encode())) == ErrorCode.ENROL_FAILED


def test_a_revoked_key_stays_out_with_a_new_code(server: CentralServer) -> None:
    """V7."""
    kiosk = server.kiosk()
    with server.central.engine.begin() as connection:
        connection.execute(update(device).values(status="revoked"))
    assert kiosk.client.enrol(server.code()) == ErrorReply(code=ErrorCode.ENROL_FAILED)


@pytest.mark.parametrize("key", ["", "x", base64.b64encode(b"short").decode(), "\u0000", "ä"])
def test_a_key_that_is_none_is_a_bad_request(server: CentralServer, key: str) -> None:
    content = httpx2.Request("POST", "http://x", json={"centre_id": CENTRE, "code": "0", "public_key": key}).content
    client = SignedClient(server.url)
    assert code_of(client.unsigned("POST", "/v1/devices/enrol", content)) == ErrorCode.BAD_REQUEST
    client.close()


def test_a_centre_that_no_database_can_hold_is_a_bad_request(server: CentralServer) -> None:
    """X1."""
    assert enrolled(server, server.code(), "nor\0th") == ErrorReply(code=ErrorCode.BAD_REQUEST)


def test_both_sides_show_the_same_fingerprint(server: CentralServer) -> None:
    """V2."""
    kiosk = server.kiosk()
    with server.central.engine.connect() as connection:
        stored = connection.execute(select(device.c.public_key)).scalar_one()
    assert fingerprint(stored) == fingerprint(kiosk.client.key.public_key().public_bytes_raw())


def test_kiosk_codes_count_in_four_characters() -> None:
    assert [enrolment.kiosk_code(number) for number in (1, 35, 36, 36**4 - 1)] == ["0001", "000Z", "0010", "ZZZZ"]


# ---- hello -----------------------------------------------------------------------------------------------------


def test_hello_of_a_store_as_it_was_changes_nothing(server: CentralServer) -> None:
    kiosk = server.kiosk()
    assert kiosk.hello(seq=0).incarnation == 1
    ops = [kiosk.submitted(1), kiosk.submitted(2)]
    kiosk.push(*ops)
    reply = kiosk.hello(last=ops[1])
    assert (reply.incarnation, reply.contiguous_through, reply.kiosk_code) == (1, 2, kiosk.code)


def test_more_ops_than_central_knows_are_no_rollback(server: CentralServer) -> None:
    """A central restored from a backup knows fewer: the kiosk keeps its incarnation and offers again."""
    kiosk = server.kiosk()
    kiosk.push(kiosk.submitted(1))
    newest = kiosk.submitted(2)
    assert kiosk.hello(last=newest).incarnation == 1


def test_a_store_that_forgot_a_life_of_central_is_an_older_copy_and_offers_all_again(server: CentralServer) -> None:
    """Model §8: its verdicts are of another life, though its place in the outbox is the newest; one that has not
    greeted this life yet goes on from what the backup holds."""
    kiosk = server.kiosk()
    ops = [kiosk.submitted(1), kiosk.submitted(2)]
    before = kiosk.hello(seq=0).server_epoch
    kiosk.push(*ops)
    with server.central.engine.begin() as connection:
        epoch = new_epoch(connection)
    here: dict[str, Any] = {"seq": 2, "last": ops[1]}
    first = kiosk.hello(**here, epoch=before)
    assert (first.incarnation, first.contiguous_through) == (1, 2)
    assert kiosk.hello(**here, epoch=epoch).contiguous_through == 2
    copy = kiosk.hello(**here, epoch=before)
    assert (copy.incarnation, copy.contiguous_through) == (2, 0)
    assert kiosk.hello(**here, epoch=uuid.uuid4()).contiguous_through == 0


@pytest.mark.parametrize("other_op", [False, True])
def test_a_restored_disk_goes_on_under_a_new_incarnation(server: CentralServer, *, other_op: bool) -> None:
    """Fault 16, X28: fewer ops than before, or another one at the same place; the same ops go through again."""
    kiosk = server.kiosk()
    ops = [kiosk.submitted(1), kiosk.submitted(2)]
    kiosk.push(*ops)
    other = kiosk.submitted(3)
    assert (kiosk.hello(seq=2, last=other) if other_op else kiosk.hello(seq=1, last=ops[0])).incarnation == 2
    assert [verdict.duplicate for verdict in kiosk.verdicts(*ops)] == [True, True]


def test_what_a_stream_had_pending_counts_on_in_the_next(server: CentralServer) -> None:
    """Re-stamped and re-offered ops fill the new incarnation's `contiguous_through` (model §2)."""
    kiosk = server.kiosk()
    ops = [kiosk.submitted(serial) for serial in range(1, 5)]
    assert kiosk.push(*ops[:2], ops[3]).contiguous_through == 2
    assert kiosk.hello(seq=1, last=ops[0]).contiguous_through == 0
    assert kiosk.push(ops[2]).contiguous_through == 0
    assert kiosk.push(*ops[:2], ops[3]).contiguous_through == 4


def test_what_a_copy_wrote_before_it_said_hello_is_offered_to_a_restored_central(server: CentralServer) -> None:
    """Rows 16 and 47 together: the old disk went on at the place of an op that central had judged."""
    kiosk = server.kiosk()
    kiosk.push(kiosk.submitted(1))
    other = kiosk.submitted(2)
    before = kiosk.hello(seq=1, last=other).server_epoch  # the backup is taken now, before the other op is judged
    with server.central.engine.begin() as connection:
        new_epoch(connection)
    assert kiosk.hello(seq=1, last=other, epoch=before).contiguous_through == 0


def test_two_live_copies_that_alternate_are_suspended(server: CentralServer) -> None:
    """X31, fault 57: nothing is erased, the kiosk is refused until staff look at it."""
    kiosk = server.kiosk()
    kiosk.push(kiosk.submitted(1))
    kiosk.hello(seq=0)
    answers = []
    for turn in range(8):
        batch = kiosk.batch([kiosk.submitted(10 + turn)], incarnation=1 + (turn + 1) % 2)
        answers.append(code_of(kiosk.client.signed("POST", "/v1/sync/push", batch.model_dump_json().encode())))
    assert answers == [None] * 5 + [ErrorCode.SUSPENDED] * 3


def test_a_backup_restored_twice_is_not(server: CentralServer) -> None:
    kiosk = server.kiosk()
    kiosk.push(kiosk.submitted(1))
    for expected in (2, 3):
        assert kiosk.hello(seq=0, incarnation=1).incarnation == expected
        assert kiosk.push(kiosk.submitted(expected)).verdicts[0].verdict == "accepted"


def test_hello_asked_again_after_lost_replies_is_not(server: CentralServer) -> None:
    kiosk = server.kiosk()
    kiosk.push(kiosk.submitted(1))
    assert [kiosk.hello(seq=0, incarnation=1).incarnation for _ in range(6)] == [2, 3, 4, 5, 6, 7]


def test_an_unknown_device_is_told_so(server: CentralServer) -> None:
    """Model §8: one of the three answers that concern the device."""
    kiosk = server.kiosk()
    kiosk.client.device_id = uuid.UUID(int=5)
    response = kiosk.client.signed("GET", "/v1/ping")
    assert (response.status_code, code_of(response)) == (401, ErrorCode.DEVICE_UNKNOWN)
