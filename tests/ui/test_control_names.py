"""Other programs find every control by its name (screens.md, introduction)."""

import csv
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ipas_kiosk.views.presenters.login import LoginPresenter
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.ports import Ground
from ipas_kiosk.views.screens.login import LoginPage
from tests.helpers.stage import Stage
from tests.ui.acting import FORMS, find, press

with (Path(__file__).parent / "control_names.csv").open(encoding="utf-8", newline="") as rows:
    NAMES = [(row["page"], name) for row in csv.DictReader(rows) for name in row["names"].split()]


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
    page = LoginPage(captcha=bool(presenter.code_fields))
    assert page.findChildren(QWidget, "login.captcha") == []
    page.deleteLater()
