"""帶入通用拼音 on the form (screens §2, rules §7)."""

from ipas_contract.codes import Code, Problem, RomanSource
from ipas_kiosk.views.presenters.pages import Page
from tests.unit.presenters.conftest import House
from tests.unit.presenters.people import fill


def ask(house: House) -> None:
    house.cast.registration.roman.ask(house.cast.registration.view)


def test_tongyong_fills_both_boxes_and_is_the_candidates_once_changed(house: House) -> None:
    fill(house)
    form = house.cast.registration
    ask(house)
    assert house.world.romanise.names == ["林小華"]
    assert (form.form.values["surnameRoman"], form.form.values["givenRoman"]) == ("LIN", "HUA")
    assert form.submission().roman_source is RomanSource.SUGGESTED
    form.edit("givenRoman", "hsiao-hua")
    sent = form.submission()
    assert (sent.given_roman, sent.roman_source) == ("HSIAO-HUA", RomanSource.CANDIDATE)


def test_without_a_reading_the_form_says_so(house: House) -> None:
    house.world.romanise.answer = (("", ""),)
    fill(house, surnameRoman="Lim")
    form = house.cast.registration
    ask(house)
    assert form.roman.no_reading
    assert form.form.values["surnameRoman"] == "Lim"
    form.edit("surnameRoman", "Lima")
    assert not form.roman.no_reading


def test_a_doubtful_split_offers_the_other_spellings_until_one_types_over_it(house: House) -> None:
    """Rules §7: a doubtful split gives alternatives."""
    house.world.romanise.answer = (("FANJIANG", "YU"), ("FAN", "JIANG-YU"))
    fill(house, name="范姜羽")
    form = house.cast.registration
    ask(house)
    assert form.roman.alternatives == (("FAN", "JIANG-YU"),)
    form.roman.choose(("FAN", "JIANG-YU"))
    sent = form.submission()
    assert (sent.surname_roman, sent.given_roman, sent.roman_source) == ("FAN", "JIANG-YU", RomanSource.SUGGESTED)
    assert form.roman.alternatives == (("FANJIANG", "YU"),)
    form.edit("name", "范羽")
    assert form.roman.alternatives == ()


def test_tongyong_wants_a_name_first(house: House) -> None:
    ask(house)
    assert house.cast.registration.form.state("name").problem == Problem(Code.REQUIRED)
    assert house.views[Page.REGISTRATION].focused == ["name"]
