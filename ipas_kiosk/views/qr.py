"""QR codes: the modules of a text, painted one by one wherever they are needed."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter

QUIET_ZONE = 4


def encode(text: str) -> list[list[bool]]:
    """The modules of a QR code with its quiet zone, error correction M."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in line] for line in code.get_matrix()]


def paint(painter: QPainter, matrix: list[list[bool]], box: QRect, ink: QColor) -> None:
    """The dark modules in the middle of a box, each of the same whole number of pixels."""
    room = min(box.width(), box.height())
    side = max(1, room // len(matrix))
    rest = (room - side * len(matrix)) // 2
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            if dark:
                painter.fillRect(box.x() + rest + column * side, box.y() + rest + row * side, side, side, ink)
