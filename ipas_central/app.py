"""`create_app`: the public app of kiosks, and `internal`: health, metrics, the API's description (model §11)."""

import random
import threading
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from ipas_central import wire
from ipas_central.candidates import endpoints as candidates
from ipas_central.context import Central
from ipas_central.devices import endpoints as devices
from ipas_central.envelope import Envelope
from ipas_central.errors import Refused
from ipas_central.security import Paces
from ipas_central.sync import endpoints as sync
from ipas_contract.calls import MEDIA_TYPE, ErrorCode
from ipas_contract.logs import get_logger

log = get_logger(__name__)

RETRY_S: Final = (2, 8)
"""When to come again while the database is away: no two kiosks at the same moment."""
TITLE: Final = "iPAS central"
VERSION: Final = "1"


class Tally:
    """Replies and time by status since the start, for /metrics."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.replies: Counter[int] = Counter()
        self.seconds = 0.0

    def add(self, status: int, seconds: float) -> None:
        """Count one reply."""
        with self._lock:
            self.replies[status] += 1
            self.seconds += seconds


def create_app(central: Central) -> FastAPI:
    """The app that kiosks speak to. It closes the database's connections when it ends."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        central.engine.dispose()

    app = FastAPI(title=TITLE, version=VERSION, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.central = central
    app.state.paces = Paces(central.settings.device_rate, central.settings.device_burst)
    app.state.tally = Tally()
    for router in (devices.router, sync.router, candidates.candidates, candidates.lookups):
        app.include_router(router)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _not_found)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeout, _database)
    app.add_middleware(Envelope, central=central, count=app.state.tally.add)
    return app


def description(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description of the public app, bodies included."""
    described = app.openapi()
    described.setdefault("components", {}).setdefault("schemas", {}).update(wire.schemas())
    return described


def _reply(refused: Refused) -> Response:
    headers = {} if refused.retry_after is None else {"retry-after": str(refused.retry_after)}
    return Response(refused.body(), refused.status, headers, MEDIA_TYPE)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _reply(error)


async def _not_found(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _reply(Refused(ErrorCode.NOT_FOUND if error.status_code in (404, 405) else ErrorCode.BAD_REQUEST))


async def _bad_request(_request: Request, _error: Exception) -> Response:
    return _reply(Refused(ErrorCode.BAD_REQUEST))


async def _database(_: Request, error: Exception) -> Response:
    """What the database cannot hold (NUL) was asked wrongly; a database that is away, overloaded or cannot settle a
    deadlock is a matter of time; anything else is a bug."""
    if isinstance(error, DataError):
        return _reply(Refused(ErrorCode.BAD_REQUEST))
    log.error("database", exc_info=error, code=getattr(getattr(error, "orig", None), "sqlstate", None))
    passing = isinstance(error, PoolTimeout | OperationalError)
    if not passing:
        return _reply(Refused(ErrorCode.INTERNAL))
    return _reply(Refused(ErrorCode.UNAVAILABLE, random.randint(*RETRY_S)))  # noqa: S311 (spreads them)
