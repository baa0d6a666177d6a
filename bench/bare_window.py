"""The window everything is compared with: nothing but PySide6 and one `QLineEdit`.

Says the monotonic time of its first paint, then stays until it is ended.
"""

import json
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit


class Line(QLineEdit):
    painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            said = json.dumps({"painted": time.monotonic()}) + "\n"
            QTimer.singleShot(0, lambda: sys.stdout.write(said) and sys.stdout.flush())


def main() -> int:
    program = QApplication(sys.argv)
    line = Line()
    line.show()
    return program.exec()


if __name__ == "__main__":
    sys.exit(main())
