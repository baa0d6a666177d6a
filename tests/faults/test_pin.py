"""Central behind a proxy whose key is pinned: the wrong key, the wrong time, a roll-over (rows 30, 31)."""

import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpcore2
import pytest
import trustme

from ipas_central import certificates
from ipas_kiosk.services import bodies
from ipas_kiosk.services.heartbeat import Heart
from ipas_kiosk.services.printer import Printer
from ipas_kiosk.services.sync.gateway import Cause, NoLine
from tests.faults.line import Line
from tests.faults.network import HOST, before
from tests.faults.site import Site
from tests.faults.stage import Stage
from tests.faults.test_line import cut_anywhere
from tests.faults.test_wipe import keep_key, order_wipe, told


@dataclass
class Proxy:
    """Ends TLS before central, with a certificate at a time."""

    line: Line
    context: ssl.SSLContext
    folder: Path

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.line.port}"

    async def show(self, name: str) -> str:
        """Certify the key of this name anew and show it from now on, on new connections; its pin."""
        made = certificates.make(self.folder, name, [HOST])
        self.context.load_cert_chain(made.certificate, made.key)
        await self.line.drop()
        return made.pin


@pytest.fixture
async def proxy(stage: Stage, tmp_path: Path) -> AsyncIterator[Proxy]:
    line, context = Line(stage.port), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    async with before(line, ssl=context, ssl_shutdown_timeout=0.01):
        yield Proxy(line, context, tmp_path / "tls")
        for site in stage.sites:
            await site.gateway.close()


async def refused(site: Site, proxy: Proxy, cause: Cause) -> None:
    """Nothing of ours went out, all is kept, and it is said why."""
    sent, waiting = proxy.line.bytes_up, site.pending
    await site.sync()
    assert await site.gateway.ping() == NoLine(cause)
    assert (proxy.line.bytes_up, site.pending) == (sent, waiting)
    assert (site.link.online, site.link.state.cause) == (False, cause)


@pytest.mark.logs("other_key")
@pytest.mark.fault(
    31,
    injected="a pinned kiosk meets another key in the middle of its work, certified by an authority that it trusts",
    seen="not a byte of ours sent, an alarm, the queue kept and drained when the right key is back",
)
async def test_somebody_in_the_middle(stage: Stage, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    ca, trusting = trustme.CA(), ssl.create_default_context()
    ca.configure_trust(trusting)
    monkeypatch.setattr(httpcore2, "default_ssl_context", lambda **_: trusting)
    site = await stage.site(proxy.url, pins=(await proxy.show("central"),))
    await stage.people(site, 1)
    await site.drain()
    await stage.people(site, 2)
    ca.issue_cert(HOST).configure_cert(proxy.context)
    await proxy.line.drop()
    await refused(site, proxy, Cause.PIN)
    await proxy.show("central")
    await site.drain()
    stage.settled()


@pytest.mark.fault(
    30,
    injected="the pinned key in a certificate that has ended, then in a new one",
    seen="not a byte of ours sent, the queue kept; drained when it is renewed",
)
async def test_a_certificate_that_has_ended(stage: Stage, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    site = await stage.site(proxy.url, pins=(await proxy.show("central"),))
    await stage.people(site, 2)
    with monkeypatch.context() as past:
        past.setattr(certificates, "LIFE", timedelta(days=-1))
        await proxy.show("central")
    await refused(site, proxy, Cause.TLS)
    await proxy.show("central")
    await site.drain()
    stage.settled()


@pytest.mark.fault(
    28,
    injected="the same under TLS: cut in the middle of handshakes and records",
    seen="converges; I1-I5 after every cut; nothing cut short is taken for whole",
)
async def test_tls_cut_anywhere(stage: Stage, proxy: Proxy) -> None:
    pin = await proxy.show("central")
    async with before(Line(proxy.line.port)) as line:
        site = await stage.site(f"https://{HOST}:{line.port}", pins=(pin,))
        await cut_anywhere(stage, site, line, seed=28)
        await site.gateway.close()


@pytest.mark.logs("other_key")
@pytest.mark.fault(
    31,
    injected="central's key changed, announced in advance, and changed without a word",
    seen="told over the pinned line, kept over a restart; the old key refused once it is withdrawn",
)
async def test_a_roll_over(stage: Stage, proxy: Proxy) -> None:
    async def hear(*pins: str) -> tuple[str, ...]:
        """Central tells these pins; those that the kiosk then keeps."""
        stage.central.app.state.central = replace(stage.central.central, pins=pins)
        await Heart(site.lanes, site.store, site.clock, site.gateway, site.pump, Printer("")).ping()
        assert site.gateway.trust.pins == bodies.device(site.store).pins
        return bodies.device(site.store).pins

    new, old = await proxy.show("next"), await proxy.show("central")
    site = await stage.site(proxy.url, pins=(old,))
    assert await hear(old, new) == (old, new)
    await site.restart()
    await proxy.show("next")
    assert await hear(new) == (new,)
    await stage.people(site, 1)
    await site.drain()
    await proxy.show("central")
    await refused(site, proxy, Cause.PIN)
    await proxy.show("next")
    assert await hear("0" * 20) == ("0" * 20, new), "withdrawn too early: the key in use is kept"
    kept = await hear(*(f"{number:020}" for number in range(8)))
    assert (len(kept), kept[-1]) == (8, new), "as many as it can tell of in its heartbeat"
    assert await hear(new) == (new,)
    stage.settled()


@pytest.mark.logs("device_decided", '"wiping"', '"wiped"')
async def test_the_last_word_of_a_wiped_kiosk_goes_to_the_pinned_key(stage: Stage, proxy: Proxy) -> None:
    """The store and the pins in it are gone by then."""
    site = await stage.site(proxy.url, pins=(await proxy.show("central"),))
    keep_key(site.folder)
    order_wipe(stage, "0001")
    await site.sync()
    await site.orders.done()
    assert told(stage) == "done, 0 ops kept sealed"
    stage.sites.clear()
    await site.close()
