"""When findings are shown (U1 to U4)."""

from ipas_contract.codes import Checked, Code, Problem
from ipas_kiosk.views.presenters.form import Entry, Form, Values


def _three_letters(values: Values) -> Checked:
    text = values["word"]
    return Checked(text, () if len(text) >= 3 else (Problem(Code.TOO_SHORT),))


def _same(values: Values) -> Checked:
    return Checked(values["again"], () if values["again"] == values["word"] else (Problem(Code.MISMATCH),))


def _form() -> Form:
    return Form({"word": _three_letters, "again": _same})


def test_u1_no_error_while_a_field_is_typed_for_the_first_time() -> None:
    form = _form()
    form.edit("word", "a")
    assert form.state("word").problem is None


def test_u1_leaving_a_field_shows_its_error_but_not_when_it_is_still_empty() -> None:
    form = _form()
    form.leave("word")
    assert form.state("word").problem is None
    form.edit("word", "a")
    form.leave("word")
    assert form.state("word").problem == Problem(Code.TOO_SHORT)


def _pointed_out(values: Values) -> Checked:
    text = values["word"]
    problems = () if len(text) >= 3 else (Problem(Code.TOO_SHORT),)
    return Checked(text, problems, (Problem(Code.FREE_MAIL),) if text.startswith("f") else ())


def test_u1_a_pause_points_out_what_is_to_be_pointed_out_and_no_error() -> None:
    """Programs that fill in a field need not move the focus for it."""
    form = Form({"word": _pointed_out})
    form.edit("word", "fo")
    form.look_again("word")
    assert form.state("word").problem is None
    assert form.state("word").warnings == ()
    form.edit("word", "foo")
    form.look_again("word")
    assert form.state("word").warnings == (Problem(Code.FREE_MAIL),)
    form.edit("word", "fo")
    assert form.state("word") == Entry("fo")


def test_u2_an_error_disappears_on_the_keystroke_that_makes_the_value_good() -> None:
    form = _form()
    form.edit("word", "ab")
    form.leave("word")
    form.edit("word", "abc")
    assert form.state("word").problem is None


def test_u1_after_turning_good_a_field_is_silent_again_until_it_is_left() -> None:
    form = _form()
    form.edit("word", "ab")
    form.leave("word")
    form.edit("word", "abc")
    form.edit("word", "ab")
    assert form.state("word").problem is None
    form.leave("word")
    assert form.state("word").problem == Problem(Code.TOO_SHORT)


def test_u2_an_error_that_looks_at_two_fields_disappears_with_the_other_one() -> None:
    form = _form()
    form.edit("again", "abc")
    form.leave("again")
    assert form.state("again").problem == Problem(Code.MISMATCH)
    form.edit("word", "abc")
    assert form.state("again").problem is None


def test_u3_the_summary_holds_what_the_last_check_found_and_loses_what_is_mended() -> None:
    form = _form()
    form.edit("again", "x")
    assert form.check(("word", "again")) == ("word", "again")
    form.edit("word", "abc")
    assert form.summary == ("again",)


def test_u4_a_check_clears_nothing() -> None:
    form = _form()
    form.edit("word", "a")
    form.edit("again", "b")
    form.check(("word", "again"))
    assert form.values == {"word": "a", "again": "b"}


def test_a_refusal_holds_for_the_refused_text_only() -> None:
    form = _form()
    form.edit("word", "abcd")
    form.refuse("word", Problem(Code.TAKEN))
    assert form.state("word").problem == Problem(Code.TAKEN)
    assert form.summary == ("word",)
    form.edit("word", "abcde")
    assert form.state("word").problem is None
    form.edit("word", "abcd")
    assert form.check(("word",)) == ("word",)


def test_p1_wiping_leaves_nothing() -> None:
    form = _form()
    form.edit("word", "a")
    form.refuse("word", Problem(Code.TAKEN))
    form.wipe()
    assert form.values == {"word": "", "again": ""}
    assert form.summary == ()
    assert form.state("word").problem is None
