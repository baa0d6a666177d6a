"""E-mail lookup at central (R11, X10, L9)."""

import pytest
from sqlalchemy import event

from ipas_central.candidates import email_lookup
from ipas_central.candidates.lookups import Taking
from ipas_central.errors import Refused
from ipas_central.messages.worker import Worker
from ipas_contract.calls import EmailLookupOutcome, EmailLookupReply, EmailLookupRequest
from tests.helpers.credentials import ask
from tests.helpers.office import KIOSK, MINUTE, Office, asking_credentials, asking_email
from tests.helpers.people import person

ANNE = person(1)
BOB = person(2)
WRONG = "Wrong#Password99"
NONE = EmailLookupReply(outcome=EmailLookupOutcome.NONE)


def look_up(office: Office, request: EmailLookupRequest) -> EmailLookupReply:
    return email_lookup.look_up(office.central, KIOSK, request)


def test_r11_three_facts_give_the_masked_address_and_the_whole_one_by_sms(office: Office) -> None:
    office.register(ANNE, email="susan.lin@itri.org.tw")
    reply = look_up(office, asking_email(ANNE))
    assert (reply.outcome, reply.email) == (EmailLookupOutcome.FOUND, "s•••••n@i•••.org.tw")
    office.send()
    (text,) = office.sms()
    assert text.startswith("To: +886912000001\n")
    assert "susan.lin@itri.org.tw" in text
    assert "末三碼001" in text
    assert office.mail() == []


def test_r11_the_setting_full_shows_the_whole_address(office: Office) -> None:
    office.register(ANNE)
    assert look_up(office.with_settings(email_lookup="full"), asking_email(ANNE)).email == ANNE.email


def test_u7_a_foreign_mobile_is_the_same_in_every_writing(office: Office) -> None:
    """Rules §4: the nationality is not asked here."""
    office.register(ANNE, nationality="foreign", mobile="+447911123456")
    assert look_up(office, asking_email(ANNE, mobile="+44 (0)7911 123456")).outcome is EmailLookupOutcome.FOUND


@pytest.mark.parametrize(
    "changes", [{"account": BOB.account}, {"account": "nobody.here"}, {"name": "陳小明"}, {"mobile": "+886912000002"}]
)
def test_x10_a_miss_is_one_answer_and_sends_nothing(office: Office, changes: dict[str, str]) -> None:
    office.register(ANNE)
    office.register(BOB)
    assert look_up(office, asking_email(ANNE, **changes)).model_dump_json() == NONE.model_dump_json()
    assert office.messages() == []


def test_x10_a_disabled_account_is_a_miss(office: Office) -> None:
    office.register(ANNE, status="disabled")
    assert look_up(office, asking_email(ANNE)) == NONE


def test_x10_a_match_and_a_miss_take_the_same_statements(office: Office) -> None:
    office.register(ANNE)
    said: list[str] = []
    event.listen(office.central.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    seen = set()
    for request in (asking_email(ANNE), asking_email(ANNE, name="陳小明"), asking_email(BOB)):
        said.clear()
        look_up(office, request)
        seen.add(tuple(said))
    assert len(seen) == 1


@pytest.mark.logs("device_paused")
def test_l9_guessing_mobiles_pauses_the_device_and_locks_nobody(office: Office) -> None:
    office.register(ANNE)
    for guess in range(21):
        assert look_up(office, asking_email(ANNE, mobile=f"+88691200{guess + 100:04}")) == NONE
    with pytest.raises(Refused, match="slow_down"):
        look_up(office, asking_email(ANNE))
    office.clock.pass_(10 * MINUTE)
    assert look_up(office, asking_email(ANNE)).outcome is EmailLookupOutcome.FOUND


def test_an_email_lookup_and_its_retry_are_one(office: Office) -> None:
    office.register(ANNE)
    request = asking_email(ANNE)
    assert len({look_up(office, request) for _ in range(3)}) == 1
    assert len(office.messages()) == 1


def test_the_whole_flow_address_then_credentials_needs_no_waiting(office: Office) -> None:
    """R7 keeps the two kinds apart: who looked up the address asks for the credentials next."""
    office.register(ANNE)
    look_up(office, asking_email(ANNE))
    ask(office, Taking(asking_credentials(ANNE)))
    Worker(office.central).run_due()
    assert len(office.mail()) == len(office.sms()) == 1
