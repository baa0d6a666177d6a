"""Staff decide about a kiosk: on hold, shut out, let in again, wiped by a signed order (model §8; V7)."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import Result

from ipas_central.audit import audit
from ipas_central.devices import fleet
from ipas_contract import orders
from ipas_contract.calls import ErrorReply, WipedRequest
from ipas_contract.ids import uuid7
from ipas_contract.orders import Wiped
from tests.helpers.central import CentralServer
from tests.helpers.commands import ipas_central
from tests.helpers.wire import Kiosk


@pytest.fixture(autouse=True)
def log(server: CentralServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The settings are the server's; the log that the commands write."""
    path = tmp_path / "commands.log"
    monkeypatch.setenv("IPAS_CENTRAL_LOG_PATH", str(path))
    monkeypatch.setenv("IPAS_CENTRAL_DATABASE_URL", str(server.central.settings.database_url))
    monkeypatch.setenv("IPAS_CENTRAL_KEYS_DIR", str(server.central.settings.keys_dir))
    return path


def device(*words: str) -> Result:
    return ipas_central("device", *words)


def ping(kiosk: Kiosk) -> tuple[int, ErrorReply | None]:
    response = kiosk.client.signed("GET", "/v1/ping")
    return response.status_code, None if response.is_success else ErrorReply.model_validate_json(response.content)


def order_to(kiosk: Kiosk, server: CentralServer) -> orders.Order:
    """What comes with the refusal."""
    status, reply = ping(kiosk)
    assert (status, reply and reply.code) == (403, "revoked")
    assert reply is not None
    assert reply.order is not None
    order = orders.read(reply.order, server.central.keys.order_key.public_key().public_bytes_raw())
    assert order is not None
    return order


def said(kiosk: Kiosk, statement: str) -> int:
    request = WipedRequest(device=kiosk.id, statement=statement)
    return kiosk.client.unsigned("POST", "/v1/devices/wiped", request.model_dump_json().encode()).status_code


def wipe_of(server: CentralServer, kiosk: Kiosk) -> str | None:
    with server.central.engine.connect() as connection:
        return next(one.wipe for one in fleet.kiosks(connection, server.clock()) if one.code == kiosk.code)


@pytest.mark.parametrize(("word", "code"), [("suspend", "suspended"), ("revoke", "revoked")])
def test_holds_from_the_next_request_on(server: CentralServer, word: str, code: str) -> None:
    """V7: refused in and out, with nothing but the word; let in again it goes on as before."""
    kiosk, other = server.kiosk(), server.kiosk()
    assert device(word, kiosk.code.lower()).exit_code == 0
    assert ping(kiosk) == (403, ErrorReply(code=code))
    assert ping(other) == (200, None)
    assert device("reinstate", kiosk.code).exit_code == 0
    assert ping(kiosk) == (200, None)


def test_who_decided_what_is_written_down(server: CentralServer, log: Path) -> None:
    kiosk = server.kiosk()
    assert device("revoke", kiosk.code).exit_code == 0
    (line,) = [line for line in log.read_text(encoding="ascii").splitlines() if "device_decided" in line]
    for words in (str(kiosk.id), f'"kiosk_code": "{kiosk.code}"', '"state": "revoked"', '"by": '):
        assert words in line
    assert "withheld" not in line
    (row,) = server.rows(audit)
    assert (row.device_id, row.what, row.result) == (kiosk.id, "device:revoked", "done")
    assert row.who in line


def test_a_code_that_nobody_has(server: CentralServer) -> None:
    for word in ("suspend", "revoke", "reinstate", "wipe"):
        ended = device(word, "ZZZZ")
        assert (ended.exit_code, "no kiosk ZZZZ" in ended.output) == (78, True)


@pytest.mark.logs('"wiped"')
def test_an_order_is_heard_until_the_kiosk_said_that_it_obeyed(server: CentralServer) -> None:
    """V7: signed by the order key that the kiosk was told of at enrolment; names device and incarnation."""
    kiosk = server.kiosk()
    assert device("wipe", kiosk.code).exit_code == 0
    order = order_to(kiosk, server)
    assert (order.device, order.incarnation, wipe_of(server, kiosk)) == (kiosk.id, kiosk.incarnation, "ordered")
    key = kiosk.client.key
    assert said(kiosk, orders.sign_wiped(Wiped(order=uuid7(), kept=0), key)) == 401
    assert said(kiosk, orders.sign_wiped(Wiped(order=order.id, kept=0), Ed25519PrivateKey.generate())) == 401
    assert wipe_of(server, kiosk) == "ordered"
    for _ in range(2):
        assert said(kiosk, orders.sign_wiped(Wiped(order=order.id, kept=3), key)) == 200
    assert wipe_of(server, kiosk) == "done, 3 ops kept sealed"
    assert [row.what for row in server.rows(audit)] == ["device:wipe", "device:wiped"]
    assert ping(kiosk) == (403, ErrorReply(code="revoked"))


def test_an_order_is_taken_back_by_letting_in(server: CentralServer) -> None:
    kiosk = server.kiosk()
    device("wipe", kiosk.code)
    device("reinstate", kiosk.code)
    device("revoke", kiosk.code)
    assert ping(kiosk) == (403, ErrorReply(code="revoked"))


@pytest.mark.logs('"wiped"')
def test_an_order_that_was_obeyed_while_it_was_taken_back_is_done(server: CentralServer) -> None:
    """The kiosk's last word comes too late to stop anything: it has no key any more, and central says so."""
    kiosk = server.kiosk()
    device("wipe", kiosk.code)
    order = order_to(kiosk, server)
    device("reinstate", kiosk.code)
    assert (ping(kiosk), wipe_of(server, kiosk)) == ((200, None), None)
    assert said(kiosk, orders.sign_wiped(Wiped(order=order.id, kept=3), kiosk.client.key)) == 200
    assert wipe_of(server, kiosk) == "done, 3 ops kept sealed"
    assert ping(kiosk) == (403, ErrorReply(code="revoked"))


@pytest.mark.logs('"wiped"')
def test_an_order_that_is_given_again_is_the_same_order(server: CentralServer) -> None:
    """The kiosk may have heard the first one, and be at it."""
    kiosk = server.kiosk()
    device("wipe", kiosk.code)
    first = order_to(kiosk, server)
    device("reinstate", kiosk.code)
    device("wipe", kiosk.code)
    assert wipe_of(server, kiosk) == "ordered"
    assert order_to(kiosk, server).id == first.id
    assert said(kiosk, orders.sign_wiped(Wiped(order=first.id, kept=0), kiosk.client.key)) == 200
    assert wipe_of(server, kiosk) == "done, 0 ops kept sealed"
    device("wipe", kiosk.code)
    assert order_to(kiosk, server).id != first.id


def test_only_central_signs_orders(server: CentralServer) -> None:
    order = orders.Order(id=uuid7(), kind=orders.OrderKind.WIPE, device=uuid7(), incarnation=1, made_at=server.clock())
    text, right = orders.sign(order, server.central.keys.order_key), server.central.keys.order_key.public_key()
    raw = right.public_bytes_raw()
    assert orders.read(text, raw) == order
    other = text.replace('"incarnation":1', '"incarnation":2')
    for forged in (other, text[8:], "", " ", text.replace(" ", "  "), text.partition(" ")[2]):
        assert orders.read(forged, raw) is None
    assert orders.read(text, Ed25519PrivateKey.generate().public_key().public_bytes_raw()) is None
    assert orders.read_wiped(text, raw) is None
