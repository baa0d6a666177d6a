"""The slip: drawn as a picture, printed by a program of its own, through Qt's own printers (O3, O4, P1, P10)."""

import os
import socket
import sys
from asyncio import gather, timeout
from dataclasses import replace
from pathlib import Path
from time import monotonic, time

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from ipas_contract.codes import Language, PrinterState, SubmissionState
from ipas_kiosk.services.printer import ANSWER_S, LOOK_SOON_S, PATIENCE_S, Printer
from ipas_kiosk.services.slips import Slip
from ipas_kiosk.services.spooler import STALE_S
from ipas_kiosk.views.language import Languages
from ipas_kiosk.views.presenters.done import DonePresenter
from ipas_kiosk.views.presenters.ports import Ground
from ipas_kiosk.views.qr import QUIET_ZONE, encode
from ipas_kiosk.views.screens.done import DonePage
from ipas_kiosk.views.slip import draw
from tests.helpers.fake_services import receipt
from tests.helpers.spooler import CANCELLED, COMPLETED, QUEUE, STOPPED, spooling
from tests.helpers.stage import Stage
from tests.ui.acting import find, press, text

ROLL, SHEET = 575, 2244
"""Dots across a roll of 80 mm and a sheet of A4."""
BUSY_S = 30
"""What a program may take on a machine that runs other tests besides."""
TOKEN = "1|K001-1-00042-7|29833333|" + "X" * 86
MADE = replace(receipt(SubmissionState.PROVISIONAL), token=TOKEN)


def slip(**other: object) -> Slip:
    fields = {
        "receipt_no": "K001-1-00042-7",
        "token": TOKEN,
        "state": SubmissionState.CONFIRMED,
        "masked_account": "l•••••0",
        "centre_id": "TPE01",
        "made_at": 1_790_000_000_000,
        "language": Language.ZH_TW,
        "again": False,
    }
    return Slip(**(fields | other))  # type: ignore[arg-type]


def dark(image: QImage) -> "np.ndarray[tuple[int, int], np.dtype[np.bool_]]":
    """Which pixels are."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()] < 128


def holds_code(image: QImage, wanted: str) -> bool:
    """Whether the QR code of a text is on a picture, read module by module from where a finder pattern begins."""
    pixels = dark(image)
    code = np.array(encode(wanted))[QUIET_ZONE:-QUIET_ZONE, QUIET_ZONE:-QUIET_ZONE]
    corners = pixels[1:, 1:] & ~pixels[:-1, 1:] & ~pixels[1:, :-1]
    for top, left in np.argwhere(corners) + 1:
        end = np.flatnonzero(~pixels[top, left:])
        side = end[0] / 7 if end.size else 0
        places = np.floor((np.arange(len(code)) + 0.5) * side).astype(int)
        if side < 2 or top + places[-1] >= pixels.shape[0] or left + places[-1] >= pixels.shape[1]:
            continue
        if (pixels[np.ix_(top + places, left + places)] == code).all():
            return True
    return False


def page_of(file: Path) -> tuple[QImage, str]:
    """The first page of a PDF file at 300 dots an inch, and what of it is text."""
    document = QPdfDocument(None)  # type: ignore[call-overload]
    document.load(str(file))
    size = document.pagePointSize(0) * (300 / 72)
    paper = QImage(size.toSize(), QImage.Format.Format_RGB32)
    paper.fill(QColor("white"))
    painter = QPainter(paper)
    painter.drawImage(0, 0, document.render(0, QSize(paper.width(), paper.height())))
    painter.end()
    words = document.getAllText(0).text()
    document.close()
    return paper, words


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("width", "sheet"), [(ROLL, False), (384, False), (SHEET, True)])
def test_o4_the_slip_fills_any_paper_and_its_code_reads(
    languages: Languages, language: Language, width: int, sheet: bool
) -> None:
    """Black and white, nothing cut at an edge, in both languages; the states with the most words."""
    languages.use(language)
    for state in (SubmissionState.PROVISIONAL, SubmissionState.ATTENTION):
        image = draw(slip(state=state, again=True), width, sheet=sheet)
        assert image.format() == QImage.Format.Format_Mono
        assert image.width() == width
        assert not dark(image)[[0, -1], :].any()
        assert not dark(image)[:, [0, -1]].any()
    assert holds_code(image, TOKEN)


def test_o3_a_reprint_is_marked_and_the_language_is_the_visits(languages: Languages) -> None:
    pictures = []
    for language in Language:
        languages.use(language)
        pictures += [draw(slip(again=again), ROLL, sheet=False) for again in (False, True)]
    assert all(one != other for at, one in enumerate(pictures) for other in pictures[:at])


async def test_o4_p10_the_real_path_prints_a_picture_into_a_file(app: QApplication, tmp_path: Path) -> None:
    """From the receipt to paper and back: the code reads; no text that a printer would have to know how to write."""
    printer = Printer(f"pdf:{tmp_path}", "TPE01", answer_s=BUSY_S)
    assert printer.told is PrinterState.UNSEEN
    prints = [printer.print_slip(MADE, language, again=language is Language.EN) for language in Language]
    assert await gather(*prints) == [PrinterState.READY] * 2
    files = [tmp_path / f"{MADE.receipt_no}{end}.pdf" for end in ("", "-reprint")]
    assert {*files} == {*tmp_path.glob("*")}  # noqa: ASYNC240
    for file in files:
        picture, words = page_of(file)
        assert holds_code(picture, TOKEN)
        assert words == ""


async def test_o3_a_spooler_that_hangs_is_left_behind_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the call and says nothing; the candidate hears within five seconds, and no program is left."""
    assert PATIENCE_S < ANSWER_S < 5
    assert STALE_S < LOOK_SOON_S
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("CUPS_SERVER", f"127.0.0.1:{silent.getsockname()[1]}")
        printer, began = Printer(QUEUE, answer_s=0.5), monotonic()
        assert await printer.print_slip(MADE, Language.EN, again=False) is PrinterState.NO_ANSWER
        assert monotonic() - began < 5
    assert printer.told is PrinterState.NO_ANSWER


@pytest.mark.logs("printing_failed")
async def test_o3_a_program_that_fails_costs_the_slip_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ipas_kiosk.services.printer.PROGRAM", "ipas_kiosk.nothing_there")
    assert await Printer(QUEUE, answer_s=BUSY_S).print_slip(MADE, Language.EN, again=False) is PrinterState.BROKEN


@pytest.mark.logs("printing_failed")
async def test_o3_a_program_that_cannot_start_ends_no_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory that is full, no process to be had: told like any other failure."""
    monkeypatch.setattr("ipas_kiosk.services.printer.MEMORY", Path("/proc"))
    assert await Printer(QUEUE).look() is PrinterState.BROKEN


@pytest.mark.logs("printing_failed")
async def test_p1_what_a_killed_kiosk_left_in_memory_goes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And nothing that another program is at."""
    left, others = tmp_path / "ipas-print-left", [tmp_path / "ipas-print-now", tmp_path / "others"]
    for folder in (left, *others):
        folder.mkdir()
        (folder / "slip").touch()
    for old in (left, others[1]):
        os.utime(old, (0, 0))
    monkeypatch.setattr("ipas_kiosk.services.printer.MEMORY", tmp_path)
    monkeypatch.setattr("ipas_kiosk.services.printer.PROGRAM", "ipas_kiosk.nothing_there")
    await Printer(QUEUE, answer_s=BUSY_S).look()
    assert {*tmp_path.iterdir()} == {*others}  # noqa: ASYNC240


async def first_look(printer: Printer, monkeypatch: pytest.MonkeyPatch) -> PrinterState:
    """What the next look of somebody who watches finds; soon, not in five minutes."""

    async def once() -> PrinterState:
        found = await Printer.look(printer)
        printer.name = ""
        return found

    with monkeypatch.context() as soon:
        soon.setattr(printer, "look", once)
        soon.setattr("ipas_kiosk.services.printer.LOOK_SOON_S", 0)
        async with timeout(BUSY_S):
            await printer.watch()
    printer.name = QUEUE
    return printer.state


async def test_o3_what_does_not_come_out_is_told_and_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printed, unknown, slow, without paper, stopped; P1: no slip comes out before a later visitor."""
    with spooling() as spooler:
        monkeypatch.setenv("CUPS_SERVER", f"127.0.0.1:{spooler.port}")
        printer, stranger = Printer(QUEUE, patience_s=0, answer_s=BUSY_S), Printer("nobody", answer_s=BUSY_S)
        spooler.now = round(time())
        printed = printer.print_slip(MADE, Language.EN, again=False)
        assert await gather(printed, stranger.look()) == [PrinterState.READY, PrinterState.NOT_FOUND]
        assert spooler.jobs[1].document.startswith(b"%PDF")
        spooler.finishes, spooler.reasons = False, "cups-waiting-for-job-completed"
        assert await printer.print_slip(MADE, Language.EN, again=True) is PrinterState.SLOW
        spooler.jobs[2].created -= LOOK_SOON_S
        assert await first_look(printer, monkeypatch) is PrinterState.STUCK
        spooler.reasons = "media-empty-error"
        assert await printer.print_slip(MADE, Language.EN, again=True) is PrinterState.STUCK
        assert [job.state for job in spooler.jobs.values()] == [COMPLETED, CANCELLED, CANCELLED]
        spooler.state = STOPPED
        assert await printer.print_slip(MADE, Language.EN, again=True) is PrinterState.STUCK
        assert len(spooler.jobs) == 3, "a stopped printer is given nothing"


@pytest.mark.parametrize("language", list(Language))
def test_o3_the_page_says_what_came_of_it_beside_the_button(stage: Stage, language: Language) -> None:
    """In both languages, in sight at every text size; the receipt stays, and a second slip is marked."""
    stage.languages.use(language)
    stage.theme.choose(scale=200)
    stage.resize(1280, 800)
    stage.journey.to_done(receipt())
    stage.settle()
    button = find(stage, "registrationDone.print")
    assert isinstance(button, QPushButton)
    assert button.text() == {Language.ZH_TW: "列印", Language.EN: "Print"}[language]
    assert button.accessibleDescription() != ""
    stage.world.printing.answer = PrinterState.STUCK
    press(stage, "registrationDone.print")
    said = text(stage, "registrationDone.result")
    assert {Language.ZH_TW: "QR 碼", Language.EN: "picture of the code"}[language] in said
    for name in ("result", "receiptNo"):
        widget = find(stage, f"registrationDone.{name}")
        assert widget.visibleRegion().boundingRect() == widget.rect(), name
    assert text(stage, "registrationDone.receiptNo") == receipt().receipt_no
    stage.world.printing.answer = PrinterState.READY
    press(stage, "registrationDone.print")
    press(stage, "registrationDone.print")
    assert [again for _, _, again in stage.world.printing.slips] == [False, False, True]
    assert {told for _, told, _ in stage.world.printing.slips} == {language}
    assert "PySide6.QtPrintSupport" not in sys.modules, "what can hang is for the program that prints"


def test_a4_the_focus_comes_back_to_a_button_whose_work_is_done(stage: Stage) -> None:
    """A second press of the key prints again; it does not change the language, which is what comes next."""
    stage.journey.to_done(receipt())
    stage.settle()
    button = find(stage, "registrationDone.print")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):
        QTest.keyClick(stage.window.focusWidget(), Qt.Key.Key_Space)
        stage.settle()
    assert stage.window.focusWidget() is button
    assert len(stage.world.printing.slips) == 2


def test_p1_the_next_person_finds_no_word_of_a_slip(stage: Stage) -> None:
    stage.journey.to_done(receipt())
    stage.settle()
    press(stage, "registrationDone.print")
    press(stage, "registrationDone.finish")
    assert text(stage, "registrationDone.result") == ""
    assert stage.cast.done.printed is None


def test_without_a_printer_there_is_no_button(stage: Stage) -> None:
    bare = replace(stage.cast.done.context, prints=False)
    page = DonePage(DonePresenter(Ground(stage.runner, stage.journey, bare), stage.cast.registration))
    page.resize(1280, 800)
    assert not page.print_button.isVisibleTo(page)
    page.deleteLater()
