"""The demo's key file (model §14). The bundle leaves this module out: no kiosk in service keeps its key so."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from ipas_kiosk.models.cipher import StoreKey
from ipas_kiosk.services.keys import NoKeyError, key_from_text


@dataclass(frozen=True, slots=True)
class DemoKeyFile:
    """A file for the owner alone inside the demo folder."""

    file: Path

    title: str = "demo key file, not safe"

    def find(self) -> StoreKey | None:
        if not self.file.exists():
            return None
        if os.name == "posix" and stat.S_IMODE(self.file.stat().st_mode) & 0o077:
            raise NoKeyError("The demo's key file can be read by others.")
        return key_from_text(self.file.read_text(encoding="ascii"))

    def keep(self, key: StoreKey) -> bool:
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(key.reveal().hex())
            stream.flush()
            os.fsync(stream.fileno())
        return True

    def forget(self) -> None:
        self.file.unlink(missing_ok=True)
