"""Walking away: a warning with time enough to answer, then the wipe (K9, A7, X20)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from ipas_contract.codes import Language
from ipas_kiosk.services.values import EmailFound
from ipas_kiosk.views.idle import LEAST_WARNING_S, IdleWatch
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.theme import SCALES, THEMES
from tests.helpers.stage import Stage
from tests.ui.acting import find
from tests.ui.sample import SampleWindow

LIMIT, WARNING = 120, 60


def button(stage: Stage, name: str) -> QAbstractButton:
    found = find(stage, name)
    assert isinstance(found, QAbstractButton)
    return found


def edit(stage: Stage, name: str) -> QLineEdit:
    found = find(stage, name)
    assert isinstance(found, QLineEdit)
    return found


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Watched:
    """An idle watch and what it told."""

    def __init__(self, warning: int = WARNING) -> None:
        self.clock = Clock()
        self.told: list[str] = []
        self.watch = IdleWatch(lambda: LIMIT, warning, None, self.clock)
        self.watch.begun.connect(lambda: self.told.append("begun"))
        self.watch.warned.connect(lambda left: self.told.append(f"{left} s left"))
        self.watch.extended.connect(lambda: self.told.append("extended"))
        self.watch.expired.connect(lambda: self.told.append("expired"))

    def after(self, seconds: float) -> None:
        self.clock.now += seconds
        self.watch.tick()


@pytest.fixture
def watched(app: QApplication) -> Watched:
    return Watched()


def test_k9_a_visit_begins_with_the_first_touch_and_is_warned_then_ended(watched: Watched) -> None:
    watched.after(10_000)
    watched.watch.seen()
    watched.after(LIMIT - 1)
    assert watched.told == ["begun"]
    watched.after(1)
    watched.after(30)
    watched.after(30)
    assert watched.told == ["begun", "60 s left", "30 s left", "expired"]
    watched.after(10_000)
    assert watched.told[-1] == "expired"


def test_a7_any_touch_extends_without_limit(watched: Watched) -> None:
    watched.watch.seen()
    for _ in range(12):
        watched.after(LIMIT + WARNING - 1)
        watched.watch.seen()
    assert watched.told.count("extended") == 12
    assert "expired" not in watched.told


def test_a7_the_warning_leaves_twenty_seconds_whatever_is_set(app: QApplication) -> None:
    hasty = Watched(warning=1)
    hasty.watch.seen()
    hasty.after(LIMIT)
    assert hasty.told[-1] == f"{LEAST_WARNING_S} s left"


def test_a_moved_mouse_neither_begins_a_visit_nor_answers_the_warning(watched: Watched) -> None:
    watched.watch.seen(deliberate=False)
    assert watched.told == []
    watched.watch.seen()
    watched.after(LIMIT - 1)
    watched.watch.seen(deliberate=False)
    watched.after(LIMIT)
    watched.watch.seen(deliberate=False)
    watched.after(WARNING)
    assert watched.told == ["begun", "60 s left", "expired"]


def test_a7_the_exact_state_returns_after_the_warning(app: QApplication, sample: SampleWindow) -> None:
    page = sample.page
    page.account.focus_input()
    QTest.keyClicks(page.account.edit, "lin.1990")
    page.account.edit.setCursorPosition(3)
    sample.window.overlays.still_there.show_left(42)
    assert sample.window.overlays.still_there.isVisible()
    assert "42" in sample.window.overlays.still_there.words.text()
    assert not page.account.edit.isEnabled()
    QTest.mouseClick(sample.window.overlays.still_there.button, Qt.MouseButton.LeftButton)
    assert (page.account.value(), page.account.edit.cursorPosition()) == ("lin.1990", 3)
    assert page.account.edit.isEnabled()
    assert sample.window.focusWidget() is page.account.edit


def test_k9_a_key_in_the_window_begins_the_visit(app: QApplication, sample: SampleWindow) -> None:
    app.processEvents()
    handle = sample.window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_A)
    assert sample.visit.log == ["begin"]
    assert sample.window.idle.is_active


def test_x20_expiry_wipes_what_was_typed(sample: SampleWindow) -> None:
    sample.page.account.set_value("lin.1990")
    sample.window.idle.expired.emit()
    assert sample.page.account.value() == ""
    assert sample.visit.log == ["begin", "end"]


def test_k9_what_a_screen_reader_presses_or_fills_in_counts_as_well(stage: Stage) -> None:
    """Such a program works on the controls themselves: no key and no touch enters the window."""
    idle = stage.window.idle
    for use in (
        lambda: edit(stage, "login.name").setText("林"),
        lambda: button(stage, "login.register").click(),
        lambda: button(stage, "registration.consent").toggle(),
        lambda: button(stage, "status.language").click(),
    ):
        idle.rest()
        use()
        assert idle.is_active
    button(stage, "status.home").click()
    assert not idle.is_active


def test_a7_the_warning_is_answered_without_a_touch_too(stage: Stage) -> None:
    idle, extended = stage.window.idle, []
    idle.extended.connect(lambda: extended.append("extended"))
    idle.seen()
    idle._last -= LIMIT
    idle.tick()
    button(stage, "idle.extend").click()
    idle.tick()
    assert extended == ["extended"]
    assert not stage.window.overlays.still_there.isVisible()


def test_an_expired_visit_is_not_begun_anew_by_its_wipe(stage: Stage) -> None:
    edit(stage, "login.name").setText("林")
    stage.window.idle.rest()
    stage.journey.end_visit()
    stage.settle()
    assert not stage.window.idle.is_active


def test_a7_who_is_still_there_finds_the_staff_card_again(stage: Stage) -> None:
    overlays = stage.window.overlays
    button(stage, "status.callStaff").click()
    overlays.warn(20)
    stage.settle()
    button(stage, "idle.extend").click()
    stage.window.idle.extended.emit()
    stage.settle()
    assert not overlays.still_there.isVisible()
    assert overlays.staff.isVisible()
    assert stage.window.focusWidget() is button(stage, "callStaff.close")
    assert not stage.stack.widget.isEnabled(), "behind a card nothing can be reached"
    button(stage, "callStaff.close").click()
    assert stage.stack.widget.isEnabled()


@pytest.mark.parametrize("page", list(Page))
def test_k9_only_pages_that_show_a_person_have_the_short_limit(stage: Stage, page: Page) -> None:
    """The e-mail lookup is a form until an address was found."""
    stage.journey.go(page)
    front = stage.stack.front
    if front is not None:
        assert front.shows_data is (page in {Page.REVIEW, Page.DONE, Page.HOME})
    stage.cast.email_lookup.result = EmailFound("a**@example.org", authoritative=True)
    if front is not None and page is Page.EMAIL_LOOKUP:
        assert front.shows_data


def test_a13_who_goes_on_after_a_new_password_keeps_language_and_size(stage: Stage) -> None:
    language = next(each for each in Language if each is not stage.languages.default)
    stage.languages.use(language)
    stage.theme.choose(THEMES[-1], SCALES[-1])
    stage.journey.to_login(password_updated=True)
    assert (stage.languages.current, stage.theme.name, stage.theme.scale) == (language, THEMES[-1], SCALES[-1])
    stage.journey.end_visit()
    assert (stage.languages.current, stage.theme.name) == (stage.languages.default, THEMES[0])
    assert stage.theme.scale == SCALES[0]
