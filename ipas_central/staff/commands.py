"""`ipas-central staff …`: whose word is taken from the kiosks of a centre."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer
from sqlalchemy import Connection

from ipas_central import console
from ipas_central.context import Central
from ipas_central.staff import known
from ipas_contract.resolutions import plain_name

staff = typer.Typer(no_args_is_help=True, help="Whose word about a conflict or an ID card is taken from kiosks.")
NAME = Annotated[str, typer.Argument(help="as they sign")]
CENTRE = Annotated[str, typer.Option(help="at whose kiosks")]


@staff.command("list")
def list_() -> None:
    """List them: centre, name."""
    with console.trouble(), console.opened() as central, central.engine.connect() as connection:
        for row in known.everybody(connection):
            typer.echo(f"{row.centre_id}\t{row.name}")


@staff.command()
def add(name: NAME, *, centre: CENTRE) -> None:
    """Take their word from now on. Whoever has a kiosk of that centre in hand and knows the name can speak in it."""
    if not plain_name(name):
        raise typer.BadParameter("a name", param_hint="NAME")
    _decide(known.add, name, centre, "is known already")


@staff.command()
def remove(name: NAME, *, centre: CENTRE) -> None:
    """Take it no more, from the next batch on."""
    _decide(known.remove, name, centre, "is not known")


def _decide(what: Callable[[Connection, Central, str, str], bool], name: str, centre: str, otherwise: str) -> None:
    with console.trouble(), console.opened() as central, central.engine.begin() as connection:
        done = what(connection, central, name, centre)
    if not done:
        typer.echo(f"ipas-central: {name} {otherwise} at {centre}", err=True)
        sys.exit(1)
