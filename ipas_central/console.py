"""What every command of `ipas-central` stands in: the settings, central opened, known trouble in words."""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import typer
from sqlalchemy.exc import SQLAlchemyError

from ipas_central.context import Central, NotReadyError
from ipas_central.devices.orders import NoSuchKioskError
from ipas_central.keys import KeysError
from ipas_central.settings import Settings, SettingsError, load
from ipas_contract import logs
from ipas_contract.exports import ExportError
from ipas_contract.key_copies import KeyCopyError

EX_CONFIG: Final = 78
_KNOWN: Final = (
    SettingsError,
    KeysError,
    NotReadyError,
    FileExistsError,
    ExportError,
    KeyCopyError,
    NoSuchKioskError,
)

_file: dict[str, Path | None] = {"path": None}


def use(file: Path | None) -> None:
    """The settings file that was named."""
    _file["path"] = file


def settings() -> Settings:
    """The settings of this call. Raises `SettingsError`."""
    return load(_file["path"], os.environ)


@contextmanager
def opened() -> Iterator[Central]:
    """Central's parts, its log where the settings want it."""
    chosen = settings()
    logs.write_to(chosen.log_path)
    central = Central.open(chosen)
    try:
        yield central
    finally:
        central.engine.dispose()


@contextmanager
def trouble() -> Iterator[None]:
    """Known trouble is one sentence and exit code 78 (the database away: 69)."""
    try:
        yield
    except _KNOWN as error:
        typer.echo(f"ipas-central: {error}", err=True)
        sys.exit(EX_CONFIG)
    except SQLAlchemyError as error:
        typer.echo(f"ipas-central: the database does not answer ({type(error).__name__})", err=True)
        sys.exit(69)


def counted(counts: Counter[str]) -> str:
    """How many ops got which verdict, in words."""
    return f"{counts.total()} ops: " + ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
