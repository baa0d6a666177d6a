"""How labels show texts of either language."""

from PySide6.QtWidgets import QLabel

from ipas_kiosk.views.widgets.basics import BREAK, Text
from tests.helpers.stage import Stage

ADDRESS = "a" * 60 + "@example.org"


def test_a_chinese_sentence_breaks_where_the_script_allows_it(stage: Stage) -> None:
    """Nothing is put into it that would let a comma begin a line."""
    shown = [label.text() for label in stage.window.findChildren(QLabel)]
    assert max(map(len, shown)) > 60
    assert not [text for text in shown if BREAK in text]


def test_a_list_of_quoted_signs_breaks_between_them_and_never_inside_the_quoted_blank(stage: Stage) -> None:
    """Without a place to break the last signs stood out of the panel of the password page, where nobody saw them."""
    label = Text(parent=stage.window)
    label.setText('請勿使用 "%"、" "、"*" 與引號')
    assert label.text() == f'請勿使用 "%"、{BREAK}"\u00a0"、{BREAK}"*" 與引號'
    assert label.accessibleName() == '請勿使用 "%"、" "、"*" 與引號'
    label.deleteLater()


def test_what_has_no_place_to_break_may_break_anywhere_and_is_read_out_whole(stage: Stage) -> None:
    label = Text(parent=stage.window)
    label.setText(f"寄至 {ADDRESS}，請收信")
    assert label.text() == f"寄至 {BREAK.join(ADDRESS)}，請收信"
    assert label.accessibleName() == f"寄至 {ADDRESS}，請收信"
    label.setText("寄出")
    assert label.accessibleName() == ""
    label.deleteLater()
