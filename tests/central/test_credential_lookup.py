"""Credential lookup at central (R1, R2, R4, R8, R10, U7)."""

import statistics
import time

import pytest
from sqlalchemy import event

from ipas_central.candidates import sign_in
from ipas_central.candidates.lookups import Taking, lapsed, take_in
from ipas_central.tables import attempt, candidate, lookup_request, message, temporary_secret
from ipas_contract.calls import EmailLookupOutcome, EmailLookupReply, SignInOutcome
from ipas_contract.codes import Language
from ipas_contract.events import Channel, LookupBody
from ipas_contract.ids import uuid7
from ipas_contract.rules import password
from tests.helpers.credentials import ask
from tests.helpers.office import HOUR, KIOSK, Office, asking_credentials, secret_in, signing_in
from tests.helpers.people import person

ANNE = person(1)
BOB = person(2)
WRONG = "Wrong#Password99"
NONE = EmailLookupReply(outcome=EmailLookupOutcome.NONE)
MISSES: list[dict[str, str]] = [
    {"id_number": BOB.id_number},
    {"id_number": "A100000001"},
    {"id_number": ""},
    {"id_number": "' OR 1=1--"},
    {"name": "陳小明"},
    {"name": ""},
    {"address": BOB.email},
    {"address": ""},
]


def outcome(office: Office, typed: str) -> SignInOutcome:
    return sign_in.sign_in(office.central, KIOSK, signing_in(ANNE, password=typed))[0].outcome


def test_r4_a_match_gets_account_and_a_temporary_password_that_signs_in(office: Office) -> None:
    anne = office.register(ANNE)
    ask(office, Taking(asking_credentials(ANNE)))
    assert office.rows(temporary_secret) == [], "R10: no secret before it is sent"
    assert office.send() == 1
    (mail,) = office.mail()
    assert mail["To"] == ANNE.email
    assert ANNE.account in mail.get_body().get_content()  # type: ignore[union-attr]
    secret = secret_in(mail)
    assert password.rules(secret) == ()
    assert outcome(office, secret) is SignInOutcome.MUST_CHANGE
    (row,) = office.rows(candidate)
    assert (row.id, row.email_verified_at, row.mobile_verified_at) == (anne, office.clock(), None)


def test_by_sms_it_goes_to_the_registered_mobile(office: Office) -> None:
    office.register(ANNE)
    ask(office, Taking(asking_credentials(ANNE, Channel.SMS, language=Language.EN)))
    office.send()
    (text,) = office.sms()
    assert text.startswith("To: +886912000001\n")
    assert "ending in 001" in text
    secret = text.partition("temporary password ")[2].split()[0]
    assert outcome(office, secret) is SignInOutcome.MUST_CHANGE
    assert office.rows(candidate)[0].mobile_verified_at == office.clock()
    assert office.mail() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"id_number": f" {ANNE.id_number[:3].lower()}-{ANNE.id_number[3:]} "},
        {"id_number": f"Ａ{ANNE.id_number[1:]}"},
        {"address": ANNE.email.upper()},
        {"name": "王\u3000小明"},
    ],
)
def test_u7_what_is_folded_matches(office: Office, changes: dict[str, str]) -> None:
    office.register(ANNE)
    ask(office, Taking(asking_credentials(ANNE, **changes)))
    assert office.send() == 1


def test_u7_a_foreign_mobile_is_the_same_in_every_writing(office: Office) -> None:
    """Rules §4: the nationality is not asked here."""
    office.register(ANNE, nationality="foreign", mobile="+447911123456")
    ask(office, Taking(asking_credentials(ANNE, Channel.SMS, address="+44 (0)7911 123456")))
    assert office.send() == 1


@pytest.mark.parametrize("changes", MISSES)
@pytest.mark.parametrize("channel", Channel)
def test_r1_without_a_full_match_nothing_is_sent(office: Office, channel: Channel, changes: dict[str, str]) -> None:
    office.register(ANNE)
    office.register(BOB)
    ask(office, Taking(asking_credentials(ANNE, channel, **changes)))
    assert office.messages() == []
    (row,) = office.rows(lookup_request)
    assert row.candidate_id is None, "R2: a request of nobody's is kept alike"


@pytest.mark.parametrize("status", ["disabled", "merged"])
def test_who_cannot_sign_in_gets_no_temporary_password(office: Office, status: str) -> None:
    office.register(ANNE, status=status)
    ask(office, Taking(asking_credentials(ANNE)))
    assert office.messages() == []


def test_r1_the_statements_are_the_same_whoever_matches(office: Office) -> None:
    office.register(ANNE)
    said: list[str] = []
    event.listen(office.central.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    seen = set()
    for body in (asking_credentials(ANNE), *(asking_credentials(ANNE, **changes) for changes in MISSES)):
        said.clear()
        ask(office, Taking(body))
        seen.add(tuple(said))
        assert len(said) == 3
    assert len(seen) == 1


def test_r1_a_batch_of_five_hundred_takes_three_statements(office: Office) -> None:
    office.register(ANNE)
    said: list[str] = []
    event.listen(office.central.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    ask(office, *(Taking(asking_credentials(ANNE)) for _ in range(500)))
    assert len(said) == 3
    assert len(office.rows(message)) == 500


def test_r1_known_and_unknown_take_the_same_time(office: Office) -> None:
    office.register(ANNE)
    known: list[float] = []
    unknown: list[float] = []
    for _ in range(20):
        for taken, body in ((known, asking_credentials(ANNE)), (unknown, asking_credentials(BOB))):
            began = time.perf_counter()
            ask(office, Taking(body))
            taken.append(time.perf_counter() - began)
    assert abs(statistics.median(known) - statistics.median(unknown)) < 0.020


def test_x30_a_request_and_its_retry_are_one(office: Office) -> None:
    """A lookup queued after a failed call has the call's request id."""
    office.register(ANNE)
    body = asking_credentials(ANNE)
    ask(office, Taking(body), Taking(body))
    ask(office, Taking(body))
    office.send()
    ask(office, Taking(body, lapsed=True))
    assert office.send() == 0
    assert len(office.mail()) == 1


def test_r8_asking_changes_nothing_of_the_account(office: Office) -> None:
    office.register(ANNE)
    before = office.rows(candidate)
    for _ in range(10):
        ask(office, Taking(asking_credentials(ANNE)))
    office.send()
    assert office.rows(candidate) == before
    assert office.rows(attempt) == []
    assert outcome(office, ANNE.password) is SignInOutcome.SIGNED_IN


@pytest.mark.parametrize(
    ("made_at", "sent_at", "jumped", "is_lapsed"),
    [(0, 0, False, False), (0, 24 * HOUR - 1, False, False), (0, 24 * HOUR, False, True), (1, 0, False, True),
     (0, 0, True, True)],
)  # fmt: skip
def test_r10_a_day_old_or_a_clock_that_jumped(made_at: int, sent_at: int, jumped: bool, is_lapsed: bool) -> None:
    assert lapsed(made_at=made_at, sent_at=sent_at, jumped=jumped) is is_lapsed


def test_r10_a_lapsed_request_is_told_by_mail_and_brings_no_secret(office: Office) -> None:
    office.register(ANNE)
    lookups = [asking_credentials(ANNE, Channel.SMS), asking_credentials(BOB), asking_credentials(ANNE, name="陳小明")]
    ask(office, *(Taking(body, lapsed=True) for body in lookups))
    assert office.send() == 1
    (mail,) = office.mail()
    assert "逾時" in mail["Subject"]
    assert mail["To"] == ANNE.email
    assert office.rows(temporary_secret) == []
    assert office.sms() == []


def test_a_lookup_body_of_the_queue_and_of_the_call_are_one() -> None:
    body = asking_credentials(ANNE)
    assert LookupBody.model_validate_json(body.model_dump_json()) == body
    assert body.request_id != uuid7()


def test_take_in_of_nothing_does_nothing(office: Office) -> None:
    with office.central.engine.begin() as connection:
        take_in(connection, [], keys=office.central.keys, now=office.clock())
