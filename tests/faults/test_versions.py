"""Kiosks older and newer than central (rows 44, 45)."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from ipas_central.sync import unread, upcasting
from ipas_central.tables import candidate
from ipas_contract.codes import SubmissionState
from ipas_contract.events import SCHEMA_VERSION, OpKind
from ipas_kiosk.models.records import NewOp, OpState
from ipas_kiosk.services import bodies
from ipas_kiosk.services.sync import gateway
from tests.faults.stage import Stage, queue


def aged(op: NewOp) -> NewOp:
    """A registration as two schemas that never were have it: one field for the romanised name, the town in another."""
    fields = json.loads(op.body)
    roman = f"{fields.pop('surname_roman')},{fields.pop('given_roman')}"
    fields |= {"roman": roman, "town": fields.pop("school_area"), "of_then": 1}
    return replace(op, body=json.dumps(fields, ensure_ascii=False), schema_ver=1)


def without_roman(fields: dict[str, Any]) -> dict[str, Any]:
    surname, given = fields.pop("roman").split(",")
    return fields | {"surname_roman": surname, "given_roman": given}


def without_town(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {"school_area": fields.pop("town")}


@pytest.mark.fault(
    44,
    injected="1,000 ops of a kiosk two schemas behind; the test adds two to central's, for there is one so far",
    seen="read through both steps, all accepted; what no version knows is kept",
)
async def test_a_kiosk_two_versions_behind(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    site, op = await stage.site(), bodies.op
    with monkeypatch.context() as then:
        then.setattr(bodies, "op", lambda *parts: aged(op(*parts)))
        stage.crowd(site, 1_000)
    monkeypatch.setattr(upcasting, "NEWEST", 3)
    for version, step in ((1, without_roman), (2, without_town)):
        monkeypatch.setitem(upcasting.STEPS, version, {OpKind.SUBMITTED: step})
    await site.drain()
    stage.settled()
    assert site.counts() == {OpState.PENDING: 0, OpState.DONE: 1_000, OpState.PARKED: 0}
    assert set(stage.states().values()) == {SubmissionState.CONFIRMED}
    with stage.central.central.engine.begin() as connection:
        person = connection.execute(select(candidate).limit(1)).one()
    assert (person.surname_roman, person.school_area, person.extra) == ("LIN", "other", '{"of_then": 1}')


@pytest.mark.fault(
    44, injected="1,000 ops of a schema older than any central reads", seen="all kept raw, in attention; none dropped"
)
async def test_a_kiosk_too_old_for_central(stage: Stage) -> None:
    site = await stage.site()
    queue(site.store, 1_000, schema_ver=0)
    await site.drain()
    assert site.counts() == {OpState.PENDING: 0, OpState.DONE: 1_000, OpState.PARKED: 0}
    assert len(stage.settled().raw) == 1_000


@pytest.mark.fault(
    44,
    injected="registrations too old for central, which is then taught to read them",
    seen="kept raw, in attention; judged when staff try them again, and the kiosk shows them as confirmed",
)
async def test_what_was_too_old_is_read_later(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    site = await stage.site()
    people = await stage.people(site, 2)

    def shown() -> set[str | None]:
        return {found and found.state for found in map(site.submission, people)}

    with monkeypatch.context() as then:
        then.setattr(upcasting, "NEWEST", 4)
        await site.drain()
    assert shown() == {SubmissionState.ATTENTION}
    assert unread.replay(stage.central.central) == {"accepted": 2}
    await site.drain()
    assert shown() == {SubmissionState.CONFIRMED}
    assert set(stage.states().values()) == {SubmissionState.CONFIRMED}


@pytest.mark.fault(
    45,
    injected="ops of a newer schema than central's",
    seen="held, no refusal, no storm; taken after an upgrade",
)
async def test_a_kiosk_too_new_for_central(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    with monkeypatch.context() as newer:
        newer.setattr(bodies, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
        await stage.people(site, 3)
    for _ in range(10):
        wait = await site.sync()
        assert wait >= 1
        site.clock.later(seconds=wait)
    assert site.counts() == {OpState.PENDING: 3, OpState.DONE: 0, OpState.PARKED: 0}
    assert len(post.heard) <= 20
    monkeypatch.setattr(upcasting, "NEWEST", SCHEMA_VERSION + 1)
    await site.drain()
    stage.settled()


@pytest.mark.fault(45, injected="a protocol that central does not speak", seen="426: held, asked again in 5 minutes")
async def test_a_protocol_too_new_for_central(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    site = await stage.site()
    await stage.people(site, 1)
    with monkeypatch.context() as newer:
        newer.setattr(gateway, "PROTOCOL", 2)
        await site.restart()
        wait = await site.sync()
    assert site.pending == 1
    assert 1 <= wait <= 300
    await site.restart()
    await site.drain()
    stage.settled()
