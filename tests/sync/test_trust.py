"""Who may answer a kiosk: pins and certificates in real handshakes (V10, X32; rows 30, 31; model §8)."""

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpcore2
import httpx2
import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from ipas_contract import pins
from ipas_contract.calls import HelloRequest
from ipas_kiosk.services.sync.gateway import Cause, Gateway, NoLine
from ipas_kiosk.services.sync.trust import Trust
from tests.helpers.speaker import HOST, Speaker, speaker
from tests.sync.test_gateway import PING, pong

TODAY = datetime.now(UTC)
DAY = timedelta(days=1)


class Shown:
    """A certificate in the hands of a server."""

    def __init__(self, *hosts: str, ca: trustme.CA | None = None, **named: Any) -> None:
        leaf = (ca or trustme.CA()).issue_cert(*(hosts or (HOST,)), **named)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        leaf.configure_cert(self.context)
        self.certificate = x509.load_pem_x509_certificate(leaf.cert_chain_pems[0].bytes())
        self.pin = pins.pin(self.certificate.public_key())


@pytest.fixture(scope="session")
def good() -> Shown:
    return Shown()


@asynccontextmanager
async def asked(shown: Shown, *accepted: str) -> AsyncIterator[tuple[Gateway, Speaker]]:
    async with speaker(pong, shown.context) as there:
        gateway = Gateway(f"https://{HOST}:{there.port}", None, pins=accepted)
        yield gateway, there
        await gateway.close()


async def test_v10_the_pinned_key_is_central_whoever_signed_its_certificate(good: Shown) -> None:
    async with asked(good, good.pin) as (gateway, _):
        assert await gateway.ping() == PING
        assert gateway.trust.key == good.pin
        assert gateway.trust.until == good.certificate.not_valid_after_utc


async def test_calls_one_after_the_other_shake_hands_once(good: Shown) -> None:
    """A sync's requests, hello among them, do not each pay for a handshake; the two lines have a connection each."""
    async with asked(good, good.pin) as (gateway, there):
        await gateway.hello(HelloRequest(incarnation=1, highest_seq=0))
        for _ in range(4):
            await gateway.pull(None)
        assert there.connections == 1
        for _ in range(5):
            assert await gateway.ping() == PING
        assert (len(there.heard), there.connections) == (10, 2)


@pytest.mark.logs("other_key")
@pytest.mark.fault(
    31,
    injected="somebody in the middle with a certificate of an authority that the machine trusts",
    seen="the pin refuses in the handshake: not a byte of ours sent; an alarm, once",
)
async def test_x32_an_authority_that_the_machine_trusts_does_not_help_against_the_pin(
    good: Shown, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Without a pin that certificate is good enough, which shows that it is the pin that refuses it."""
    ca = trustme.CA()
    trusting = ssl.create_default_context()
    ca.configure_trust(trusting)
    monkeypatch.setattr(httpcore2, "default_ssl_context", lambda **_: trusting)
    middle = Shown(ca=ca)
    async with asked(middle) as (unpinned, _):
        assert await unpinned.ping() == PING
    async with asked(middle, good.pin) as (pinned, there):
        for _ in range(3):
            assert await pinned.ping() == NoLine(Cause.PIN)
        assert not there.heard
    assert caplog.text.count("other_key") == 1
    assert middle.pin in caplog.text


@pytest.mark.parametrize(
    ("hosts", "named", "words"),
    [
        ((), {"not_after": TODAY - DAY}, "ended on"),
        ((), {"not_before": TODAY + DAY, "not_after": TODAY + 9 * DAY}, "begins on"),
        (("localhost",), {}, "is for another host"),
        (("127.0.0.2",), {}, "is for another host"),
    ],
)
async def test_row_30_the_pinned_key_in_a_certificate_that_is_not_for_now_or_here(
    hosts: tuple[str, ...], named: dict[str, Any], words: str
) -> None:
    shown = Shown(*hosts, **named)
    async with asked(shown, shown.pin) as (gateway, there):
        ended = await gateway.ping()
        assert ended == NoLine(Cause.TLS)
        assert str(ended).startswith(f"tls: the certificate {words}")
        assert not there.heard


@pytest.mark.parametrize(
    ("name", "host", "good"),
    [
        ("example.org", "example.org", True),
        ("EXAMPLE.org", "example.org", True),
        ("org", "example.org", False),
        ("*.example.org", "example.org", False),
        ("*.example.org", "a.example.org", True),
        ("*.example.org", "a.b.example.org", False),
    ],
)
def test_a_host_by_its_name_where_a_star_stands_for_one_label(name: str, host: str, *, good: bool) -> None:
    """No name is looked up: a machine may know not even `localhost`."""
    shown = Shown(name)
    trust = Trust(httpx2.URL(f"https://{host}/"), (shown.pin,))
    content = shown.certificate.public_bytes(Encoding.DER)
    if good:
        trust._judge(content)
    else:
        with pytest.raises(ssl.SSLCertVerificationError, match="another host"):
            trust._judge(content)
    assert (trust.key == shown.pin) is good


async def test_v10_below_tls_1_2_there_is_no_handshake() -> None:
    old = Shown()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old.context.minimum_version = ssl.TLSVersion.TLSv1
        old.context.maximum_version = ssl.TLSVersion.TLSv1_1
    old.context.set_ciphers("ALL:@SECLEVEL=0")
    async with asked(old, old.pin) as (gateway, there):
        assert isinstance(await gateway.ping(), NoLine)
        assert not there.heard
    for accepted in ((), (old.pin,)):
        trust = Trust(httpx2.URL("https://central.example/"), accepted)
        assert trust.context().minimum_version is ssl.TLSVersion.TLSv1_2


async def test_a_line_cut_in_the_handshake_is_no_wrong_certificate() -> None:
    """Staff are called for a certificate, not for a cable."""

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.close()

    server = await asyncio.start_server(hang_up, HOST, 0)
    gateway = Gateway(f"https://{HOST}:{server.sockets[0].getsockname()[1]}", None)
    assert await gateway.ping() == NoLine(Cause.CUT)
    await gateway.close()
    server.close()


async def test_v10_enrolled_with_a_pin_plain_http_is_not_even_tried(good: Shown) -> None:
    """No fallback, on this machine neither: what listens there may be somebody else by now."""
    async with speaker(pong) as there:
        gateway = Gateway(f"http://{HOST}:{there.port}", None, pins=(good.pin,))
        assert await gateway.ping() == NoLine(Cause.PIN)
        await gateway.close()
        assert there.connections == 0


@pytest.mark.logs("other_key")
async def test_a_roll_over_old_and_new_until_the_old_is_withdrawn(good: Shown) -> None:
    new = Shown()
    for accepted, answers in (
        ((good.pin,), (True, False)),
        ((good.pin, new.pin), (True, True)),
        ((new.pin,), (False, True)),
    ):
        for shown, answered in zip((good, new), answers, strict=True):
            async with asked(shown, *accepted) as (gateway, _):
                assert await gateway.ping() == (PING if answered else NoLine(Cause.PIN))


def test_what_a_kiosk_learns_of_the_pins_it_is_told() -> None:
    trust = Trust(httpx2.URL("https://central.example/"), ("OLD",))
    trust.key = "OLD"
    assert trust.learnt(("OLD", "NEW")) == ("OLD", "NEW")
    assert trust.learnt(("NEW",)) == ("NEW", "OLD"), "the key in use is never let go"
    assert trust.learnt(()) == ("OLD",)
    trust.pins, trust.key = ("OLD", "NEW"), "NEW"
    assert trust.learnt(("NEW",)) == ("NEW",)
    assert Trust(httpx2.URL("https://central.example/"), ()).learnt(("NEW",)) == (), "no pin came with the code"
