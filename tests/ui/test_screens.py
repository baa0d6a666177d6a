"""The pages on the real window: names, what typing shows, what survives (screens.md; U1-U4, U13, U15, X1, X2)."""

import csv
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from ipas_contract.codes import AttentionReason, Language, SubmissionState
from ipas_kiosk.services.values import (
    EmailFound,
    LinkState,
    Registered,
    Session,
    SubmissionNews,
    Taken,
    TakenIn,
    Trouble,
)
from ipas_kiosk.views.presenters.login import LoginPresenter
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.ports import Ground
from ipas_kiosk.views.screens.login import LoginPage
from ipas_kiosk.views.theme import Theme
from ipas_kiosk.views.widgets.field import TextField
from tests.helpers.fake_services import CANDIDATE, DIGITS, receipt
from tests.helpers.stage import Stage
from tests.ui.conftest import Until

with (Path(__file__).parent / "control_names.csv").open(encoding="utf-8", newline="") as rows:
    NAMES = [(row["page"], name) for row in csv.DictReader(rows) for name in row["names"].split()]
HOSTILE = {
    "10,000 characters": "王" * 10_000,
    "NUL": "ab\0cd",
    "right to left override": "ab\u202ecd",
    "emoji": "👩\u200d🔬🏳️\u200d🌈",
    "half surrogate": "ab\ud800cd",
    "blanks": " \t\u3000 ",
    "SQL": "' OR 1=1--",
    "template": "{{7*7}} {detail} {address}",
    "format": "%s%n%1$s",
    "markup": "<img src=file:///etc/passwd><b>x</b>",
    "mnemonic": "a&b&&c",
}
FORMS = (Page.LOGIN, Page.REGISTRATION, Page.CREDENTIAL_LOOKUP, Page.EMAIL_LOOKUP, Page.PASSWORD_CHANGE)
PERSON = {
    "consent": "yes",
    "account": "lin.1990",
    "password": "Kiosk#2024Taipei",
    "passwordAgain": "Kiosk#2024Taipei",
    "idNumber": "A200000003",
    "name": "林小華",
    "sex": "female",
    "email": "hua@example.org",
    "mobile": "0912345678",
    "education": "bachelor",
    "schoolArea": "臺北市",
    "school": "0003",
    "department": "無",
}

SESSION = Session(CANDIDATE, "lin.1990", "林小華", None, None, authoritative=True)


@pytest.fixture(scope="module")
def built(app: QApplication, _dressed: Theme, catalogues: Path) -> Iterator[Stage]:
    made = Stage(app, Language.ZH_TW, catalogues)
    yield made
    made.close()


@pytest.fixture
def stage(built: Stage) -> Stage:
    """The window as the next visitor finds it, on services that remember nothing."""
    for fake in vars(built.world).values():
        if is_dataclass(fake):
            vars(fake).update(vars(type(fake)()))  # type: ignore[operator]
    built.journey.end_visit()
    built.settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return built


def find(stage: Stage, name: str) -> QWidget:
    """The one widget of a name."""
    found = stage.window.findChildren(QWidget, name)
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def text(stage: Stage, name: str) -> str:
    label = find(stage, name)
    assert isinstance(label, QLabel)
    return label.text()


def press(stage: Stage, name: str) -> None:
    button = find(stage, name)
    assert isinstance(button, QPushButton)
    assert button.isVisibleTo(stage.window), f"{name} is hidden"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    stage.settle()


def write(stage: Stage, name: str, typed: str) -> None:
    """Type as a person does: focus, one key after the other."""
    edit = find(stage, name)
    edit.setFocus(Qt.FocusReason.MouseFocusReason)
    QTest.keyClicks(edit, typed)


def to_review(stage: Stage, **others: str) -> None:
    stage.journey.go(Page.REGISTRATION)
    stage.fill(stage.cast.registration, **(PERSON | others))
    for _ in range(4):
        press(stage, "registration.next")


# ---- names --------------------------------------------------------------------------------------------------------


def test_every_control_has_its_name_once(stage: Stage) -> None:
    for page in Page:
        stage.stack.show(page)
    press(stage, "status.callStaff")
    wrong = {}
    for page, name in NAMES:
        full = f"{page.removeprefix('page.')}.{name}"
        count = len(stage.window.findChildren(QWidget, full))
        if count != 1:
            wrong[full] = count
    press(stage, "callStaff.close")
    assert wrong == {}


def test_every_page_has_its_name(stage: Stage) -> None:
    for page in Page:
        stage.stack.show(page)
        assert find(stage, page.value).isVisibleTo(stage.window)


def test_a5_every_input_is_called_by_its_visible_label(stage: Stage) -> None:
    for page in FORMS:
        stage.stack.show(page)
        for field in stage.stack.pages[page].fields.values():
            if field.input is not field:
                assert field.input.accessibleName() == field.label()


def test_the_code_is_absent_when_the_policy_turns_it_off(stage: Stage) -> None:
    presenter = LoginPresenter(Ground(stage.runner, stage.journey, replace(stage.cast.login.context, captcha=False)))
    page = LoginPage(presenter, ())
    assert page.findChildren(QWidget, "login.captcha") == []
    page.deleteLater()


# ---- what typing shows --------------------------------------------------------------------------------------------


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


def test_the_label_of_the_number_follows_the_nationality(stage: Stage) -> None:
    stage.journey.go(Page.REGISTRATION)
    number = find(stage, "registration.idNumber")
    assert number.accessibleName() == "身分證號"
    stage.cast.registration.edit("nationality", "foreign")
    assert number.accessibleName() == "統一證號或護照號碼"


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


# ---- languages ----------------------------------------------------------------------------------------------------


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


# ---- review, saving, receipt --------------------------------------------------------------------------------------


def test_u13_the_review_shows_everything_but_the_password(stage: Stage) -> None:
    to_review(stage)
    shown = [label.text() for label in stage.stack.pages[Page.REVIEW].findChildren(QLabel)]
    for value in ("lin.1990", "本國籍", "A200000003", "林小華", "女", "hua@example.org", "大學", "無"):
        assert value in shown
    assert "0912-345-678" in shown, "grouped as people write it"
    assert "臺北市 國立臺灣大學" in shown
    assert "由主辦單位填入" in shown
    assert not any("Kiosk#2024" in value for value in shown)


def test_u13_a_line_leads_to_its_field_and_back(stage: Stage) -> None:
    to_review(stage)
    press(stage, "registrationReview.edit.mobile")
    assert stage.window.focusWidget() is find(stage, "registration.mobile")
    press(stage, "registration.next")
    press(stage, "registration.next")
    assert stage.stack.at is Page.REVIEW


def test_u15_a_double_tap_saves_once(stage: Stage) -> None:
    to_review(stage)
    button = find(stage, "registrationReview.submit")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    stage.settle()
    assert len(stage.world.registration.calls) == 1
    assert stage.stack.at is Page.DONE


def test_the_receipt_never_says_registered_before_it_is(stage: Stage) -> None:
    stage.journey.to_done(receipt(SubmissionState.PROVISIONAL))
    stage.settle()
    page = stage.stack.pages[Page.DONE]
    said = "".join(label.text() for label in page.findChildren(QLabel))
    assert "已完成註冊" not in said
    assert text(stage, "registrationDone.state") == "已存於本機，連線後送出；結果以 Email/簡訊通知"
    stage.runner.news.emit(SubmissionNews(CANDIDATE, receipt().receipt_no, SubmissionState.CONFIRMED, None))
    assert text(stage, "registrationDone.state") == "已完成註冊"


@pytest.mark.parametrize(("reason", "shown"), [(AttentionReason.IDENTITY, True), (AttentionReason.TOO_OLD, False)])
def test_x9_attention_is_one_neutral_page(stage: Stage, reason: AttentionReason, shown: bool) -> None:
    stage.journey.to_done(receipt(SubmissionState.ATTENTION, reason))
    stage.settle()
    assert text(stage, "registrationDone.state") == "需要您協助確認，請持此編號至服務台"
    assert find(stage, "registrationDone.lookup").isVisibleTo(stage.window) is shown


def test_a_taken_account_brings_back_the_form_with_passwords(stage: Stage) -> None:
    lost = receipt(SubmissionState.ATTENTION, AttentionReason.ACCOUNT_TAKEN)
    stage.world.registration.outcome = Registered(lost)
    to_review(stage)
    press(stage, "registrationReview.submit")
    assert stage.stack.at is Page.REGISTRATION
    assert text(stage, "registration.account.error") == "這個帳號已有人使用，請換一個"
    fields = stage.stack.pages[Page.REGISTRATION].fields
    assert fields["password"].value() == fields["passwordAgain"].value() == PERSON["password"]


# ---- results ------------------------------------------------------------------------------------------------------


def test_lookup_results_are_said(stage: Stage) -> None:
    stage.journey.go(Page.CREDENTIAL_LOOKUP)
    stage.settle()
    stage.world.lookups.credential_outcome = TakenIn(queued=True)
    lookup = stage.cast.credential_lookup
    stage.fill(lookup, idNumber="A200000003", name="林小華", email="a@b.org", captcha=DIGITS)
    press(stage, "credentialLookup.submit")
    assert text(stage, "credentialLookup.result").startswith("若資料相符，將寄出帳號與預設密碼")
    assert "24 小時" in text(stage, "credentialLookup.result")


def test_the_mailbox_is_shown_masked_and_wiped(stage: Stage) -> None:
    stage.journey.go(Page.EMAIL_LOOKUP)
    stage.settle()
    stage.world.lookups.email_outcome = EmailFound("h•••••n@i•••.org.tw", authoritative=True)
    stage.fill(stage.cast.email_lookup, account="lin.1990", name="林小華", mobile="0912345678", captcha=DIGITS)
    press(stage, "emailLookup.submit")
    assert "h•••••n@i•••.org.tw" in text(stage, "emailLookup.result").replace("\u200b", "")
    press(stage, "status.home")
    assert text(stage, "emailLookup.result") == ""


@pytest.mark.parametrize("trouble", list(Trouble))
def test_known_trouble_has_its_page_and_a_way_to_try_again(stage: Stage, trouble: Trouble) -> None:
    stage.runner.broken.emit(trouble)
    stage.settle()
    assert stage.stack.at is Page.OUT_OF_ORDER
    assert text(stage, "outOfOrder.reason").endswith("。")
    stage.runner.ready.emit()
    assert stage.stack.at is Page.LOGIN


def test_offline_is_said_and_stops_nothing(stage: Stage) -> None:
    stage.runner.news.emit(LinkState(online=False, since=1_790_000_000_000))
    assert stage.stack.at is Page.LOGIN
    assert "離線" in text(stage, "status.connection")


# ---- hostile texts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", FORMS)
def test_x1_x2_hostile_texts_in_every_field_are_told_or_taken(stage: Stage, page: Page) -> None:
    submit = {Page.REGISTRATION: "registration.next"}.get(page, f"{page.short}.submit")
    for typed in HOSTILE.values():
        stage.journey.end_visit()
        if page is Page.PASSWORD_CHANGE:
            stage.journey.to_password_change(SESSION)
        else:
            stage.journey.go(page)
        widget, presenter = stage.stack.pages[page], stage.cast.by_page[page]
        for name, field in widget.fields.items():
            if isinstance(field, TextField):
                field.edit.setText(typed)
                presenter.leave(name)
        press(stage, submit)
        if page is Page.REGISTRATION:
            for presenter.step in range(4):
                presenter.next()
        assert stage.stack.at is page, "nothing hostile signs in or is saved"
        assert widget.summary.entries() != () or presenter.result is not None


@pytest.mark.parametrize("kind", ["SQL", "template", "format", "markup", "mnemonic", "right to left override"])
def test_x2_what_is_typed_is_shown_as_text_on_the_review(stage: Stage, kind: str) -> None:
    typed = HOSTILE[kind].replace("\u202e", "")
    to_review(stage, schoolArea="other", school="other", schoolOther=typed)
    assert typed in [
        label.text().replace("\u200b", "") for label in stage.stack.pages[Page.REVIEW].findChildren(QLabel)
    ]


def test_p3_nothing_personal_reaches_the_window_title(stage: Stage) -> None:
    title = stage.window.windowTitle()
    to_review(stage)
    press(stage, "registrationReview.submit")
    assert stage.window.windowTitle() == title
    assert not title.count("林")


def test_p1_after_the_visit_no_widget_knows_anything(stage: Stage) -> None:
    to_review(stage, name="黃金雀", account="canary.77", email="canary@example.org", mobile="0977-666-555")
    press(stage, "registrationReview.submit")
    stage.journey.to_home(replace(SESSION, name="黃金雀", account="canary.77"))
    press(stage, "home.signOut")
    left = [text for text in _texts(stage.window) if any(part in text for part in ("黃金雀", "canary", "666"))]
    assert left == []


def _texts(root: QWidget) -> Iterator[str]:
    for widget in root.findChildren(QWidget):
        yield from (widget.accessibleName(), widget.accessibleDescription())
        if isinstance(widget, QLabel | QLineEdit | QPushButton):
            yield widget.text()
