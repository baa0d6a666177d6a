"""What typing shows on the real pages, in either language (U1-U4, A12)."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from ipas_kiosk.services.values import Taken
from ipas_kiosk.views.presenters.pages import Page
from tests.helpers.fake_services import DIGITS
from tests.helpers.stage import Stage
from tests.ui.acting import PERSON, find, press, text, to_person, write
from tests.ui.conftest import Until


def to_contact(stage: Stage) -> None:
    stage.journey.go(Page.REGISTRATION)
    stage.fill(stage.cast.registration, **(PERSON | {"email": "", "mobile": ""}))
    press(stage, "registration.next")
    press(stage, "registration.next")


def test_u1_u2_an_error_waits_until_the_field_is_left_and_goes_with_the_right_key(stage: Stage) -> None:
    to_contact(stage)
    write(stage, "registration.email", "a")
    assert text(stage, "registration.email.error") == ""
    find(stage, "registration.mobile").setFocus(Qt.FocusReason.TabFocusReason)
    assert text(stage, "registration.email.error") != ""
    write(stage, "registration.email", "@example.or")
    assert text(stage, "registration.email.error") == ""


def test_u3_the_summary_says_what_the_fields_say_and_leads_to_them(stage: Stage) -> None:
    press(stage, "login.submit")
    page = stage.stack.pages[Page.LOGIN]
    entries = dict(page.summary.entries())
    assert list(entries) == ["account", "name", "password", "captcha"]
    assert all(text(stage, f"login.{field}.error") == words for field, words in entries.items())
    assert stage.window.focusWidget() is page.summary
    press(stage, "login.errorSummary.password")
    assert stage.window.focusWidget() is find(stage, "login.password")


def test_a4_what_comes_up_is_reached_where_it_stands(stage: Stage) -> None:
    """The links of the summary behind it, the spellings behind the button that brought them."""
    press(stage, "login.submit")
    for name in ("login.errorSummary.account", "login.errorSummary.name"):
        QTest.keyClick(stage.window.focusWidget(), Qt.Key.Key_Tab)
        assert stage.window.focusWidget() is find(stage, name)
    stage.world.romanise.answer = (("FANJIANG", "YU"), ("FAN", "JIANG-YU"), ("", "FAN"))
    stage.journey.go(Page.REGISTRATION)
    stage.fill(stage.cast.registration, **(PERSON | {"name": "范姜羽"}))
    press(stage, "registration.next")
    press(stage, "registration.suggestRoman")
    find(stage, "registration.suggestRoman").setFocus()
    for name in ("registration.suggestRoman.1", "registration.suggestRoman.2"):
        QTest.keyClick(stage.window.focusWidget(), Qt.Key.Key_Tab)
        assert stage.window.focusWidget() is find(stage, name)


def test_u3_a_summary_entry_of_another_step_opens_it(stage: Stage) -> None:
    to_contact(stage)
    write(stage, "registration.email", "a@b.org")
    write(stage, "registration.mobile", "0912345678")
    stage.cast.registration.edit("passwordAgain", "other")
    press(stage, "registration.next")
    press(stage, "registration.errorSummary.passwordAgain")
    assert find(stage, "registration.passwordAgain").isVisibleTo(stage.window)
    assert stage.window.focusWidget() is find(stage, "registration.passwordAgain")


def test_u4_a_denied_sign_in_keeps_all_but_the_password(stage: Stage) -> None:
    stage.fill(stage.cast.login, account="lin.1990", name="林小華", password="x", captcha=DIGITS)
    press(stage, "login.submit")
    fields = stage.stack.pages[Page.LOGIN].fields
    assert [fields[name].value() for name in ("account", "name", "password")] == ["lin.1990", "林小華", ""]
    assert "15 分鐘" in text(stage, "login.result")


def test_the_account_is_asked_about_when_typing_pauses(stage: Stage, until: Until) -> None:
    stage.world.registration.taken = Taken.TAKEN
    stage.journey.go(Page.REGISTRATION)
    stage.cast.registration.edit("consent", "yes")
    press(stage, "registration.next")
    write(stage, "registration.account", "lin.1990")
    assert stage.world.registration.asked == []
    until(lambda: text(stage, "registration.account.error") == "這個帳號已有人使用，請換一個")
    assert len(stage.world.registration.asked) == 1


def test_the_strength_appears_when_typing_pauses(stage: Stage, until: Until) -> None:
    stage.journey.go(Page.REGISTRATION)
    stage.cast.registration.edit("consent", "yes")
    press(stage, "registration.next")
    write(stage, "registration.password", "Kiosk#2024Taipei")
    until(lambda: text(stage, "registration.passwordStrength") == "強度：很好")


def test_a_slip_is_pointed_out_when_filling_in_pauses_without_leaving_the_field(stage: Stage, until: Until) -> None:
    to_contact(stage)
    edit = find(stage, "registration.email")
    assert isinstance(edit, QLineEdit)
    edit.setText("hua@gmial.com")
    until(lambda: not find(stage, "registration.email.useSuggestion").isHidden())
    assert text(stage, "registration.email.error") == ""
    edit.setText("hua@")
    assert text(stage, "registration.email.warning") == text(stage, "registration.email.error") == ""


def test_the_label_of_the_number_follows_the_nationality(stage: Stage) -> None:
    stage.journey.go(Page.REGISTRATION)
    number = find(stage, "registration.idNumber")
    assert number.accessibleName() == "身分證號"
    stage.cast.registration.edit("nationality", "foreign")
    assert number.accessibleName() == "統一證號或護照號碼"


def test_u5_a_foreigner_is_not_told_to_write_chinese_first(stage: Stage) -> None:
    stage.journey.go(Page.REGISTRATION)
    stage.fill(stage.cast.registration, **(PERSON | {"nationality": "foreign", "name": "J"}))
    press(stage, "registration.next")
    press(stage, "registration.next")
    assert "英文姓名" in text(stage, "registration.name.error").replace("\u200b", "")
    stage.cast.registration.edit("nationality", "roc")
    assert "請先寫中文姓名" in text(stage, "registration.name.error").replace("\u200b", "")


def test_a_slip_in_the_address_is_mended_by_a_press(stage: Stage) -> None:
    to_contact(stage)
    write(stage, "registration.email", "hua@gmial.com")
    find(stage, "registration.mobile").setFocus(Qt.FocusReason.TabFocusReason)
    press(stage, "registration.email.useSuggestion")
    edit = find(stage, "registration.email")
    assert isinstance(edit, QLineEdit)
    assert edit.text() == "hua@gmail.com"
    assert find(stage, "registration.email.useSuggestion").isHidden()
    assert "免費信箱" in text(stage, "registration.email.warning")


def test_another_spelling_of_the_name_is_a_press_away(stage: Stage) -> None:
    """Rules §7: a doubtful split gives alternatives; the focus stays on the buttons."""
    stage.world.romanise.answer = (("FANJIANG", "YU"), ("FAN", "JIANG-YU"))
    stage.journey.go(Page.REGISTRATION)
    stage.fill(stage.cast.registration, **(PERSON | {"name": "范姜羽"}))
    press(stage, "registration.next")
    assert find(stage, "registration.roman.alternatives").isHidden()
    press(stage, "registration.suggestRoman")
    fields = stage.stack.pages[Page.REGISTRATION].fields
    other = find(stage, "registration.suggestRoman.1")
    other.setFocus()
    press(stage, "registration.suggestRoman.1")
    assert (fields["surnameRoman"].value(), fields["givenRoman"].value()) == ("FAN", "JIANG-YU")
    assert isinstance(other, QPushButton)
    assert other.text() == "FANJIANG, YU"
    assert stage.window.focusWidget() is other
    write(stage, "registration.givenRoman", "X")
    assert other.isHidden()


def test_u4_a_used_up_code_is_asked_for_anew_beside_its_field(stage: Stage) -> None:
    """The digits belonged to a picture that is gone: the field is emptied and says why."""
    stage.fill(stage.cast.login, account="lin.1990", name="林小華", password="x", captcha=DIGITS)
    assert text(stage, "login.captcha.status") == ""
    press(stage, "login.submit")
    assert text(stage, "login.captcha.status") == "圖片已更換，請輸入新圖片中的五個數字"
    assert text(stage, "login.captcha.error") == ""
    write(stage, "login.captcha", "1")
    assert text(stage, "login.captcha.status") == ""
    assert not find(stage, "login.captcha.hint").isHidden()


def test_the_school_follows_the_city_and_free_text_follows_other(stage: Stage) -> None:
    stage.journey.go(Page.REGISTRATION)
    form, fields = stage.cast.registration, stage.stack.pages[Page.REGISTRATION].fields
    form.edit("schoolArea", "臺北市")
    form.edit("school", "0003")
    assert fields["school"].value() == "0003"
    assert fields["schoolOther"].isHidden()
    form.edit("schoolArea", "other")
    assert fields["school"].value() == "other"
    assert not fields["schoolOther"].isHidden()


def test_a12_switching_the_language_midway_loses_no_character(stage: Stage) -> None:
    typed = PERSON | {"schoolArea": "other", "school": "other", "schoolOther": "自學 <b>", "surnameRoman": "LIN"}
    stage.journey.go(Page.REGISTRATION)
    stage.fill(stage.cast.registration, **typed)
    before = dict(stage.cast.registration.form.values)
    page = stage.stack.pages[Page.REGISTRATION]
    shown = {name: field.value() for name, field in page.fields.items()}
    assert find(stage, "registration.idNumber").accessibleName() == "身分證號"
    press(stage, "status.language")
    assert find(stage, "registration.idNumber").accessibleName() == "ID number"
    assert {name: field.value() for name, field in page.fields.items()} == shown
    assert stage.cast.registration.form.values == before


def test_a12_a_shown_error_changes_its_language_too(stage: Stage) -> None:
    press(stage, "login.submit")
    press(stage, "status.language")
    assert text(stage, "login.account.error") == "Enter your account"
    assert stage.stack.pages[Page.LOGIN].summary.entries()[0] == ("account", "Enter your account")


def test_u5_a_lookup_tells_that_a_passport_number_will_do(stage: Stage) -> None:
    """Rules §3: lookups ask for no nationality."""
    stage.journey.go(Page.CREDENTIAL_LOOKUP)
    stage.fill(stage.cast.credential_lookup, idNumber="AB12")
    press(stage, "credentialLookup.submit")
    assert "護照號碼" in text(stage, "credentialLookup.idNumber.error")


def test_a5_an_error_of_the_romanised_name_marks_both_boxes(stage: Stage) -> None:
    to_person(stage, surnameRoman="林9")
    boxes = [find(stage, f"registration.{each}") for each in ("surnameRoman", "givenRoman")]
    stage.cast.registration.leave("surnameRoman")
    words = text(stage, "registration.roman.error")
    assert words
    assert [(box.property("state"), box.accessibleDescription()) for box in boxes] == [("error", words)] * 2
    stage.cast.registration.edit("surnameRoman", "LIN")
    stage.cast.registration.leave("surnameRoman")
    assert {box.property("state") for box in boxes} == {"neutral"}
    assert all(words not in box.accessibleDescription() for box in boxes)


def test_what_is_typed_but_not_decided_outlives_a_change_of_language(stage: Stage) -> None:
    """A12: nothing typed is lost."""
    to_person(stage)
    stage.journey.to_form("schoolArea")
    combo = find(stage, "registration.schoolArea")
    assert isinstance(combo, QComboBox)
    combo.setEditText("新")
    stage.languages.toggle()
    stage.settle()
    assert combo.currentText() == "新"
    stage.journey.end_visit()
    assert combo.currentText() == ""
