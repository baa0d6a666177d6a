"""`ipas-kiosk`: enrol this kiosk, look at its queue, check its health. Settings: see `settings.load`."""

import asyncio
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import typer

from ipas_contract import enrol_codes
from ipas_contract.enrol_codes import EnrolCode
from ipas_kiosk.app import join
from ipas_kiosk.cli import custody, frame
from ipas_kiosk.models.cipher import StoreKey
from ipas_kiosk.models.records import Device, OpState, QueuedOp, Submission
from ipas_kiosk.models.repositories.outbox import in_order
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import doctor as checks
from ipas_kiosk.services import enrolment, opening
from ipas_kiosk.services import export as exporting
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.enrolment import Enrolled
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.sync.drain import Ended
from ipas_kiosk.services.sync.gateway import Failure, Gateway, NoLine, Refused
from ipas_kiosk.services.sync.policy import Outcome
from ipas_kiosk.services.values import Cause, Failed, Trouble
from ipas_kiosk.settings import EX_CONFIG, Settings, SettingsError
from ipas_kiosk.views import equipment

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
_REFUSED: Final = (
    "Central did not take this kiosk in: the code may be another centre's, used, or older than ten minutes."
)


@app.callback()
def main(file: Annotated[Path | None, typer.Option("--settings", help="TOML file")] = None) -> None:
    """The candidate service kiosk."""
    frame.use(file)


@app.command()
def enrol(
    code: Annotated[str, typer.Argument(help="the one-time code that central's staff made")],
    *,
    centre: Annotated[str, typer.Option(help="the centre's id, as staff say it")],
    again: Annotated[bool, typer.Option("--again", help="enrol a kiosk that is enrolled already")] = False,
) -> None:
    """Make this kiosk's keys and its store, and join it to its centre. May be tried again after any failure."""
    with frame.trouble():
        settings = frame.settings()
        if not settings.central_url:
            raise SettingsError("central_url is not set")
        meant = enrol_codes.read(code)
        if meant is None:
            frame.end("The code is mistyped: compare it with the one central's staff made.", 1)
        store, key = enrolment.prepare(settings)
        try:
            if not again and _device(store):
                raise SettingsError("this kiosk is enrolled already; --again enrols it anew and keeps its queue")
            outcome = asyncio.run(_ask(settings, store, key, centre, meant))
        finally:
            store.close()
    if outcome == NoLine(Cause.PIN):
        frame.end(f"Nothing was sent: {outcome.detail}. If the code is new, somebody may stand between.", 1)
    elif isinstance(outcome, NoLine):
        frame.end(f"Central cannot be reached ({outcome}). Nothing is lost: try the same code again.", 1)
    elif isinstance(outcome, Refused):
        frame.end(f"{_REFUSED} ({outcome.code})", 1)
    else:
        typer.echo(f"kiosk {outcome.kiosk_code} of centre {outcome.centre_id}")
        typer.echo(f"fingerprint {outcome.fingerprint} (compare it with the one central shows)")


@app.command()
def outbox(
    *,
    state: Annotated[OpState | None, typer.Option(help="only ops in this state")] = None,
    retry_parked: Annotated[bool, typer.Option("--retry-parked", help="give parked ops another chance")] = False,
) -> None:
    """List what waits to be sent, what was sent and what could not be; nothing personal is shown."""
    with frame.trouble():
        settings = frame.settings()
        store = opening.open_store(settings)
        try:
            if retry_parked:
                with store.write() as work:
                    typer.echo(f"{work.outbox.unpark()} parked ops go out again")
                    work.commit()
            _list(store, state, ZoneInfo(settings.time_zone))
        finally:
            store.close()


@app.command()
def sync(
    *,
    once: Annotated[bool, typer.Option("--once", help="one conversation; the kiosk by itself syncs all the time")],
    verbose: Annotated[bool, typer.Option("--verbose", help="a line for each op that it moved, by its id")] = False,
) -> None:
    """Talk with central now. Exit code 0 when nothing is due any more, 75 while another process syncs, else 1."""
    assert once
    with frame.trouble():
        settings = frame.settings()
        kiosk = join(settings, Lanes(), store := opening.open_store(settings), idle=True)
        try:
            before = _states(store)
            ended = kiosk.submit(kiosk.sync()).result()
            if verbose:
                _tell_moved(store, before)
        finally:
            kiosk.close()
    match ended:
        case None:
            frame.end("another process syncs this store: try again in a moment", frame.EX_TEMPFAIL)
        case Failed(trouble):
            frame.end(f"sync stopped: {trouble}", 1)
        case Ended(Outcome.DELIVERED):
            typer.echo("delivered: nothing is due any more")
        case Ended(outcome, told):
            frame.end(f"sync ended: {outcome}" + (f", central asks for {told} s of peace" if told else ""), 1)


@app.command()
def export(file: Annotated[Path, typer.Argument(help="a new file, on a USB stick say")]) -> None:
    """Seal what is pending or parked into a file that only the organisation can open; the queue stays as it is."""
    with frame.trouble():
        settings = frame.settings()
        store = opening.open_store(settings)
        try:
            sealed = exporting.export(store, Clock(), file)
        except FileExistsError:
            frame.end(f"{file} exists already", 1)
        finally:
            store.close()
    typer.echo(f"{sealed.ops} ops sealed into {file}" if sealed.ops else "nothing to seal: no file was written")
    if sealed.unreadable:
        frame.end(f"{sealed.unreadable} ops do not read and stay here", 1)


@app.command()
def doctor() -> None:
    """Check cipher, key, store, disk, queue, central, clock, and but in the demo fonts, input, sound and lockdown: a
    line each; exit code 0 when all is well."""
    with frame.trouble():
        settings = frame.settings()
        findings = asyncio.run(checks.examine(settings))
    if settings.demo_dir is None:
        findings += equipment.examine()
    for finding in findings:
        typer.echo(f"{'pass' if finding.good else 'FAIL'}  {finding.check:<10} {finding.text}")
    if not all(finding.good for finding in findings):
        no_key = any(finding.trouble is Trouble.NO_KEY for finding in findings)
        raise typer.Exit(EX_CONFIG if no_key else 1)


async def _ask(settings: Settings, store: Store, key: StoreKey, centre: str, code: EnrolCode) -> Enrolled | Failure:
    """A pin in the code takes the place of those of an earlier enrolment; without one they hold on."""
    before = _device(store)
    pins = (code.pin,) if code.pin else before.pins if before else ()
    gateway = Gateway(settings.central_url, None, pins=pins)
    try:
        return await enrolment.enrol(store, key, centre, str(code), gateway.enrol, gateway.trust)
    finally:
        await gateway.close()


def _device(store: Store) -> Device | None:
    with store.read() as work:
        return work.device.get()


def _list(store: Store, state: OpState | None, zone: ZoneInfo) -> None:
    with store.read() as work:
        counts, oldest = work.outbox.counts(), work.outbox.oldest_pending()
        typer.echo(", ".join(f"{counts[each]} {each}" for each in OpState) + f"; {checks.age(oldest)}")
        for op in in_order(work.outbox):
            if state in (None, op.state):
                typer.echo(_line(op, work.registrations.submission(op.entity_id), zone))


def _states(store: Store) -> dict[UUID, tuple[object, ...]]:
    return {op.op_id: _state(op) for op in _queue(store)}


def _state(op: QueuedOp) -> tuple[object, ...]:
    return op.state, op.tries, op.last_reply, op.incarnation


def _queue(store: Store) -> Iterator[QueuedOp]:
    with store.read() as work:
        yield from in_order(work.outbox)


def _tell_moved(store: Store, before: dict[UUID, tuple[object, ...]]) -> None:
    for op in _queue(store):
        if before.get(op.op_id) != _state(op):
            words = (str(op.op_id), str(op.seq), op.kind, op.state, _verdict(op.last_reply))
            typer.echo(" ".join(word for word in words if word))


def _line(op: QueuedOp, submission: Submission | None, zone: ZoneInfo) -> str:
    """One op: seq, state, kind, when it was made, tries, if its body is sealed, verdict and reason, lapsed, receipt
    number and its state."""
    made = datetime.fromtimestamp(op.made_at / 1000, zone).strftime("%Y-%m-%d %H:%M")
    sealed = "sealed" if op.sealed else ""
    parts = [f"{op.seq:>6}", f"{op.state:<8}", f"{op.kind:<24}", made, f"tries={op.tries}", sealed]
    parts += [_verdict(op.last_reply)]
    if submission and submission.last_op_id == op.op_id:
        parts += [submission.receipt_no, submission.state, submission.reason or ""]
    return " ".join(part for part in parts if part)


def _verdict(reply: str | None) -> str:
    """What of a reply staff may see: verdict, reason, field, lapsed."""
    try:
        told = json.loads(reply or "null")
    except ValueError:
        return reply or ""
    if not isinstance(told, dict):
        return ""
    words = [str(told[name]) for name in ("verdict", "reason", "field", "code") if told.get(name)]
    return " ".join([*words, "lapsed"] if told.get("lapsed") else words)


app.command()(custody.reset)
app.command()(custody.salvage)
app.command()(custody.rekey)
app.command("restore-key")(custody.restore_key)
