"""Sign-in at central (L1-L5, L8, L9, X8, X11, X13, X15)."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import bcrypt
import pytest

from ipas_central.candidates import sign_in as service
from ipas_central.errors import Refused
from ipas_central.tables import attempt, candidate, request_result
from ipas_contract import passwords
from ipas_contract.calls import SignInOutcome, SignInReply, SignInRequest
from ipas_contract.ids import uuid7
from tests.helpers.credentials import give_secret, sign_in
from tests.helpers.office import CENTRE, HOUR, Office, signing_in
from tests.helpers.people import person

ANNE = person(1)
BOB = person(2)
WRONG = "Wrong#Password99"
FAILED = SignInReply(outcome=SignInOutcome.FAILED)


def fail(office: Office, times: int, **changes: str) -> None:
    for _ in range(times):
        assert sign_in(office, signing_in(ANNE, **({"password": WRONG} | changes))) == FAILED


@pytest.fixture
def hashings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts real bcrypt computations."""
    counted: list[int] = []
    real = bcrypt.hashpw

    def counting(password: bytes, salt: bytes) -> bytes:
        counted.append(1)
        return real(password, salt)

    monkeypatch.setattr(bcrypt, "hashpw", counting)
    return counted


def test_the_right_password_signs_in(office: Office) -> None:
    anne = office.register(ANNE)
    reply = sign_in(office, signing_in(ANNE))
    assert reply.outcome is SignInOutcome.SIGNED_IN
    assert reply.candidate_id == anne
    assert (reply.state, reply.reason, reply.profile_complete) == ("confirmed", None, True)


def test_x8_an_unknown_account_is_said_and_known_by_no_other_spelling(office: Office) -> None:
    office.register(ANNE)
    assert sign_in(office, signing_in(BOB)).outcome is SignInOutcome.UNKNOWN
    assert sign_in(office, signing_in(ANNE, account=ANNE.account.upper())).outcome is SignInOutcome.SIGNED_IN
    assert sign_in(office, signing_in(ANNE, account=f" {ANNE.account}")).outcome is SignInOutcome.UNKNOWN


def test_l5_the_name_is_folded_and_a_variant_is_another_name(office: Office) -> None:
    office.register(ANNE, name="黃‧溫 Amy")
    for typed in ("黃·溫 Amy", "黃・溫\u3000Ａｍｙ", " 黃‧溫 Amy"):
        assert sign_in(office, signing_in(ANNE, name=typed)).outcome is SignInOutcome.SIGNED_IN
    assert sign_in(office, signing_in(ANNE, name="黄‧溫 Amy")) == FAILED


def test_l5_x7_passwords_are_taken_unchanged_but_for_their_normal_form(office: Office) -> None:
    office.register(ANNE, password_hash=passwords.hash_password(" Caf\u00e9 密碼 ", cost=4))
    assert sign_in(office, signing_in(ANNE, password=" Cafe\u0301 密碼 ")).outcome is SignInOutcome.SIGNED_IN
    assert sign_in(office, signing_in(ANNE, password="Café 密碼")) == FAILED


def test_l1_l2_every_failure_is_one_answer_after_one_hashing(office: Office, hashings: list[int]) -> None:
    """L1, L2: wrong password, wrong name, empty, locked, disabled, merged, no password, pending secret or not."""
    office.register(ANNE)
    office.register(BOB)
    locked, disabled, merged, group = (office.register(person(serial), **columns) for serial, columns in (
        (3, {}),
        (4, {"status": "disabled"}),
        (5, {"status": "merged"}),
        (6, {"status": "group_pending", "password_hash": None}),
    ))  # fmt: skip
    assert len({locked, disabled, merged, group}) == 4
    for _ in range(5):
        sign_in(office, signing_in(person(3), password=WRONG))
    give_secret(office, BOB)
    requests = [
        signing_in(ANNE, password=WRONG),
        signing_in(ANNE, name="陳小明"),
        signing_in(ANNE, password=""),
        signing_in(ANNE, name="", password=""),
        signing_in(ANNE, password="長" * 200),
        signing_in(person(3)),
        signing_in(person(3), password=WRONG),
        signing_in(person(4)),
        signing_in(person(4), password=WRONG),
        signing_in(person(5)),
        signing_in(person(6), password=WRONG),
        signing_in(BOB, password=WRONG),
        signing_in(BOB, name="陳小明"),
    ]
    for request in requests:
        hashings.clear()
        assert sign_in(office, request).model_dump_json() == FAILED.model_dump_json(), request
        assert len(hashings) == 1, request


def test_l2_signing_in_takes_one_hashing_too(office: Office, hashings: list[int]) -> None:
    office.register(ANNE)
    office.register(BOB)
    secret = give_secret(office, BOB)
    for request in (signing_in(ANNE), signing_in(BOB, password=secret), signing_in(BOB)):
        hashings.clear()
        assert sign_in(office, request).outcome is not SignInOutcome.FAILED
        assert len(hashings) == 1


def test_l2_failures_take_the_same_time(office: Office) -> None:
    """L2: 20 interleaved samples differ by less than 20 ms of waiting and 10 % of work. The least of each, for what is
    more is other programs'; work is this thread's, for the same reason; cost 9 so that it is worth measuring."""
    slow = office.with_settings(bcrypt_cost=9)
    slow.register(ANNE, cost=9)
    slow.register(BOB, cost=9)
    slow.register(person(3), cost=9, status="disabled")
    slow.register(person(4), password_hash=None, status="group_pending")
    give_secret(slow, BOB)
    paths = {
        "password": signing_in(ANNE, password=WRONG),
        "name": signing_in(ANNE, name="陳小明"),
        "empty": signing_in(ANNE, password=""),
        "pending": signing_in(BOB, password=WRONG),
        "disabled": signing_in(person(3)),
        "no password": signing_in(person(4), password=WRONG),
    }
    # A real difference shows in every set; one that other programs made does not.
    assert any(alike(sample(slow, list(paths.values()))) for _ in range(4))


def sample(office: Office, requests: list[SignInRequest]) -> list[list[tuple[float, float]]]:
    """20 times each (time, work), interleaved, in an order of their own each round; a device each, so that none is
    paused."""
    taken: list[list[tuple[float, float]]] = [[] for _ in requests]
    for _ in range(20):
        for place in random.sample(range(len(requests)), len(requests)):
            request = requests[place].model_copy(update={"request_id": uuid7()})
            began = time.perf_counter(), time.thread_time()
            service.sign_in(office.central, uuid7(), request)
            taken[place].append((time.perf_counter() - began[0], time.thread_time() - began[1]))
    return taken


def alike(taken: list[list[tuple[float, float]]]) -> bool:
    waits = [min(wait for wait, _ in each) for each in taken]
    works = [min(work for _, work in each) for each in taken]
    return max(waits) - min(waits) < 0.020 and max(works) < 1.10 * min(works)


def test_a_call_and_its_retry_count_once(office: Office) -> None:
    office.register(ANNE)
    request = signing_in(ANNE, password=WRONG)
    for _ in range(10):
        assert sign_in(office, request) == FAILED
    fail(office, 3)
    good = signing_in(ANNE)
    assert sign_in(office, good).outcome is SignInOutcome.SIGNED_IN
    fail(office, 5)
    assert sign_in(office, good).outcome is SignInOutcome.SIGNED_IN, "the answer of then"
    assert sign_in(office, signing_in(ANNE)) == FAILED


def test_a_retry_beside_the_first_call_counts_once(office: Office) -> None:
    office.register(ANNE)
    request = signing_in(ANNE, password=WRONG)
    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(lambda _: sign_in(office, request), range(12))) == {FAILED}
    (row,) = [row for row in office.rows(attempt) if row.scope == "account"]
    assert row.failures == 1


def test_a_request_id_cannot_be_used_for_guessing_on(office: Office) -> None:
    """The answer of a request id stays what it was, whatever password follows; for another account it is refused."""
    office.register(ANNE)
    office.register(BOB)
    request = signing_in(ANNE, password=WRONG)
    assert sign_in(office, request) == FAILED
    assert sign_in(office, request.model_copy(update={"password": ANNE.password})) == FAILED
    for stranger in (signing_in(BOB, request_id=request.request_id), request.model_copy(update={"name": "陳小明"})):
        with pytest.raises(Refused, match="bad_request"):
            sign_in(office, stranger)
    with pytest.raises(Refused, match="bad_request"):
        sign_in(office, request, UUID(int=9))


def test_l3_a_cheaper_hash_is_made_anew_and_stays_the_same_password(office: Office) -> None:
    dear = office.with_settings(bcrypt_cost=5)
    dear.register(ANNE)
    for _ in range(2):
        assert sign_in(dear, signing_in(ANNE)).outcome is SignInOutcome.SIGNED_IN
        (row,) = office.rows(candidate)
        assert passwords.cost_of(row.password_hash) == 5
        assert row.password_version == 1


def test_l3_a_failed_sign_in_hashes_nothing_anew(office: Office) -> None:
    dear = office.with_settings(bcrypt_cost=5)
    dear.register(ANNE)
    assert sign_in(dear, signing_in(ANNE, password=WRONG)) == FAILED
    assert passwords.cost_of(office.rows(candidate)[0].password_hash) == 4


def test_no_password_is_stored_in_any_form_but_its_hash(office: Office) -> None:
    office.register(ANNE)
    sign_in(office, signing_in(ANNE))
    sign_in(office, signing_in(ANNE, password=WRONG))
    kept = [row for table in (attempt, request_result, candidate) for row in office.rows(table)]
    assert kept
    for text in (WRONG, ANNE.password):
        assert text not in repr(kept)


def test_a_group_candidate_without_profile_is_told_apart_only_when_signed_in(office: Office) -> None:
    office.register(ANNE, status="group_pending", password_hash=None, centre_id=CENTRE)
    assert sign_in(office, signing_in(ANNE)) == FAILED
    office.clock.pass_(HOUR)
    reply = sign_in(office, signing_in(ANNE, password=give_secret(office, ANNE)))
    assert (reply.outcome, reply.profile_complete) == (SignInOutcome.MUST_CHANGE, False)
