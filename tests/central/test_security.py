"""Signed requests, nonces, standing, pace, bounds (V4, V5, V6, V7, L10; X30, X33)."""

import gzip
import json
import socket
import threading
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import update

from ipas_central import nonces
from ipas_central.security import Paces
from ipas_central.tables import device
from ipas_contract.calls import ECHO_HEADER, MEDIA_TYPE, NONCE_HEADER, PROTOCOL_HEADER, ErrorCode
from ipas_contract.events import MAX_BATCH_BYTES, MAX_CALL_BYTES, PushReply
from ipas_contract.ids import uuid7
from tests.helpers.central import CentralServer
from tests.helpers.wire import ECHO, Kiosk, SignedClient, code_of

pytestmark = pytest.mark.logs("bad_signature")

PUSH = "/v1/sync/push"


def content(kiosk: Kiosk) -> bytes:
    return kiosk.batch([kiosk.submitted(1)]).model_dump_json().encode()


def test_every_reply_has_our_marks(server: CentralServer) -> None:
    """Model §7: content type, protocol, echo; a fresh nonce on each, errors too."""
    kiosk = server.kiosk()
    replies = [
        kiosk.client.signed("GET", "/v1/ping"),
        kiosk.client.unsigned("GET", "/v1/ping"),
        kiosk.client.unsigned("GET", "/nothing"),
        kiosk.client.unsigned("DELETE", "/v1/ping"),
        kiosk.client.unsigned("POST", PUSH, b"x" * (MAX_BATCH_BYTES + 1)),
    ]
    assert [reply.status_code for reply in replies] == [200, 401, 404, 404, 413]
    for reply in replies:
        assert reply.headers["content-type"] == MEDIA_TYPE
        assert reply.headers[PROTOCOL_HEADER] == "1"
        assert reply.headers[ECHO_HEADER] == ECHO
    assert len({reply.headers[NONCE_HEADER] for reply in replies}) == len(replies)


@pytest.mark.parametrize("place", [0, 17, -1])
def test_one_changed_byte_is_refused(server: CentralServer, place: int) -> None:
    """V4: a body byte flipped under a good signature."""
    kiosk = server.kiosk()
    kiosk.client.signed("GET", "/v1/ping")
    request = kiosk.client.request("POST", PUSH, content(kiosk))
    flipped = bytearray(request.content)
    flipped[place] ^= 1
    forged = httpx2.Request("POST", request.url, headers=request.headers, content=bytes(flipped))
    response = kiosk.client.send(forged)
    assert (response.status_code, code_of(response)) == (401, ErrorCode.BAD_SIGNATURE)


def test_path_and_query_are_signed_too(server: CentralServer) -> None:
    """V4."""
    kiosk = server.kiosk()
    kiosk.client.signed("GET", "/v1/ping")
    for path in ("/v1/sync/pull?limit=2", "/v1/ping"):
        request = kiosk.client.request("GET", "/v1/sync/pull?limit=1")
        moved = httpx2.Request("GET", kiosk.client.url + path, headers=request.headers)
        assert code_of(kiosk.client.send(moved)) == ErrorCode.BAD_SIGNATURE


def test_another_key_is_refused(server: CentralServer) -> None:
    """V4: the right device id with a key of one's own."""
    kiosk = server.kiosk()
    thief = SignedClient(server.url, device_id=kiosk.id)
    assert code_of(thief.signed("GET", "/v1/ping")) == ErrorCode.BAD_SIGNATURE
    thief.close()


@pytest.mark.parametrize(
    "headers",
    [{"signature-input": "x", "signature": "y"}, {"signature-input": "kiosk=();keyid=7", "signature": "kiosk=::"}],
)
def test_a_signature_that_is_none_is_refused(server: CentralServer, headers: dict[str, str]) -> None:
    client = SignedClient(server.url)
    assert code_of(client.unsigned("GET", "/v1/ping", **headers)) == ErrorCode.BAD_SIGNATURE
    client.close()


def test_who_is_nobody_keeps_no_kiosk_from_its_turn(server: CentralServer) -> None:
    """Row 52: only a kiosk's own hello takes a place among those who come to send."""
    kiosk = server.kiosk()
    stranger = SignedClient(server.url, device_id=kiosk.id)
    told = {code_of(stranger.signed("POST", "/v1/devices/hello", b"{}")) for _ in range(60)}
    stranger.close()
    assert told == {ErrorCode.BAD_SIGNATURE}
    assert kiosk.hello(seq=0).incarnation == 1


def test_a_replay_is_refused_across_a_restart_too(server: CentralServer, database_url: str, tmp_path: Path) -> None:
    """V5, X30: the used nonces are kept; one record."""
    kiosk = server.kiosk()
    kiosk.client.signed("GET", "/v1/ping")
    request = kiosk.client.request("POST", PUSH, content(kiosk))
    assert kiosk.client.send(request).status_code == 200
    assert code_of(kiosk.client.send(request)) == ErrorCode.NONCE_REQUIRED
    with CentralServer(database_url, tmp_path) as second:
        moved = httpx2.Request("POST", second.url + PUSH, headers=request.headers, content=request.content)
        response = kiosk.client.send(moved)
    assert (response.status_code, code_of(response)) == (401, ErrorCode.NONCE_REQUIRED)


@pytest.mark.parametrize(("age_ms", "good"), [(nonces.LIFE_MS, True), (nonces.LIFE_MS + 1, False)])
def test_a_nonce_lives_ten_minutes(server: CentralServer, age_ms: int, *, good: bool) -> None:
    """V5: by central's clock alone."""
    kiosk = server.kiosk()
    kiosk.client.signed("GET", "/v1/ping")
    server.clock.pass_(age_ms)
    response = kiosk.client.send(kiosk.client.request("GET", "/v1/ping"))
    assert code_of(response) == (None if good else ErrorCode.NONCE_REQUIRED)


def test_used_nonces_are_forgotten_when_their_age_refuses_them(server: CentralServer) -> None:
    kiosk = server.kiosk()
    kiosk.client.signed("GET", "/v1/ping")
    engine = server.central.engine
    with engine.begin() as connection:
        assert nonces.forget(connection, server.clock() + nonces.LIFE_MS) == 0
        assert nonces.forget(connection, server.clock() + 2 * nonces.LIFE_MS) == 1


@pytest.mark.parametrize("nonce", ["", "x", "A" * 48, "ä"])
def test_a_nonce_not_ours_is_asked_anew(server: CentralServer, nonce: str) -> None:
    """V5: unknown and missing nonces; the request sent once more goes through."""
    kiosk = server.kiosk()
    kiosk.client.nonce = nonce if nonce.isascii() else "%C3%A4"
    assert kiosk.client.signed("GET", "/v1/ping").status_code == 200


@pytest.mark.parametrize(("status", "code"), [("revoked", "revoked"), ("suspended", "suspended")])
def test_revoked_and_suspended_are_refused_at_once_in_and_out(server: CentralServer, status: str, code: str) -> None:
    """V7."""
    kiosk = server.kiosk()
    with server.central.engine.begin() as connection:
        connection.execute(update(device).values(status=status))
    for method, path, body in (("POST", PUSH, content(kiosk)), ("GET", "/v1/sync/pull", b""), ("GET", "/v1/ping", b"")):
        response = kiosk.client.signed(method, path, body)
        assert (response.status_code, code_of(response)) == (403, code)


def test_a_device_speaks_for_itself_alone(server: CentralServer) -> None:
    """V9."""
    kiosk, other = server.kiosk(), server.kiosk()
    batch = kiosk.batch([], device=other.id).model_dump_json().encode()
    assert code_of(kiosk.client.signed("POST", PUSH, batch)) == ErrorCode.BAD_REQUEST


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"<html>login</html>", b"{", b"\xff\xfe", b'{"ops": []}', json.dumps({"ops": "x" * 100}).encode()],
)
def test_a_body_that_is_none_is_a_bad_request(server: CentralServer, body: bytes) -> None:
    response = server.kiosk().client.signed("POST", PUSH, body)
    assert (response.status_code, code_of(response)) == (400, ErrorCode.BAD_REQUEST)


def test_strict_types(server: CentralServer) -> None:
    """`false` is no number."""
    kiosk = server.kiosk()
    body = kiosk.batch([]).model_dump_json().replace('"incarnation":1', '"incarnation":true').encode()
    assert code_of(kiosk.client.signed("POST", PUSH, body)) == ErrorCode.BAD_REQUEST


@pytest.mark.parametrize(("path", "most"), [(PUSH, MAX_BATCH_BYTES), ("/v1/candidates/sign-in", MAX_CALL_BYTES)])
def test_nothing_beyond_the_limit_is_read(server: CentralServer, path: str, most: int) -> None:
    """Fault 43: 413 from the length that was told; a body of exactly the limit is read."""
    kiosk = server.kiosk()
    response = kiosk.client.signed("POST", path, b" " * most)
    assert code_of(response) == ErrorCode.BAD_REQUEST
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\n{PROTOCOL_HEADER}: 1\r\ncontent-length: {most + 1}\r\n\r\n"
    with socket.create_connection(server.address, timeout=10) as line:
        line.sendall(head.encode())
        assert line.recv(64).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_hides_its_length_is_cut_off(server: CentralServer) -> None:
    client = SignedClient(server.url)
    chunks = (b" " * 65536 for _ in range(MAX_BATCH_BYTES // 65536 + 2))
    headers = {"content-type": MEDIA_TYPE, PROTOCOL_HEADER: "1"}
    response = client.send(httpx2.Request("POST", server.url + PUSH, headers=headers, content=chunks))
    assert response.status_code == 413
    client.close()


def test_packed_bodies_are_unpacked_within_the_limit(server: CentralServer) -> None:
    """Fault 43: a gzip bomb is 413, broken packing 400, an honest one goes through (the digest is of the packed)."""
    kiosk = server.kiosk()
    packed = {"content-encoding": "gzip"}
    reply = kiosk.client.signed("POST", PUSH, gzip.compress(content(kiosk)), **packed)
    assert PushReply.model_validate_json(reply.content).verdicts[0].verdict == "accepted"
    bomb = gzip.compress(b" " * (MAX_BATCH_BYTES + 1))
    assert code_of(kiosk.client.signed("POST", PUSH, bomb, **packed)) == ErrorCode.TOO_LARGE
    for broken in (b"no gzip", gzip.compress(b"{}")[:-4], gzip.compress(b"{}") * 2):
        assert code_of(kiosk.client.signed("POST", PUSH, broken, **packed)) == ErrorCode.BAD_REQUEST


@pytest.mark.parametrize(("version", "code"), [("0", ErrorCode.UPGRADE_REQUIRED), ("2", ErrorCode.UPGRADE_REQUIRED)])
def test_another_protocol_is_told_to_upgrade(server: CentralServer, version: str, code: ErrorCode) -> None:
    client = SignedClient(server.url)
    response = client.unsigned("GET", "/v1/ping", **{PROTOCOL_HEADER: version})
    assert (response.status_code, code_of(response)) == (426, code)
    client.close()


def test_a_device_that_asks_too_much_is_slowed_down_alone(database_url: str, tmp_path: Path) -> None:
    """Model §11, L10: by device, never by address: both kiosks share one here."""
    with CentralServer(database_url, tmp_path, device_rate=0.01, device_burst=2) as server:
        busy, calm = server.kiosk(), server.kiosk()
        answers = [busy.client.signed("GET", "/v1/ping") for _ in range(3)]
        assert [code_of(answer) for answer in answers] == [None, None, ErrorCode.SLOW_DOWN]
        assert 1 <= int(answers[2].headers["retry-after"]) <= 101
        assert code_of(calm.client.signed("GET", "/v1/ping")) is None


def test_pace_fills_up_again() -> None:
    paces, one = Paces(rate=2.0, burst=2), uuid7()
    assert [paces.wait(one, now=0.0) for _ in range(3)] == [0, 0, 1]
    assert [paces.wait(one, now=now) for now in (0.4, 0.5, 0.6)] == [1, 0, 1]


def test_a_crowd_of_batches_waits_its_turn_or_comes_again(database_url: str, tmp_path: Path) -> None:
    """Fault 52: no more batches at once than there are slots; the rest is told when to come again."""
    with CentralServer(database_url, tmp_path, push_slots=1, push_wait=0.05) as server:
        kiosk, blocked = server.kiosk(), server.kiosk()
        with server.central.engine.begin() as connection:
            connection.execute(update(device).where(device.c.id == blocked.id).values(skew_ms=0))
            waiting = _in_thread(blocked)
            response = kiosk.client.signed("POST", PUSH, content(kiosk))
            while response.status_code == 200:
                response = kiosk.client.signed("POST", PUSH, content(kiosk))
            assert (response.status_code, code_of(response)) == (503, ErrorCode.UNAVAILABLE)
        waiting.join()
        assert kiosk.client.signed("POST", PUSH, content(kiosk)).status_code == 200


def _in_thread(kiosk: Kiosk) -> threading.Thread:
    def push() -> None:
        while kiosk.client.signed("POST", PUSH, content(kiosk)).status_code != 200:
            pass

    thread = threading.Thread(target=push)
    thread.start()
    return thread
