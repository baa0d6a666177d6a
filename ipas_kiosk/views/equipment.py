"""What the machine brings besides this program: fonts, input methods, sound, a locked session (requirement O2).

Qt has to be started to be asked, so it is asked in a process of its own (`python -m ipas_kiosk.views.equipment`).
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from ipas_kiosk.services.doctor import Finding

ASK_S: Final = 30
SESSIONS: Final = frozenset({"cage", "gnome-kiosk"})
"""Compositors that show one program and nothing else (K2)."""
_BAD: Final = {
    "fonts": "no font for traditional Chinese: install one, Noto Sans CJK say",
    "input": "neither Qt's virtual keyboard nor ibus is there: nobody can type Chinese",
    "sound": "no sound device: verification codes cannot be spoken",
}


def examine(processes: Path = Path("/proc")) -> list[Finding]:
    """A finding each; `processes` is where the system lists them, on systems that do."""
    command = [sys.executable, "-m", __name__]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    asked = subprocess.run(command, env=environment, capture_output=True, timeout=ASK_S, check=False)
    told: dict[str, list[str]] = json.loads(asked.stdout) if asked.returncode == 0 else {}
    findings = [
        Finding(check, good=bool(told.get(check)), text=", ".join(told.get(check, ())) or bad)
        for check, bad in _BAD.items()
    ]
    return [*findings, _lockdown(processes)] if processes.is_dir() else findings


def _lockdown(processes: Path) -> Finding:
    running = {_name(file) for file in processes.glob("[0-9]*/comm")}
    locked = ", ".join(sorted(running & SESSIONS))
    return Finding("lockdown", good=bool(locked), text=locked or "no kiosk session: this window alone locks nothing")


def _name(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _ask_qt() -> dict[str, list[str]]:
    from PySide6.QtCore import QLibraryInfo
    from PySide6.QtGui import QFontDatabase, QGuiApplication
    from PySide6.QtMultimedia import QMediaDevices

    application = QGuiApplication(sys.argv)
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforminputcontexts"
    inputs = [name for name in ("virtualkeyboard", "ibus") if any(plugins.glob(f"*{name}*"))]
    fonts = QFontDatabase.families(QFontDatabase.WritingSystem.TraditionalChinese)
    sound = QMediaDevices.defaultAudioOutput()
    del application
    return {"fonts": fonts[:3], "input": inputs, "sound": [] if sound.isNull() else [sound.description()]}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_ask_qt()))
