"""How much is sent (R7, X14)."""

import pytest

from ipas_central.candidates.lookups import Taking
from ipas_central.messages import notes
from ipas_central.tables import send_count, temporary_secret
from ipas_contract.events import Channel
from ipas_contract.ids import uuid7
from tests.helpers.credentials import ask, give_secret
from tests.helpers.notices import a_note, body_of, post
from tests.helpers.office import HOUR, MINUTE, Office, asking_credentials, secret_in
from tests.helpers.people import person

ANNE = person(1)
BOB = person(2)
DAY = 24 * HOUR
NOT_SENT = "message_not_sent"


def test_r7_a_second_request_within_a_minute_sends_nothing_more(office: Office) -> None:
    office.register(ANNE)
    secret = give_secret(office, ANNE)
    ask(office, Taking(asking_credentials(ANNE)))
    ask(office, Taking(asking_credentials(ANNE, Channel.SMS)))
    office.send()
    assert len(office.mail()) == 1
    assert office.sms() == [], "the account's limit holds whatever the way"
    assert [row.dropped for row in office.messages()].count("limited") == 2
    (row,) = office.rows(temporary_secret)
    assert row.tries == 0
    office.clock.pass_(MINUTE)
    assert give_secret(office, ANNE) != secret


def test_r7_x14_a_flood_of_requests_is_five_an_hour_and_ten_a_day(office: Office) -> None:
    office.register(ANNE)
    for hour in range(24):
        for _ in range(12):
            ask(office, Taking(asking_credentials(ANNE)))
            office.send()
            office.clock.pass_(5 * MINUTE)
        assert len(office.mail()) <= 5 * (hour + 1)
    assert len(office.mail()) == 10


def test_r7_a_mailbox_of_two_people_waits_its_minute(office: Office) -> None:
    """Addresses are not unique: the second owner's secret is late, not lost."""
    office.register(ANNE)
    office.register(BOB, email=ANNE.email)
    ask(office, Taking(asking_credentials(ANNE)), Taking(asking_credentials(BOB, address=ANNE.email)))
    assert office.send() == 2
    assert len(office.mail()) == 1
    office.clock.pass_(MINUTE - 1)
    assert office.send() == 0
    office.clock.pass_(1)
    assert office.send() == 1
    assert len({secret_in(mail) for mail in office.mail()}) == 2


def test_r7_notices_neither_wait_for_nor_use_up_recovery(office: Office) -> None:
    office.register(ANNE)
    post(office, *(notes.confirmed(uuid7(), body_of(ANNE)) for _ in range(10)))
    ask(office, Taking(asking_credentials(ANNE)))
    office.send()
    assert len(office.mail()) == 11


def test_r7_x14_notices_to_one_address_are_bounded_too(office: Office) -> None:
    post(office, *(a_note() for _ in range(70)))
    office.send()
    assert len(office.mail()) == 60
    office.clock.pass_(HOUR)
    office.send()
    assert len(office.mail()) == 70


@pytest.mark.logs("sms_budget_spent")
def test_r7_the_budget_for_text_messages_holds_for_all_and_raises_an_alarm(office: Office) -> None:
    poor = office.with_settings(sms_daily_budget=2)
    for serial in (1, 2, 3):
        office.register(person(serial))
        ask(office, Taking(asking_credentials(person(serial), Channel.SMS)))
    assert poor.send() == 3
    assert len(office.sms()) == 2
    assert sorted(row.sent_at is None for row in office.messages()) == [False, False, True]
    office.clock.pass_(10 * MINUTE)
    assert office.send() == 1, "staff raised the budget"


@pytest.mark.logs(NOT_SENT)
def test_r7_what_was_not_sent_does_not_count(office: Office) -> None:
    office.register(ANNE)
    ask(office, Taking(asking_credentials(ANNE)))
    for seconds in (5, 10, 20):
        office.with_settings(smtp_port=1).send()
        office.clock.pass_(seconds * 1000)
    office.send()
    assert len(office.mail()) == 1


def test_the_counts_hold_no_address(office: Office) -> None:
    office.register(ANNE)
    give_secret(office, ANNE)
    assert office.rows(send_count)
    assert ANNE.email not in repr(office.rows(send_count))
