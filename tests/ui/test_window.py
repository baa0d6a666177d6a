"""The frame around every page: languages, focus, busy buttons, the state of the line, no way out."""

from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from ipas_contract.codes import Language
from ipas_kiosk.services.values import Cause, LinkState, Trouble
from ipas_kiosk.views.language import Languages
from ipas_kiosk.views.main_window import FrameOptions
from ipas_kiosk.views.qr import QUIET_ZONE, encode
from ipas_kiosk.views.theme import SCALES, Theme, current
from ipas_kiosk.views.widgets.busy import PATIENCE_MS, BusyButton
from ipas_kiosk.views.widgets.field import Status
from ipas_kiosk.views.widgets.receipt import QrCode
from tests.ui.conftest import Show, Until
from tests.ui.sample import SampleWindow

SINCE = 1_790_000_000_000  # 22:13 in Taipei


def button(sample: SampleWindow, name: str) -> QPushButton:
    found = sample.window.findChild(QPushButton, name)
    assert isinstance(found, QPushButton), name
    return found


def label(sample: SampleWindow, name: str) -> str:
    found = sample.window.findChild(QLabel, name)
    assert isinstance(found, QLabel), name
    return found.text()


def test_a12_one_tap_switches_the_language_and_keeps_what_is_typed(
    app: QApplication, sample: SampleWindow, until: Until
) -> None:
    page = sample.page
    page.account.focus_input()
    QTest.keyClicks(page.account.edit, "lin.1990")
    page.account.edit.setCursorPosition(3)
    page.school.set_value("0002")
    page.sex.set_value("female")
    QTest.mouseClick(button(sample, "status.language"), Qt.MouseButton.LeftButton)
    until(lambda: label(sample, "status.connection") == "啟動中")
    assert sample.languages.current is Language.ZH_TW
    assert page.account.value() == "lin.1990"
    assert page.account.edit.cursorPosition() == 3
    assert (page.school.value(), page.sex.value()) == ("0002", "female")


def test_a12_without_a_catalogue_english_is_shown(app: QApplication, tmp_path_factory: pytest.TempPathFactory) -> None:
    bare = Languages(app, Language.ZH_TW, tmp_path_factory.mktemp("none"))
    assert bare.current is Language.ZH_TW
    assert bare.tr("Connected") == "Connected"
    bare.use(Language.EN)
    bare.deleteLater()


@pytest.mark.parametrize(
    ("link", "connection", "pending"),
    [
        (LinkState(online=True, since=SINCE), "Connected", ""),
        (LinkState(online=True, since=SINCE, pending=2), "Connected", "2 waiting to be sent"),
        (
            LinkState(online=False, since=SINCE, pending=1, cause=Cause.DEADLINE),
            "Offline since 22:13: iPAS does not answer; registrations are kept here first",
            "1 waiting to be sent",
        ),
        (LinkState(online=False, since=SINCE), "Offline since 22:13; registrations are kept here first", ""),
        (
            LinkState(online=True, since=SINCE, waiting=True, pending=3),
            "Connected, but iPAS is busy; what is registered is kept here and sent later",
            "3 waiting to be sent",
        ),
        (
            LinkState(online=True, since=SINCE, trouble=Trouble.CLOCK_OFF),
            "The clock of this machine is wrong. You can go on; staff need to set it right.",
            "",
        ),
        (
            LinkState(online=False, since=SINCE, cause=Cause.FOREIGN),
            "Offline since 22:13: network sign-in needed; registrations are kept here first; call staff",
            "",
        ),
        (
            LinkState(online=False, since=SINCE, cause=Cause.PIN),
            "Offline since 22:13: a wrong key at the server; registrations are kept here first; call staff",
            "",
        ),
    ],
)
def test_u19_the_bar_says_how_the_line_is(sample: SampleWindow, link: LinkState, connection: str, pending: str) -> None:
    sample.runner.news.emit(link)
    assert (label(sample, "status.connection"), label(sample, "status.pending")) == (connection, pending)
    assert sample.visit.news == [link]


def test_text_size_goes_round_the_four_sizes(sample: SampleWindow, theme: Theme) -> None:
    sizes = []
    for _ in SCALES:
        QTest.mouseClick(button(sample, "status.textSize"), Qt.MouseButton.LeftButton)
        sizes.append(theme.scale)
    assert sizes == [125, 150, 200, 100]


def test_contrast_is_one_tap(sample: SampleWindow, theme: Theme) -> None:
    QTest.mouseClick(button(sample, "status.contrast"), Qt.MouseButton.LeftButton)
    assert theme.name == "high_contrast"


def test_a11_staff_are_called_from_every_page_and_the_page_returns(sample: SampleWindow) -> None:
    sample.runner.news.emit(LinkState(online=False, since=SINCE, cause=Cause.FOREIGN))
    sample.page.password.focus_input()
    QTest.mouseClick(button(sample, "status.callStaff"), Qt.MouseButton.LeftButton)
    assert sample.window.overlays.staff.isVisible()
    assert (
        label(sample, "callStaff.line")
        == "Offline since 22:13: network sign-in needed; registrations are kept here first; call staff"
    )
    assert not sample.page.isEnabled()
    QTest.mouseClick(button(sample, "callStaff.close"), Qt.MouseButton.LeftButton)
    assert not sample.window.overlays.staff.isVisible()
    assert sample.window.focusWidget() is sample.page.password.edit
    QTest.mouseClick(button(sample, "status.callStaff"), Qt.MouseButton.LeftButton)
    QTest.keyClick(button(sample, "callStaff.close"), Qt.Key.Key_Escape)
    assert not sample.window.overlays.staff.isVisible()


def test_a_catalogue_that_is_replaced_while_the_kiosk_runs_changes_nothing(
    app: QApplication, catalogues: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "ipas_zh_TW.qm"
    copy.write_bytes((catalogues / copy.name).read_bytes())
    running = Languages(app, Language.ZH_TW, tmp_path)
    with copy.open("r+b") as file:
        file.write(bytes(copy.stat().st_size))
    assert QCoreApplication.translate("StatusBar", "Contrast") == "高對比"
    running.use(Language.EN)
    running.deleteLater()


@pytest.mark.parametrize(("place", "phone"), [("第二會議室旁", "02-0000-0000"), ("", "")])
def test_a11_the_desk_is_named_as_far_as_it_is_known(languages: Languages, show: Show, place: str, phone: str) -> None:
    made = SampleWindow(languages, FrameOptions(windowed=True, desk_place=place, desk_phone=phone))
    show(made.window, 1280, 800)
    made.window.overlays.call_staff("Connected")
    for name, known in (("callStaff.place", place), ("callStaff.phone", phone)):
        line = made.window.findChild(QLabel, name)
        assert isinstance(line, QLabel)
        assert line.isVisible() == bool(known)
        assert known in line.text()
    made.runner.close()


def test_k10_home_ends_the_visit(sample: SampleWindow) -> None:
    sample.page.account.set_value("lin.1990")
    QTest.mouseClick(button(sample, "status.home"), Qt.MouseButton.LeftButton)
    assert sample.visit.log[-2:] == ["cancel", "end"]
    assert sample.page.account.value() == ""


def test_k1_a_kiosk_does_not_close_and_a_window_does(languages: Languages, show: Show) -> None:
    for windowed in (False, True):
        made = SampleWindow(languages, FrameOptions(windowed=windowed))
        show(made.window, 1280, 800)
        assert made.window.close() is windowed
        assert made.window.isVisible() is not windowed
        made.runner.close()


def test_a4_the_focus_ring_surrounds_what_has_the_focus(app: QApplication, theme: Theme, sample: SampleWindow) -> None:
    """Outside the box, on top of everything, never in the way of a finger."""
    ring = sample.window.findChild(QWidget, "focusRing")
    assert isinstance(ring, QWidget)
    for field in sample.page.fields.values():
        field.focus_input()
        app.processEvents()
        focused = sample.window.focusWidget()
        box = QRect(focused.mapTo(sample.window, QPoint(0, 0)), focused.size())
        around = QRect(ring.mapTo(sample.window, QPoint(0, 0)), ring.size())
        assert ring.isVisible(), field.name
        assert around.contains(box.adjusted(-3, -3, 3, 3)), field.name
        assert ring.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_a4_tab_reaches_every_control_and_scrolls_it_into_sight(app: QApplication, sample: SampleWindow) -> None:
    """The focus is never under the footer."""
    page, seen = sample.page, []
    page.account.focus_input()
    for _ in range(40):
        app.processEvents()
        focused = sample.window.focusWidget()
        place = QRect(focused.mapTo(sample.window, QPoint(0, 0)), focused.size())
        if page.isAncestorOf(focused) and not page.footer.isAncestorOf(focused):
            footer = page.footer.mapTo(sample.window, QPoint(0, 0)).y()
            assert place.bottom() < footer, focused.objectName()
        seen.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    reached = set(seen)
    assert {"login.account", "login.password", "login.password.show", "login.captcha.refresh"} <= reached
    assert {"login.sexMale", "login.education", "login.consent", "login.forgot", "login.submit"} <= reached
    assert {"status.language", "status.callStaff", "status.home"} <= reached


def test_u3_the_summary_takes_the_focus_and_its_entries_lead_to_the_fields(
    app: QApplication, sample: SampleWindow
) -> None:
    page = sample.page
    page.summary.show_entries([("account", "Enter your account"), ("captcha", "Enter the five digits")])
    page.focus_summary()
    assert sample.window.focusWidget() is page.summary
    assert page.summary.accessibleName().splitlines() == [
        "There is a problem",
        "Enter your account",
        "Enter the five digits",
    ]
    QTest.mouseClick(button(sample, "login.errorSummary.captcha"), Qt.MouseButton.LeftButton)
    assert sample.window.focusWidget() is page.captcha.edit
    page.summary.show_entries([])
    assert not page.summary.isVisible()


def test_u15_a_busy_button_is_pressed_once_and_keeps_its_width(app: QApplication, show: Show) -> None:
    submit, pressed = BusyButton("x.submit"), []
    submit.setText("Register")
    submit.pressed_once.connect(lambda: (pressed.append(True), submit.set_busy(True)))
    show(submit, 300, 60)
    width = submit.width()
    QTest.mouseClick(submit, Qt.MouseButton.LeftButton)
    QTest.mouseClick(submit, Qt.MouseButton.LeftButton)
    assert pressed == [True]
    assert submit.width() == width
    submit.set_busy(False)
    assert submit.isEnabled()


def test_u20_progress_shows_after_300_ms_and_not_before(app: QApplication, show: Show, until: Until) -> None:
    submit = BusyButton("x.submit")
    show(submit, 300, 60)
    began = monotonic()
    submit.set_busy(True)
    assert not submit.shows_progress
    until(lambda: submit.shows_progress)
    assert monotonic() - began >= PATIENCE_MS / 1000 * 0.9
    submit.set_busy(False)
    assert not submit.shows_progress


def test_u20_what_turns_takes_the_place_of_an_icon(show: Show, until: Until) -> None:
    button = BusyButton("x.print", "secondary", "print")
    button.setText("Print")
    button.describe("A slip with the number")
    show(button, 200, 56)
    with_icon = button.icon().cacheKey()
    button.set_busy(True)
    until(lambda: button.shows_progress)
    assert button.icon().cacheKey() != with_icon
    assert button.accessibleDescription() == "Working"
    button.set_busy(False)
    drawn = [icon.pixmap(button.iconSize()).toImage() for icon in (button.icon(), current().icon("print", "accent"))]
    assert drawn[0] == drawn[1]
    assert button.accessibleDescription() == "A slip with the number"


def test_p10_the_code_on_the_screen_is_the_code_of_the_text(app: QApplication, show: Show, until: Until) -> None:
    """Module by module, with a quiet zone of four."""
    text = "1|K001-1-00042-7|29833333"
    code = QrCode("registrationDone.qr")
    show(code, 300, 300)
    code.show_text(text)
    until(lambda: code.matrix != [])
    assert code.matrix == encode(text)
    assert not any(any(line[:QUIET_ZONE]) for line in code.matrix)
    code.resize(code.sizeHint())
    app.processEvents()
    image = code.grab().toImage()
    side = image.width() // len(code.matrix)
    for row, line in enumerate(code.matrix):
        for column, dark in enumerate(line):
            color = image.pixelColor(column * side + side // 2, row * side + side // 2)
            assert (color.lightness() < 128) is dark, (row, column)


def test_a_bug_is_told_in_words_and_forgotten_on_the_next_page(sample: SampleWindow) -> None:
    sample.runner.crashed.emit()
    assert label(sample, "window.trouble") == "That did not work. Try again, or call staff."
    sample.visit.end_visit()
    assert label(sample, "window.trouble") == ""


def test_warnings_do_not_mark_a_field_as_wrong(sample: SampleWindow) -> None:
    sample.page.account.show_message(Status.WARNING, "Old numbers end soon")
    assert sample.page.account.status is Status.WARNING
    assert label(sample, "login.account.error") == ""
