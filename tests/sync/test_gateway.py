"""The HTTP client against everything that may answer instead of central (rows 22-25, 30, 43, 59; model §7, §8)."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import pytest
import trustme
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ipas_contract import calls, signing
from ipas_contract.calls import EnrolRequest, ErrorCode, ErrorReply, PingReply, TakenOutcome, TakenReply, TakenRequest
from ipas_contract.events import MAX_REPLY_BYTES
from ipas_kiosk.services.sync import gateway as module
from ipas_kiosk.services.sync.gateway import GARBLED, Cause, Gateway, Identity, NoLine, Refused
from tests.helpers.speaker import HOST, Heard, Say, Speaker, speaker

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DEVICE = uuid4()
PING = PingReply(server_time=1, server_epoch=UUID(int=7))


def ours(heard: Heard, body: bytes, *, status: str = "200 OK", nonce: str = "n1", **other: str) -> bytes:
    """A reply as central makes them."""
    headers = {
        "content-type": calls.MEDIA_TYPE,
        "content-length": str(len(body)),
        calls.PROTOCOL_HEADER: "1",
        calls.NONCE_HEADER: nonce,
        calls.ECHO_HEADER: heard.header(calls.ECHO_HEADER),
    } | {name.replace("_", "-"): value for name, value in other.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def pong(heard: Heard) -> bytes:
    return ours(heard, PING.model_dump_json().encode())


def error(heard: Heard, status: str, code: str, retry_after: int | None = None, nonce: str = "n1") -> bytes:
    return ours(heard, ErrorReply(code=code, retry_after=retry_after).model_dump_json().encode(), status=status)


class Scene:
    def __init__(self, there: Speaker, gateway: Gateway, told: list[NoLine | None]) -> None:
        self.there, self.gateway, self.told = there, gateway, told


@asynccontextmanager
async def talking(say: Say) -> AsyncIterator[Scene]:
    told: list[NoLine | None] = []
    async with speaker(say) as there:
        gateway = Gateway(f"http://{HOST}:{there.port}", Identity(DEVICE, KEY), heard=told.append)
        try:
            yield Scene(there, gateway, told)
        finally:
            await gateway.close()


@pytest.fixture
def short_deadlines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "INTERACTIVE_S", 0.2)


async def test_model_7_a_reply_with_every_proof_is_online() -> None:
    async with talking(pong) as scene:
        assert await scene.gateway.ping() == PING
        assert scene.told == [None]


@pytest.mark.parametrize(
    ("what", "raw"),
    [
        ("portal", b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>"),
        ("no content", b"HTTP/1.1 204 No Content\r\n\r\n"),
        ("redirect", b"HTTP/1.1 302 Found\r\nlocation: http://192.0.2.1/login\r\ncontent-length: 0\r\n\r\n"),
        ("permanent", b"HTTP/1.1 308 Moved\r\nlocation: /v1/ping\r\ncontent-length: 0\r\n\r\n"),
        ("bad gateway", b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 3\r\n\r\nbad"),
    ],
)
async def test_row_23_a_captive_portal_is_never_success(what: str, raw: bytes) -> None:
    async with talking(lambda _: raw) as scene:
        assert await scene.gateway.ping() == NoLine(Cause.FOREIGN)
        assert scene.told == [NoLine(Cause.FOREIGN)]
        assert len(scene.there.heard) == 1


@pytest.mark.parametrize(
    "spoilt",
    [
        {"content_type": "application/json"},
        {calls.PROTOCOL_HEADER: ""},
        {calls.PROTOCOL_HEADER: "one"},
        {calls.ECHO_HEADER: ""},
        {calls.ECHO_HEADER: "an old answer's"},
        {"content_encoding": "gzip"},
    ],
)
async def test_row_23_one_proof_missing_is_a_foreign_reply(spoilt: dict[str, str]) -> None:
    async with talking(lambda heard: ours(heard, PING.model_dump_json().encode(), **spoilt)) as scene:
        assert await scene.gateway.ping() == NoLine(Cause.FOREIGN)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b'{"server_time":"x"}', b"\xff\xfe", b"null", b"[" * 5000])
async def test_row_23_our_headers_around_rubbish_are_central_but_no_success(body: bytes) -> None:
    async with talking(lambda heard: ours(heard, body)) as scene:
        assert await scene.gateway.ping() == Refused(200, GARBLED)
        assert scene.told == [None]


async def test_row_22_a_truncated_reply_is_an_unknown_outcome() -> None:
    def say(heard: Heard) -> bytes:
        there = "content-length: 9999\r\n"
        return pong(heard).replace(b"content-length: ", there.encode() + b"x-was: ", 1)

    async with talking(say) as scene:
        asking = asyncio.create_task(scene.gateway.ping())
        while not scene.there.heard:
            await asyncio.wait([asking], timeout=0.01)
        scene.there.drop()
        assert await asking in (NoLine(Cause.TRUNCATED), NoLine(Cause.CUT))


async def test_row_22_closing_without_a_word_is_no_line() -> None:
    async with talking(lambda _: None) as scene:
        assert await scene.gateway.ping() == NoLine(Cause.CUT)


async def test_bytes_that_are_no_http_are_no_line() -> None:
    async with talking(lambda _: b"SSH-2.0-something\r\n\r\n") as scene:
        assert await scene.gateway.ping() == NoLine(Cause.CUT)


async def test_row_43_an_endless_reply_is_cut_off_while_it_streams() -> None:
    async with talking(lambda heard: ours(heard, b"x" * (MAX_REPLY_BYTES + 1))) as scene:
        assert await scene.gateway.ping() == NoLine(Cause.OVERSIZED)


@pytest.mark.usefixtures("short_deadlines")
async def test_row_25_a_silent_peer_meets_the_deadline() -> None:
    async with talking(lambda _: b"") as scene:
        assert await scene.gateway.ping() == NoLine(Cause.DEADLINE)
        assert scene.told == [NoLine(Cause.DEADLINE)]


async def test_refused_and_unknown_hosts_are_told_apart() -> None:
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    for address, cause in ((f"http://{HOST}:{port}", Cause.REFUSED), ("https://central.invalid", Cause.DNS)):
        gateway = Gateway(address, None)
        assert await gateway.ping() == NoLine(cause)
        await gateway.close()


async def test_row_30_an_untrusted_certificate_gets_no_data() -> None:
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.read(100))
        writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost", HOST).configure_cert(context)
    server = await asyncio.start_server(serve, HOST, 0, ssl=context)
    gateway = Gateway(f"https://{HOST}:{server.sockets[0].getsockname()[1]}", None)
    assert await gateway.ping() == NoLine(Cause.TLS)
    await gateway.close()
    server.close()
    assert not b"".join(seen)


@pytest.mark.parametrize(
    "address",
    ["http://central.example", "http://192.168.1.5:8000", "ftp://127.0.0.1", "http://127.0.0.1.example", "central", ""],
)
def test_model_14_plain_http_stays_on_this_machine(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Gateway(address, None)


async def test_row_23_env_proxies_are_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    async with talking(pong) as scene:
        assert await scene.gateway.ping() == PING


async def test_the_demos_switch_is_as_if_the_cable_were_out() -> None:
    async with speaker(pong) as there:
        plugged = [False, True]
        gateway = Gateway(f"http://{HOST}:{there.port}", None, passable=lambda: plugged[0])
        assert await gateway.ping() == NoLine(Cause.CUT)
        assert not there.heard
        plugged.pop(0)
        assert await gateway.ping() == PING
        await gateway.close()


# ---- signatures and nonces (V4, V5) --------------------------------------------------------------------------------


def nonce_of(heard: Heard) -> str:
    if not heard.header("signature"):
        assert not heard.body
        return ""
    headers = {name: heard.header(name) for name in ("signature", "signature-input", "content-digest")}
    method, target = heard.line.split(" ")[:2]
    url = f"http://{heard.header('host')}{target}"
    return signing.verify(method, url, headers, heard.body, public_key=lambda _: KEY.public_key()).nonce


async def test_v5_without_a_nonce_it_asks_once_more_with_the_fresh_one() -> None:
    def say(heard: Heard) -> bytes:
        if nonce_of(heard) != "good":
            body = ErrorReply(code=ErrorCode.NONCE_REQUIRED).model_dump_json().encode()
            return ours(heard, body, status="401 Unauthorized", nonce="good")
        return ours(heard, PING.model_dump_json().encode(), nonce="next")

    async with talking(say) as scene:
        assert await scene.gateway.ping() == PING
        assert [nonce_of(heard) for heard in scene.there.heard][1:] == ["good"]
        echoes = {heard.header(calls.ECHO_HEADER) for heard in scene.there.heard}
        assert len(echoes) == 2


async def test_v5_each_nonce_is_used_once_and_the_reply_brings_the_next() -> None:
    count = 0

    def say(heard: Heard) -> bytes:
        nonlocal count
        count += 1
        return ours(heard, PING.model_dump_json().encode(), nonce=f"n{count}")

    async with talking(say) as scene:
        for _ in range(4):
            await scene.gateway.ping()
        await scene.gateway.pull(None)
        assert [nonce_of(heard) for heard in scene.there.heard][1:] == ["n1", "n2", "n3", "n4"]


async def test_v5_a_nonce_refused_twice_is_a_refusal_not_a_storm() -> None:
    async with talking(lambda heard: error(heard, "401 Unauthorized", ErrorCode.NONCE_REQUIRED)) as scene:
        assert await scene.gateway.ping() == Refused(401, ErrorCode.NONCE_REQUIRED)
        assert len(scene.there.heard) == 2


async def test_v4_method_path_query_and_body_are_signed() -> None:
    reply = TakenReply(outcome=TakenOutcome.FREE)
    async with talking(lambda heard: ours(heard, reply.model_dump_json().encode())) as scene:
        await scene.gateway.ping()
        await scene.gateway.account_taken(TakenRequest(account="testcandidate"))
        await scene.gateway.pull("a b+c/=&國", 10)
        _, taken, pulled = scene.there.heard
        assert nonce_of(taken) == nonce_of(pulled) == "n1"
        changed = Heard(taken.head, taken.body.replace(b"test", b"best"))
        with pytest.raises(signing.SignatureError):
            nonce_of(changed)


async def test_enrolment_is_not_signed() -> None:
    async with speaker(lambda heard: error(heard, "403 Forbidden", ErrorCode.ENROL_FAILED)) as there:
        gateway = Gateway(f"http://{HOST}:{there.port}", None)
        request = EnrolRequest(centre_id="TPE1", code="x", public_key="y")
        assert await gateway.enrol(request) == Refused(403, ErrorCode.ENROL_FAILED)
        assert not there.heard[0].header("signature")
        await gateway.close()


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        ("429 Too Many", ErrorCode.SLOW_DOWN, 7),
        ("503 Unavailable", ErrorCode.UNAVAILABLE, None),
        ("403 Forbidden", ErrorCode.REVOKED, None),
        ("426 Upgrade", ErrorCode.UPGRADE_REQUIRED, None),
        ("500 Oops", "a new word", None),
    ],
)
async def test_central_s_own_refusals_are_values_and_proof_of_the_line(
    status: str, code: str, told: int | None
) -> None:
    async with talking(lambda heard: error(heard, status, code, told)) as scene:
        assert await scene.gateway.ping() == Refused(int(status[:3]), str(code), told)
        assert scene.told == [None]


async def test_u20_an_interactive_call_does_not_wait_behind_a_batch() -> None:

    def say(heard: Heard) -> bytes:
        return pong(heard) if "/v1/ping" in heard.line else b""

    async with talking(say) as scene:
        batch = asyncio.create_task(scene.gateway.pull(None))
        assert await scene.gateway.ping() == PING
        assert not batch.done()
        scene.there.drop()
        assert isinstance(await batch, NoLine)
