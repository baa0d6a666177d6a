"""How the fleet is: heartbeats, `devices`, /metrics (O1; issue 3 §4)."""

from starlette.testclient import TestClient

from ipas_central.devices import fleet
from ipas_central.internal import create_internal
from ipas_contract.calls import PingReply, Report
from tests.helpers.central import CentralServer
from tests.helpers.wire import Kiosk


def metrics(server: CentralServer) -> dict[str, float]:
    with TestClient(create_internal(server.central, server.app)) as client:
        reply = client.get("/metrics")
        assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line.rpartition(" ") for line in reply.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def seen(server: CentralServer) -> list[fleet.Kiosk]:
    with server.central.engine.connect() as connection:
        return fleet.kiosks(connection, server.clock())


def beat(kiosk: Kiosk, **told: int | str) -> None:
    report = Report(version="0.1.0", **({"pending": 0, "parked": 0} | told))  # type: ignore[arg-type]
    kiosk.client.call("/v1/ping", report, PingReply)


def test_the_latest_heartbeat_is_kept(server: CentralServer) -> None:
    """O1: one row a kiosk; what waits there grows older while the kiosk is silent."""
    kiosk, silent = server.kiosk(), server.kiosk()
    beat(kiosk, pending=9)
    server.clock.pass_(1000)
    beat(kiosk, pending=3, parked=1, oldest_ms=60_000, clock_off_ms=-180_000)
    server.clock.pass_(5000)
    first, second = sorted(seen(server), key=lambda one: one.code != kiosk.code)
    assert first.told is not None
    assert (first.told.pending, first.told.parked, first.silent_ms, first.oldest_ms) == (3, 1, 5000, 65_000)
    assert (first.skew_ms, second.code, second.silent_ms, second.told) == (-180_000, silent.code, None, None)


def test_a_newer_kiosk_may_tell_more(server: CentralServer) -> None:
    """Sync §2 Versions: unknown fields are passed over; a report without a version is none."""
    kiosk = server.kiosk()
    assert kiosk.client.signed("POST", "/v1/ping", b'{"version": "9", "pending": 1, "parked": 0, "x": 1}').is_success
    assert kiosk.client.signed("POST", "/v1/ping", b'{"pending": 1}').status_code == 400
    assert [one.told.version for one in seen(server) if one.told] == ["9"]


def test_metrics(server: CentralServer) -> None:
    """Verdicts, contact, lag, skew, pool; nothing personal."""
    kiosk = server.kiosk()
    server.kiosk()
    op = kiosk.submitted(1)
    kiosk.push(op, kiosk.submitted(2, account="TESTER0001"))
    kiosk.push(op)
    beat(kiosk, pending=4, parked=2, oldest_ms=7000, clock_off_ms=121_000, mismatches=1, printer="stuck")
    server.clock.pass_(120_000)
    found = metrics(server)
    wanted = {
        'ipas_verdicts_total{verdict="accepted"}': 1,
        'ipas_verdicts_total{verdict="conflict"}': 1,
        'ipas_verdicts_total{verdict="duplicate"}': 1,
        'ipas_devices_heard{within="60"}': 0,
        'ipas_devices_heard{within="300"}': 1,
        "ipas_devices_never_heard": 1,
        "ipas_devices_active": 2,
        "ipas_devices_skewed": 1,
        "ipas_kiosk_ops_pending": 4,
        "ipas_kiosk_ops_parked": 2,
        "ipas_kiosk_mismatches": 1,
        "ipas_kiosk_printers_failing": 1,
        "ipas_kiosk_oldest_pending_seconds": 127,
        "ipas_conflicts_open": 1,
        "ipas_pool_size": 10,
    }
    assert {name: found.get(name) for name in wanted} == wanted
    assert {"ipas_pool_checked_out", "ipas_messages_oldest_due_seconds", 'ipas_replies_total{status="200"}'} <= set(
        found
    )
