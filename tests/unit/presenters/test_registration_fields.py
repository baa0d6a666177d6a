"""How the fields of the registration form look at each other (rules §1, §2, §3)."""

from ipas_contract.codes import Code, Nationality, Problem
from ipas_kiosk.views.presenters.registration_fields import personal
from tests.unit.presenters.conftest import House
from tests.unit.presenters.people import fill


def test_an_account_is_trimmed_before_it_is_checked(house: House) -> None:
    form = house.cast.registration
    form.edit("account", "　lin.1990 ")
    assert form.form.judge("account").good
    form.edit("account", "lin 1990")
    assert form.form.judge("account").problems == (Problem(Code.BAD_CHARACTER),)


def test_an_account_that_holds_the_own_id_number_is_refused(house: House) -> None:
    fill(house, account="A200000003x")
    assert Problem(Code.LOOKS_LIKE_ID) in house.cast.registration.form.judge("account").problems


def test_u1_what_is_still_being_typed_is_not_looked_for_in_other_fields(house: House) -> None:
    form = house.cast.registration
    form.edit("account", "lin.1990")
    form.leave("account")
    form.edit("idNumber", "L")
    assert form.form.state("account").problem is None
    form.edit("mobile", "0912")
    form.edit("email", "ming＠company")
    assert personal(form.form.values) == ("lin.1990",)
    form.edit("mobile", "0912345678")
    form.edit("email", "ming＠company.tw")
    assert personal(form.form.values) == ("lin.1990", "886912345678", "0912345678", "ming")


def test_the_nationality_changes_what_number_is_good(house: House) -> None:
    form = house.cast.registration
    form.edit("idNumber", "X1234567")
    form.leave("idNumber")
    assert form.form.state("idNumber").problem == Problem(Code.BAD_FORMAT)
    form.edit("nationality", Nationality.FOREIGN.value)
    assert form.form.state("idNumber").problem is None
