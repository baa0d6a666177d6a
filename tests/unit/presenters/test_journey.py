"""The life of a visit, and what stops the kiosk."""

import pytest

from ipas_kiosk.services.values import LinkState, Trouble
from ipas_kiosk.views.presenters.pages import Page
from tests.unit.presenters.conftest import House


def _link(trouble: Trouble | None) -> LinkState:
    return LinkState(online=False, since=0, trouble=trouble)


def test_a_visit_begins_once_and_ends_once(house: House) -> None:
    house.journey.begin_visit()
    house.journey.begin_visit()
    house.journey.end_visit()
    house.journey.end_visit()
    assert house.world.visits.log == ["begin", "end"]
    assert house.shown.wiped == 2


def test_an_answer_of_an_ended_visit_reaches_nobody(house: House) -> None:
    login = house.cast.login
    for field, text in (("account", "lin.1990"), ("name", "林小華"), ("password", "x")):
        login.edit(field, text)
    house.runner.hold()
    login.submit()
    house.journey.end_visit()
    house.runner.release()
    assert (house.page, login.result, login.busy) == (Page.LOGIN, None, False)


@pytest.mark.parametrize("trouble", [Trouble.REVOKED, Trouble.SUSPENDED, Trouble.LOST_CONTACT])
def test_v7_a_device_that_central_refuses_is_out_of_order_until_it_is_welcome_again(
    house: House, trouble: Trouble
) -> None:
    house.journey.on_news(_link(trouble))
    assert (house.page, house.cast.out_of_order.trouble) == (Page.OUT_OF_ORDER, trouble)
    house.cast.out_of_order.retry()
    assert house.world.visits.log == ["ask again"]
    assert house.retried == []
    house.journey.on_news(_link(None))
    assert house.page is Page.LOGIN


def test_v7_whoever_is_at_work_finishes_first(house: House) -> None:
    house.journey.begin_visit()
    house.journey.go(Page.REGISTRATION)
    house.journey.on_news(_link(Trouble.REVOKED))
    assert house.page is Page.REGISTRATION
    house.journey.end_visit()
    assert house.page is Page.OUT_OF_ORDER


def test_o10_a_clock_that_is_off_stops_nothing(house: House) -> None:
    house.journey.on_news(_link(Trouble.CLOCK_OFF))
    assert house.page is Page.LOGIN


def test_services_that_cannot_start_are_tried_again_once_a_press(house: House) -> None:
    house.journey.out_of_order(Trouble.WRONG_KEY)
    house.cast.out_of_order.retry()
    house.cast.out_of_order.retry()
    assert house.retried == [None]
    house.journey.repaired()
    assert house.page is Page.LOGIN


def test_a_visit_that_ends_repairs_nothing(house: House) -> None:
    """The home button and the idle limit do not lead to a sign-in page that can never answer."""
    house.journey.out_of_order(Trouble.WRONG_KEY)
    for _ in range(2):
        house.journey.end_visit()
        assert (house.page, house.cast.out_of_order.trouble) == (Page.OUT_OF_ORDER, Trouble.WRONG_KEY)
    house.journey.repaired()
    house.journey.end_visit()
    assert house.page is Page.LOGIN


def test_v7_a_wiped_kiosk_starts_anew_when_tried_again(house: House) -> None:
    """Its services have no store any more: asking central is no use, it may have been enrolled again meanwhile."""
    house.journey.on_news(_link(Trouble.WIPED))
    assert (house.page, house.cast.out_of_order.trouble) == (Page.OUT_OF_ORDER, Trouble.WIPED)
    house.cast.out_of_order.retry()
    assert (house.world.visits.log, house.retried) == ([], [None])
    house.journey.repaired()
    assert house.page is Page.LOGIN


def test_the_manual_leads_back_to_where_it_was_opened(house: House) -> None:
    house.cast.login.manual()
    assert house.page is Page.MANUAL
    house.cast.manual.back()
    assert house.page is Page.LOGIN


def test_cancel_without_a_correction_ends_the_visit(house: House) -> None:
    house.journey.go(Page.EMAIL_LOOKUP)
    house.cast.email_lookup.edit("name", "林小華")
    house.cast.email_lookup.cancel()
    assert house.page is Page.LOGIN
    assert house.cast.email_lookup.form.values["name"] == ""
