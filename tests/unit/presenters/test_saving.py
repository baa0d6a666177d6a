"""Review, saving, the receipt, and what comes back about it (U13, U15; model §3)."""

import pytest

from ipas_contract.codes import AttentionReason, Code, Language, Problem, SubmissionState
from ipas_kiosk.services.values import Failed, Invalid, Registered, SubmissionNews, Trouble
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.review import LINES
from tests.helpers.fake_services import CANDIDATE, receipt
from tests.unit.presenters.conftest import House
from tests.unit.presenters.people import PASSWORD, to_review

TAKEN = Problem(Code.TAKEN)
LOST = receipt(SubmissionState.ATTENTION, AttentionReason.ACCOUNT_TAKEN)


def _news(state: SubmissionState, reason: AttentionReason | None = None) -> SubmissionNews:
    return SubmissionNews(CANDIDATE, receipt().receipt_no, state, reason)


def test_u13_the_review_shows_every_field_but_the_password(house: House) -> None:
    assert "password" not in LINES
    assert {"account", "idNumber", "name", "email", "mobile", "sex", "education", "school", "department"} <= set(LINES)


@pytest.mark.parametrize(("field", "step"), [("account", 1), ("roman", 1), ("mobile", 2), ("department", 3)])
def test_u13_each_line_leads_to_its_step_and_keeps_everything(house: House, field: str, step: int) -> None:
    to_review(house)
    before = dict(house.cast.registration.form.values)
    house.cast.review.edit(field)
    assert (house.page, house.cast.registration.step) == (Page.REGISTRATION, step)
    assert house.views[Page.REGISTRATION].focused[-1] == field
    assert house.cast.registration.form.values == before


def test_u15_two_presses_are_one_call_with_one_key(house: House) -> None:
    to_review(house)
    house.runner.hold()
    house.cast.review.submit()
    house.cast.review.submit()
    house.runner.release()
    assert len(house.world.registration.calls) == 1
    assert house.page is Page.DONE


def test_u15_trying_again_after_trouble_keeps_the_key(house: House) -> None:
    house.world.registration.outcome = Failed(Trouble.DISK_FULL)
    to_review(house)
    house.cast.review.submit()
    assert house.cast.review.trouble == Failed(Trouble.DISK_FULL)
    assert house.page is Page.REVIEW
    house.world.registration.outcome = Registered(receipt())
    house.cast.review.submit()
    first, second = house.world.registration.calls
    assert first[2] == second[2]


def test_the_language_of_the_screen_travels(house: House) -> None:
    house.language = Language.EN
    to_review(house)
    house.cast.review.submit()
    assert house.world.registration.calls[0][1] is Language.EN


def test_a_refused_field_leads_back_with_everything_kept(house: House) -> None:
    house.world.registration.outcome = Invalid({"account": (TAKEN,), "unheard": (TAKEN,)})
    to_review(house)
    house.cast.review.submit()
    form = house.cast.registration
    assert (house.page, form.step, form.amends) == (Page.REGISTRATION, 1, None)
    assert form.form.state("account").problem == TAKEN
    assert form.form.values["password"] == form.form.values["passwordAgain"] == PASSWORD
    assert house.views[Page.REGISTRATION].summaries == 1


def test_a_taken_account_is_corrected_by_an_amendment_with_a_new_key(house: House) -> None:
    house.world.registration.outcome = Registered(LOST)
    to_review(house)
    house.cast.review.submit()
    form = house.cast.registration
    assert (house.page, form.step) == (Page.REGISTRATION, 1)
    assert form.form.values["passwordAgain"] == PASSWORD
    house.world.registration.outcome = Registered(receipt(account="lin.1991"))
    form.edit("account", "lin.1991")
    for _ in range(3):
        form.next()
    house.cast.review.submit()
    (_, _, first, none), (sent, _, second, amends) = house.world.registration.calls
    assert (none, amends, sent.account) == (None, CANDIDATE, "lin.1991")
    assert first != second
    assert (house.page, form.amends) == (Page.DONE, None)


def test_cancelling_a_correction_withdraws_and_ends_the_visit(house: House) -> None:
    house.world.registration.outcome = Registered(LOST)
    to_review(house)
    house.cast.review.submit()
    house.journey.cancel()
    assert house.world.registration.withdrawn == [CANDIDATE]
    assert house.page is Page.LOGIN
    assert house.cast.registration.form.values["account"] == ""


def test_a_withdrawal_that_fails_is_told_on_the_form(house: House) -> None:
    house.world.registration.outcome = Registered(LOST)
    house.world.registration.withdrawal = Failed(Trouble.LOCKED)
    to_review(house)
    house.cast.review.submit()
    house.cast.registration.cancel()
    assert house.page is Page.REGISTRATION
    assert house.cast.registration.trouble == Failed(Trouble.LOCKED)
    assert house.cast.registration.amends == CANDIDATE


def test_idling_in_a_correction_withdraws_nothing(house: House) -> None:
    house.world.registration.outcome = Registered(LOST)
    to_review(house)
    house.cast.review.submit()
    house.journey.end_visit()
    assert house.world.registration.withdrawn == []
    assert house.page is Page.LOGIN


def test_a_verdict_changes_the_receipt_in_place(house: House) -> None:
    house.world.registration.outcome = Registered(receipt(SubmissionState.PROVISIONAL))
    to_review(house)
    house.cast.review.submit()
    house.journey.on_news(_news(SubmissionState.CONFIRMED))
    shown = house.cast.done.receipt
    assert shown is not None
    assert shown.state is SubmissionState.CONFIRMED
    assert house.page is Page.DONE


def test_news_about_somebody_elses_receipt_change_nothing(house: House) -> None:
    house.journey.to_done(receipt(SubmissionState.PROVISIONAL))
    house.journey.on_news(SubmissionNews(CANDIDATE, "K001-1-00041-9", SubmissionState.CONFIRMED, None))
    assert house.cast.done.receipt == receipt(SubmissionState.PROVISIONAL)


def test_an_account_that_turns_out_taken_leads_from_the_receipt_back_to_the_form(house: House) -> None:
    house.world.registration.outcome = Registered(receipt(SubmissionState.PROVISIONAL))
    to_review(house)
    house.cast.review.submit()
    house.journey.on_news(_news(SubmissionState.ATTENTION, AttentionReason.ACCOUNT_TAKEN))
    form = house.cast.registration
    assert (house.page, form.amends) == (Page.REGISTRATION, CANDIDATE)
    assert form.form.state("account").problem == TAKEN
    assert form.form.values["password"] == PASSWORD


@pytest.mark.parametrize("reason", list(AttentionReason))
def test_x9_only_an_id_number_in_use_shows_the_way_to_the_lookup(house: House, reason: AttentionReason) -> None:
    house.journey.to_done(receipt(SubmissionState.ATTENTION, reason))
    assert house.cast.done.may_look_up is (reason is AttentionReason.IDENTITY)


def test_u14_the_lookup_after_an_id_number_in_use_knows_the_person(house: House) -> None:
    house.world.registration.outcome = Registered(receipt(SubmissionState.ATTENTION, AttentionReason.IDENTITY))
    to_review(house)
    house.cast.review.submit()
    house.cast.done.look_up()
    assert house.page is Page.CREDENTIAL_LOOKUP
    assert house.cast.credential_lookup.form.checked("idNumber") == "A200000003"


def test_done_ends_the_visit(house: House) -> None:
    house.journey.begin_visit()
    house.journey.to_done(receipt())
    house.cast.done.finish()
    assert house.cast.done.receipt is None
    assert house.world.visits.log == ["begin", "end"]
