"""After signing in: the portal, a new password, items of the web site (screens §4, §8)."""

import pytest

from ipas_contract.codes import AttentionReason, SubmissionState
from ipas_kiosk.services.values import (
    Failed,
    PasswordChanged,
    PasswordChangeForm,
    PasswordChangeOutcome,
    Session,
    SlowDown,
    SubmissionNews,
    Trouble,
    Unreachable,
)
from ipas_kiosk.views.presenters.login import PasswordUpdated
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.portal import Action
from tests.helpers.fake_services import CANDIDATE
from tests.unit.presenters.conftest import House
from tests.unit.presenters.people import PASSWORD

SESSION = Session(CANDIDATE, "lin.1990", "林小華", SubmissionState.PROVISIONAL, None, authoritative=False)
STAYS: list[PasswordChangeOutcome] = [
    PasswordChanged.FAILED,
    PasswordChanged.SAME_AS_OLD,
    Unreachable(),
    SlowDown(60),
    Failed(Trouble.STORE_IO),
]


def _choose(house: House, action: Action) -> None:
    items = [item for group in house.cast.home.groups for item in group.items]
    house.cast.home.choose(next(item for item in items if item.action is action))


def _change(house: House, current: str = "Old#Password1") -> None:
    change = house.cast.password_change
    if not change.forced:
        change.edit("current", current)
    change.edit("password", PASSWORD)
    change.edit("passwordAgain", PASSWORD)
    change.submit()


def test_r5_after_a_temporary_password_the_way_leads_back_to_sign_in(house: House) -> None:
    house.journey.to_password_change(SESSION, temporary="Temp#23456789x")
    _change(house)
    expected = PasswordChangeForm("lin.1990", "林小華", "Temp#23456789x", PASSWORD)
    assert house.world.passwords.forms == [expected]
    assert house.page is Page.LOGIN
    assert isinstance(house.cast.login.result, PasswordUpdated)


def test_r5_cancelling_a_forced_change_ends_the_visit(house: House) -> None:
    house.journey.to_password_change(SESSION, temporary="Temp#23456789x")
    house.cast.password_change.cancel()
    assert house.page is Page.LOGIN
    assert not house.cast.password_change.forced


def test_from_home_a_change_returns_home_and_says_so(house: House) -> None:
    house.journey.to_home(SESSION)
    _choose(house, Action.PASSWORD)
    _change(house)
    assert house.page is Page.HOME
    assert house.cast.home.password_updated
    assert house.world.passwords.forms[0].current == "Old#Password1"


def test_from_home_a_change_can_be_cancelled(house: House) -> None:
    house.journey.to_home(SESSION)
    _choose(house, Action.PASSWORD)
    house.cast.password_change.cancel()
    assert (house.page, house.cast.home.session) == (Page.HOME, SESSION)


@pytest.mark.parametrize("outcome", STAYS)
def test_u4_what_stands_in_the_way_is_told_and_clears_the_current_password_at_most(
    house: House, outcome: PasswordChangeOutcome
) -> None:
    house.world.passwords.outcome = outcome
    house.journey.to_password_change(SESSION)
    _change(house)
    change = house.cast.password_change
    assert (house.page, change.result) == (Page.PASSWORD_CHANGE, outcome)
    assert change.form.values["password"] == change.form.values["passwordAgain"] == PASSWORD
    assert change.form.values["current"] == ("" if outcome is PasswordChanged.FAILED else "Old#Password1")


@pytest.mark.parametrize("new", ["Xy#lin.1990#Aa", "Xy#0912345678a"])
def test_x6_what_is_known_of_the_owner_is_refused_in_a_new_password(house: House, new: str) -> None:
    house.world.passwords.held = ("0912345678",)
    house.journey.to_password_change(SESSION)
    change = house.cast.password_change
    for field, text in (("current", "x"), ("password", new), ("passwordAgain", new)):
        change.edit(field, text)
    change.submit()
    assert change.form.summary == ("password",)
    assert house.world.passwords.forms == []
    change.cancel()
    change.edit("password", "Xy#0912345678a")
    assert change.meter.judge(change.form.values).good, "P1: the next one is somebody else"


def test_items_of_the_web_site_open_their_page_and_come_back(house: House) -> None:
    house.journey.to_home(SESSION)
    _choose(house, Action.SITE)
    assert house.page is Page.PORTAL_ITEM
    assert house.cast.portal_item.item is not None
    assert house.cast.portal_item.item.url == "https://www.ipas.org.tw"
    house.cast.portal_item.back()
    assert house.page is Page.HOME


def test_the_profile_is_on_the_web_site_until_its_page_exists(house: House) -> None:
    house.journey.to_home(SESSION)
    _choose(house, Action.PROFILE)
    assert house.page is Page.PORTAL_ITEM


def test_the_portal_follows_the_verdict(house: House) -> None:
    house.journey.to_home(SESSION)
    house.journey.on_news(SubmissionNews(CANDIDATE, "x", SubmissionState.ATTENTION, AttentionReason.IDENTITY))
    session = house.cast.home.session
    assert session is not None
    assert (session.state, session.reason) == (SubmissionState.ATTENTION, AttentionReason.IDENTITY)


def test_l11_signing_out_forgets_who_it_was(house: House) -> None:
    house.journey.begin_visit()
    house.journey.to_home(SESSION)
    _choose(house, Action.SIGN_OUT)
    assert house.page is Page.LOGIN
    assert house.cast.home.session is None
    assert house.world.visits.log == ["begin", "end"]
