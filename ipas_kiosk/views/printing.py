"""The program that prints (`python -m ipas_kiosk.views.printing`): an order on standard input, one word on standard
output. Why it is a program of its own, and what stays where: ADR 014."""

import json
import signal
import sys
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from ipas_contract.codes import Language, PrinterState, SubmissionState
from ipas_kiosk.services import spooler
from ipas_kiosk.services.slips import Slip
from ipas_kiosk.settings import PDF
from ipas_kiosk.views.language import Languages
from ipas_kiosk.views.slip import draw

LIFE_S: Final = 10
"""It ends by then even if whoever started it is gone and the spooler hangs."""
DOTS: Final = {False: 203, True: 300}
"""Dots an inch, on a roll and on a sheet. Heads of thermal printers have eight a millimetre."""
NARROW_MM: Final = 120
"""Paper that is narrower comes from a roll."""
MARGINS: Final = QMarginsF(36, 36, 36, 36)
"""Of a sheet, in points, where the printer does not want more."""


def carry_out(name: str, slip: Slip | None, patience_s: float) -> PrinterState:
    """Print a slip on the printer of this name, or only look how it is."""
    if name.startswith(PDF):
        return _into(Path(name.removeprefix(PDF)), slip)
    info = QPrinterInfo.printerInfo(name)
    if info.isNull():  # with its name Qt would print on another one, the system's default
        return PrinterState.NOT_FOUND
    left_over = spooler.clear(name)
    standing = spooler.stands(name)
    stopped = standing.stopped if standing else info.state() is QPrinter.PrinterState.Error
    if slip is None or stopped:
        hindered = stopped or left_over or (standing is not None and standing.hindered)
        return PrinterState.STUCK if hindered else PrinterState.READY
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(info.defaultPageSize())  # a printer begins with A4 whatever its paper is
    if not put(printer, slip):
        return PrinterState.STUCK
    return spooler.follow(name, printer.docName(), patience_s)


def put(printer: QPrinter, slip: Slip) -> bool:
    """Draw the slip over the width of the page, smaller where the page is too low for it. No dialog comes up (K7)."""
    layout = printer.pageLayout()
    sheet = layout.fullRect(QPageLayout.Unit.Millimeter).width() > NARROW_MM
    least = layout.minimumMargins()
    printer.setPageMargins(least | MARGINS if sheet else least, QPageLayout.Unit.Point)
    printer.setResolution(DOTS[sheet])
    printer.setDocName(spooler.TITLE + slip.receipt_no)
    page = printer.pageRect(QPrinter.Unit.DevicePixel)
    image = draw(slip, int(page.width()), sheet=sheet)
    fit = min(1, page.height() / image.height())
    painter = QPainter()
    if not painter.begin(printer):
        return False
    painter.drawImage(QRectF(0, 0, image.width() * fit, image.height() * fit), image)
    return painter.end()


def _into(folder: Path, slip: Slip | None) -> PrinterState:
    if not folder.is_dir():
        return PrinterState.NOT_FOUND
    if slip is None:
        return PrinterState.READY
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setOutputFileName(str(folder / f"{slip.receipt_no}{'-reprint' if slip.again else ''}.pdf"))
    return PrinterState.READY if put(printer, slip) else PrinterState.STUCK


def _slip(told: dict[str, Any]) -> Slip:
    read: dict[str, Any] = {"state": SubmissionState(told["state"]), "language": Language(told["language"])}
    return Slip(**(told | read))


def main() -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(LIFE_S)
    order = json.load(sys.stdin)
    application = QGuiApplication(sys.argv[:1])
    slip = _slip(order["slip"]) if order["slip"] else None
    if slip is not None:
        Languages(application, slip.language)
    sys.stdout.write(carry_out(order["printer"], slip, order["patience_s"]))


if __name__ == "__main__":
    main()
