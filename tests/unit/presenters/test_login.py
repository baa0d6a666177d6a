"""The three-way decision of the sign-in page (screens §1)."""

from ipas_contract.codes import Code, Problem, SubmissionState
from ipas_kiosk.services.values import (
    Denied,
    Failed,
    MustChange,
    Session,
    SignedIn,
    SlowDown,
    Trouble,
    UnknownAccount,
)
from ipas_kiosk.views.presenters.pages import Page
from tests.helpers.fake_services import CANDIDATE, DIGITS
from tests.unit.presenters.conftest import House

SESSION = Session(CANDIDATE, "lin.1990", "林小華", SubmissionState.CONFIRMED, None, authoritative=True)


def _type(house: House, password: str = "Kiosk#2024Taipei") -> None:
    for field, text in (("account", " lin.1990 "), ("name", "林小華"), ("password", password)):
        house.cast.login.edit(field, text)


def test_an_unknown_account_opens_the_form_with_account_name_and_password() -> None:
    house = House(captcha=False)
    house.world.sign_in.outcome = UnknownAccount(authoritative=True)
    _type(house)
    house.cast.login.submit()
    assert house.page is Page.REGISTRATION
    values = house.cast.registration.form.values
    assert (values["account"], values["name"], values["password"]) == ("lin.1990", "林小華", "Kiosk#2024Taipei")
    assert house.cast.registration.step == 0


def test_offline_an_unknown_account_is_asked_about_and_never_leads_straight_to_the_form(house: House) -> None:
    house.world.sign_in.outcome = UnknownAccount(authoritative=False)
    _type(house)
    house.cast.login.submit()
    assert house.page is Page.UNKNOWN_ACCOUNT
    house.cast.unknown_account.new()
    values = house.cast.registration.form.values
    assert house.page is Page.REGISTRATION
    assert (values["account"], values["name"], values["password"]) == ("lin.1990", "林小華", "")


def test_offline_somebody_with_an_account_waits_and_may_go_back_to_what_was_typed(house: House) -> None:
    house.world.sign_in.outcome = UnknownAccount(authoritative=False)
    _type(house)
    house.cast.login.submit()
    house.cast.unknown_account.existing()
    assert house.cast.unknown_account.waiting
    house.cast.unknown_account.back()
    assert house.page is Page.LOGIN
    assert house.cast.login.form.values["name"] == "林小華"


def test_first_use_needs_no_code_and_carries_account_and_name(guarded: House) -> None:
    _type(guarded)
    guarded.cast.login.register()
    values = guarded.cast.registration.form.values
    assert guarded.page is Page.REGISTRATION
    assert (values["account"], values["name"], values["password"]) == (" lin.1990 ", "林小華", "")
    assert guarded.world.sign_in.forms == []


def test_signed_in_opens_the_portal_and_forgets_what_was_typed(house: House) -> None:
    house.world.sign_in.outcome = SignedIn(SESSION)
    _type(house)
    house.cast.login.submit()
    assert house.page is Page.HOME
    assert house.cast.home.session == SESSION
    assert set(house.cast.login.form.values.values()) == {""}


def test_r5_a_temporary_password_leads_to_a_new_one_and_nowhere_else(house: House) -> None:
    house.world.sign_in.outcome = MustChange(SESSION)
    _type(house, "Temp#23456789x")
    house.cast.login.submit()
    change = house.cast.password_change
    assert house.page is Page.PASSWORD_CHANGE
    assert change.forced
    assert change.fields == ("password", "passwordAgain")


def test_l1_u4_a_denied_sign_in_clears_the_password_alone(house: House) -> None:
    house.world.sign_in.outcome = Denied()
    _type(house)
    house.cast.login.submit()
    assert house.page is Page.LOGIN
    assert house.cast.login.result == Denied()
    assert house.cast.login.form.values == {"account": " lin.1990 ", "name": "林小華", "password": "", "captcha": ""}
    assert house.cast.login.form.state("password").problem is None


def test_u4_trouble_and_a_pause_of_the_device_clear_nothing(house: House) -> None:
    for outcome in (SlowDown(60), Failed(Trouble.DISK_FULL)):
        house.world.sign_in.outcome = outcome
        _type(house)
        house.cast.login.submit()
        assert house.cast.login.result == outcome
        assert house.cast.login.form.values["password"] == "Kiosk#2024Taipei"


def test_u3_empty_fields_are_required_and_nothing_is_asked(house: House) -> None:
    house.cast.login.submit()
    assert house.cast.login.form.summary == ("account", "name", "password")
    assert house.views[Page.LOGIN].summaries == 1
    assert house.world.sign_in.forms == []


def test_old_accounts_of_40_characters_sign_in_and_longer_ones_are_told(house: House) -> None:
    house.world.sign_in.outcome = Denied()
    _type(house)
    house.cast.login.edit("account", "Ａ" * 40)
    house.cast.login.submit()
    assert house.world.sign_in.forms[-1].account == "Ａ" * 40
    house.cast.login.edit("password", "x")
    house.cast.login.edit("account", "a" * 41)
    house.cast.login.submit()
    assert house.cast.login.form.state("account").problem == Problem(Code.TOO_LONG)


def test_l5_the_password_is_handed_over_as_typed(house: House) -> None:
    _type(house, "  é pass 密碼 ")
    house.cast.login.submit()
    assert house.world.sign_in.forms[-1].password == "  é pass 密碼 "


def test_x1_half_surrogates_are_refused_before_they_travel(house: House) -> None:
    for field in ("account", "name", "password"):
        _type(house)
        house.cast.login.edit(field, "ab\ud800cd")
        house.cast.login.submit()
        assert house.cast.login.form.state(field).problem == Problem(Code.BAD_CHARACTER)
    assert house.world.sign_in.forms == []


def test_u15_a_second_press_while_the_first_is_under_way_does_nothing(house: House) -> None:
    _type(house)
    house.runner.hold()
    house.cast.login.submit()
    house.cast.login.submit()
    assert house.cast.login.busy
    assert len(house.world.sign_in.forms) == 1
    house.runner.release()
    assert not house.cast.login.busy


def test_a8_a_wrong_code_asks_for_another_and_signs_nobody_in(guarded: House) -> None:
    login = guarded.cast.login
    login.arrive()
    first = login.challenge
    _type(guarded)
    login.edit("captcha", "11111")
    login.submit()
    assert guarded.world.sign_in.forms == []
    assert login.form.state("captcha").problem == Problem(Code.WRONG_CODE)
    assert login.challenge not in (None, first)
    assert login.form.values["password"] == "Kiosk#2024Taipei"


def test_a8_a_right_code_in_full_width_digits_passes_once(guarded: House) -> None:
    login = guarded.cast.login
    login.arrive()
    _type(guarded)
    login.edit("captcha", "２４ ６８０")
    login.submit()
    assert len(guarded.world.sign_in.forms) == 1
    assert login.form.values["captcha"] == ""
    assert guarded.world.captcha.made == 2


def test_a8_u6_codes_of_other_shapes_are_told_apart(guarded: House) -> None:
    login = guarded.cast.login
    login.arrive()
    _type(guarded)
    expected = {"": Code.REQUIRED, "123": Code.TOO_SHORT, "123456": Code.TOO_LONG, "12a45": Code.BAD_CHARACTER}
    for digits, code in expected.items():
        login.edit("captcha", digits)
        login.submit()
        assert login.form.state("captcha").problem == Problem(code)
    assert guarded.world.captcha.made == 1, "a code that was not tried stays"


def test_a_use_case_that_raises_leaves_the_page_usable(guarded: House) -> None:
    login = guarded.cast.login
    login.arrive()
    _type(guarded)
    login.edit("captcha", DIGITS)
    guarded.runner.error = RuntimeError()
    login.submit()
    assert not login.busy
    guarded.runner.error = None
    login.another_code()
    assert login.challenge is not None


def test_the_digits_of_a_picture_that_was_asked_for_come_next(guarded: House) -> None:
    """A4: the summary that had the focus goes, and Qt would pass it on to the account."""
    login = guarded.cast.login
    login.arrive()
    _type(guarded)
    login.another_code()
    assert guarded.views[Page.LOGIN].focused[-1:] == ["captcha"]
