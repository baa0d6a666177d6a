"""Review, saving, results on the real pages (U13, U15)."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from ipas_contract.codes import AttentionReason, SubmissionState
from ipas_contract.receipts import token
from ipas_kiosk.services.values import EmailFound, LinkState, Registered, SubmissionNews, TakenIn, Trouble
from ipas_kiosk.views.presenters.pages import Page
from tests.helpers.fake_services import CANDIDATE, DIGITS, receipt
from tests.helpers.stage import NOW, Stage
from tests.ui.acting import PERSON, SESSION, find, press, text, to_review
from tests.ui.test_wipe import CANARY, texts


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


def test_the_code_stands_beside_the_number(stage: Stage) -> None:
    """On the smallest screen too; the code of a real token, whose modules are fewer than of any longer text."""
    stage.resize(1280, 800)
    real = token("0001-1-00001-W", NOW, Ed25519PrivateKey.generate())
    stage.journey.to_done(replace(receipt(), receipt_no="0001-1-00001-W", token=real))
    stage.settle()
    stage.settle()  # the code is worked out beside the window, then everything finds its place
    code, number = (find(stage, f"registrationDone.{part}") for part in ("qr", "receiptNo"))
    origin = QPoint(0, 0)
    assert code.mapTo(stage.window, origin).x() >= number.mapTo(stage.window, QPoint(number.width(), 0)).x()
    assert abs(code.mapTo(stage.window, origin).y() - number.mapTo(stage.window, origin).y()) < number.height()


@pytest.mark.parametrize(("reason", "shown"), [(AttentionReason.IDENTITY, True), (AttentionReason.TOO_OLD, False)])
def test_x9_attention_is_one_neutral_page(stage: Stage, reason: AttentionReason, shown: bool) -> None:
    stage.journey.to_done(receipt(SubmissionState.ATTENTION, reason))
    stage.settle()
    assert text(stage, "registrationDone.state") == "需要您協助確認，請持此編號至服務台"
    assert find(stage, "registrationDone.lookup").isVisibleTo(stage.window) is shown


def test_home_shows_the_number_that_it_sends_to_the_desk(stage: Stage) -> None:
    """Who signs in after leaving the receipt's page, and who is told while signed in."""
    words, number = "需要您協助確認，請持此編號至服務台", receipt().receipt_no
    stage.journey.to_home(replace(SESSION, state=SubmissionState.ATTENTION, receipt_no=number, authoritative=False))
    assert text(stage, "home.state") == f"{words}\n收件編號 {number}"
    stage.journey.to_home(replace(SESSION, state=SubmissionState.PROVISIONAL, authoritative=False))
    attention = AttentionReason.IDENTITY
    stage.runner.news.emit(SubmissionNews(CANDIDATE, number, SubmissionState.ATTENTION, attention))
    assert text(stage, "home.state") == f"{words}\n收件編號 {number}"


def test_a_taken_account_brings_back_the_form_with_passwords(stage: Stage) -> None:
    lost = receipt(SubmissionState.ATTENTION, AttentionReason.ACCOUNT_TAKEN)
    stage.world.registration.outcome = Registered(lost)
    to_review(stage)
    press(stage, "registrationReview.submit")
    assert stage.stack.at is Page.REGISTRATION
    assert text(stage, "registration.account.error") == "這個帳號已有人使用，請換一個"
    fields = stage.stack.pages[Page.REGISTRATION].fields
    assert fields["password"].value() == fields["passwordAgain"].value() == PERSON["password"]


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


def test_p1_nothing_of_a_registration_is_left_beside_its_fields(stage: Stage) -> None:
    """The address that was proposed and the spellings of the name stand on buttons."""
    stage.world.romanise.answer = (("CANA", "RY"), ("CANARY", "SEVEN"))
    to_review(stage, email="canary@gmial.com", account=CANARY, schoolArea="other", school="other", schoolOther=CANARY)
    form = stage.cast.registration
    form.leave("email")
    form.roman.ask(form.view)
    stage.settle()
    marks = {"canary@gmail.com", "CANARY, SEVEN", CANARY}
    assert {mark for mark in marks if any(mark in text for text in texts(stage.window))} == marks
    press(stage, "status.home")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [text for text in texts(stage.window) if "cana" in text.casefold()] == []
