"""`ipas-central device …`: what staff decide about one kiosk."""

from typing import Annotated

import typer

from ipas_central import console
from ipas_central.devices import orders
from ipas_central.devices.orders import Standing

device = typer.Typer(no_args_is_help=True, help="Decide about one kiosk; it holds from the kiosk's next request on.")
KIOSK = Annotated[str, typer.Argument(metavar="KIOSK", help="its code, as `devices` lists it")]


@device.command()
def suspend(kiosk: KIOSK) -> None:
    """Put a kiosk on hold: refused in and out, it keeps everything."""
    _decide(kiosk, Standing.SUSPENDED)


@device.command()
def revoke(kiosk: KIOSK) -> None:
    """Shut a kiosk out: refused in and out, it keeps everything. An enrolment that was never used ends so too."""
    _decide(kiosk, Standing.REVOKED)


@device.command()
def reinstate(kiosk: KIOSK) -> None:
    """Let a kiosk in again; an order that it has not obeyed yet is taken back."""
    _decide(kiosk, Standing.ACTIVE)


@device.command()
def wipe(kiosk: KIOSK) -> None:
    """Shut a kiosk out and order it to seal what it has not sent, destroy its keys and remove its store."""
    with console.trouble(), console.opened() as central, central.engine.begin() as connection:
        orders.wipe(connection, central, kiosk)
    typer.echo(f"kiosk {kiosk} is revoked and is told to wipe itself at its next request; see ipas-central devices")


def _decide(kiosk: str, standing: Standing) -> None:
    with console.trouble(), console.opened() as central, central.engine.begin() as connection:
        orders.put(connection, central, kiosk, standing)
    typer.echo(f"kiosk {kiosk} is {standing}")
