"""Pictures of every page: `dev.py shots [--docs] [--only NAME]`.

Each page in its telling states, in both languages, two sizes, two themes and two text sizes, as PNG files and one
contact sheet per size under `shots/`; `--docs` writes the few that the README shows to `docs/screens/`.
"""

import argparse
import os
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt  # the platform is chosen above
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from ipas_contract.codes import AttentionReason, Language, PrinterState, SubmissionState
from ipas_kiosk.services.captcha import render
from ipas_kiosk.services.values import (
    Denied,
    EmailFound,
    Failed,
    LinkState,
    Receipt,
    Registered,
    Session,
    SlowDown,
    TakenIn,
    Trouble,
    UnknownAccount,
)
from ipas_kiosk.views import main_window
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.schools import OTHER
from ipas_kiosk.views.theme import Theme, current
from tests.helpers.fake_services import DIGITS
from tests.helpers.stage import NOW, Stage

ROOT = Path(__file__).resolve().parents[1]
SIZES = ((1280, 800), (1920, 1080))
THEMES = ("light", "high_contrast")
SCALES = (100, 200)
PERSON = {
    "account": "lin.1990",
    "password": "Blue.Kettle#4471",
    "passwordAgain": "Blue.Kettle#4471",
    "idNumber": "A200000003",
    "name": "林曉華",
    "surnameRoman": "LIN",
    "givenRoman": "SIAO-HUA",
    "sex": "female",
    "email": "hua.lin@example.org",
    "mobile": "0912-345-678",
    "education": "bachelor",
    "consent": "yes",
}
SESSION = Session(UUID(int=7), "lin.1990", "林曉華", None, None, authoritative=True)
LONGEST = {"account": "W" * 30, "masked_name": "瓦" + "○" * 48 + "布", "receipt_no": "K001-1-100042-7"}
Scene = Callable[[Stage], None]


def picture_of_digits() -> bytes:
    """A verification code as the service draws it."""
    return render(DIGITS)[0]


def receipt(state: SubmissionState, reason: AttentionReason | None = None) -> Receipt:
    token = "1*K001-1-00042-7*29833333*" + "A" * 103
    return Receipt(UUID(int=7), "K001-1-00042-7", NOW, "lin.1990", "林○華", state, reason, token)


def login_empty(stage: Stage) -> None:
    stage.journey.go(Page.LOGIN)
    stage.cast.login.submit()


def login_denied(stage: Stage) -> None:
    stage.journey.go(Page.LOGIN)
    stage.world.sign_in.outcome = Denied()
    sign_in(stage)


def sign_in(stage: Stage) -> None:
    stage.settle()
    stage.fill(stage.cast.login, account="lin.1990", name="林曉華", password="Blue.Kettle#4471", captcha=DIGITS)
    stage.cast.login.submit()


def unknown_account(stage: Stage) -> None:
    stage.runner.news.emit(LinkState(online=False, since=NOW, pending=3))
    stage.world.sign_in.outcome = UnknownAccount(authoritative=False)
    stage.journey.go(Page.LOGIN)
    sign_in(stage)


def registration(stage: Stage, step: int = 0) -> None:
    stage.journey.go(Page.REGISTRATION)
    form = stage.cast.registration
    stage.fill(form, **PERSON)
    area = form.schools.areas[0]
    stage.fill(form, schoolArea=area, school=form.schools.of(area)[0].code, department=OTHER, departmentOther="資訊")
    form.step = step
    form.view.refresh()


def registration_errors(stage: Stage) -> None:
    registration(stage, 1)
    stage.fill(
        stage.cast.registration, account="lin", password="kettle", passwordAgain="", idNumber="A200000004", name=""
    )
    stage.cast.registration.next()


def registration_spellings(stage: Stage) -> None:
    stage.world.romanise.answer = (("JHANGLIAO", "MING-HUA"), ("JHANG", "LIAO-MING-HUA"))
    registration(stage, 1)
    form = stage.cast.registration
    stage.fill(form, name="張廖明華")
    form.roman.ask(form.view)
    stage.settle()
    form.view.focus("sex")


def registration_warnings(stage: Stage) -> None:
    registration(stage, 2)
    stage.fill(stage.cast.registration, email="hua.lin@gmial.com", mobile="0912")
    stage.cast.registration.leave("email")
    stage.cast.registration.leave("mobile")


def review(stage: Stage) -> None:
    registration(stage, 3)
    stage.journey.go(Page.REVIEW)


def done(stage: Stage, made: Receipt) -> None:
    stage.world.registration.outcome = Registered(made)
    stage.journey.to_done(made)


def done_provisional(stage: Stage) -> None:
    stage.runner.news.emit(LinkState(online=False, since=NOW, pending=1))
    done(stage, receipt(SubmissionState.PROVISIONAL))


def done_not_printed(stage: Stage) -> None:
    done(stage, receipt(SubmissionState.CONFIRMED))
    stage.world.printing.answer = PrinterState.STUCK
    stage.cast.done.print_slip()


def credential_lookup_sent(stage: Stage) -> None:
    stage.world.lookups.credential_outcome = TakenIn(queued=True)
    stage.journey.go(Page.CREDENTIAL_LOOKUP)
    stage.settle()
    stage.fill(
        stage.cast.credential_lookup,
        idNumber="A200000003",
        name="林曉華",
        email="hua.lin@example.org",
        captcha=DIGITS,
    )
    stage.cast.credential_lookup.submit()


def email_lookup_found(stage: Stage) -> None:
    stage.world.lookups.email_outcome = EmailFound("h•••••n@e•••.org", authoritative=True)
    stage.journey.go(Page.EMAIL_LOOKUP)
    stage.settle()
    stage.fill(stage.cast.email_lookup, account="lin.1990", name="林曉華", mobile="0912345678", captcha=DIGITS)
    stage.cast.email_lookup.submit()


def password_change(stage: Stage) -> None:
    stage.journey.to_password_change(SESSION, temporary="x")
    stage.fill(stage.cast.password_change, password="Blue.Kettle")


def portal_item(stage: Stage) -> None:
    stage.journey.to_home(SESSION)
    home = stage.cast.home
    home.choose(home.groups[1].items[0])


def busy_centre(stage: Stage) -> None:
    stage.world.sign_in.outcome = SlowDown(90)
    stage.journey.go(Page.LOGIN)
    sign_in(stage)


def disk_full(stage: Stage) -> None:
    stage.world.registration.outcome = Failed(Trouble.DISK_FULL)
    review(stage)
    stage.cast.review.submit()


SCENES: dict[str, Scene] = {
    "login": lambda stage: stage.journey.go(Page.LOGIN),
    "login-empty": login_empty,
    "login-denied": login_denied,
    "login-wait": busy_centre,
    "unknown-account": unknown_account,
    "registration-1": registration,
    "registration-2": lambda stage: registration(stage, 1),
    "registration-2-errors": registration_errors,
    "registration-2-spellings": registration_spellings,
    "registration-3-warnings": registration_warnings,
    "registration-4": lambda stage: registration(stage, 3),
    "review": review,
    "review-disk-full": disk_full,
    "done-confirmed": lambda stage: done(stage, receipt(SubmissionState.CONFIRMED)),
    "done-provisional": done_provisional,
    "done-longest": lambda stage: done(stage, replace(receipt(SubmissionState.PROVISIONAL), **LONGEST)),
    "done-not-printed": done_not_printed,
    "done-attention": lambda stage: done(stage, receipt(SubmissionState.ATTENTION, AttentionReason.IDENTITY)),
    "credential-lookup": lambda stage: stage.journey.go(Page.CREDENTIAL_LOOKUP),
    "credential-lookup-sent": credential_lookup_sent,
    "email-lookup-found": email_lookup_found,
    "password-change": password_change,
    "home": lambda stage: stage.journey.to_home(SESSION),
    "portal-item": portal_item,
    "manual": lambda stage: stage.journey.go(Page.MANUAL),
    "out-of-order": lambda stage: stage.journey.out_of_order(Trouble.DAMAGED),
    "call-staff": lambda stage: stage.window.overlays.staff.open_it(),
    "still-there": lambda stage: stage.window.overlays.still_there.show_left(42),
}
DOCS = ("login", "registration-2", "registration-2-errors", "done-confirmed", "done-provisional", "home")


def play(stage: Stage, scene: Scene) -> QPixmap:
    """One picture, on a kiosk that always looks as it does now: else the wipe before it would dress all pages twice."""
    stage.languages.default = stage.languages.current
    with patch.multiple(main_window, THEMES=(current().name,), SCALES=(current().scale,)):
        stage.journey.repaired()
        stage.journey.end_visit()
    stage.runner.news.emit(LinkState(online=True, since=NOW))
    stage.settle()
    scene(stage)
    stage.settle()
    return stage.window.grab()


def sheet(pictures: dict[str, QPixmap], folder: Path, name: str) -> None:
    """All pictures of a size side by side, small, with their names."""
    across, wide, gap = 4, 480, 32
    tall = round(wide * 0.625)
    rows = -(-len(pictures) // across)
    paper = QPixmap(across * (wide + gap) + gap, rows * (tall + gap) + gap)
    paper.fill(Qt.GlobalColor.lightGray)
    painter = QPainter(paper)
    for index, (title, picture) in enumerate(pictures.items()):
        left, top = gap + index % across * (wide + gap), gap + index // across * (tall + gap)
        fit = picture.scaled(wide, tall, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        painter.drawText(left, top - 6, title)
        painter.drawPixmap(left, top, fit)
    painter.end()
    paper.save(str(folder / f"{name}.png"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", action="store_true", help="only the README's pictures, to docs/screens/")
    parser.add_argument("--only", default="", help="only variants and pages whose name contains this")
    options = parser.parse_args()
    app = QApplication(["tests", "-style", "Fusion"])
    theme = Theme(app)
    stage = Stage(app, Language.ZH_TW)
    stage.world.captcha.image, stage.world.captcha.audio = picture_of_digits(), b"spoken"
    if options.docs:
        folder = ROOT / "docs" / "screens"
        folder.mkdir(parents=True, exist_ok=True)
        stage.resize(*SIZES[0])
        for name in DOCS:
            play(stage, SCENES[name]).save(str(folder / f"{name}.png"))
        stage.close()
        return
    folder = ROOT / "shots"
    for language, size, look, scale in product(Language, SIZES, THEMES, SCALES):
        variant = f"{language.value}-{size[0]}x{size[1]}-{look}-{scale}"
        names = [name for name in SCENES if options.only in f"{variant}/{name}"]
        if not names:
            continue
        (folder / variant).mkdir(parents=True, exist_ok=True)
        stage.languages.use(language)
        theme.choose(look, scale)
        stage.resize(*size)
        pictures = {name: play(stage, SCENES[name]) for name in names}
        for name, picture in pictures.items():
            picture.save(str(folder / variant / f"{name}.png"))
        sheet(pictures, folder, f"sheet-{variant}")
    stage.close()


if __name__ == "__main__":
    main()
