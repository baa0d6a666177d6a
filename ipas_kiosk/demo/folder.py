"""The demo's folder (0700): what lies where in it, and the settings files of both programs."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ipas_kiosk.demo.programs import DemoError

MARK: Final = "ipas-demo"
"""A file that says that a folder is a demo's: only such a folder is ever emptied."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One demo's folder."""

    root: Path

    @property
    def mail(self) -> Path:
        return self.root / "mail"

    @property
    def sms(self) -> Path:
        return self.root / "sms"

    @property
    def slips(self) -> Path:
        """Where the kiosk prints: files instead of paper."""
        return self.root / "slips"

    @property
    def cluster(self) -> Path:
        return self.root / "postgres"

    @property
    def kiosk(self) -> Path:
        return self.root / "kiosk"

    @property
    def tls(self) -> Path:
        """Central's key and certificate, and the authority made for the latter."""
        return self.root / "tls"

    @property
    def central_log(self) -> Path:
        return self.root / "central.log"

    @property
    def kiosk_log(self) -> Path:
        return self.root / "kiosk.log"

    @property
    def ready(self) -> Path:
        """There once central was set up and the kiosk enrolled."""
        return self.root / "ready"

    def make(self, *, fresh: bool) -> None:
        """Make or empty the folder. Raises `DemoError` when it holds somebody's other files."""
        known = (self.root / MARK).exists()
        if self.root.exists() and not known and any(self.root.iterdir()):
            raise DemoError(f"{self.root} holds files that are not the demo's; give an empty folder with --dir.")
        if fresh and known:
            for entry in self.root.iterdir():
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry)
                else:
                    entry.unlink()
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.chmod(0o700)
        (self.root / MARK).touch()
        for inner in (self.mail, self.sms, self.slips, self.kiosk):
            inner.mkdir(mode=0o700, exist_ok=True)

    def write_settings(self, *, database_url: str, port: int, internal_port: int, smtp_port: int) -> None:
        """`central.toml` and `kiosk.toml` for this start: the ports are other ones each time."""
        self._write(
            "central.toml",
            database_url=database_url,
            keys_dir="central-keys",
            port=port,
            internal_port=internal_port,
            smtp_port=smtp_port,
            sms_dir="sms",
            tls_certificate="tls/central.pem",
            tls_key="tls/central.key",
        )
        self._write(
            "kiosk.toml",
            central_url=f"https://127.0.0.1:{port}",
            data_dir=str(self.kiosk),
            desk_place="示範考場一樓服務台",
            printer=f"pdf:{self.slips}",
        )

    def environment(self) -> dict[str, str]:
        """This process's environment, pointing both programs at the folder."""
        return {**os.environ, "IPAS_DEMO": str(self.root), "PYTHONUNBUFFERED": "1"}

    def _write(self, name: str, **values: str | int) -> None:
        path = self.root / name
        path.touch(mode=0o600)
        lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
        path.write_text("".join(lines), encoding="utf-8")
