"""What holds for every request before and after its endpoint: bounded bodies, headers, slots, no fault unanswered."""

import asyncio
import re
import time
import zlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ipas_central import nonces
from ipas_central.context import Central
from ipas_central.errors import Refused
from ipas_central.turns import Turns
from ipas_contract.calls import ECHO_HEADER, MEDIA_TYPE, NONCE_HEADER, PROTOCOL_HEADER, ErrorCode
from ipas_contract.events import MAX_BATCH_BYTES, MAX_CALL_BYTES, PROTOCOL
from ipas_contract.logs import get_logger

log = get_logger(__name__)

PUSH_PATH: Final = "/v1/sync/push"
HELLO_PATH: Final = "/v1/devices/hello"
BODY: Final = "ipas.body"
"""The key of the request's scope under which the bytes as they were sent stand; CONTENT: unpacked."""
CONTENT: Final = "ipas.content"
BODY_S: Final = 20.0
"""How long a body may take to arrive (slow callers must not hold anything)."""
_ECHO: Final = re.compile(r"[\x21-\x7e]{1,200}")


class Envelope:
    """ASGI middleware around the public app."""

    def __init__(self, app: ASGIApp, central: Central, count: Callable[[int, float], None]) -> None:
        self._app = app
        self._central = central
        self._count = count
        self._nonce_key = central.keys.derive(b"nonce")
        self._turns = Turns(central.settings.push_slots, central.settings.push_wait)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        reply = _Reply(send, scope, self._central, self._nonce_key)
        try:
            await self._answer(scope, receive, reply)
        except Refused as refused:
            await reply.refuse(refused)
        except Exception as error:  # the last line: every fault is answered and written down
            log.error("fault", exc_info=error, method=scope["method"])
            await reply.refuse(Refused(ErrorCode.INTERNAL))
        finally:
            self._count(reply.status, time.perf_counter() - began)

    async def _answer(self, scope: Scope, receive: Receive, reply: "_Reply") -> None:
        headers = Headers(scope=scope)
        if headers.get(PROTOCOL_HEADER) != str(PROTOCOL):
            raise Refused(ErrorCode.UPGRADE_REQUIRED if headers.get(PROTOCOL_HEADER) else ErrorCode.BAD_REQUEST)
        push = scope["path"] == PUSH_PATH
        limit = MAX_BATCH_BYTES if push else MAX_CALL_BYTES
        scope[BODY] = await _read(headers, receive, limit)
        if scope[BODY] and headers.get("content-type") != MEDIA_TYPE:
            raise Refused(ErrorCode.BAD_REQUEST)
        scope[CONTENT] = _unpack(scope[BODY], headers.get("content-encoding"), limit)
        signed = "signature-input" in headers  # without one the answer is a nonce
        if signed and push:
            async with self._turns.turn():
                await self._app(scope, _nothing_more, reply)
        elif signed and scope["path"] == HELLO_PATH:
            await self._turns.enter()
            try:
                await self._app(scope, _nothing_more, reply)
            finally:
                if reply.status != HTTPStatus.OK:
                    await self._turns.leave()
        else:
            await self._app(scope, _nothing_more, reply)


class _Reply:
    """Sends one reply with the headers that every reply has; nothing is sent after its start by anyone else."""

    def __init__(self, send: Send, scope: Scope, central: Central, nonce_key: bytes) -> None:
        self._send = send
        self._echo = Headers(scope=scope).get(ECHO_HEADER, "")
        self._nonce: Callable[[], str] = lambda: nonces.issue(nonce_key, central.clock())
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers[PROTOCOL_HEADER] = str(PROTOCOL)
            headers[NONCE_HEADER] = self._nonce()
            headers["cache-control"] = "no-store"
            if _ECHO.fullmatch(self._echo):
                headers[ECHO_HEADER] = self._echo
        await self._send(message)

    async def refuse(self, refused: Refused) -> None:
        """Answer with an error; when a reply had begun the connection is all that is left to break."""
        if self.status:
            raise refused
        body = refused.body()
        headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
        if refused.retry_after is not None:
            headers.append((b"retry-after", str(refused.retry_after).encode()))
        await self({"type": "http.response.start", "status": refused.status, "headers": headers})
        await self({"type": "http.response.body", "body": body})


async def _read(headers: Headers, receive: Receive, limit: int) -> bytes:
    """The body, at most `limit` bytes of it: 413 before anything beyond is read."""
    told = headers.get("content-length", "0")
    if not told.isascii() or not told.isdecimal() or int(told) > limit:
        raise Refused(ErrorCode.TOO_LARGE)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(ErrorCode.BAD_REQUEST)
                body += message.get("body", b"")
                if len(body) > limit:
                    raise Refused(ErrorCode.TOO_LARGE)
                if not message.get("more_body"):
                    return bytes(body)
    except TimeoutError:
        raise Refused(ErrorCode.BAD_REQUEST) from None


def _unpack(body: bytes, encoding: str | None, limit: int) -> bytes:
    """The content of a body, which may be packed with gzip; never more than `limit` bytes are unpacked."""
    if encoding is None or not body:
        return body
    if encoding != "gzip":
        raise Refused(ErrorCode.BAD_REQUEST)
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(body, limit + 1)
    except zlib.error:
        raise Refused(ErrorCode.BAD_REQUEST) from None
    if len(content) > limit:
        raise Refused(ErrorCode.TOO_LARGE)
    if not unpacker.eof or unpacker.unused_data:
        raise Refused(ErrorCode.BAD_REQUEST)
    return content


async def _nothing_more() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}
