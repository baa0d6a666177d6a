"""Changing a password at central (L2, L12, R5, R6, R9, X17)."""

import json

import bcrypt
import pytest

from ipas_central.candidates import password as service
from ipas_central.candidates import sign_in
from ipas_central.errors import Refused
from ipas_central.tables import attempt, candidate, change, request_result, temporary_secret
from ipas_contract import passwords
from ipas_contract.calls import PasswordOutcome, PasswordReply, PasswordRequest, SignInOutcome
from ipas_contract.codes import Language
from tests.helpers.credentials import give_secret
from tests.helpers.office import CENTRE, KIOSK, MINUTE, Office, changing, signing_in
from tests.helpers.people import Person, person

ANNE = person(1)
BOB = person(2)
NEW = "Fresh#Harbour7777"
WRONG = "Wrong#Password99"
CHANGED = PasswordReply(outcome=PasswordOutcome.CHANGED)
FAILED = PasswordReply(outcome=PasswordOutcome.FAILED)
SAME = PasswordReply(outcome=PasswordOutcome.SAME_AS_OLD)


def change_password(office: Office, request: PasswordRequest) -> PasswordReply:
    return service.change(office.central, KIOSK, request)


def outcome(office: Office, password: str) -> SignInOutcome:
    return sign_in.sign_in(office.central, KIOSK, signing_in(ANNE, password=password))[0].outcome


def test_l12_the_current_password_lets_a_new_one_in(office: Office) -> None:
    office.register(ANNE)
    assert change_password(office, changing(ANNE, NEW)) == CHANGED
    assert outcome(office, NEW) is SignInOutcome.SIGNED_IN
    assert outcome(office, ANNE.password) is SignInOutcome.FAILED
    (row,) = office.rows(candidate)
    assert (row.password_version, row.version) == (2, 2)


@pytest.mark.parametrize("changes", [{"current": WRONG}, {"current": ""}, {"name": "陳小明"}, {"account": BOB.account}])
def test_l12_without_it_nothing_changes(office: Office, changes: dict[str, str]) -> None:
    office.register(ANNE)
    assert change_password(office, changing(ANNE, NEW, **changes)) == FAILED
    assert outcome(office, ANNE.password) is SignInOutcome.SIGNED_IN
    assert office.messages() == []
    assert office.rows(change) == []


def test_r9_all_contacts_are_told_without_a_secret_and_the_verifiers_are_void(office: Office) -> None:
    anne = office.register(ANNE)
    assert change_password(office, changing(ANNE, NEW)) == CHANGED
    office.send()
    (mail,), (sms,) = office.mail(), office.sms()
    assert mail["To"] == ANNE.email
    assert "密碼已變更" in mail["Subject"]
    assert "+886912000001" in sms
    for text in (mail.as_string(), sms):
        assert NEW not in text
        assert ANNE.password not in text
    (line,) = office.rows(change)
    assert (line.centre_id, line.kind, line.entity_id) == (CENTRE, "verifier_dropped", anne)
    assert json.loads(line.body) == {"candidate_id": str(anne)}


def test_r5_a_temporary_password_dies_when_the_new_one_is_saved_and_not_before(office: Office) -> None:
    office.register(ANNE)
    secret = give_secret(office, ANNE)
    for _ in range(3):
        assert outcome(office, secret) is SignInOutcome.MUST_CHANGE
    assert outcome(office, ANNE.password) is SignInOutcome.SIGNED_IN, "the old one stays valid until then"
    assert change_password(office, changing(ANNE, NEW, current=secret)) == CHANGED
    assert office.rows(temporary_secret) == []
    assert outcome(office, secret) is SignInOutcome.FAILED
    assert outcome(office, NEW) is SignInOutcome.SIGNED_IN


def test_r5_x16_the_old_password_kills_the_temporary_one_too(office: Office) -> None:
    office.register(ANNE)
    secret = give_secret(office, ANNE)
    assert change_password(office, changing(ANNE, NEW)) == CHANGED
    assert outcome(office, secret) is SignInOutcome.FAILED


def test_x17_neither_the_current_nor_the_temporary_password_can_be_chosen_again(office: Office) -> None:
    office.register(ANNE)
    assert change_password(office, changing(ANNE, ANNE.password)) == SAME
    secret = give_secret(office, ANNE)
    assert change_password(office, changing(ANNE, secret, current=secret)) == SAME
    assert outcome(office, secret) is SignInOutcome.MUST_CHANGE
    assert change_password(office, changing(ANNE, WRONG, current=WRONG)) == FAILED, "says nothing about a wrong one"


def test_r9_x13_a_temporary_password_works_during_a_lock_and_the_new_one_ends_it(office: Office) -> None:
    office.register(ANNE)
    for _ in range(5):
        assert outcome(office, WRONG) is SignInOutcome.FAILED
    assert change_password(office, changing(ANNE, NEW)) == FAILED, "the lock is on the stored password here too"
    secret = give_secret(office, ANNE)
    assert outcome(office, secret) is SignInOutcome.MUST_CHANGE
    assert outcome(office, ANNE.password) is SignInOutcome.FAILED, "still locked"
    assert change_password(office, changing(ANNE, NEW, current=secret)) == CHANGED
    assert outcome(office, NEW) is SignInOutcome.SIGNED_IN


@pytest.mark.parametrize("who", [ANNE, BOB], ids=["known", "unknown"])
def test_l8_x11_failures_count_alike_with_and_without_an_account(office: Office, who: Person) -> None:
    office.register(ANNE)
    for _ in range(5):
        request = changing(ANNE, NEW, account=who.account, current=WRONG)
        assert change_password(office, request) == FAILED
    (row,) = [row for row in office.rows(attempt) if row.scope == "account"]
    assert (row.failures, row.locked_until) == (5, office.clock() + 15 * MINUTE)


def test_l2_every_path_takes_two_hashings(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.register(ANNE)
    office.register(person(3), status="disabled")
    requests = [
        changing(ANNE, NEW, current=WRONG),
        changing(ANNE, NEW, current=""),
        changing(ANNE, NEW, name="陳小明"),
        changing(ANNE, NEW, account="nobody.here"),
        changing(person(3), NEW),
        changing(ANNE, ANNE.password),
        changing(ANNE, NEW),
    ]
    counted: list[int] = []
    real = bcrypt.hashpw
    monkeypatch.setattr(bcrypt, "hashpw", lambda *given: counted.append(1) or real(*given))  # type: ignore[func-returns-value]
    for request in requests:
        counted.clear()
        change_password(office, request)
        assert len(counted) == 2, request


def test_a_change_and_its_retry_are_one(office: Office) -> None:
    """The retry comes when the reply was lost: the current password is the old one by then."""
    office.register(ANNE)
    request = changing(ANNE, NEW)
    assert [change_password(office, request) for _ in range(3)] == [CHANGED] * 3
    (row,) = office.rows(candidate)
    assert row.password_version == 2
    assert [row.failures for row in office.rows(attempt)] == [0, 0]
    assert len(office.messages()) == 2


@pytest.mark.parametrize(
    "new_hash",
    [
        "",
        NEW,
        "$2b$04$abcdefghijklmnopqrstuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu",
        passwords.hash_password(NEW, cost=5),
        passwords.hash_password(NEW, cost=4) + "\n",
        passwords.hash_password(NEW, cost=4).replace("v=2", "v=1"),
    ],
    ids=["empty", "in clear", "plain bcrypt", "another cost", "a line feed more", "version 1"],
)
def test_a_hash_not_of_the_exact_form_and_cost_is_refused(office: Office, new_hash: str) -> None:
    office.register(ANNE)
    with pytest.raises(Refused, match="bad_request"):
        change_password(office, changing(ANNE, NEW, new_hash=new_hash))
    assert outcome(office, ANNE.password) is SignInOutcome.SIGNED_IN


def test_no_typed_password_is_stored(office: Office) -> None:
    office.register(ANNE)
    change_password(office, changing(ANNE, NEW))
    kept = [row for table in (attempt, request_result, candidate, change) for row in office.rows(table)]
    kept += office.messages()
    for text in (NEW, ANNE.password):
        assert text not in repr(kept)


def test_the_notice_is_in_the_language_of_the_request(office: Office) -> None:
    office.register(ANNE)
    assert change_password(office, changing(ANNE, NEW, language=Language.EN)) == CHANGED
    office.send()
    assert "password was changed" in office.mail()[0]["Subject"]


def test_l9_a_paused_device_changes_no_password(office: Office) -> None:
    office.register(ANNE)
    with office.central.engine.begin() as connection:
        until = office.clock() + MINUTE
        connection.execute(attempt.insert().values(scope="device", key=str(KIOSK), locked_until=until))
    with pytest.raises(Refused, match="slow_down") as refused:
        change_password(office, changing(ANNE, NEW))
    assert refused.value.retry_after == 60


def test_a_secret_used_for_the_change_itself_proves_the_address_too(office: Office) -> None:
    """Model §1: used at the password page without a sign-in before."""
    office.register(ANNE)
    secret = give_secret(office, ANNE)
    assert change_password(office, changing(ANNE, NEW, current=secret)) == CHANGED
    (row,) = office.rows(candidate)
    assert (row.email_verified_at, row.mobile_verified_at) == (office.clock(), None)
