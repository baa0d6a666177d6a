"""Credential and e-mail lookup (screens §4, §7)."""

import pytest

from ipas_contract.codes import Code, Problem
from ipas_kiosk.services.values import (
    CredentialLookupForm,
    CredentialLookupOutcome,
    EmailFound,
    EmailLookupForm,
    Failed,
    NoMatch,
    SendBy,
    SlowDown,
    TakenIn,
    Trouble,
    Unreachable,
)
from ipas_kiosk.views.presenters.pages import Page
from tests.helpers.fake_services import DIGITS
from tests.unit.presenters.conftest import House


def _ask_credentials(house: House, **typed: str) -> None:
    given = {"idNumber": "a200 000 003", "name": " 林小華 ", "email": "Hua@Example.ORG", "mobile": "0912-345-678"}
    for field, text in (given | typed).items():
        house.cast.credential_lookup.edit(field, text)
    house.cast.credential_lookup.submit()


def _ask_email(house: House) -> None:
    for field, text in (("account", " lin.1990"), ("name", "林小華"), ("mobile", "0912345678")):
        house.cast.email_lookup.edit(field, text)
    house.cast.email_lookup.submit()


def test_by_e_mail_the_address_is_normalised(house: House) -> None:
    _ask_credentials(house)
    expected = CredentialLookupForm(SendBy.EMAIL, "A200000003", "林小華", "Hua@example.org")
    assert house.world.lookups.credential_forms == [expected]


def test_by_sms_the_mobile_is_asked_and_the_mailbox_is_not(house: House) -> None:
    _ask_credentials(house, sendBy="sms", email="")
    assert house.world.lookups.credential_forms[0].address == "+886912345678"


def test_u4_changing_the_way_of_sending_clears_nothing(house: House) -> None:
    lookup = house.cast.credential_lookup
    lookup.edit("email", "a@b.org")
    lookup.edit("sendBy", "sms")
    lookup.edit("sendBy", "email")
    assert lookup.form.values["email"] == "a@b.org"


@pytest.mark.parametrize(
    "outcome", [TakenIn(queued=False), TakenIn(queued=True), SlowDown(30), Failed(Trouble.DISK_FULL)]
)
def test_r1_the_page_knows_no_more_than_that_it_was_taken_in(house: House, outcome: CredentialLookupOutcome) -> None:
    house.world.lookups.credential_outcome = outcome
    _ask_credentials(house)
    assert house.cast.credential_lookup.result == outcome
    assert house.cast.credential_lookup.form.values["name"] == " 林小華 "


def test_r7_how_long_to_wait_is_counted_down_whoever_asked(house: House) -> None:
    """R1: the same for everybody; a request that waits here starts nothing."""
    lookup = house.cast.credential_lookup
    waits = []
    _ask_credentials(house)
    for passed_ms in (0, 1_000, 59_999, 1, -120_000):
        house.now += passed_ms
        waits.append(lookup.wait_s)
    assert waits == [61, 60, 1, 0, 0]
    house.world.lookups.credential_outcome = TakenIn(queued=True)
    _ask_credentials(house)
    assert lookup.wait_s == 0


def test_a_passport_is_good_without_a_nationality(house: House) -> None:
    _ask_credentials(house, idNumber="x1234567")
    assert house.world.lookups.credential_forms[0].id_number == "X1234567"


def test_u6_wrong_numbers_are_told(house: House) -> None:
    _ask_credentials(house, idNumber="A200000004", email="hua")
    form = house.cast.credential_lookup.form
    assert form.state("idNumber").problem == Problem(Code.BAD_CHECKSUM)
    assert form.state("email").problem == Problem(Code.BAD_FORMAT)
    assert house.world.lookups.credential_forms == []


def test_a_wrong_code_sends_nothing(guarded: House) -> None:
    guarded.journey.go(Page.CREDENTIAL_LOOKUP)
    _ask_credentials(guarded, captcha="11111")
    assert guarded.world.lookups.credential_forms == []
    assert guarded.cast.credential_lookup.form.state("captcha").problem == Problem(Code.WRONG_CODE)
    _ask_credentials(guarded, captcha=DIGITS)
    assert len(guarded.world.lookups.credential_forms) == 1


def test_the_mailbox_is_found(house: House) -> None:
    house.world.lookups.email_outcome = EmailFound("h•••••n@e•••.org", authoritative=True)
    _ask_email(house)
    assert house.world.lookups.email_forms == [EmailLookupForm("lin.1990", "林小華", "+886912345678")]
    assert house.cast.email_lookup.result == house.world.lookups.email_outcome


def test_offline_the_lookup_says_that_it_needs_the_connection(house: House) -> None:
    house.world.lookups.email_outcome = Unreachable()
    _ask_email(house)
    assert house.cast.email_lookup.result == Unreachable()
    assert not house.cast.email_lookup.exhausted


def test_x10_five_misses_of_a_visit_lead_to_staff_also_when_the_page_is_left_in_between(house: House) -> None:
    for _ in range(4):
        _ask_email(house)
    house.cast.email_lookup.back_to_login()
    house.cast.login.email_lookup()
    assert not house.cast.email_lookup.exhausted
    _ask_email(house)
    assert house.cast.email_lookup.exhausted
    _ask_email(house)
    assert len(house.world.lookups.email_forms) == 5
    house.journey.end_visit()
    assert not house.cast.email_lookup.exhausted


def test_a_find_between_misses_does_not_start_the_count_again(house: House) -> None:
    for outcome in (NoMatch(), NoMatch(), EmailFound("a", authoritative=True), NoMatch(), NoMatch(), NoMatch()):
        house.world.lookups.email_outcome = outcome
        _ask_email(house)
    assert house.cast.email_lookup.exhausted
