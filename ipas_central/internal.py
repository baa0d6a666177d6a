"""The second app, on an internal address: /healthz, /metrics (Prometheus' text form), /openapi.json (model §11)."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy import Connection, Pool, QueuePool, text
from sqlalchemy.exc import SQLAlchemyError

from ipas_central import db
from ipas_central.app import description
from ipas_central.context import Central
from ipas_central.devices import fleet
from ipas_contract.codes import PrinterState

_GAUGES: Final = {
    "ipas_messages_due": "SELECT count(*) FROM message WHERE sent_at IS NULL AND dropped_at IS NULL AND due_at <= :now",
    "ipas_messages_oldest_due_seconds": "SELECT coalesce(max(:now - due_at), 0) / 1000.0 FROM message"
    " WHERE sent_at IS NULL AND dropped_at IS NULL AND due_at <= :now",
    "ipas_conflicts_open": "SELECT count(*) FROM conflict WHERE resolved_by IS NULL",
    "ipas_raw_inbox_open": "SELECT count(*) FROM raw_inbox WHERE resolved_by IS NULL",
    "ipas_sealed_ops": "SELECT count(*) FROM sealed_op WHERE resolved_by IS NULL",
    "ipas_devices_active": "SELECT count(*) FROM device WHERE status = 'active'",
    "ipas_devices_suspended": "SELECT count(*) FROM device WHERE status = 'suspended'",
}
CONTACT_S: Final = (60, 300, 3600, 86400)
"""Kiosks are counted by how long ago they were last heard of: at most so many seconds."""
SKEW_MS: Final = 2 * 60 * 1000
PRINTER_WELL: Final = (None, PrinterState.READY, PrinterState.UNSEEN)
"""None is set up, it printed, it was not looked at yet."""
TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"


def create_internal(central: Central, public: FastAPI) -> FastAPI:
    """The internal app beside a public one. Nothing personal is in any of its answers."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> JSONResponse:
        try:
            with central.engine.connect() as connection:
                right = db.revision(connection) == db.head()
        except SQLAlchemyError:
            return JSONResponse({"status": "no database"}, 503)
        return JSONResponse({"status": "ok" if right else "wrong schema"}, 200 if right else 503)

    @app.get("/metrics")
    def metrics() -> PlainTextResponse:
        now = central.clock()
        with central.engine.connect() as connection:
            lines = [*_counted(central, public), *_gauges(connection, now), *_fleet(fleet.kiosks(connection, now))]
        lines += _pool(central.engine.pool)
        return PlainTextResponse("".join(f"{line}\n" for line in lines), media_type=TEXT)

    @app.get("/openapi.json")
    def openapi() -> dict[str, Any]:
        return description(public)

    return app


def _counted(central: Central, public: FastAPI) -> Iterator[str]:
    """Since this process's start."""
    tally = public.state.tally
    yield "# TYPE ipas_verdicts_total counter"
    for verdict, count in central.verdicts.read().items():
        yield f'ipas_verdicts_total{{verdict="{verdict}"}} {count}'
    yield "# TYPE ipas_replies_total counter"
    for status, count in sorted(tally.replies.items()):
        yield f'ipas_replies_total{{status="{status}"}} {count}'
    yield "# TYPE ipas_reply_seconds_total counter"
    yield f"ipas_reply_seconds_total {tally.seconds:.6f}"


def _gauges(connection: Connection, now: int) -> Iterator[str]:
    for name, query in _GAUGES.items():
        yield f"# TYPE {name} gauge"
        values = {"now": now} if ":now" in query else {}
        yield f"{name} {float(connection.execute(text(query), values).scalar_one()):g}"


def _fleet(kiosks: list[fleet.Kiosk]) -> Iterator[str]:
    """Contact, lag and skew of the active kiosks by their last word."""
    active = [one for one in kiosks if one.status == "active"]
    silent = [one.silent_ms for one in active if one.silent_ms is not None]
    yield "# TYPE ipas_devices_heard gauge"
    for seconds in CONTACT_S:
        yield f'ipas_devices_heard{{within="{seconds}"}} {sum(ms <= seconds * 1000 for ms in silent)}'
    told = [one.told for one in active if one.told]
    gauges = {
        "ipas_devices_never_heard": len(active) - len(silent),
        "ipas_devices_skewed": sum(abs(one.skew_ms or 0) > SKEW_MS for one in active),
        "ipas_kiosk_ops_pending": sum(each.pending for each in told),
        "ipas_kiosk_ops_parked": sum(each.parked for each in told),
        "ipas_kiosk_mismatches": sum(each.mismatches for each in told),
        "ipas_kiosk_printers_failing": sum(each.printer not in PRINTER_WELL for each in told),
        "ipas_kiosk_oldest_pending_seconds": max((one.oldest_ms or 0 for one in active), default=0) / 1000,
    }
    for name, value in gauges.items():
        yield f"# TYPE {name} gauge"
        yield f"{name} {value:g}"


def _pool(pool: Pool) -> Iterator[str]:
    if isinstance(pool, QueuePool):
        for name, value in (("size", pool.size()), ("checked_out", pool.checkedout())):
            yield f"# TYPE ipas_pool_{name} gauge"
            yield f"ipas_pool_{name} {value}"
