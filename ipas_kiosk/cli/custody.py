"""Commands for the day when a store must go, was damaged or lost its key."""

from pathlib import Path
from typing import Annotated

import typer

from ipas_kiosk.cli import frame
from ipas_kiosk.models.health import DamagedError
from ipas_kiosk.services import ending, keys, opening, rekeying
from ipas_kiosk.services import salvage as salvaging
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.salvage import Rescued
from ipas_kiosk.settings import Settings

KEY_FILE = Annotated[Path, typer.Argument(help="what `ipas-central recover-key` wrote", exists=True, dir_okay=False)]


def reset(
    *,
    seal: Annotated[Path | None, typer.Option(help="a new file to seal waiting ops into, on a USB stick say")] = None,
    damaged: Annotated[bool, typer.Option("--damaged", help="a store that does not open: salvage it first")] = False,
) -> None:
    """Remove this kiosk's store and its key, to be enrolled anew or taken away; not while ops wait, unless sealed."""
    with frame.trouble():
        settings = frame.settings()
        try:
            sealed = _reset(settings, seal, damaged=damaged)
        except (ending.WaitingError, DamagedError) as error:
            frame.end(str(error), 1)
        except FileExistsError:
            frame.end(f"{seal} exists already", 1)
    typer.echo((f"{sealed} ops sealed into {seal}; " if sealed else "") + "the store and its key are gone")


def salvage(
    file: Annotated[Path | None, typer.Argument(help="a damaged store; this kiosk's own if none is named")] = None,
    *,
    out: Annotated[Path, typer.Option(help="a new file for `ipas-central import`")],
    key_file: Annotated[Path | None, typer.Option(help="the store's key, from `ipas-central recover-key`")] = None,
) -> None:
    """Seal every op that can still be read of a damaged store; the store is left as it is."""
    with frame.trouble():
        settings = frame.settings()
        try:
            rescued = _salvage(settings, file or settings.store_path, out, key_file)
        except DamagedError as error:
            frame.end(str(error), 1)
        except FileExistsError:
            frame.end(f"{out} exists already", 1)
    typer.echo(f"{rescued.ops} ops sealed into {out}; {rescued.bad_pages} damaged pages, {rescued.missing} ops missing")


def restore_key(file: KEY_FILE) -> None:
    """Keep the store's key that the organisation recovered from the copy beside the store, if it opens the store."""
    with frame.trouble():
        if not opening.restore_key(frame.settings(), file.read_text(encoding="ascii", errors="replace")):
            frame.end("the key opens the store, but nothing here keeps it: make it a systemd credential", 1)
    typer.echo(f"the key is kept; destroy {file}")


def rekey() -> None:
    """Give the store another key; the kiosk's program must not run meanwhile. May be stopped at any time."""
    with frame.trouble():
        settings = frame.settings()
        rekeying.rekey(settings, opening.open_store(settings))
    typer.echo("the store has another key; the old one opens it no more")


def _reset(settings: Settings, seal: Path | None, *, damaged: bool) -> int:
    chain = keys.chain(settings)
    try:
        store = opening.open_store(settings)
    except DamagedError as error:
        if seal is None or not damaged:
            raise DamagedError(f"{error}; reset --damaged --seal FILE salvages it before it goes") from error
        rescued = _salvage(settings, settings.store_path, seal, None)
        ending.remove(settings.store_path, chain)
        return rescued.ops
    try:
        return ending.reset(store, chain, Clock(), seal)
    finally:
        store.close()


def _salvage(settings: Settings, store: Path, out: Path, key_file: Path | None) -> Rescued:
    if not store.exists():
        frame.end(f"there is no {store}", 1)
    text = key_file.read_text(encoding="ascii", errors="replace") if key_file else None
    key = keys.key_from_text(text) if text else keys.chain(settings).find()
    return salvaging.salvage(store, key, Clock(), out)
