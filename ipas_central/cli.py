"""`ipas-central`: set up, serve, enrol kiosks, look at what arrived. Settings: see `settings.load`."""

import os
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID

import typer
from sqlalchemy import select

from ipas_central import console, context, keys
from ipas_central.devices.commands import device
from ipas_central.staff.commands import staff
from ipas_central.sync.commands import unread
from ipas_central.tables import submission
from ipas_contract import base32, key_copies
from ipas_contract.events import Reason, Verdict
from ipas_contract.resolutions import Action, one_person

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
app.add_typer(device, name="device")
app.add_typer(staff, name="staff")
app.add_typer(unread, name="unread")
conflict = typer.Typer(no_args_is_help=True, help="Decide what becomes of something that was not taken.")
app.add_typer(conflict, name="conflict")

_ASKED: Final = {Action.RENAME: "account", Action.CORRECT_ID: "id_number", Action.KEEP_BOTH: "id_number"}


@app.callback()
def main(file: Annotated[Path | None, typer.Option("--settings", help="TOML file")] = None) -> None:
    """Central of the iPAS kiosks."""
    console.use(file)


@app.command()
def migrate() -> None:
    """Bring the database's schema up to date; on an empty database make the keys too."""
    with console.trouble():
        context.install(console.settings())
    typer.echo("the database is up to date")


@app.command()
def serve(*, worker: Annotated[bool, typer.Option(help="also send messages")] = True) -> None:
    """Serve kiosks, and send messages unless told otherwise."""
    from ipas_central import serving

    with console.trouble(), console.opened() as central:
        serving.serve(central, with_worker=worker)


@app.command()
def worker() -> None:
    """Send messages, serve nobody."""
    from ipas_central import serving

    with console.trouble(), console.opened() as central:
        serving.work(central)


@app.command("enrol-code")
def enrol_code(centre: Annotated[str, typer.Option(help="the centre the kiosk will stand in")]) -> None:
    """Make a one-time code with which a kiosk is enrolled within ten minutes."""
    from ipas_central.devices import codes

    with console.trouble(), console.opened() as central, central.engine.begin() as connection:
        pin = central.pins[0] if central.pins else None
        code = codes.make(connection, central.keys, centre, central.clock(), pin)
    typer.echo(f"centre {centre}, code {code}")


@app.command("make-certificate")
def make_certificate(
    folder: Annotated[Path, typer.Argument(help="where an authority of our own is, or will be made")],
    *,
    host: Annotated[list[str], typer.Option(help="a name or address that kiosks call central by")],
    name: Annotated[str, typer.Option(help="of the key: another one for a roll-over")] = "central",
) -> None:
    """Make a certificate for central's key, the first time key and authority too. The same key keeps its pin."""
    from ipas_central import certificates

    with console.trouble():
        made = certificates.make(folder, name, host)
    typer.echo(f"certificate {made.certificate}\nkey {made.key}\npin {base32.grouped(made.pin)}")


@app.command()
def pin(
    file: Annotated[Path, typer.Argument(help="a certificate or a public key, PEM", exists=True, dir_okay=False)],
) -> None:
    """Show the pin of a key, a reverse proxy's say."""
    from ipas_central import tls

    with console.trouble():
        typer.echo(base32.grouped(tls.pin_of(file)))


@app.command()
def devices() -> None:
    """List the kiosks: code, centre, status, incarnation, fingerprint of the key, and how each is by its last word:
    last contact, version, pending and parked ops, age of the oldest pending one, skew of its clock, its
    printer, the beginnings of the pins that it accepts, and how far an order to wipe itself got."""
    from ipas_central.devices import fleet
    from ipas_contract.signing import fingerprint

    with console.trouble(), console.opened() as central, central.engine.connect() as connection:
        for one in fleet.kiosks(connection, central.clock()):
            told = one.told
            words = [one.code, one.centre_id, one.status, str(one.incarnation), fingerprint(one.public_key)]
            words += [f"contact={_ago(one.silent_ms)}", f"version={told.version if told else '-'}"]
            words += [f"pending={told.pending if told else '-'}", f"parked={told.parked if told else '-'}"]
            words += [f"attention={told.attention if told else '-'}"]
            words += [f"oldest={_ago(one.oldest_ms)}", f"skew={_ago(one.skew_ms)}"]
            words += [f"printer={told.printer if told and told.printer else '-'}"]
            words += ["pins=" + ("+".join(pin[:5] for pin in told.pins) if told and told.pins else "-")]
            words += [f"wipe={one.wipe}"] if one.wipe else []
            typer.echo("\t".join(words))


@app.command()
def candidates() -> None:
    """List the registrations: receipt, account, state."""
    with console.trouble(), console.opened() as central, central.engine.connect() as connection:
        for row in connection.execute(select(submission).order_by(submission.c.received_at, submission.c.receipt_no)):
            state = row.state if row.reason is None else f"{row.state} ({row.reason})"
            typer.echo(f"{row.receipt_no or '-'}\t{row.account or '-'}\t{state}")


@app.command()
def conflicts() -> None:
    """List what the staff have to decide: id, centre, receipt, what was contested, why, whose it is, who proposed a
    merge."""
    from ipas_central.sync import desk

    with console.trouble(), console.opened() as central, central.engine.connect() as connection:
        for row in desk.waiting(connection):
            why = row.reason if row.field is None else f"{row.reason} ({row.field})"
            words = [str(row.id), row.centre_id, row.receipt_no or "-", row.state or "-", row.kind, why]
            words += [f"held_by={row.held_by or '-'}", f"proposed_by={row.proposed_by or '-'}"]
            typer.echo("\t".join(words))


@conflict.command()
def resolve(
    conflict_id: Annotated[UUID, typer.Argument(metavar="CONFLICT", help="its id, as `conflicts` lists it")],
    *,
    action: Annotated[Action, typer.Option("--as", help="what becomes of it")],
    by: Annotated[str, typer.Option(help="who decides")],
    second: Annotated[str | None, typer.Option(help="for a merge: who confirms it, at the same desk")] = None,
    reason: Annotated[str, typer.Option(prompt="Why", help="for the audit")],
) -> None:
    """Decide a conflict. What is personal (account, ID number) is asked for, never an argument. A merge waits for a
    second person, here (--second) or later with the same command. Exit 1: it cannot be done, nothing has changed."""
    from ipas_central.sync import desk

    if second is not None and (action is not Action.MERGE or one_person(second, by)):
        raise typer.BadParameter("a second person, for a merge", param_hint="--second")
    asked = _ASKED.get(action)
    answer = {asked: typer.prompt(asked.replace("_", " "))} if asked else {}
    with console.trouble(), console.opened() as central:
        for who in filter(None, (by, second)):
            verdict = desk.decide(central, conflict_id, action, by=who, reason=reason, **answer)
            if verdict is None or verdict.verdict is not Verdict.ACCEPTED:
                words = ("no such conflict",) if verdict is None else (verdict.reason, verdict.field, verdict.code)
                typer.echo(f"ipas-central: {' '.join(filter(None, words))}", err=True)
                sys.exit(1)
        with central.engine.connect() as connection:
            waits = desk.is_open(connection, conflict_id)
    typer.echo("waits for a second person" if waits else f"conflict {conflict_id} is resolved: {action}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="what `ipas-kiosk export` wrote", exists=True, dir_okay=False)],
    *,
    key: Annotated[Path, typer.Option(help="the organisation's private sealing key", exists=True, dir_okay=False)],
    anyway: Annotated[bool, typer.Option("--anyway", help="also of a kiosk that is suspended or revoked")] = False,
) -> None:
    """Take in a kiosk's sealed export as if it had been pushed; twice does no harm. Exit 1: ops must come again."""
    from ipas_central.sync import carried

    with console.trouble(), console.opened() as central:
        counts = carried.take(
            central, file.read_text(encoding="ascii", errors="replace"), keys.read(key), anyway=anyway
        )
    _tell_judged(counts)


@app.command("recover-key")
def recover_key(
    file: Annotated[Path, typer.Argument(help="a kiosk's `store.db.key.json`", exists=True, dir_okay=False)],
    *,
    key: Annotated[Path, typer.Option(help="the organisation's private sealing key", exists=True, dir_okay=False)],
    out: Annotated[Path, typer.Option(help="a new file for `ipas-kiosk restore-key`; destroy it afterwards")],
) -> None:
    """Open a kiosk's copy of its store's key, for a kiosk that has lost the key. Needs no database."""
    with console.trouble():
        keys.hand_over(key_copies.unseal(file.read_text(encoding="utf-8", errors="replace"), keys.read(key)), out)
    typer.echo(f"{out}: the key to everything on that kiosk; destroy it when it was restored")


@app.command()
def unseal(
    *,
    key: Annotated[Path, typer.Option(help="the organisation's private sealing key", exists=True, dir_okay=False)],
) -> None:
    """Open and judge the ops that kiosks offered again sealed after `new-epoch`. Exit 1: some must come again."""
    from ipas_central.sync import sealed

    with console.trouble(), console.opened() as central:
        counts = sealed.open_all(central, keys.read(key))
    _tell_judged(counts)


@app.command("new-epoch")
def new_epoch() -> None:
    """Say that the database was restored from a backup: kiosks then offer again what they had sent."""
    with console.trouble(), console.opened() as central, central.engine.begin() as connection:
        typer.echo(f"epoch {context.new_epoch(connection)}")


@app.command("seed-demo")
def seed_demo() -> None:
    """Put the demo's candidates into central and say how they sign in; in a demo folder only."""
    from ipas_central import seed

    if not os.environ.get("IPAS_DEMO"):
        typer.echo("ipas-central: seed-demo works in a demo folder only (IPAS_DEMO)", err=True)
        sys.exit(console.EX_CONFIG)
    with console.trouble(), console.opened() as central:
        for person in seed.seed_demo(central):
            password = person.password or "-"
            typer.echo(
                "\t".join((person.account, person.name, password, person.id_number, person.email, person.mobile))
            )


def _tell_judged(counts: Counter[str]) -> None:
    typer.echo(console.counted(counts))
    if any(counts[word] for word in (Verdict.RETRY, Verdict.BLOCKED, Reason.SEALED)):
        sys.exit(1)


def _ago(ms: int | None) -> str:
    return "-" if ms is None else f"{ms / 1000:.0f}s"


if __name__ == "__main__":
    app()
