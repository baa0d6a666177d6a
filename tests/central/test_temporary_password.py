"""The life of a temporary password (R4, R6, X15, X16)."""

from ipas_central.candidates import sign_in
from ipas_central.candidates.lookups import Taking
from ipas_central.candidates.temporary import GROUP_VALID_MS
from ipas_central.tables import candidate
from ipas_contract.calls import EmailLookupOutcome, EmailLookupReply, SignInOutcome
from tests.helpers.credentials import ask, give_secret
from tests.helpers.office import HOUR, KIOSK, MINUTE, Office, asking_credentials, signing_in
from tests.helpers.people import person

ANNE = person(1)
BOB = person(2)
WRONG = "Wrong#Password99"
NONE = EmailLookupReply(outcome=EmailLookupOutcome.NONE)


def outcome(office: Office, typed: str) -> SignInOutcome:
    return sign_in.sign_in(office.central, KIOSK, signing_in(ANNE, password=typed))[0].outcome


def test_r4_it_lapses_after_an_hour(office: Office) -> None:
    office.register(ANNE)
    secret = give_secret(office, ANNE)
    office.clock.pass_(HOUR - 1)
    assert outcome(office, secret) is SignInOutcome.MUST_CHANGE
    office.clock.pass_(1)
    assert outcome(office, secret) is SignInOutcome.FAILED


def test_r4_that_of_a_group_candidate_lapses_after_fourteen_days(office: Office) -> None:
    office.register(ANNE, status="group_pending", password_hash=None)
    secret = give_secret(office, ANNE)
    assert "14 天" in office.mail()[0].get_body().get_content()  # type: ignore[union-attr]
    office.clock.pass_(GROUP_VALID_MS - 1)
    assert outcome(office, secret) is SignInOutcome.MUST_CHANGE
    office.clock.pass_(1)
    assert outcome(office, secret) is SignInOutcome.FAILED


def test_r6_a_new_one_kills_the_one_before(office: Office) -> None:
    office.register(ANNE)
    first = give_secret(office, ANNE)
    office.clock.pass_(MINUTE)
    second = give_secret(office, ANNE)
    assert first != second
    assert outcome(office, first) is SignInOutcome.FAILED
    assert outcome(office, second) is SignInOutcome.MUST_CHANGE


def test_r6_x15_five_wrong_tries_kill_it_and_during_a_lock_too(office: Office) -> None:
    office.register(ANNE)
    secret = give_secret(office, ANNE)
    for _ in range(4):
        assert outcome(office, WRONG) is SignInOutcome.FAILED
    assert outcome(office, secret) is SignInOutcome.MUST_CHANGE
    assert outcome(office, WRONG) is SignInOutcome.FAILED
    assert outcome(office, secret) is SignInOutcome.FAILED
    office.clock.pass_(5 * MINUTE)
    second = give_secret(office, ANNE)
    for _ in range(5):
        assert outcome(office, second) is SignInOutcome.MUST_CHANGE
    for _ in range(5):
        assert outcome(office, WRONG) is SignInOutcome.FAILED, "locked, but the tries count"
    assert outcome(office, second) is SignInOutcome.FAILED


def test_x16_somebody_elses_is_refused(office: Office) -> None:
    office.register(ANNE)
    office.register(BOB)
    assert outcome(office, give_secret(office, BOB)) is SignInOutcome.FAILED


def test_r4_the_database_holds_no_secret_in_clear(office: Office) -> None:
    office.register(ANNE)
    secret = give_secret(office, ANNE)
    everything = [row for table in candidate.metadata.sorted_tables for row in office.rows(table)]
    assert secret not in repr(everything)
    (row,) = office.messages()
    assert row.params == "{}", "the job carries no more than its request"


def test_no_secret_goes_to_an_address_that_has_changed_since(office: Office) -> None:
    office.register(ANNE)
    ask(office, Taking(asking_credentials(ANNE)))
    with office.central.engine.begin() as connection:
        connection.execute(candidate.update().values(email="new@mail.example.org"))
    office.send()
    assert office.mail() == []
    assert office.messages()[0].dropped == "not_usable"


def test_one_that_went_to_an_address_that_has_changed_since_is_dead(office: Office) -> None:
    """Whoever still reads the old mailbox does not get in; one by another way still does."""
    office.register(ANNE)
    secret = give_secret(office, ANNE)
    for values, expected in (
        ({"mobile": BOB.mobile}, SignInOutcome.MUST_CHANGE),
        ({"email": "new@mail.example.org"}, SignInOutcome.FAILED),
    ):
        with office.central.engine.begin() as connection:
            connection.execute(candidate.update().values(values))
        assert outcome(office, secret) is expected
