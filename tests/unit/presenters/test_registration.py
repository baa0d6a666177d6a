"""The registration form: steps, what is judged when, what is handed over (screens §2)."""

import pytest

from ipas_contract.codes import Code, Problem, RomanSource
from ipas_kiosk.services.values import Taken
from ipas_kiosk.views.presenters.account_check import Availability
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.password_meter import Tick
from ipas_kiosk.views.presenters.ports import Carried
from ipas_kiosk.views.presenters.schools import NONE, OTHER
from tests.unit.presenters.conftest import House
from tests.unit.presenters.people import PASSWORD, fill, to_review


def test_each_step_checks_its_own_fields_before_it_lets_on(house: House) -> None:
    form = house.cast.registration
    form.next()
    assert (form.step, form.form.summary) == (0, ("consent",))
    form.edit("consent", "yes")
    form.next()
    form.next()
    assert form.step == 1
    assert form.form.summary == ("account", "password", "passwordAgain", "idNumber", "name", "sex")


def test_u3_a_field_of_an_earlier_step_that_a_later_one_spoils_stands_in_the_summary(house: House) -> None:
    fill(house, password="Ab1@0912345678", passwordAgain="Ab1@0912345678", mobile="")
    form = house.cast.registration
    form.next()
    form.next()
    assert form.step == 2
    form.edit("mobile", "0912345678")
    form.next()
    assert form.form.summary == ("password",)
    form.open_at("password")
    assert form.step == 1
    assert house.views[Page.REGISTRATION].focused[-1] == "password"


def test_back_keeps_what_is_typed_and_leads_out_at_the_first_step(house: House) -> None:
    house.journey.go(Page.REGISTRATION)
    fill(house)
    form = house.cast.registration
    form.next()
    form.back()
    form.back()
    assert house.page is Page.LOGIN
    house.cast.login.register()
    assert form.form.values["mobile"] == "０９１２-345 678"


def test_u7_what_is_handed_over_is_normalised_and_the_password_is_not(house: House) -> None:
    to_review(house)
    assert house.page is Page.REVIEW
    sent = house.cast.registration.submission()
    assert (sent.account, sent.id_number, sent.name) == ("lin.1990", "A200000003", "林小華")
    assert (sent.email, sent.mobile, sent.password) == ("Hua.Lin@example.org", "+886912345678", PASSWORD)
    assert (sent.school_area, sent.school_code, sent.school_text) == ("臺北市", "0003", None)
    assert (sent.department_code, sent.department_text) == (None, "資訊工程學系")
    assert sent.roman_source is RomanSource.ORGANISER


def test_p7_consent_is_kept_with_its_version_and_time(house: House) -> None:
    to_review(house)
    sent = house.cast.registration.submission()
    assert (sent.consent_version, sent.consent_at) == ("2026-1", 1_790_000_000_123)


def test_u6_no_glyph_is_pointed_out_and_lets_through(house: House) -> None:
    house.missing = "𠮷"
    to_review(house, name="林𠮷")
    assert house.cast.registration.form.state("name").warnings == (Problem(Code.NO_GLYPH, "𠮷"),)
    assert house.page is Page.REVIEW


# ---- account, live ------------------------------------------------------------------------------------------------


def _ask(house: House) -> None:
    form = house.cast.registration
    form.account_check.ask(form.view.refresh, except_id=form.amends)


def test_a_taken_account_is_an_error_until_it_changes(house: House) -> None:
    house.world.registration.taken = Taken.TAKEN
    form = house.cast.registration
    form.edit("account", "lin.1990")
    _ask(house)
    assert form.form.state("account").problem == Problem(Code.TAKEN)
    form.edit("account", "lin.1991")
    assert form.form.state("account").problem is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Taken.FREE, Availability.FREE),
        (Taken.LIKELY, Availability.LIKELY_TAKEN),
        (Taken.NOT_ASKED, Availability.NOT_ASKED),
    ],
)
def test_the_check_says_what_it_knows_and_when_it_could_not_be_asked(
    house: House, answer: Taken, said: Availability
) -> None:
    house.world.registration.taken = answer
    house.cast.registration.edit("account", "lin.1990")
    _ask(house)
    assert house.cast.registration.account_check.availability is said
    assert house.cast.registration.form.judge("account").good


def test_a_stale_answer_of_the_check_is_dropped(house: House) -> None:
    house.world.registration.taken = Taken.TAKEN
    form = house.cast.registration
    form.edit("account", "lin.1990")
    house.runner.hold()
    _ask(house)
    form.edit("account", "lin.1991")
    house.runner.release()
    assert form.form.state("account").problem is None
    assert form.account_check.availability is None


def test_an_account_that_breaks_the_rules_is_not_asked_about(house: House) -> None:
    house.cast.registration.edit("account", "lin")
    _ask(house)
    assert house.world.registration.asked == []


# ---- password -----------------------------------------------------------------------------------------------------


def test_the_tick_list_follows_every_key(house: House) -> None:
    form = house.cast.registration
    assert not any(met for _, met in form.meter.ticks(form.form.values))
    form.edit("account", "kiosk")
    form.edit("password", "Kiosk_1")
    met = {tick for tick, is_met in form.meter.ticks(form.form.values) if is_met}
    assert met == {Tick.UPPER, Tick.LOWER, Tick.DIGIT}
    form.edit("password", PASSWORD.replace("Kiosk", "Tower"))
    assert all(met for _, met in form.meter.ticks(form.form.values))


def test_l6_a_guessable_password_is_warned_about_and_lets_through(house: House) -> None:
    house.world.passwords.score = (1, True)
    to_review(house)
    form = house.cast.registration
    form.meter.measure(form.form, form.view.refresh)
    assert form.meter.score(form.form.values) == 1
    assert form.form.state("password").warnings == (Problem(Code.GUESSABLE),)
    assert house.page is Page.REVIEW


def test_a_stale_strength_is_dropped(house: House) -> None:
    form = house.cast.registration
    form.edit("password", PASSWORD)
    house.runner.hold()
    form.meter.measure(form.form, form.view.refresh)
    form.edit("password", PASSWORD + "x")
    house.runner.release()
    assert form.meter.score(form.form.values) is None


def test_the_strength_is_told_of_what_is_personal(house: House) -> None:
    fill(house)
    form = house.cast.registration
    form.meter.measure(form.form, form.view.refresh)
    (_, personal) = house.world.passwords.measured[-1]
    assert set(personal) == {"lin.1990", "A200000003", "886912345678", "0912345678", "Hua.Lin"}


def test_u2_the_mismatch_disappears_when_the_first_password_is_mended(house: House) -> None:
    form = house.cast.registration
    form.edit("passwordAgain", PASSWORD)
    form.leave("passwordAgain")
    assert form.form.state("passwordAgain").problem == Problem(Code.MISMATCH)
    form.edit("password", PASSWORD)
    assert form.form.state("passwordAgain").problem is None


# ---- e-mail, romanised name, school -------------------------------------------------------------------------------


def test_u10_a_typing_slip_is_offered_and_lets_through(house: House) -> None:
    to_review(house, email="hua@gmial.com")
    form = house.cast.registration
    assert house.page is Page.REVIEW
    assert form.suggestion == "hua@gmail.com"
    form.use_suggestion()
    assert form.form.values["email"] == "hua@gmail.com"
    assert form.suggestion == ""
    assert form.form.state("email").warnings == (Problem(Code.FREE_MAIL),)


def test_a_romanised_name_of_one_box_is_judged_for_both(house: House) -> None:
    form = house.cast.registration
    form.edit("surnameRoman", "林")
    form.leave("surnameRoman")
    assert form.form.state("roman").problem == Problem(Code.BAD_CHARACTER)
    assert form.form.state("surnameRoman").problem is None
    form.edit("surnameRoman", "LIN")
    assert form.form.state("roman").problem is None


def test_another_city_gives_up_the_school_and_no_city_means_a_school_of_ones_own(house: House) -> None:
    fill(house)
    form = house.cast.registration
    form.edit("schoolArea", "新竹市")
    assert form.form.values["school"] == ""
    form.edit("schoolArea", OTHER)
    assert form.form.values["school"] == OTHER


def test_a_school_of_ones_own_is_free_text(house: House) -> None:
    others = {"schoolArea": OTHER, "school": OTHER, "schoolOther": " 國立臺灣科學高中 ", "department": NONE}
    to_review(house, **others)
    sent = house.cast.registration.submission()
    assert (sent.school_area, sent.school_code, sent.school_text) == ("other", None, "國立臺灣科學高中")
    assert sent.department_text == "無"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", Code.REQUIRED), ("x" * 61, Code.TOO_LONG), ("a\nb", Code.BAD_CHARACTER), ("a\ud800", Code.BAD_CHARACTER)],
)
def test_u6_free_text_has_a_length_and_no_control_characters(house: House, text: str, code: Code) -> None:
    fill(house, school=OTHER, schoolOther=text)
    assert house.cast.registration.form.judge("schoolOther").problems == (Problem(code),)


def test_u11_free_text_takes_han_characters_newer_than_our_tables(house: House) -> None:
    fill(house, school=OTHER, schoolOther="\U000323b0\U0002ebf0大學")
    assert house.cast.registration.form.judge("schoolOther").good


# ---- ways ---------------------------------------------------------------------------------------------------------


def test_u14_what_was_typed_goes_along_to_the_lookup(house: House) -> None:
    fill(house)
    carried = house.cast.registration.carried()
    house.journey.go(Page.CREDENTIAL_LOOKUP, carried)
    assert house.cast.credential_lookup.form.values["idNumber"] == "ａ２００ 000-003"
    assert house.cast.credential_lookup.form.values["name"] == "林 小 華"


def test_p1_the_end_of_the_visit_leaves_nothing_and_the_default_nationality(house: House) -> None:
    fill(house)
    house.journey.end_visit()
    values = house.cast.registration.form.values
    assert {text for field, text in values.items() if field != "nationality"} == {""}
    assert values["nationality"] == "roc"


def test_carrying_over_nothing_keeps_what_the_form_holds(house: House) -> None:
    fill(house)
    house.journey.go(Page.REGISTRATION, Carried())
    assert house.cast.registration.form.values["name"] == "林 小 華"
