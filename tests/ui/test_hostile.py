"""What nobody should type, and what must not stay behind (X1, X2, P1, P3)."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.widgets.field import TextField
from tests.helpers.stage import Stage
from tests.ui.acting import FORMS, SESSION, press, to_review

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
