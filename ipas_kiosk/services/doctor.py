"""What `ipas-kiosk doctor` looks at: one line a check, each by itself, none stops the others (requirement O2)."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from ipas_contract import base32
from ipas_contract.calls import ErrorCode
from ipas_contract.codes import PrinterState
from ipas_kiosk.models import cipher, tables
from ipas_kiosk.models.health import Room
from ipas_kiosk.models.records import OpState
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import bodies, keys, opening
from ipas_kiosk.services.printer import Printer
from ipas_kiosk.services.sync.gateway import Gateway, NoLine, Refused
from ipas_kiosk.services.sync.trust import Trust
from ipas_kiosk.services.trouble import classify
from ipas_kiosk.services.values import Cause, Trouble
from ipas_kiosk.settings import Settings

SKEW_MS: Final = 2 * 60 * 1000
OLDEST_MS: Final = 24 * 60 * 60 * 1000
CERTIFICATE_LEFT: Final = timedelta(days=30)

NO_REPLY: Final[dict[Cause, str]] = {
    Cause.CUT: "the connection breaks off: look at the cable, the switch, the firewall",
    Cause.REFUSED: "nobody takes the call: is central running, is central_url right?",
    Cause.DNS: "the name in central_url is not known here: look at the network's DNS",
    Cause.TLS: "the certificate is not accepted: lapsed, another host's, of an unknown authority; or this clock is off",
    Cause.PIN: "somebody with another key than central's answers, and was sent nothing: first find out who",
    Cause.DEADLINE: "no answer in time: a very slow line, or a firewall that swallows the call",
    Cause.FOREIGN: "somebody else answers: a network's own sign-in page, a proxy, another server at central_url",
    Cause.TRUNCATED: "answers break off half-way: look at what stands between here and central",
    Cause.OVERSIZED: "the answer does not end: what answers is not central",
}
"""Why central was not heard, and where to look."""
_REFUSALS: Final = {
    ErrorCode.SLOW_DOWN: "asks this kiosk to wait",
    ErrorCode.UNAVAILABLE: "is busy, or its database does not answer: it asks to wait",
    ErrorCode.DEVICE_UNKNOWN: "does not know this kiosk: enrol it anew; what waits here is kept",
    ErrorCode.REVOKED: "has shut this kiosk out: what waits here is kept",
    ErrorCode.SUSPENDED: "has suspended this kiosk: two copies of its disk were alive; what waits here is kept",
    ErrorCode.UPGRADE_REQUIRED: "wants a newer version of this program; what waits here is kept",
}

_PRINTERS: Final = {
    PrinterState.READY: "ready",
    PrinterState.NOT_FOUND: "not known to the system: is it set up there, is libcups2 installed, is the setting right?",
    PrinterState.SLOW: "takes long",
    PrinterState.STUCK: "off, without paper or stopped: look at it",
    PrinterState.NO_ANSWER: "the print service does not answer: restart it",
    PrinterState.BROKEN: "the program that prints does not start, or fails: see kiosk.log",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check; `text` is for staff and holds nothing personal."""

    check: str
    good: bool
    text: str
    trouble: Trouble | None = None


async def examine(settings: Settings) -> list[Finding]:
    """All checks of this kiosk, in the order they depend on each other."""
    findings = [_finding("cipher", _cipher), _finding("key", lambda: _key(settings)), await _printer(settings.printer)]
    try:
        store = opening.open_store(settings)
    except Exception as error:
        if (trouble := classify(error)) is None:
            raise
        return [*findings, Finding("store", good=False, text=str(error), trouble=trouble)]
    try:
        findings += [_finding("store", lambda: f"whole, encrypted, schema {tables.HEAD}"), *_store(store)]
        findings += await _line(settings, store)
    finally:
        store.close()
    return findings


def _finding(check: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(check, good=True, text=look())
    except Exception as error:
        if (trouble := classify(error)) is None:
            raise
        return Finding(check, good=False, text=str(error), trouble=trouble)


def _cipher() -> str:
    if version := cipher.version():
        return f"SQLCipher {version}"
    raise cipher.NotEncryptedError("the database driver cannot encrypt")


async def _printer(name: str) -> Finding:
    if not name:
        return Finding("printer", good=True, text="none is set up: receipts are not printed")
    state = await Printer(name).look()
    return Finding("printer", good=state is PrinterState.READY, text=f"{name}: {_PRINTERS[state]}")


def _key(settings: Settings) -> str:
    for keeper in keys.chain(settings).keepers:
        if keeper.find():
            return keeper.title
    raise keys.NoKeyError("no store key is kept yet: enrol this kiosk")


def _store(store: Store) -> Iterator[Finding]:
    room = store.room()
    yield Finding(
        "disk", good=room is Room.PLENTY, text=f"{room}; reserve {'held' if store.reserve.held else 'given up'}"
    )
    with store.read() as work:
        device = work.device.get()
        counts = work.outbox.counts()
        oldest = work.outbox.oldest_pending()
    assert device is not None
    yield Finding("enrolment", good=True, text=f"kiosk {device.kiosk_code} of centre {device.centre_id}")
    late = oldest is not None and _now() - oldest > OLDEST_MS
    text = ", ".join(f"{counts[state]} {state}" for state in OpState)
    yield Finding("queue", good=not counts[OpState.PARKED] and not late, text=f"{text}; {age(oldest)}")


async def _line(settings: Settings, store: Store) -> list[Finding]:
    device = bodies.device(store)
    gateway = Gateway(settings.central_url, bodies.identity(device), pins=device.pins)
    try:
        reply = await gateway.ping()
    finally:
        await gateway.close()
    if isinstance(reply, NoLine):
        tls = [Finding("tls", good=False, text=reply.detail)] if reply.cause in (Cause.TLS, Cause.PIN) else []
        return [*tls, Finding("central", good=False, text=NO_REPLY[reply.cause], trouble=Trouble.NO_NETWORK)]
    tls = [_tls(settings.central_url, gateway.trust)]
    if isinstance(reply, Refused):
        return [*tls, Finding("central", good=False, text=_refusal(reply))]
    skew = _now() - reply.server_time
    clock = Finding("clock", good=abs(skew) <= SKEW_MS, text=f"{skew / 1000:+.1f} s from central's")
    return [*tls, Finding("central", good=True, text="answers"), clock]


def _tls(url: str, trust: Trust) -> Finding:
    """What a line that answers is protected by."""
    if trust.key is None or trust.until is None:
        plain = url.startswith("http:")
        text = "none: central is on this machine" if plain else "by this machine's authorities; no pin"
        return Finding("tls", good=True, text=text)
    left = trust.until - datetime.now(UTC)
    text = f"key as enrolled, {base32.grouped(trust.key)}; certificate until {trust.until:%Y-%m-%d}"
    return Finding("tls", good=left > CERTIFICATE_LEFT, text=text)


def _refusal(reply: Refused) -> str:
    said = next((text for code, text in _REFUSALS.items() if code == reply.code), "refuses")
    wait = f", {reply.retry_after} s" if reply.retry_after is not None else ""
    return f"{said} ({reply.code}{wait})"


def age(oldest: int | None) -> str:
    """How long the oldest pending op has waited."""
    if oldest is None:
        return "nothing waits"
    return f"the oldest has waited {max(0, _now() - oldest) // 60_000} min"


def _now() -> int:
    return time.time_ns() // 1_000_000
