"""The only HTTP client: signed calls to central, and every way they can fail as a value (model §7, §8, §11).

A reply counts only with our media type, the protocol header and the echo of our random text: an HTTP 200 of a
captive portal is none. Interactive calls and batches have separate connections, so that a person never waits behind
a batch. What is sent is packed when that is worth it, and signed as it is sent; a packed reply is a foreign one, so no
small reply can swell. Whom it speaks with at all is `trust`'s to say.
"""

import asyncio
import secrets
import ssl
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar
from uuid import UUID

import httpx2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel, ValidationError

from ipas_contract import calls, signing
from ipas_contract.calls import ErrorCode, ErrorReply
from ipas_contract.events import (
    MAX_PULL_CHANGES,
    MAX_REPLY_BYTES,
    PROTOCOL,
    ChangeKind,
    PullReply,
    PushReply,
    PushRequest,
)
from ipas_contract.names import NamesReply
from ipas_kiosk.services.sync import packing
from ipas_kiosk.services.sync.trust import Trust, safe, why_unconnected
from ipas_kiosk.services.values import Cause

R = TypeVar("R", bound=BaseModel)

CONNECT_S: Final = 5.0
READ_S: Final = 30.0
INTERACTIVE_S: Final = 4.0
BATCH_S: Final = 60.0
KEEP_ALIVE_S: Final = 4.0
"""Below the five seconds after which web servers commonly close an idle connection: no call meets a dead one."""
GARBLED: Final = "garbled"
_NONCES: Final = 8


@dataclass(frozen=True, slots=True)
class NoLine:
    """No reply of central's reached us. `detail`: more of it, for staff."""

    cause: Cause
    detail: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.cause}: {self.detail}" if self.detail else str(self.cause)


@dataclass(frozen=True, slots=True)
class Refused:
    """Central answered with an error, or (`GARBLED`) with a reply that is none of this protocol's. `retry_after` in
    seconds, as sent; `order` is not verified."""

    status: int
    code: str
    retry_after: int | None = None
    order: str | None = None


Failure = NoLine | Refused


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signs: the device's id and its private key."""

    device_id: UUID
    key: Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes


class _Line:
    """One connection pool that signs, with the unused nonces that its replies brought."""

    def __init__(
        self,
        identity: Identity | None,
        nonces: deque[str],
        context: ssl.SSLContext,
        proxy: str | None,
        connections: int,
    ) -> None:
        self._identity = identity
        self._nonces = nonces
        self.client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(READ_S, connect=CONNECT_S),
            limits=httpx2.Limits(max_connections=connections, keepalive_expiry=KEEP_ALIVE_S),
            follow_redirects=False,
            trust_env=False,
            verify=context,
            proxy=proxy,
            headers={"accept": calls.MEDIA_TYPE, "accept-encoding": "identity", calls.PROTOCOL_HEADER: str(PROTOCOL)},
        )

    async def answer(self, url: httpx2.URL, body: bytes, deadline_s: float) -> _Answer | NoLine:
        """Central's answer within the deadline, asked once more when all that was wrong was the nonce."""
        try:
            async with asyncio.timeout(deadline_s):
                answer = await self._send(url, body)
                if isinstance(answer, _Answer) and answer.status == 401 and _wants_nonce(answer):
                    answer = await self._send(url, body)
                return answer
        except (TimeoutError, httpx2.TimeoutException):
            return NoLine(Cause.DEADLINE)
        except httpx2.ConnectError as error:
            return NoLine(*why_unconnected(error))
        except (httpx2.TransportError, httpx2.DecodingError):
            return NoLine(Cause.CUT)

    async def _send(self, url: httpx2.URL, body: bytes) -> _Answer | NoLine:
        method = "POST" if body else "GET"
        echo = secrets.token_urlsafe(18)
        headers = {calls.ECHO_HEADER: echo, "content-type": calls.MEDIA_TYPE}
        if self._identity is not None and not self._nonces:
            body = b""  # unsigned and without a word: central answers nonce_required and brings one
        elif self._identity is not None:
            key, key_id = self._identity.key, str(self._identity.device_id)
            headers |= signing.sign(method, str(url), body, key=key, key_id=key_id, nonce=self._nonces.pop())
        if packing.is_packed(body):
            headers["content-encoding"] = packing.ENCODING
        async with self.client.stream(method, url, content=body or None, headers=headers) as response:
            if not _ours(response, echo):
                return NoLine(Cause.FOREIGN)
            if fresh := response.headers.get(calls.NONCE_HEADER):
                self._nonces.append(fresh)
            return await _content(response)


class Gateway:
    """Signed calls to one central, the one with one of the `pins` if there are any. `heard(None)` is told of every
    proof that central is there, `heard(failure)` of every call that got none, `ordered` of every order in a refusal;
    `passable` false is as if the cable were out (the demo's switch)."""

    def __init__(
        self,
        base_url: str,
        identity: Identity | None,
        *,
        pins: tuple[str, ...] = (),
        heard: Callable[[NoLine | None], None] = lambda _: None,
        ordered: Callable[[str], None] = lambda _: None,
        passable: Callable[[], bool] = lambda: True,
        proxy: str | None = None,
    ) -> None:
        self._base = safe(base_url)
        self._heard, self._ordered = heard, ordered
        self._passable = passable
        self.trust = Trust(httpx2.URL(self._base), pins)
        context = self.trust.context()
        nonces: deque[str] = deque(maxlen=_NONCES)  # of both: the first batch is not sent twice for want of one
        self._interactive, self._batch = (_Line(identity, nonces, context, proxy, most) for most in (4, 1))

    async def close(self) -> None:
        await self._interactive.client.aclose()
        await self._batch.client.aclose()

    # ---- interactive, deadline INTERACTIVE_S ---------------------------------------------------------------------

    async def enrol(self, request: calls.EnrolRequest) -> calls.EnrolReply | Failure:
        """Unsigned: the kiosk has no name yet."""
        return await self._call("devices/enrol", request, calls.EnrolReply)

    async def wiped(self, request: calls.WipedRequest) -> calls.WipedReply | Failure:
        """Unsigned: the kiosk has no key any more."""
        return await self._call("devices/wiped", request, calls.WipedReply)

    async def ping(self, report: calls.Report | None = None) -> calls.PingReply | Failure:
        return await self._call("ping", report, calls.PingReply)

    async def sign_in(self, request: calls.SignInRequest) -> calls.SignInReply | Failure:
        return await self._call("candidates/sign-in", request, calls.SignInReply)

    async def account_taken(self, request: calls.TakenRequest) -> calls.TakenReply | Failure:
        return await self._call("candidates/account-taken", request, calls.TakenReply)

    async def change_password(self, request: calls.PasswordRequest) -> calls.PasswordReply | Failure:
        return await self._call("candidates/password", request, calls.PasswordReply)

    async def credential_lookup(self, request: calls.CredentialLookupRequest) -> calls.CredentialLookupReply | Failure:
        return await self._call("lookups/credential", request, calls.CredentialLookupReply)

    async def email_lookup(self, request: calls.EmailLookupRequest) -> calls.EmailLookupReply | Failure:
        return await self._call("lookups/email", request, calls.EmailLookupReply)

    # ---- batches, deadline BATCH_S -------------------------------------------------------------------------------

    async def hello(self, request: calls.HelloRequest) -> calls.HelloReply | Failure:
        """Deadline INTERACTIVE_S; over the connection that the batches after it use, which costs no second one."""
        return await self._call("devices/hello", request, calls.HelloReply, batch=True, deadline_s=INTERACTIVE_S)

    async def push(self, request: PushRequest) -> PushReply | Failure:
        return await self._call("sync/push", request, PushReply, batch=True)

    async def pull(
        self, cursor: str | None, limit: int = MAX_PULL_CHANGES, anew: ChangeKind | None = None
    ) -> PullReply | Failure:
        """`anew`: what stands of this kind, then what follows the cursor."""
        asked = {"cursor": cursor, "limit": limit, "anew": anew}
        query = {name: value for name, value in asked.items() if value is not None}
        return await self._call("sync/pull", None, PullReply, batch=True, query=query)

    async def names(self, after: int) -> NamesReply | Failure:
        return await self._call("sync/names", None, NamesReply, batch=True, query={"after": after})

    # ---- one call ------------------------------------------------------------------------------------------------

    async def _call(
        self,
        path: str,
        request: BaseModel | None,
        reply: type[R],
        *,
        batch: bool = False,
        deadline_s: float | None = None,
        query: dict[str, str | int] | None = None,
    ) -> R | Failure:
        line, usual_s = (self._batch, BATCH_S) if batch else (self._interactive, INTERACTIVE_S)
        body = b"" if request is None else packing.packed(request.model_dump_json().encode())
        url = httpx2.URL(f"{self._base}/v1/{path}", params=query)
        answer = _barred(self.trust, passable=self._passable()) or await line.answer(url, body, deadline_s or usual_s)
        outcome = answer if isinstance(answer, NoLine) else _read(answer, reply)
        self._heard(outcome if isinstance(outcome, NoLine) else None)
        if isinstance(outcome, Refused) and outcome.order is not None:
            self._ordered(outcome.order)
        return outcome


def _barred(trust: Trust, *, passable: bool) -> NoLine | None:
    """What keeps a call from even being tried."""
    if trust.broken:
        return NoLine(Cause.PIN, "this kiosk was enrolled with a pin: central's address must be https://")
    return None if passable else NoLine(Cause.CUT)


def _ours(response: httpx2.Response, echo: str) -> bool:
    media_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
    return (
        media_type == calls.MEDIA_TYPE
        and response.headers.get(calls.PROTOCOL_HEADER, "").isdecimal()
        and secrets.compare_digest(response.headers.get(calls.ECHO_HEADER, "").encode(), echo.encode())
        and response.headers.get("content-encoding", "identity") == "identity"
    )


async def _content(response: httpx2.Response) -> _Answer | NoLine:
    parts: list[bytes] = []
    size = 0
    try:
        async for part in response.aiter_raw():
            size += len(part)
            if size > MAX_REPLY_BYTES:
                return NoLine(Cause.OVERSIZED)
            parts.append(part)
    except httpx2.TimeoutException:
        raise
    except httpx2.TransportError:
        return NoLine(Cause.TRUNCATED)
    return _Answer(response.status_code, b"".join(parts))


def _read(answer: _Answer, reply: type[R]) -> R | Failure:
    try:
        if answer.status == 200:
            return reply.model_validate_json(answer.body)
        error = ErrorReply.model_validate_json(answer.body)
    except ValidationError:
        return Refused(answer.status, GARBLED)
    return Refused(answer.status, error.code, error.retry_after, error.order)


def _wants_nonce(answer: _Answer) -> bool:
    failure = _read(answer, ErrorReply)
    return isinstance(failure, Refused) and failure.code == ErrorCode.NONCE_REQUIRED
