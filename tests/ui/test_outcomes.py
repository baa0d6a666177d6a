"""What came of a press is in sight with what has the focus, however large the text (A3, A4, A5)."""

import pytest
from PySide6.QtCore import QPoint, QRect, QTimer
from PySide6.QtWidgets import QWidget

from ipas_contract.codes import Language
from ipas_kiosk.services.values import TakenIn
from ipas_kiosk.views.presenters.pages import Page
from tests.helpers.fake_services import DIGITS
from tests.helpers.stage import Stage
from tests.ui.acting import PERSON, find, press


def in_sight(stage: Stage, widget: QWidget) -> bool:
    """Whether all of a widget of the page can be seen without scrolling, with nothing of it under the buttons."""
    page = stage.stack.pages[stage.stack.at]
    footer = page.footer.mapTo(page, QPoint(0, 0)).y()
    return QRect(0, 0, page.width(), footer).contains(QRect(widget.mapTo(page, QPoint(0, 0)), widget.size()))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("scale", "focused"), [(100, "password"), (200, "result")])
def test_a_refused_sign_in(stage: Stage, language: Language, scale: int, focused: str) -> None:
    stage.languages.use(language)
    stage.theme.choose(scale=scale)
    stage.resize(1280, 800)
    stage.fill(stage.cast.login, account="lin.1990", name="林小華", password="x", captcha=DIGITS)
    find(stage, "login.captcha").setFocus()
    stage.settle()
    press(stage, "login.submit")
    focus = stage.window.focusWidget()
    assert focus is (find(stage, "login.password") if focused == "password" else find(stage, "login.result").parent())
    assert in_sight(stage, find(stage, "login.result"))
    assert in_sight(stage, focus)


@pytest.mark.parametrize("scale", [100, 200])
def test_a_lookup_whose_last_field_is_far_down(stage: Stage, scale: int) -> None:
    """Whoever pressed Enter in the last field sees the answer above the first."""
    stage.theme.choose(scale=scale)
    stage.resize(1280, 800)
    stage.world.lookups.credential_outcome = TakenIn(queued=False)
    stage.journey.go(Page.CREDENTIAL_LOOKUP)
    stage.settle()
    filled = {"idNumber": PERSON["idNumber"], "name": "林小華", "email": "a@b.org", "captcha": DIGITS}
    stage.fill(stage.cast.credential_lookup, **filled)
    find(stage, "credentialLookup.captcha").setFocus()
    stage.settle()
    stage.cast.credential_lookup.submit()
    stage.settle()
    assert in_sight(stage, find(stage, "credentialLookup.result"))
    assert in_sight(stage, stage.window.focusWidget())


@pytest.mark.parametrize("scale", [100, 125, 150, 200])
def test_whoever_has_an_account_sees_what_to_do_now(stage: Stage, scale: int) -> None:
    """Offline, with an account that this kiosk does not know (screens §1)."""
    stage.languages.use(Language.EN)
    stage.theme.choose(scale=scale)
    stage.resize(1280, 730)
    stage.journey.go(Page.UNKNOWN_ACCOUNT)
    stage.settle()
    press(stage, "unknownAccount.existing")
    stage.settle()
    assert in_sight(stage, find(stage, "unknownAccount.result"))


def test_r7_the_wait_for_another_temporary_password_is_counted_down(stage: Stage) -> None:
    stage.journey.go(Page.CREDENTIAL_LOOKUP)
    stage.settle()
    filled = {"idNumber": PERSON["idNumber"], "name": "林小華", "sendBy": "sms", "mobile": "0912345678"}
    stage.fill(stage.cast.credential_lookup, **filled, captcha=DIGITS)
    press(stage, "credentialLookup.submit")
    stage.settle()
    page = stage.stack.pages[Page.CREDENTIAL_LOOKUP]
    line, clock = page.send_by.line, page.findChild(QTimer)
    assert in_sight(stage, line)
    for passed_s, shown in ((0, "61"), (5, "56"), (55, "1")):
        stage.now += passed_s * 1000
        clock.timeout.emit()
        assert f"請等 {shown} 秒" in line.spoken()
        assert clock.isActive()
    stage.now += 1000
    clock.timeout.emit()
    assert "秒" not in line.spoken()
    assert not clock.isActive()


def test_the_first_field_of_a_step_is_whole_in_sight(stage: Stage) -> None:
    """On a desktop that leaves less room, too; the page comes to rest after the focus has moved."""
    stage.theme.choose(scale=200)
    stage.resize(1280, 684)
    stage.journey.go(Page.REGISTRATION)
    stage.fill(stage.cast.registration, **PERSON)
    for field in ("account", "email", "education"):
        press(stage, "registration.next")
        focus = stage.window.focusWidget()
        assert focus is find(stage, f"registration.{field}")
        assert in_sight(stage, focus)
