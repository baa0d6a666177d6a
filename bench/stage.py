"""Where the window is measured: a virtual screen of its own, central for real, an enrolled kiosk."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ipas_kiosk.demo.__main__ import furnish, start_central
from ipas_kiosk.demo.folder import Folder
from tests.e2e.desktop import desktop

COST = "4"
"""The bcrypt cost of a thousand registrations; single passwords are hashed at 12 all the same."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The environment of programs on the stage; a kiosk started with it finds its enrolled store."""

    folder: Folder
    environment: Mapping[str, str]

    def fresh_kiosk(self, name: str) -> dict[str, str]:
        """The environment of another start from the enrolled store as it was: a copy."""
        copy = self.folder.root / name
        shutil.copytree(self.folder.kiosk, copy)
        return {**self.environment, "IPAS_KIOSK_DATA_DIR": str(copy)}


@contextmanager
def stage() -> Iterator[Stage]:
    """Screen, database, mail catcher, central and an enrolled kiosk, as long as the context lasts."""
    with TemporaryDirectory() as base, ExitStack() as programs:
        screen = programs.enter_context(desktop(Path(base) / "desktop"))
        folder = Folder(Path(base) / "demo")
        folder.make(fresh=True)
        costs = {"IPAS_KIOSK_BCRYPT_COST": COST, "IPAS_CENTRAL_BCRYPT_COST": COST, "IPAS_KIOSK_CAPTCHA": "off"}
        written = {"PYTHONDONTWRITEBYTECODE": ""}
        environment = {**os.environ, **screen, **folder.environment(), **costs, **written}
        start_central(programs, folder, environment)
        furnish(folder, environment)
        yield Stage(folder, environment)
