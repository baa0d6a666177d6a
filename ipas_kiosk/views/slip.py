"""The printed slip, drawn as a picture (O4): what the page of the receipt shows, but no name, and the account masked
(P10). Its language is that of the application."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from ipas_contract.codes import SubmissionState
from ipas_kiosk.services.slips import Slip
from ipas_kiosk.views.qr import encode, paint
from ipas_kiosk.views.screens.formats import local_time
from ipas_kiosk.views.texts import choices, say
from ipas_kiosk.views.theme import THEMES
from ipas_kiosk.views.tokens import Tokens

ROLL, SHEET = 72, 150
"""How many units wide a slip is: on a roll of 80 mm, whose head prints 72 mm, and where words and code stand side by
side. All sizes here are units, so a slip fills the width of any paper."""
EDGE, GAP, CODE = 1, 4, 54
HINT, STATE, BRAND, NUMBER = 3.6, 4.4, 4.0, 9.0
"""Sizes of type; the number is smaller where it would not fit into one line."""
translate = QCoreApplication.translate
_INK, _PAPER = QColor("black"), QColor("white")


def draw(slip: Slip, width: int, *, sheet: bool) -> QImage:
    """The slip in black and white, `width` pixels wide and as high as it needs; `sheet`: the code beside the words."""
    units = SHEET if sheet else ROLL
    canvas = QImage(width, width * 4, QImage.Format.Format_Grayscale8)
    canvas.fill(_PAPER)
    painter = QPainter(canvas)
    whole = units - 2 * EDGE
    pen = _Pen(painter, width / units, whole)
    _head(pen, slip)
    top, pen.width = pen.down, whole - CODE - GAP if sheet else whole
    _words(pen, slip)
    words = pen.down
    pen.down, pen.left, pen.width = (top, units - EDGE - CODE, CODE) if sheet else (words, (units - CODE) / 2, CODE)
    pen.code(slip.token)
    pen.write(translate("DonePage", "Code for staff"), HINT, middle=True)
    pen.down, pen.left, pen.width = max(words, pen.down) + GAP, EDGE, whole
    pen.write(translate("Slip", "Keep this number: staff find your registration with it."), HINT)
    painter.end()
    cut = canvas.copy(0, 0, width, min(canvas.height(), round((pen.down + 2) * pen.unit)))
    return cut.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.ThresholdDither)


class _Pen:
    """Writes from the top down, in units."""

    def __init__(self, painter: QPainter, unit: float, width: float) -> None:
        self._painter, self.unit = painter, unit
        self.left, self.down, self.width = float(EDGE), float(EDGE), width
        self._families = Tokens(THEMES[0], 100).families

    def write(self, text: str, size: float, *, bold: bool = False, middle: bool = False) -> None:
        """A text over the whole width, wrapped; what follows comes below it."""
        flags = Qt.TextFlag.TextWordWrap | (Qt.AlignmentFlag.AlignHCenter if middle else Qt.AlignmentFlag.AlignLeft)
        self._painter.setFont(self._font(size, bold=bold))
        room = QRectF(self.left * self.unit, self.down * self.unit, self.width * self.unit, 1e5)
        took = self._painter.boundingRect(room, flags, text)
        self._painter.drawText(room, flags, text)
        self.down += took.height() / self.unit

    def fill(self, text: str, largest: float) -> None:
        """One bold line, as large as it goes."""
        self.write(text, largest * min(1, self.width / self.wide(text, largest, bold=True) * 0.99), bold=True)

    def wide(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a text is in one line."""
        return QFontMetricsF(self._font(size, bold=bold)).horizontalAdvance(text) / self.unit

    def facts(self, lines: Sequence[tuple[str, str]], size: float) -> None:
        """Labels and what they say, below each other."""
        left, width = self.left, self.width
        aside = max(self.wide(label, size) for label, _ in lines) + 3
        for label, value in lines:
            line = self.down
            self.write(label, size)
            self.down, self.left, self.width = line, left + aside, width - aside
            self.write(value, size, bold=True)
            self.left, self.width = left, width

    def rule(self) -> None:
        """A line over the whole width, with room around it."""
        at = QRectF(self.left, self.down + 1.5, self.width, 0.4)
        self._painter.fillRect(_scaled(at, self.unit), _INK)
        self.down += 3.5

    def mark(self, text: str, size: float) -> None:
        """White on black, at the right of the line above."""
        wide, high = self.wide(text, size, bold=True) + 3, size * 1.5
        box = _scaled(QRectF(self.left + self.width - wide, self.down - high, wide, high), self.unit)
        self._painter.fillRect(box, _INK)
        self._painter.setFont(self._font(size, bold=True))
        self._painter.setPen(_PAPER)
        self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        self._painter.setPen(_INK)

    def code(self, text: str) -> None:
        """A QR code over the whole width; it brings its own quiet zone."""
        box = QRectF(self.left, self.down, self.width, self.width)
        paint(self._painter, encode(text), _scaled(box, self.unit), _INK)
        self.down += self.width

    def _font(self, size: float, *, bold: bool) -> QFont:
        font = QFont()
        font.setFamilies(self._families)
        font.setPixelSize(max(1, round(size * self.unit)))
        font.setBold(bold)
        return font


def _head(pen: _Pen, slip: Slip) -> None:
    pen.write(translate("Panel", "iPAS Industry Professional Assessment System"), BRAND, bold=True)
    pen.write(translate("Slip", "Candidate services: receipt"), HINT)
    if slip.again:
        pen.mark(translate("Slip", "Reprint"), HINT)
    pen.rule()


def _words(pen: _Pen, slip: Slip) -> None:
    provisional = slip.state is SubmissionState.PROVISIONAL
    pen.write(translate("DonePage", "Receipt number"), HINT)
    pen.fill(slip.receipt_no, NUMBER)
    pen.down += 1
    pen.write(say(choices.PROVISIONAL_NEWS if provisional else choices.STATES[slip.state]), STATE, bold=True)
    pen.down += 2
    facts = [
        (translate("DonePage", "Account"), slip.masked_account),
        (translate("Slip", "Exam centre"), slip.centre_id),
        (translate("DonePage", "Time"), local_time(slip.made_at)),
    ]
    pen.facts(facts, HINT)


def _scaled(box: QRectF, unit: float) -> QRect:
    scaled = QRectF(box.left() * unit, box.top() * unit, box.width() * unit, box.height() * unit)
    return scaled.toRect()
