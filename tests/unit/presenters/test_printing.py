"""Printing the receipt: once at a time, marked when one may be out already, nothing left of it (O3, P1)."""

import pytest

from ipas_contract.codes import AttentionReason, Language, PrinterState, SubmissionState
from ipas_kiosk.services.values import SubmissionNews
from tests.helpers.fake_services import CANDIDATE, receipt
from tests.unit.presenters.conftest import House


def test_two_presses_are_one_slip(house: House) -> None:
    house.journey.to_done(receipt())
    house.runner.hold()
    house.cast.done.print_slip()
    house.cast.done.print_slip()
    assert house.cast.done.busy
    house.runner.release()
    assert len(house.world.printing.slips) == 1
    assert house.cast.done.printed is PrinterState.READY


@pytest.mark.parametrize(
    ("first", "marked"),
    [
        (PrinterState.READY, True),
        (PrinterState.SLOW, True),
        (PrinterState.NO_ANSWER, True),
        (PrinterState.STUCK, False),
        (PrinterState.NOT_FOUND, False),
    ],
)
def test_a_slip_is_marked_when_one_may_be_out(house: House, first: PrinterState, marked: bool) -> None:
    """Also after a verdict came in between: the slip says how it stands now."""
    house.language = Language.EN
    house.journey.to_done(receipt(SubmissionState.PROVISIONAL))
    house.world.printing.answer = first
    house.cast.done.print_slip()
    house.journey.on_news(SubmissionNews(CANDIDATE, receipt().receipt_no, SubmissionState.CONFIRMED, None))
    house.cast.done.print_slip()
    (before, *_), (after, language, again) = house.world.printing.slips
    assert (before.state, after.state) == (SubmissionState.PROVISIONAL, SubmissionState.CONFIRMED)
    assert (language, again) == (Language.EN, marked)


def test_a_corrected_registration_is_not_printed_yet(house: House) -> None:
    """What is out names the account that was lost; the slip of the other one says that it is a second."""
    house.journey.to_done(receipt(SubmissionState.PROVISIONAL))
    house.cast.done.print_slip()
    lost = (SubmissionState.ATTENTION, AttentionReason.ACCOUNT_TAKEN)
    house.journey.on_news(SubmissionNews(CANDIDATE, receipt().receipt_no, *lost))
    house.journey.to_done(receipt(SubmissionState.PROVISIONAL))
    assert house.cast.done.printed is None
    house.cast.done.print_slip()
    assert [again for _, _, again in house.world.printing.slips] == [False, True]


def test_a_visit_that_ends_meanwhile_tells_the_next_person_nothing(house: House) -> None:
    house.journey.to_done(receipt())
    house.runner.hold()
    house.cast.done.print_slip()
    house.journey.end_visit()
    house.journey.to_done(receipt())
    house.runner.release()
    assert (house.cast.done.printed, house.cast.done.busy) == (None, False)
    house.cast.done.print_slip()
    assert not house.world.printing.slips[-1][2], "somebody else's slip"


def test_a_bug_leaves_the_receipt_and_the_button(house: House) -> None:
    house.journey.to_done(receipt())
    house.runner.error = RuntimeError()
    house.cast.done.print_slip()
    assert (house.cast.done.printed, house.cast.done.busy) == (PrinterState.BROKEN, False)
    assert house.cast.done.receipt == receipt()
