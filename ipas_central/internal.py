"""The second app, on an internal address: /healthz, /metrics (Prometheus' text form), /openapi.json (model §11)."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from ipas_central import db
from ipas_central.app import description
from ipas_central.context import Central

_GAUGES: Final = {
    "ipas_messages_due": "SELECT count(*) FROM message WHERE sent_at IS NULL AND dropped_at IS NULL AND due_at <= :now",
    "ipas_messages_oldest_due_seconds": "SELECT coalesce(max(:now - due_at), 0) / 1000.0 FROM message"
    " WHERE sent_at IS NULL AND dropped_at IS NULL AND due_at <= :now",
    "ipas_conflicts_open": "SELECT count(*) FROM conflict WHERE resolved_by IS NULL",
    "ipas_raw_inbox_open": "SELECT count(*) FROM raw_inbox WHERE resolved_by IS NULL",
    "ipas_devices_active": "SELECT count(*) FROM device WHERE status = 'active'",
    "ipas_devices_suspended": "SELECT count(*) FROM device WHERE status = 'suspended'",
    "ipas_devices_skewed": "SELECT count(*) FROM device WHERE abs(skew_ms) > 120000",
}


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
        with central.engine.connect() as connection:
            lines = [*_counted(public), *_gauges(connection, central.clock())]
        lines.append(f"ipas_pool_checked_out {getattr(central.engine.pool, 'checkedout', int)()}")
        return PlainTextResponse("".join(f"{line}\n" for line in lines))

    @app.get("/openapi.json")
    def openapi() -> dict[str, Any]:
        return description(public)

    return app


def _counted(public: FastAPI) -> Iterator[str]:
    tally = public.state.tally
    for status, count in sorted(tally.replies.items()):
        yield f'ipas_replies_total{{status="{status}"}} {count}'
    yield f"ipas_reply_seconds_total {tally.seconds:.6f}"


def _gauges(connection: Connection, now: int) -> Iterator[str]:
    for name, query in _GAUGES.items():
        values = {"now": now} if ":now" in query else {}
        yield f"{name} {float(connection.execute(text(query), values).scalar_one()):g}"
