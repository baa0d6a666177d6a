"""`ipas-central unread …`: what kiosks have sent and central cannot read."""

import sys
from typing import Annotated
from uuid import UUID

import typer

from ipas_central import console
from ipas_contract.events import Verdict

unread = typer.Typer(no_args_is_help=True, help="What kiosks have sent and central cannot read: too old, or sealed.")


@unread.command("list")
def list_() -> None:
    """List it: op, kiosk, centre, why, kind, schema. Nothing personal is shown."""
    from ipas_central.sync import unread as inbox

    with console.trouble(), console.opened() as central, central.engine.connect() as connection:
        for words in inbox.waiting(connection):
            typer.echo("\t".join(map(str, words)))


@unread.command()
def replay() -> None:
    """Judge what was too old and can be read by now, after an upgrade. Exit 1: some cannot. (Sealed: `unseal`.)"""
    from ipas_central.sync import unread as inbox

    with console.trouble(), console.opened() as central:
        counts = inbox.replay(central)
    typer.echo(console.counted(counts))
    if counts[inbox.TOO_OLD] or counts[Verdict.RETRY]:
        sys.exit(1)


@unread.command("set-aside")
def set_aside(
    op: Annotated[UUID, typer.Argument(help="as `list` shows it")],
    *,
    by: Annotated[str, typer.Option(help="who decides")],
    reason: Annotated[str, typer.Option(prompt="Why", help="for the audit")],
) -> None:
    """Close an entry that nobody will ever read: it is kept, but waits for nobody any more. Exit 1: there is none."""
    from ipas_central.sync import unread as inbox

    if not by.strip() or not reason.strip():
        raise typer.BadParameter("somebody, for a reason", param_hint="--by, --reason")
    with console.trouble(), console.opened() as central, central.engine.begin() as connection:
        found = inbox.set_aside(connection, central, op, by=by, reason=reason)
    typer.echo(f"{found} set aside" if found else f"ipas-central: nothing waits under {op}", err=not found)
    if not found:
        sys.exit(1)
