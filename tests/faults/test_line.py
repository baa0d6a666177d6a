"""The line itself: cut anywhere, flapping, slow, behind other names and certificates (rows 28-31, 59)."""

import asyncio
import ssl
import threading
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from random import Random
from typing import Any

import httpcore2
import pytest
import trustme

from ipas_kiosk.services.sync import drain, gateway
from ipas_kiosk.services.sync.gateway import Cause, Gateway, NoLine
from tests.faults.line import Line, cut_after, paced
from tests.faults.network import HOST, before
from tests.faults.site import Site
from tests.faults.stage import Stage
from tests.soak import Extent

LONG_AGO, FAR_OFF = datetime(2001, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)
PORTAL = b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-type: text/html\r\ncontent-length: 0\r\n\r\n"


async def cut_anywhere(stage: Stage, site: Site, line: Line, seed: int) -> None:
    """The line cut again and again at byte offsets of this seed, then whole."""
    random = Random(seed)
    await stage.people(site, random.randint(1, 6))
    for _ in range(random.randint(1, 6)):
        offset = random.choice((random.randint(0, 900), random.randint(0, 6_000)))
        way = random.choice(("up", "down"))
        await line.spoil()
        setattr(line, way, lambda offset=offset: cut_after(offset))
        site.clock.later(seconds=await site.sync())
        stage.check()
    await line.mend()
    await site.drain()
    stage.settled()


@pytest.mark.fault(
    28,
    injected="the line cut at random byte offsets each way; here a few seeds, 1,000 in the soak",
    seen="converges; I1-I5 after every cut",
)
@pytest.mark.parametrize("seed", Extent.seeds(6, soak=1_000))
async def test_the_line_cut_anywhere(stage: Stage, seed: int) -> None:
    line = await stage.line()
    await cut_anywhere(stage, await stage.site(line.url), line, seed)


@pytest.mark.fault(
    29,
    injected="up and down 40 times (half an hour of it in the soak), a batch of 3 each time it is up",
    seen="progress each time it is up; drained; no pile of threads",
)
async def test_a_flapping_line(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drain, "MAX_BATCH_OPS", 3)
    random, line = Random(29), await stage.line()
    site = await stage.site(line.url)
    await stage.people(site, 1)
    await site.drain()
    threads, left = threading.active_count(), []
    await stage.people(site, 60)
    for _ in range(Extent.pick(40, soak=360)):
        await line.drop()
        line.down_now = not line.down_now
        if not line.down_now:
            cut = random.randint(1_500, 9_000)
            line.down = lambda cut=cut: cut_after(cut)
        site.clock.later(seconds=5)
        await site.sync()
        left.append(site.pending)
        stage.check()
    assert left == sorted(left, reverse=True)
    assert left[-1] < 20
    assert threading.active_count() <= threads + 2  # central's own, as many as it has requests at once
    await line.mend()
    await site.drain()
    stage.settled()


def certificate(ca: trustme.CA, how: str) -> trustme.LeafCert:
    named: dict[str, Any] = {
        "good": {},
        "expired": {"not_after": LONG_AGO},
        "not yet": {"not_before": FAR_OFF},
        "other host": {},
        "own authority": {},
    }[how]
    who = "other.example" if how == "other host" else HOST
    return (trustme.CA() if how == "own authority" else ca).issue_cert(who, **named)


@pytest.mark.fault(
    30,
    injected="a certificate expired, not valid yet, for another host",
    seen="not a byte of ours sent",
)
@pytest.mark.fault(
    31, injected="somebody in the middle whose authority the kiosk does not know", seen="not a byte of ours sent"
)
@pytest.mark.parametrize("how", ["expired", "not yet", "other host", "own authority"])
async def test_a_bad_certificate(stage: Stage, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    ca = trustme.CA()
    trust = ssl.create_default_context()
    ca.configure_trust(trust)
    monkeypatch.setattr(httpcore2, "default_ssl_context", lambda **_: trust)
    there = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate(ca, how).configure_cert(there)
    line = Line(stage.port)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(before(line, ssl=there))
        site = await stage.site(f"https://{HOST}:{line.port}")
        await stage.people(site, 2)
        await site.sync()
        assert await site.gateway.ping() == NoLine(Cause.TLS)
        assert (line.bytes_up, site.pending, site.link.online) == (0, 2, False)
        certificate(ca, "good").configure_cert(there)
        await site.drain()
        assert line.bytes_up > 0
        stage.settled()
        await site.gateway.close()


@pytest.mark.fault(
    59, injected="3 kB/s and a deadline that a full batch cannot keep (both scaled)", seen="smaller batches, drained"
)
async def test_a_slow_line(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drain, "MAX_BATCH_OPS", 60)
    line = await stage.line()
    site = await stage.site(line.url)
    await stage.people(site, 60)
    await site.gateway.ping()
    line.chunk = 150
    await line.spoil(up=paced(0.01))
    monkeypatch.setattr(gateway, "BATCH_S", 0.4)
    await site.sync()
    assert site.pending == 60
    await site.drain()
    stage.settled()


@pytest.mark.fault(59, injected="central reachable by IPv6 alone", seen="works")
async def test_ipv6_only(stage: Stage) -> None:
    line = Line(stage.port)
    async with before(line, host="::1"):
        site = await stage.site(f"http://[::1]:{line.port}")
        await stage.people(site, 2)
        await site.drain()
        stage.settled()
        await site.gateway.close()


@pytest.mark.fault(
    59, injected="a name that does not resolve; nobody listening; a proxy that wants a login", seen="told apart"
)
async def test_states_of_no_line(stage: Stage) -> None:
    async def portal(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(PORTAL)
        writer.close()

    server = await asyncio.start_server(portal, HOST, 0)
    closed = await asyncio.start_server(portal, HOST, 0)
    ports = [each.sockets[0].getsockname()[1] for each in (server, closed)]
    closed.close()
    found = []
    for url in (f"http://{HOST}:{ports[0]}", f"http://{HOST}:{ports[1]}", "https://central.invalid"):
        asking = Gateway(url, None)
        found.append(await asking.ping())
        await asking.close()
    server.close()
    assert found == [NoLine(Cause.FOREIGN), NoLine(Cause.REFUSED), NoLine(Cause.DNS)]
