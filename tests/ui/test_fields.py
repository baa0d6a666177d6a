"""What every field promises: nothing jumps, words beside every colour, secrets masked, nothing cut off."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QRadioButton

from ipas_kiosk.views.theme import SCALES, Theme
from ipas_kiosk.views.widgets.field import Status
from tests.ui.conftest import Show
from tests.ui.sample import SCHOOLS, SamplePage

TWO_LINES = "The account begins with a letter or a digit and goes on with letters, digits and some signs only"


@pytest.fixture
def page(show: Show) -> SamplePage:
    made = SamplePage()
    show(made, 1280, 800)
    return made


def settle(app: QApplication) -> None:
    """Let nested layouts come to rest: each asks its parent in an event of its own."""
    for _ in range(8):
        app.processEvents()


def places(page: SamplePage) -> dict[str, QRect]:
    """Where every field and every input stands."""
    found = {name: field.geometry() for name, field in page.fields.items()}
    return found | {f"{name}.input": field.input.geometry() for name, field in page.fields.items()}


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("status", [Status.ERROR, Status.WARNING, Status.GOOD, Status.CHECKING])
def test_u21_a_message_moves_nothing(
    app: QApplication, theme: Theme, page: SamplePage, scale: int, status: Status
) -> None:
    theme.choose(scale=scale)
    settle(app)
    before = places(page)
    for field in page.fields.values():
        field.show_message(status, TWO_LINES)
    settle(app)
    assert places(page) == before


@pytest.mark.parametrize("status", list(Status))
def test_a6_every_state_has_its_words_and_its_slot(page: SamplePage, status: Status) -> None:
    """One slot says it, the others are empty; the input's description says the same."""
    for name, field in page.fields.items():
        field.show_message(status, "Enter it" if status is not Status.NEUTRAL else "")
        slots = {slot: page.findChild(QLabel, f"login.{name}.{slot}") for slot in ("error", "warning", "status")}
        said = {slot for slot, label in slots.items() if label is not None and label.text()}
        expected = {Status.ERROR: {"error"}, Status.WARNING: {"warning"}, Status.NEUTRAL: set()}
        assert said == expected.get(status, {"status"}), name
        assert field.input.property("state") == status.value
        if status is not Status.NEUTRAL:
            assert field.input.accessibleDescription() == "Enter it"


def test_a5_the_accessible_name_is_the_visible_label(page: SamplePage) -> None:
    for name, field in page.fields.items():
        assert field.input.accessibleName() == field.label(), name
        assert field.label()


def test_u16_a_password_is_masked_until_asked_and_again_when_left(page: SamplePage) -> None:
    field = page.password
    assert field.edit.echoMode() is QLineEdit.EchoMode.Password
    field.show_button.click()
    assert field.edit.echoMode() is QLineEdit.EchoMode.Normal
    page.conceal()
    assert field.edit.echoMode() is QLineEdit.EchoMode.Password


def test_u16_a_shown_password_is_masked_when_the_focus_goes_on(page: SamplePage) -> None:
    page.password.focus_input()
    page.password.show_button.click()
    page.captcha.focus_input()
    assert page.password.edit.echoMode() is QLineEdit.EchoMode.Password


def test_u17_a_long_paste_is_neither_refused_nor_cut(page: SamplePage) -> None:
    QGuiApplication.clipboard().setText("a𠮷" * 50)
    page.password.focus_input()
    QTest.keyClick(page.password.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert page.password.value() == "a𠮷" * 50


def test_m8_no_field_counts_utf_16(page: SamplePage) -> None:
    assert {edit.maxLength() for edit in page.findChildren(QLineEdit)} == {32767}


def test_k7_no_field_has_a_context_menu(page: SamplePage) -> None:
    assert {edit.contextMenuPolicy() for edit in page.findChildren(QLineEdit)} == {Qt.ContextMenuPolicy.NoContextMenu}


def test_m7_every_label_shows_plain_text(page: SamplePage) -> None:
    page.account.show_message(Status.ERROR, "<img src=x> & <b>bold</b>")
    assert {label.textFormat() for label in page.findChildren(QLabel) if label.text()} == {Qt.TextFormat.PlainText}


def test_fields_tell_what_is_typed_and_chosen_by_short_name(page: SamplePage) -> None:
    told: list[tuple[str, str]] = []
    page.bind(edit=lambda field, value: told.append((field, value)), leave=lambda _field: None)
    QTest.keyClicks(page.account.edit, "ab")
    page.sex.set_value("female")
    page.school.set_value("0002")
    page.consent.box.click()
    assert told == [("account", "a"), ("account", "ab"), ("sex", "female"), ("school", "0002"), ("consent", "yes")]


@pytest.mark.parametrize("chosen", [True, False])
def test_a4_p1_after_a_visit_tab_reaches_the_first_choice_again(page: SamplePage, chosen: bool) -> None:
    """Qt takes Tab from all buttons but the last one that had the focus: the next visitor came to the one before's."""
    radios = page.sex.findChildren(QRadioButton)
    radios[1].setFocus(Qt.FocusReason.TabFocusReason)
    if chosen:
        QTest.mouseClick(radios[1], Qt.MouseButton.LeftButton)
    page.wipe()
    assert [bool(radio.focusPolicy() & Qt.FocusPolicy.TabFocus) for radio in radios] == [True, True]


def test_a4_the_focus_of_a_button_is_its_ring_alone(app: QApplication, page: SamplePage) -> None:
    """No frame of the style around the words inside it."""
    button = page.findChild(QPushButton, "login.cancel")
    assert isinstance(button, QPushButton)
    page.account.focus_input()
    before = button.grab().toImage()
    QTest.keyClick(page.account.edit, Qt.Key.Key_Tab)  # from now on Qt paints what it has for keyboards
    button.setFocus(Qt.FocusReason.TabFocusReason)
    settle(app)
    assert button.hasFocus()
    assert button.grab().toImage() == before


def test_leaving_is_told_once_and_not_when_the_window_goes_to_the_back(page: SamplePage) -> None:
    left: list[str] = []
    page.bind(edit=lambda _field, _value: None, leave=left.append)
    page.account.focus_input()
    page.password.focus_input()
    assert left == ["account"]


def test_a_typed_school_is_chosen_only_when_it_is_one(page: SamplePage) -> None:
    edit = page.school.combo.lineEdit()
    assert edit is not None
    edit.setText("國立清華")
    assert page.school.value() == ""
    edit.setText("國立清華大學")
    assert page.school.value() == "0002"


def test_a12_choices_keep_their_value_when_their_words_change(page: SamplePage) -> None:
    page.school.set_value("0002")
    page.school.set_choices([(value, f"School {value}") for value, _ in SCHOOLS])
    assert page.school.value() == "0002"
    assert page.school.combo.currentText() == "School 0002"


def test_a_choice_that_is_no_longer_offered_is_given_up(page: SamplePage) -> None:
    told: list[str] = []
    page.school.set_value("0002")
    page.school.changed.connect(told.append)
    page.school.set_choices(SCHOOLS[:1])
    assert (page.school.value(), told) == ("", [""])


def test_enter_in_a_field_presses_the_primary_button(page: SamplePage) -> None:
    pressed: list[bool] = []
    page.submit.pressed_once.connect(lambda: pressed.append(True))
    QTest.keyClick(page.account.edit, Qt.Key.Key_Return)
    assert pressed == [True]


@pytest.mark.logs("qt: .*(pipewire|symbols)")  # of the sound libraries that a machine has or not
def test_a8_a_machine_without_a_voice_says_so(page: SamplePage) -> None:
    page.captcha.set_challenge(b"", b"")
    page.captcha._play()
    assert page.captcha.line.spoken().startswith("Nothing can be heard on this machine")
    page.captcha.wipe()
    assert not page.captcha.line.spoken().startswith("Nothing can be heard")
