"""What the first paint waits for (architecture, "Start-up is part of the design")."""

import subprocess
import sys

START = """
import enum, sys

made = []
create = enum.EnumType.__new__

def noting(kind, name, *rest, **more):
    made.append(name)
    return create(kind, name, *rest, **more)

enum.EnumType.__new__ = noting
from PySide6.QtWidgets import QApplication
from ipas_kiosk import window
from ipas_kiosk.settings import Settings

application = QApplication(["kiosk", "-style", "Fusion"])
window._import_plainly()
from ipas_kiosk.views.runner import Runner
_, _, shown = window._window(application, Settings(printer="pdf:/slips"), Runner(), windowed=True)
shown.painted.connect(lambda: application.exit(7))
shown.start()
code = application.exec()
heavy = {"sqlalchemy", "pydantic", "httpx2", "cryptography", "asyncio", "PIL", "PySide6.QtPrintSupport"}
heavy &= set(sys.modules)
print(code, sorted(heavy), "Key" in made, "StandardPixmap" in made)
"""


def test_nothing_heavy_comes_before_the_first_paint() -> None:
    """Neither the store's and the line's libraries, nor the thousand enum members of `Qt`, nor those of the style."""
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[0] == "7 [] False False", done.stderr
