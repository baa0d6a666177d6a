"""One name, one number, one owner, whoever comes first to central (rows 35-40); and clocks that lie (33, 34)."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from ipas_central import db, nonces
from ipas_central.audit import audit
from ipas_central.sync import desk
from ipas_central.tables import candidate, claim, conflict, device, stream
from ipas_contract import receipts
from ipas_contract.codes import AttentionReason, SubmissionState
from ipas_contract.events import PushReply, Reason, Verdict
from ipas_contract.ids import uuid7
from ipas_contract.resolutions import Action
from ipas_kiosk.services.values import Registered, RegistrationForm, Trouble
from tests.faults.site import Site
from tests.faults.stage import Stage
from tests.helpers.central import CentralServer
from tests.helpers.kiosks import form
from tests.helpers.office import CENTRE
from tests.helpers.wire import Kiosk, SignedClient, fields

YEAR_MS = 365 * 24 * 3_600_000
HOUR_MS = 3_600_000
RACERS = 200


async def saved(site: Site, who: RegistrationForm) -> Any:
    outcome = await site.register(who)
    assert isinstance(outcome, Registered)
    return outcome.receipt


def rows(stage: Stage, table: Any) -> list[Any]:
    with stage.central.central.engine.begin() as connection:
        return list(connection.execute(select(table)))


@pytest.mark.fault(
    35,
    injected="one account name at two kiosks without a line; the later one reaches central first",
    seen="the first at central confirmed, the other in attention; both bodies kept, both receipts good",
)
@pytest.mark.fault(36, injected="the same name in other letter case", seen="as row 35")
@pytest.mark.parametrize("name", ["harbour2026", "HARBOUR2026"])
async def test_one_name_at_two_kiosks(stage: Stage, name: str) -> None:
    early, late = await stage.site(), await stage.site()
    loser = await saved(early, form(1, account="harbour2026"))
    winner = await saved(late, form(2, account=name))
    await late.drain()
    await early.drain()
    stage.settled()
    assert stage.states() == {
        winner.candidate_id: SubmissionState.CONFIRMED,
        loser.candidate_id: SubmissionState.ATTENTION,
    }
    assert early.submission(loser.candidate_id).reason is AttentionReason.ACCOUNT_TAKEN
    (contested,) = rows(stage, conflict)
    assert contested.held_by == winner.candidate_id
    assert contested.body.decode() == early.outbox()[0].body
    assert receipts.valid(loser.receipt_no)
    assert loser.receipt_no != winner.receipt_no


@pytest.mark.fault(
    37,
    injected="one ID number at two kiosks",
    seen="the second in attention for identity; both kept; device and time on record",
)
async def test_one_number_at_two_kiosks(stage: Stage) -> None:
    first, second = await stage.site(), await stage.site()
    owner = await saved(first, form(1))
    other = await saved(second, form(2, id_number=form(1).id_number))
    await first.drain()
    await second.drain()
    stage.settled()
    assert second.submission(other.candidate_id).reason is AttentionReason.IDENTITY
    (contested,) = rows(stage, conflict)
    assert (contested.candidate_id, contested.held_by) == (other.candidate_id, owner.candidate_id)
    assert contested.device_id == second.ledger.position().device_id


@pytest.mark.fault(
    37,
    injected="the same person at both; two of central's staff merge them, one after the other",
    seen="nothing before the second; then the kiosk hears `merged`; both bodies kept, the audit says who",
)
async def test_the_same_person_at_two_kiosks(stage: Stage) -> None:
    first, second = await stage.site(), await stage.site()
    owner = await saved(first, form(1))
    twin = await saved(second, form(2, id_number=form(1).id_number))
    await first.drain()
    await second.drain()
    (contested,) = rows(stage, conflict)
    for by, state in (("Lin", SubmissionState.ATTENTION), ("Chen", SubmissionState.MERGED)):
        assert desk.decide(stage.central.central, contested.id, Action.MERGE, by=by, reason="ID card seen")
        assert stage.states()[twin.candidate_id] == state
    stage.oracle.others[twin.candidate_id] += 2
    await second.drain()
    stage.settled()
    assert second.submission(twin.candidate_id).state is SubmissionState.MERGED
    assert {row.id: row.merged_into for row in rows(stage, candidate)}[twin.candidate_id] == owner.candidate_id
    (kept,) = rows(stage, conflict)
    assert (kept.body.decode(), kept.resolved_by is None) == (second.outbox()[0].body, False)
    assert [(row.who, row.note) for row in rows(stage, audit)] == [("Lin", "ID card seen"), ("Chen", "ID card seen")]


def racers(central: CentralServer, count: int) -> list[Kiosk]:
    """So many enrolled kiosks of one centre, each with a nonce at hand."""
    made = []
    keys = [Ed25519PrivateKey.generate() for _ in range(count)]
    rows = [
        {
            "id": uuid7(),
            "centre_id": CENTRE,
            "kiosk_code": f"R{number:03}",
            "public_key": key.public_key().public_bytes_raw(),
            "status": "active",
            "enrolled_at": central.clock(),
        }
        for number, key in enumerate(keys)
    ]
    with central.central.engine.begin() as connection:
        db.insert_rows(connection, device, rows)
        db.insert_rows(connection, stream, [{"device_id": row["id"], "incarnation": 1} for row in rows])
    for row, key in zip(rows, keys, strict=True):
        client = SignedClient(central.url, key, row["id"])
        client.nonce = nonces.issue(central.central.keys.derive(b"nonce"), central.clock())
        kiosk = Kiosk.__new__(Kiosk)
        kiosk.client, kiosk.id, kiosk.code = client, row["id"], row["kiosk_code"]
        kiosk.incarnation, kiosk.seq, kiosk.receipts = 1, 0, 0
        made.append(kiosk)
    return made


@pytest.mark.fault(
    38, injected="200 kiosks push one name, 16 at a time", seen="1 accepted, 199 conflicts, every reply a 200"
)
async def test_two_hundred_kiosks_race_for_one_name(stage: Stage) -> None:
    kiosks = racers(stage.central, RACERS)

    def run(kiosk: Kiosk) -> PushReply:
        return kiosk.push(kiosk.submitted(int(kiosk.code[1:]) + 1, account="harbour2026"))

    with ThreadPoolExecutor(16) as pool:
        replies = await asyncio.gather(
            *(asyncio.get_running_loop().run_in_executor(pool, run, kiosk) for kiosk in kiosks)
        )
    for kiosk in kiosks:
        kiosk.client.close()
    verdicts = [reply.verdicts[0] for reply in replies]
    assert sum(verdict.verdict == Verdict.ACCEPTED for verdict in verdicts) == 1
    assert sum(verdict.reason == Reason.ACCOUNT_TAKEN for verdict in verdicts) == RACERS - 1
    assert len(rows(stage, claim)) == 2
    stage.check()


@pytest.mark.fault(
    39,
    injected="a registration amended at the kiosk while central, unheard, had confirmed it",
    seen="`too_late`: the confirmed one stands, the amendment is kept whole for staff, both sides say confirmed",
)
async def test_amended_here_confirmed_there(stage: Stage) -> None:
    post = await stage.post()
    site = await stage.site(post.url)
    made = await saved(site, form(1))
    post.answer = lambda *_: None
    await site.sync()
    assert stage.states() == {made.candidate_id: SubmissionState.CONFIRMED}
    await site.register(form(1, email="another@itri.org.tw"), amends=made.candidate_id)
    post.answer = None
    await site.drain()
    (person,) = rows(stage, candidate)
    assert person.email == form(1).email
    (contested,) = rows(stage, conflict)
    assert b"another@itri.org.tw" in contested.body
    stage.settled()
    assert site.submission(made.candidate_id).state is SubmissionState.CONFIRMED


@pytest.mark.fault(
    40,
    injected="a registration withdrawn at central, then amended and pushed again",
    seen="refused, no resurrection, its name is free; the other kiosks are told of the withdrawal",
)
async def test_amended_after_it_was_withdrawn(stage: Stage) -> None:
    site, kiosk = await stage.site(), stage.central.kiosk()
    made = kiosk.submitted(1)
    gone = kiosk.withdrawn(made)
    kiosk.push(made, gone)
    again = kiosk.amended(gone, 1, id=made.entity_id, receipt_no=fields(made)["receipt_no"])
    first, second, third = kiosk.verdicts(again, made, gone)
    assert (first.verdict, first.reason) == (Verdict.CONFLICT, Reason.DELETED)
    assert (second.duplicate, third.duplicate) == (True, True)
    assert stage.states() == {made.entity_id: SubmissionState.WITHDRAWN}
    assert not rows(stage, candidate)
    assert not rows(stage, claim)
    await saved(site, form(1, account="tester0001"))
    await site.drain()
    stage.settled()
    devices = await site.gateway.pull(None)
    people = await site.gateway.pull(devices.cursor)
    told = {change.entity_id: change.body for change in people.changes}
    assert SubmissionState.WITHDRAWN in told[made.entity_id]


@pytest.mark.logs("pushed")
@pytest.mark.fault(
    33,
    injected="the kiosk's clock 2 years ahead, 2 years behind, in 1970, set back in the middle of a session",
    seen="ids unique, order by seq, skew kept at central and flagged here, nothing waits longer than 15 minutes",
)
@pytest.mark.parametrize("off", [2 * YEAR_MS, -2 * YEAR_MS, None, -20 * 60_000])
async def test_the_kiosks_clock_is_wrong(stage: Stage, off: int | None) -> None:
    site = await stage.site()
    await saved(site, form(1))
    site.clock.off = -site.clock.now_ms() if off is None else off
    await saved(site, form(2))
    site.clock.off += HOUR_MS
    await saved(site, form(3))
    site.clock.off -= HOUR_MS
    made = site.outbox()
    assert [row.seq for row in made] == [1, 2, 3]
    assert len({row.op_id for row in made}) == 3
    await site.sync()
    assert site.link.state.trouble is Trouble.CLOCK_OFF
    (known,) = [row for row in rows(stage, device) if row.id == site.ledger.position().device_id]
    assert known.skew_ms == -site.clock.off
    await site.drain()
    stage.settled()


@pytest.mark.logs("pushed")
@pytest.mark.fault(
    33, injected="the clock set back by a day while retries wait", seen="they are due at once, not in a day"
)
async def test_a_clock_set_back_freezes_no_retry(stage: Stage) -> None:
    line = await stage.line()
    site = await stage.site(line.url)
    await saved(site, form(1))
    await line.spoil()
    line.down_now = True
    for _ in range(8):
        await site.sync()
    site.clock.off = -24 * HOUR_MS
    await line.mend()
    await site.sync()
    assert (site.pending, site.pace.wait_ms(site.clock.now_ms())) == (0, 0)
    site.clock.off = 0
    await site.drain()
    stage.settled()


@pytest.mark.logs("pushed")
@pytest.mark.fault(
    34, injected="central's clock set back by an hour", seen="nonces asked for anew; cursor, claims, order as before"
)
async def test_centrals_clock_goes_back(stage: Stage) -> None:
    first, second = await stage.site(), await stage.site()
    await saved(first, form(1, account="harbour2026"))
    await first.drain()
    await second.drain()
    cursor = second.feed.cursor()
    stage.central.clock.now -= HOUR_MS
    first.clock.off = second.clock.off = HOUR_MS
    await saved(second, form(2, account="harbour2026"))
    await second.drain()
    assert second.feed.cursor() != cursor
    assert sorted(stage.states().values()) == [SubmissionState.ATTENTION, SubmissionState.CONFIRMED]
    await first.drain()
    stage.settled()
