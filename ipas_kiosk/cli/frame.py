"""What every command of `ipas-kiosk` stands in: the settings, known trouble in words, how it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn

import typer

from ipas_kiosk.services.trouble import classify
from ipas_kiosk.services.values import Trouble
from ipas_kiosk.settings import EX_CONFIG, Settings, SettingsError, load

EX_TEMPFAIL: Final = 75

_file: dict[str, Path | None] = {"path": None}


def use(file: Path | None) -> None:
    """The settings file that was named."""
    _file["path"] = file


def settings() -> Settings:
    """The settings of this call. Raises `SettingsError`."""
    return load(_file["path"])


@contextmanager
def trouble() -> Iterator[None]:
    """Known trouble is a sentence and an exit code; everything else is a bug and shows itself."""
    try:
        yield
    except SettingsError as error:
        end(str(error), EX_CONFIG)
    except Exception as error:
        known = classify(error)
        if known is None:
            raise
        end(f"{known}: {_words(error)}", EX_CONFIG if known is Trouble.NO_KEY else 1)


def end(text: str, code: int) -> NoReturn:
    """Say why it ends here."""
    typer.echo(text, err=True)
    raise typer.Exit(code)


def _words(error: Exception) -> str:
    """What of an error staff may read: never a statement or its parameters (P3, D10)."""
    return str(getattr(error, "orig", None) or error)
