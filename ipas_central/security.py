"""Who is asking: the signature over the request as it came, the nonce, the device's standing (requirements V4-V9)."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import Depends, Request
from pydantic import ValidationError
from sqlalchemy import Connection, Row, select

from ipas_central import nonces
from ipas_central.context import Central
from ipas_central.db import in_transaction
from ipas_central.devices import orders
from ipas_central.envelope import BODY, CONTENT
from ipas_central.errors import Refused
from ipas_central.tables import device, meta
from ipas_contract.calls import ErrorCode
from ipas_contract.events import Wire
from ipas_contract.logs import get_logger
from ipas_contract.signing import SignatureError, verify

log = get_logger(__name__)

W = TypeVar("W", bound=Wire)

_STANDING: Final = {"revoked": ErrorCode.REVOKED, "suspended": ErrorCode.SUSPENDED}
_KNOWN: Final = 10_000


@dataclass(frozen=True, slots=True)
class Device:
    """A kiosk whose request is genuine; `incarnation` is the newest one central has given it."""

    id: UUID
    centre_id: str
    kiosk_code: str
    incarnation: int


@dataclass(frozen=True, slots=True)
class Call:
    """A genuine request: by whom, with what content; `epoch` is the server's."""

    central: Central
    device: Device
    epoch: UUID
    content: bytes

    def read(self, model: type[W]) -> W:
        """The content as a body of this kind; ends the request with 400 when it is none."""
        return read(self.content, model)


def read(content: bytes, model: type[W]) -> W:
    """Parse a body strictly; ends the request with 400 when it is not of this kind."""
    try:
        return model.model_validate_json(content)
    except ValidationError:
        raise Refused(ErrorCode.BAD_REQUEST) from None


def central_of(request: Request) -> Central:
    """The joined parts, as a dependency of unsigned endpoints."""
    central: Central = request.app.state.central
    return central


def content_of(request: Request) -> bytes:
    """The content of an unsigned request."""
    content: bytes = request.scope[CONTENT]
    return content


def signed(request: Request) -> Call:
    """Check signature, nonce, standing and pace, in this order; each failure has its own error reply."""
    central = central_of(request)
    headers = dict(request.headers)
    if "signature-input" not in headers or "signature" not in headers:
        raise Refused(ErrorCode.NONCE_REQUIRED)
    known = in_transaction(central.engine, lambda connection: _genuine(connection, request, headers))
    if known.status in _STANDING:
        order = in_transaction(central.engine, lambda connection: orders.unheard(connection, known.id))
        raise Refused(_STANDING[known.status], order=order)
    wait = request.app.state.paces.wait(known.id)
    if wait:
        raise Refused(ErrorCode.SLOW_DOWN, wait)
    return Call(central, _device(known), known.server_epoch, request.scope[CONTENT])


SignedCall = Annotated[Call, Depends(signed)]
OpenCentral = Annotated[Central, Depends(central_of)]
OpenContent = Annotated[bytes, Depends(content_of)]


def _genuine(connection: Connection, request: Request, headers: dict[str, str]) -> Row[Any]:
    """The device of a request whose signature holds, its nonce used up."""
    central = central_of(request)
    known: list[Row[Any]] = []

    def public_key(claimed: str) -> Ed25519PublicKey:
        known.append(_look_up(connection, claimed))
        return Ed25519PublicKey.from_public_bytes(known[-1].public_key)

    now = central.clock()
    nonce = nonces.fresh(central.keys.derive(b"nonce"), _verified_nonce(request, headers, public_key), now)
    if nonce is None or not nonces.use(connection, nonce, now):
        raise Refused(ErrorCode.NONCE_REQUIRED)
    return known[-1]


def _look_up(connection: Connection, claimed: str) -> Row[Any]:
    try:
        device_id = UUID(claimed)
    except ValueError:
        raise Refused(ErrorCode.BAD_SIGNATURE) from None
    epoch = select(meta.c.server_epoch).scalar_subquery().label("server_epoch")
    row = connection.execute(select(device, epoch).where(device.c.id == device_id)).first()
    if row is None:
        raise Refused(ErrorCode.DEVICE_UNKNOWN)
    return row


def _verified_nonce(request: Request, headers: dict[str, str], public_key: Callable[[str], Ed25519PublicKey]) -> str:
    """The nonce of a request whose signature holds; the signature covers path and query as they were sent."""
    scope = request.scope
    path = (scope.get("raw_path") or scope["path"].encode()).decode("ascii", "replace").partition("?")[0]
    query = scope["query_string"].decode("ascii", "replace")
    url = f"https://central{path}" + (f"?{query}" if query else "")
    try:
        return verify(request.method, url, headers, scope[BODY], public_key=public_key).nonce
    except SignatureError as error:
        log.warning("bad_signature", reason=str(error).replace(" ", "_"))
        raise Refused(ErrorCode.BAD_SIGNATURE) from None


def _device(row: Row[Any]) -> Device:
    return Device(row.id, row.centre_id, row.kiosk_code, row.incarnation)


class Paces:
    """How fast each device may ask: a token bucket a device, in memory, per process (L10: never by address)."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._buckets: dict[UUID, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait(self, device_id: UUID, now: float | None = None) -> int:
        """Take one token; else the whole seconds after which to come again. `now` in monotonic seconds."""
        moment = time.monotonic() if now is None else now
        with self._lock:
            tokens, since = self._buckets.pop(device_id, (self._burst, moment))
            tokens = min(self._burst, tokens + (moment - since) * self._rate)
            allowed = tokens >= 1
            self._buckets[device_id] = (tokens - 1 if allowed else tokens, moment)
            if len(self._buckets) > _KNOWN:  # the longest silent one has a full bucket again
                del self._buckets[next(iter(self._buckets))]
        return 0 if allowed else max(1, round((1 - tokens) / self._rate + 0.5))
