"""Commands for the day when a store must go, was damaged or lost its key."""

from pathlib import Path
from typing import Annotated

import typer

from ipas_kiosk.cli import frame
from ipas_kiosk.services import ending, keys, opening
from ipas_kiosk.services.clock import Clock


def reset(
    *,
    seal: Annotated[Path | None, typer.Option(help="a new file to seal waiting ops into, on a USB stick say")] = None,
) -> None:
    """Remove this kiosk's store and its key, to be enrolled anew or taken away; not while ops wait, unless sealed."""
    with frame.trouble():
        settings = frame.settings()
        store = opening.open_store(settings)
        try:
            sealed = ending.reset(store, keys.chain(settings), Clock(), seal)
        except ending.WaitingError as error:
            frame.end(str(error), 1)
        except FileExistsError:
            frame.end(f"{seal} exists already", 1)
        finally:
            store.close()
    typer.echo((f"{sealed} ops sealed into {seal}; " if sealed else "") + "the store and its key are gone")
