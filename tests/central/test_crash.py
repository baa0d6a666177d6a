"""Central killed in the middle of a batch: a real process, kill -9, the batch again (faults 8, 9; I1, I2)."""

import threading
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import Engine, create_engine, func, select

from ipas_central.context import Central, install
from ipas_central.devices import codes
from ipas_central.tables import applied_op, candidate, change, claim, feed, message
from ipas_contract.calls import EnrolReply
from ipas_contract.events import Op, PushReply
from tests.helpers.central import CentralProcess, settings
from tests.helpers.office import CENTRE
from tests.helpers.postgres import until_nobody_works, until_somebody_waits
from tests.helpers.wire import Kiosk, SignedClient

TABLES = (candidate, claim, applied_op, message, change)


def numbers(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES]


@pytest.fixture
def code(database_url: str, tmp_path: Path) -> str:
    """An enrolment code of a central that is set up and not running."""
    chosen = settings(database_url, tmp_path)
    install(chosen)
    central = Central.open(chosen)
    with central.engine.begin() as connection:
        made = codes.make(connection, central.keys, CENTRE, central.clock())
    central.engine.dispose()
    return made


def enrolled(url: str, code: str) -> Kiosk:
    client = SignedClient(url)
    reply = client.enrol(code)
    assert isinstance(reply, EnrolReply), reply
    return Kiosk(client, reply)


def test_killed_in_the_middle_of_a_batch(database_url: str, tmp_path: Path, code: str) -> None:
    """Fault 8: the whole batch is rolled back; sent again it is accepted, once; a repeat is all duplicates."""
    engine = create_engine(database_url)
    with CentralProcess(database_url, tmp_path) as first:
        kiosk = enrolled(first.url, code)
        ops = [kiosk.submitted(serial) for serial in range(200)]
        kiosk.push(*ops[:50])
        before = numbers(engine)
        _kill_while_it_commits(engine, first, kiosk, ops[50:])
    assert numbers(engine) == before
    with CentralProcess(database_url, tmp_path) as second:
        again = _elsewhere(kiosk, second.url)
        reply = again.push(*ops)
        assert [verdict.duplicate for verdict in reply.verdicts] == [True] * 50 + [False] * 150
        assert {verdict.verdict.value for verdict in reply.verdicts} == {"accepted"}
        assert reply.contiguous_through == 200
        assert all(verdict.duplicate for verdict in again.push(*ops).verdicts)
        again.client.close()
    assert numbers(engine)[:4] == [200, 400, 200, 200]
    engine.dispose()


def _kill_while_it_commits(engine: Engine, central: CentralProcess, kiosk: Kiosk, ops: list[Op]) -> None:
    """Hold the feed's counter, the last thing a batch needs, so that the kill comes before its commit for certain."""
    cut: list[type[Exception]] = []

    def push() -> None:
        try:
            kiosk.push(*ops)
        except httpx2.HTTPError as error:
            cut.append(type(error))

    pushing = threading.Thread(target=push)
    with engine.begin() as holder:
        holder.execute(select(feed).with_for_update())
        pushing.start()
        until_somebody_waits(engine, query="%INTO feed%")
        central.kill()
        pushing.join()
        kiosk.client.close()
    assert cut, "the batch was answered"
    until_nobody_works(engine)


def _elsewhere(kiosk: Kiosk, url: str) -> Kiosk:
    """The same kiosk on a new connection."""
    moved = Kiosk.__new__(Kiosk)
    moved.__dict__ |= kiosk.__dict__ | {"client": SignedClient(url, kiosk.client.key, kiosk.id)}
    return moved


def test_a_reply_that_never_arrives(database_url: str, tmp_path: Path, code: str) -> None:
    """Faults 5, 9, 18, 19: committed, the line cut before the reply: all duplicates the next time."""
    with CentralProcess(database_url, tmp_path) as central:
        kiosk = enrolled(central.url, code)
        ops = [kiosk.submitted(serial) for serial in range(20)]
        kiosk.client.signed("GET", "/v1/ping")
        request = kiosk.client.request("POST", "/v1/sync/push", kiosk.batch(ops).model_dump_json().encode())
        first = PushReply.model_validate_json(kiosk.client.send(request).content)
        again = kiosk.push(*ops)
        kiosk.client.close()
    assert [each.model_copy(update={"duplicate": True}) for each in first.verdicts] == again.verdicts


def test_health_metrics_and_description_are_on_the_other_address(database_url: str, tmp_path: Path, code: str) -> None:
    """Model §11; and the process ends on SIGTERM with code 0, its log holding no personal data."""
    with CentralProcess(database_url, tmp_path) as central:
        kiosk = enrolled(central.url, code)
        kiosk.push(kiosk.submitted(1))
        with httpx2.Client() as client:
            outside = client.get(f"{central.url}/healthz", headers={"ipas-protocol": "1"})
            health, metrics, described = (
                client.get(f"{central.internal_url}/{name}") for name in ("healthz", "metrics", "openapi.json")
            )
        kiosk.client.close()
        assert central.end() == 0
    assert outside.status_code == 404
    assert health.json() == {"status": "ok"}
    assert 'ipas_replies_total{status="200"}' in metrics.text
    assert "ipas_devices_active 1" in metrics.text
    assert set(described.json()["paths"]) == {
        "/v1/devices/enrol", "/v1/devices/hello", "/v1/devices/wiped", "/v1/ping", "/v1/sync/push",
        "/v1/sync/pull", "/v1/sync/names",
        "/v1/candidates/sign-in", "/v1/candidates/account-taken", "/v1/candidates/password",
        "/v1/lookups/credential", "/v1/lookups/email",
    }  # fmt: skip
    assert '"event": "pushed"' in central.log()
    assert "tester0001" not in central.log()
