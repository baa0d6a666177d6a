"""Failures at sign-in: per account and per device (L8, L9, L10, X11, X12, X13, X15)."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from ipas_central.errors import Refused
from ipas_central.tables import attempt
from ipas_contract.calls import SignInOutcome, SignInReply
from tests.helpers.credentials import sign_in
from tests.helpers.office import MINUTE, Office, signing_in
from tests.helpers.people import person

ANNE = person(1)
BOB = person(2)
WRONG = "Wrong#Password99"
FAILED = SignInReply(outcome=SignInOutcome.FAILED)


def fail(office: Office, times: int, **changes: str) -> None:
    for _ in range(times):
        assert sign_in(office, signing_in(ANNE, **({"password": WRONG} | changes))) == FAILED


def test_l8_five_failures_lock_for_fifteen_minutes_and_the_lock_ends_by_itself(office: Office) -> None:
    office.register(ANNE)
    fail(office, 5)
    assert sign_in(office, signing_in(ANNE)) == FAILED
    office.clock.pass_(15 * MINUTE - 1)
    assert sign_in(office, signing_in(ANNE)) == FAILED
    office.clock.pass_(1)
    assert sign_in(office, signing_in(ANNE)).outcome is SignInOutcome.SIGNED_IN


def test_l8_four_failures_do_not_lock_and_signing_in_clears_them(office: Office) -> None:
    office.register(ANNE)
    for _ in range(3):
        fail(office, 4)
        assert sign_in(office, signing_in(ANNE)).outcome is SignInOutcome.SIGNED_IN


def test_l8_locks_rise(office: Office) -> None:
    office.register(ANNE)
    fail(office, 5)
    office.clock.pass_(15 * MINUTE)
    fail(office, 5)
    office.clock.pass_(30 * MINUTE - 1)
    assert sign_in(office, signing_in(ANNE)) == FAILED
    office.clock.pass_(1)
    assert sign_in(office, signing_in(ANNE)).outcome is SignInOutcome.SIGNED_IN


def test_x13_failures_during_a_lock_do_not_make_it_longer(office: Office) -> None:
    office.register(ANNE)
    fail(office, 15)
    office.clock.pass_(15 * MINUTE)
    assert sign_in(office, signing_in(ANNE)).outcome is SignInOutcome.SIGNED_IN


def test_l8_a_wrong_name_counts_like_a_wrong_password(office: Office) -> None:
    office.register(ANNE)
    fail(office, 5, name="陳小明", password=ANNE.password)
    assert sign_in(office, signing_in(ANNE)) == FAILED


def test_x11_an_unknown_account_is_answered_alike_however_often_it_is_tried(office: Office) -> None:
    """An account made after many tries for its name is not locked either: nothing could be guessed before."""
    for _ in range(10):
        assert sign_in(office, signing_in(ANNE, password=WRONG)).outcome is SignInOutcome.UNKNOWN
    office.register(ANNE)
    assert sign_in(office, signing_in(ANNE)).outcome is SignInOutcome.SIGNED_IN


def test_x15_a_hundred_guesses_at_once_are_counted_one_by_one(office: Office) -> None:
    office.register(ANNE)
    guesses = [signing_in(ANNE, password=WRONG) for _ in range(30)]
    with ThreadPoolExecutor(8) as pool:
        # A device each, so that only the account's own limit is at work.
        replies = list(pool.map(lambda each: sign_in(office, each[1], UUID(int=each[0])), enumerate(guesses, 500)))
    assert set(replies) == {FAILED}
    (row,) = [row for row in office.rows(attempt) if row.scope == "account"]
    assert row.failures == 5
    assert row.locked_until == office.clock() + 15 * MINUTE


@pytest.mark.logs("device_paused")
def test_l9_x12_a_device_with_too_many_failures_is_paused_and_the_accounts_are_not(office: Office) -> None:
    for serial in range(1, 23):
        office.register(person(serial))
    for serial in range(1, 22):
        assert sign_in(office, signing_in(person(serial), password=WRONG)) == FAILED
    with pytest.raises(Refused) as refused:
        sign_in(office, signing_in(person(22)))
    assert (refused.value.status, refused.value.retry_after) == (429, 600)
    assert sign_in(office, signing_in(person(1)), UUID(int=2)).outcome is SignInOutcome.SIGNED_IN
    office.clock.pass_(10 * MINUTE)
    assert sign_in(office, signing_in(person(22))).outcome is SignInOutcome.SIGNED_IN


def test_l9_twenty_failures_in_ten_minutes_are_let_pass(office: Office) -> None:
    for serial in range(1, 22):
        office.register(person(serial))
    for serial in range(1, 22):
        office.clock.pass_(10 * MINUTE // 20)
        assert sign_in(office, signing_in(person(serial), password=WRONG)) == FAILED
    assert sign_in(office, signing_in(person(1))).outcome is SignInOutcome.SIGNED_IN


def test_l10_forty_kiosks_behind_one_address_are_forty(office: Office) -> None:
    """No limiter sees an address at all: 40 devices may fail 20 times each."""
    for serial in range(1, 21):
        office.register(person(serial))
    for device in range(100, 140):
        for serial in range(1, 3):
            assert sign_in(office, signing_in(person(serial), password=WRONG), UUID(int=device)) == FAILED
    assert sign_in(office, signing_in(person(20)), UUID(int=139)).outcome is SignInOutcome.SIGNED_IN
