"""The same record changed on both sides, or gone on one of them (rows 39, 40)."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from ipas_central.tables import candidate, conflict
from ipas_contract.codes import Education, Sex, SubmissionState
from ipas_contract.events import OpKind, Verdict
from ipas_contract.ids import uuid7
from ipas_kiosk.services.on_file import NotOnFile, OnFile
from tests.faults.site import Site
from tests.faults.stage import Stage
from tests.helpers.kiosks import form

OLD, NEW, THEIRS = "candidate1@itri.org.tw", "moved@itri.org.tw", "central@itri.org.tw"


async def confirmed(stage: Stage) -> tuple[Site, UUID]:
    site = await stage.site()
    (candidate_id,) = await stage.people(site, 1)
    await site.drain()
    return site, candidate_id


async def on_file(site: Site, candidate_id: UUID) -> OnFile:
    found = await site.profiles.on_file(candidate_id)
    assert isinstance(found, OnFile)
    return found


async def change(site: Site, candidate_id: UUID, **changes: Any) -> OnFile:
    """Somebody changes their profile, as they see it here."""
    seen = await on_file(site, candidate_id)
    changed = await site.profiles.change(candidate_id, seen, replace(seen.profile, **changes), key=uuid7())
    assert isinstance(changed, OnFile)
    return changed


def at_central(stage: Stage) -> Any:
    with stage.central.central.engine.begin() as connection:
        return connection.execute(select(candidate)).one()


def edit(stage: Stage, **values: Any) -> None:
    with stage.central.central.engine.begin() as connection:
        connection.execute(update(candidate).values(version=candidate.c.version + 1, **values))


def withdraw(stage: Stage, site: Site, candidate_id: UUID) -> None:
    """At another kiosk of the centre."""
    kiosk = stage.central.kiosk()
    body = {"id": candidate_id, "receipt_no": site.submission(candidate_id).receipt_no}  # type: ignore[union-attr]
    assert kiosk.words(kiosk.op(OpKind.WITHDRAWN, body)) == ["accepted"]
    stage.oracle.others[candidate_id] += 1


async def test_a_change_is_marked_until_it_is_confirmed(stage: Stage) -> None:
    """Screens §8; the second one, made upon the first, waits for it and is marked too."""
    site, who = await confirmed(stage)
    first = await change(site, who, email=NEW)
    assert (first.profile.email, first.waiting) == (NEW, {"email"})
    second = await change(site, who, education=Education.MASTER)
    assert second.waiting == {"email", "education"}
    assert [row.depends_on for row in site.outbox()][1:] == [site.outbox()[0].op_id, site.outbox()[1].op_id]
    assert at_central(stage).email == OLD
    await site.drain()
    assert await on_file(site, who) == OnFile(second.profile, 3)
    assert (at_central(stage).email, at_central(stage).education) == (NEW, "master")
    assert site.submission(who).state is SubmissionState.CONFIRMED  # type: ignore[union-attr]
    stage.settled()


async def test_a_form_that_is_sent_twice_or_changes_nothing_queues_nothing_more(stage: Stage) -> None:
    """U15."""
    site, who = await confirmed(stage)
    seen, key = await on_file(site, who), uuid7()
    wanted = replace(seen.profile, email=NEW)
    for profile, form_key in ((wanted, key), (wanted, key), (seen.profile, uuid7())):
        await site.profiles.change(who, seen, profile, key=form_key)
    assert [row.op_id for row in site.outbox()][1:] == [key]


@pytest.mark.fault(
    39,
    injected="an e-mail changed at the kiosk while central changed the same person's e-mail",
    seen="`changed_since`: central's stands, the change is kept whole for staff, the kiosk marks nothing any more",
)
async def test_changed_on_both_sides(stage: Stage) -> None:
    site, who = await confirmed(stage)
    edit(stage, email=THEIRS)
    await change(site, who, email=NEW, sex=Sex.MALE)
    await site.drain()
    stage.settled()
    assert (at_central(stage).email, at_central(stage).sex) == (THEIRS, "female")
    with stage.central.central.engine.begin() as connection:
        contested = connection.execute(select(conflict)).one()
    assert (contested.reason, contested.body.decode()) == ("changed_since", site.outbox()[-1].body)
    now = await on_file(site, who)
    assert (now.profile.email, now.waiting) == (OLD, set())


@pytest.mark.fault(
    39,
    injected="other fields changed at the kiosk than at central meanwhile",
    seen="merged field by field: both changes stand",
)
async def test_changed_on_both_sides_elsewhere(stage: Stage) -> None:
    site, who = await confirmed(stage)
    edit(stage, email=THEIRS)
    await change(site, who, sex=Sex.MALE)
    await site.drain()
    stage.settled()
    assert (at_central(stage).email, at_central(stage).sex, at_central(stage).version) == (THEIRS, "male", 3)
    assert (await on_file(site, who)).waiting == set()


@pytest.mark.fault(
    40,
    injected="a profile changed at the kiosk, the registration withdrawn at another one meanwhile",
    seen="`conflict: deleted`, no resurrection; the kiosk hears that it is withdrawn",
)
async def test_changed_here_withdrawn_there(stage: Stage) -> None:
    site, who = await confirmed(stage)
    await change(site, who, email=NEW)
    withdraw(stage, site, who)
    await site.drain()
    assert stage.states() == {who: SubmissionState.WITHDRAWN}
    assert f'"{Verdict.CONFLICT}"' in (site.outbox()[-1].last_reply or "")
    assert site.submission(who).state is SubmissionState.WITHDRAWN  # type: ignore[union-attr]
    assert await site.profiles.on_file(who) == NotOnFile()
    stage.settled()


@pytest.mark.fault(
    40,
    injected="a registration in attention amended at the kiosk, withdrawn at another one meanwhile",
    seen="`conflict: deleted`; the amendment stood over the withdrawal while it waited, then it is shown",
)
async def test_amended_here_withdrawn_there(stage: Stage) -> None:
    first, site = await stage.site(), await stage.site()
    await stage.people(first, 1, account="harbour2026")
    (who,) = await stage.people(site, 1, account="harbour2026")
    await first.drain()
    await site.drain()
    assert stage.states()[who] == SubmissionState.ATTENTION
    withdraw(stage, site, who)
    await site.register(form(2), amends=who)
    await site.drain()
    stage.settled()
    assert site.submission(who).state is SubmissionState.WITHDRAWN  # type: ignore[union-attr]
