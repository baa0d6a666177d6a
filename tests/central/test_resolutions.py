"""What the staff decide of a conflict (sync §2, Staff conflict queue; model §1, §4; row 37; P4)."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from ipas_central.audit import audit
from ipas_central.sync import desk
from ipas_central.sync.batch import CENTRAL
from ipas_central.tables import applied_op, candidate, change, claim, conflict, message
from ipas_contract import passwords
from ipas_contract.codes import Code
from ipas_contract.events import ID_CARD_SEEN, Op, OpKind, Reason, Verdict
from ipas_contract.ids import uuid7
from ipas_contract.resolutions import Action
from tests.central.test_profiles import NEW, columns, edit, profile_op
from tests.helpers.central import CentralServer
from tests.helpers.commands import ipas_central
from tests.helpers.office import COST
from tests.helpers.people import id_number, person
from tests.helpers.wire import Kiosk

BY, WHY = {"by": "林主任", "reason": "本人到場"}, "本人到場"


@pytest.fixture(autouse=True)
def known(server: CentralServer) -> None:
    """Who decides in these tests, and has seen a card."""
    server.know(BY["by"], "Lin", "Chen", "staff7")
    server.know(BY["by"], centre="south")


def resolved(kiosk: Kiosk, contested: Op, conflict_id: UUID | None, action: str, **more: Any) -> Op:
    """A decision of the staff at a kiosk."""
    body = {"id": contested.entity_id, "conflict_id": conflict_id or uuid7(), "action": action} | BY | more
    return kiosk.op(OpKind.RESOLVED, body)


def contested(server: CentralServer, kiosk: Kiosk, **changes: Any) -> tuple[Op, Op, UUID]:
    """Who has name and number, who wants them, and the conflict."""
    owner, loser = kiosk.submitted(1), kiosk.submitted(1, account="somebody", email=NEW)
    if changes:
        loser = kiosk.submitted(2, **changes)
    _, verdict = kiosk.verdicts(owner, loser)
    assert verdict.conflict_id is not None
    return owner, loser, verdict.conflict_id


def owners(server: CentralServer) -> dict[bytes, UUID]:
    return {row.key: row.candidate_id for row in server.rows(claim)}


def case(server: CentralServer, conflict_id: UUID) -> Any:
    (found,) = [row for row in server.rows(conflict) if row.id == conflict_id]
    return found


def told(server: CentralServer, kind: str = "submission_state") -> list[dict[str, Any]]:
    return [json.loads(row.body) for row in server.rows(change) if row.kind == kind]


def test_another_account(server: CentralServer) -> None:
    """The registration is confirmed under it, its candidate told; the op and the audit name who and why."""
    kiosk = server.kiosk()
    _, loser, conflict_id = contested(server, kiosk, account=person(1).account)
    op = resolved(kiosk, loser, conflict_id, "rename", account="harbour2026")
    assert kiosk.words(op) == ["accepted"]
    assert server.state(loser) == ("confirmed", None)
    assert owners(server)[b"harbour2026"] == loser.entity_id
    assert case(server, conflict_id).resolved_by == op.op_id
    assert case(server, conflict_id).body == loser.body.encode()
    assert (told(server)[-1]["state"], told(server)[-1]["version"]) == ("confirmed", 2)
    assert [row.template for row in server.rows(message) if row.cause == op.op_id] == ["registration_confirmed"]
    (row,) = server.rows(audit)
    assert (row.op_id, row.device_id, row.who) == (op.op_id, kiosk.id, "林主任")
    assert (row.what, row.result, row.note) == ("conflict.resolved:rename", "accepted", WHY)
    assert row.subject == server.central.keys.subject(loser.entity_id)
    assert kiosk.verdicts(op)[0].duplicate
    assert len(server.rows(audit)) == 1


def test_its_own_number_was_mistyped(server: CentralServer) -> None:
    kiosk = server.kiosk()
    owner, loser, conflict_id = contested(server, kiosk)
    op = resolved(kiosk, loser, conflict_id, "correct_id", id_number=id_number(7))
    assert kiosk.words(op) == ["accepted"]
    assert server.state(loser) == ("confirmed", None)
    numbers = {row.id: row.id_number for row in server.rows(candidate)}
    assert numbers == {owner.entity_id: person(1).id_number, loser.entity_id: id_number(7)}
    assert len(owners(server)) == 4


def test_the_holders_number_was_mistyped(server: CentralServer) -> None:
    """Both stay: the number goes to who came with it, the other one gets the right one."""
    kiosk = server.kiosk()
    owner, loser, conflict_id = contested(server, kiosk)
    op = resolved(kiosk, loser, conflict_id, "keep_both", id_number=id_number(7))
    assert kiosk.words(op) == ["accepted"]
    rows = {row.id: row for row in server.rows(candidate)}
    assert (rows[owner.entity_id].id_number, rows[owner.entity_id].version) == (id_number(7), 2)
    assert rows[loser.entity_id].id_number == person(1).id_number
    keys = owners(server)
    assert {keys[row.id_key] for row in rows.values()} == rows.keys()
    assert all(keys[row.id_key] == row.id for row in rows.values())
    assert server.state(owner) == server.state(loser) == ("confirmed", None)


def test_the_same_person_twice_takes_two_of_the_staff(server: CentralServer) -> None:
    """Row 37: before the second has said so, nothing is merged; the same one again is no second."""
    kiosk = server.kiosk()
    owner, loser, conflict_id = contested(server, kiosk)
    first, *same = (resolved(kiosk, loser, conflict_id, "merge", by=by) for by in ("Lin", "LIN", " Ｌin "))
    assert kiosk.words(first) == ["accepted"]
    assert [(one.verdict, one.field) for one in kiosk.verdicts(*same)] == [(Verdict.REJECTED, "by")] * 2
    assert server.state(loser) == ("attention", "identity")
    assert (case(server, conflict_id).proposed_by, case(server, conflict_id).resolved_by) == ("Lin", None)
    second = resolved(kiosk, loser, conflict_id, "merge", by="Chen")
    assert kiosk.words(second) == ["accepted"]
    assert server.state(loser) == ("merged", None)
    rows = {row.id: row for row in server.rows(candidate)}
    assert (rows[loser.entity_id].status, rows[loser.entity_id].merged_into) == ("merged", owner.entity_id)
    assert rows[loser.entity_id].email == NEW
    assert set(owners(server).values()) == {owner.entity_id}
    assert [row.who for row in server.rows(audit)] == ["Lin", "LIN", "Ｌin", "Chen"]
    assert told(server)[-1]["state"] == "merged"
    assert told(server, "verifier_dropped") == [{"candidate_id": str(loser.entity_id)}]
    for late in (kiosk.amended(loser, 3), kiosk.withdrawn(loser), profile_op(kiosk, loser, sex="female")):
        assert [(one.verdict, one.reason) for one in kiosk.verdicts(late)] == [(Verdict.CONFLICT, Reason.DELETED)]


def test_given_up(server: CentralServer) -> None:
    kiosk = server.kiosk()
    owner, loser, conflict_id = contested(server, kiosk)
    assert kiosk.words(resolved(kiosk, loser, conflict_id, "withdraw")) == ["accepted"]
    assert (server.state(loser), server.state(owner)) == (("withdrawn", None), ("confirmed", None))
    assert case(server, conflict_id).body == loser.body.encode()
    assert told(server, "verifier_dropped") == [{"candidate_id": str(loser.entity_id)}]


def test_who_was_outranked_by_a_card_may_be_put_right(server: CentralServer) -> None:
    """Model §4: what gave way was kept as it was registered."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    kiosk.push(first, kiosk.submitted(1, account="real_owner", assisted=f"staff7/{ID_CARD_SEEN}"))
    (kept,) = server.rows(conflict)
    op = resolved(kiosk, first, kept.id, "correct_id", id_number=id_number(7))
    assert kiosk.words(op) == ["accepted"]
    assert server.state(first) == ("confirmed", None)
    assert {row.id: row.extra for row in server.rows(candidate)}[first.entity_id] is None


@pytest.mark.parametrize("action", ["take", "withdraw"])
def test_a_change_of_a_profile_that_was_not_taken(server: CentralServer, action: str) -> None:
    """Row 39: made after all, without what the person did not touch; or central's stands."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    kiosk.push(first)
    edit(server, email="central@mail.example.org", education="master")
    (verdict,) = kiosk.verdicts(profile_op(kiosk, first, email=NEW))
    op = resolved(kiosk, first, verdict.conflict_id, action)
    assert kiosk.words(op) == ["accepted"]
    email = NEW if action == "take" else "central@mail.example.org"
    assert columns(server, "email", "education") == (email, "master")
    assert server.state(first) == ("confirmed", None)
    assert server.rows(conflict)[0].resolved_by == op.op_id
    assert len({row.address for row in server.rows(message) if row.cause == op.op_id}) == (3 if action == "take" else 0)


TAKEN, FREE, FALSE = person(1).account, id_number(7), "A200000004"
WRONG: list[tuple[dict[str, Any], Reason, str | None, Code | None]] = [
    ({"action": "rename", "account": TAKEN, "id_number": FREE}, Reason.IDENTITY, None, None),
    ({"action": "rename", "account": "x"}, Reason.BAD_FIELD, "account", Code.TOO_SHORT),
    ({"action": "correct_id", "id_number": FREE, "account": TAKEN}, Reason.ACCOUNT_TAKEN, None, None),
    ({"action": "correct_id", "id_number": FALSE}, Reason.BAD_FIELD, "id_number", Code.BAD_CHECKSUM),
    ({"action": "keep_both", "id_number": FREE, "account": TAKEN}, Reason.ACCOUNT_TAKEN, None, None),
    ({"action": "keep_both", "id_number": FALSE}, Reason.BAD_FIELD, "id_number", Code.BAD_CHECKSUM),
    ({"action": "keep_both", "id_number": person(3).id_number}, Reason.IDENTITY, None, None),
    ({"action": "keep_both"}, Reason.BAD_FIELD, "id_number", Code.EMPTY),
    ({"action": "take"}, Reason.BAD_FIELD, "action", None),
    ({"action": "delete"}, Reason.BAD_BODY, None, None),
    ({"action": "withdraw", "by": " "}, Reason.BAD_FIELD, "by", Code.EMPTY),
    ({"action": "withdraw", "reason": "\u0000"}, Reason.BAD_FIELD, "reason", Code.BAD_CHARACTER),
]


def test_what_cannot_be_carried_out_leaves_the_conflict_open(server: CentralServer) -> None:
    """And is on record; so is what speaks of no conflict at all."""
    kiosk = server.kiosk()
    _, loser, conflict_id = contested(server, kiosk)
    kiosk.push(kiosk.submitted(3))
    before = [server.rows(table) for table in (conflict, candidate, claim, message, change)]
    for said, reason, field, code in WRONG:
        (verdict,) = kiosk.verdicts(resolved(kiosk, loser, conflict_id, **said))
        answered = (verdict.verdict, verdict.reason, verdict.field, verdict.code)
        assert answered == (Verdict.REJECTED, reason, field, code), said
        assert [server.rows(table) for table in (conflict, candidate, claim, message, change)] == before, said
    assert kiosk.verdicts(resolved(kiosk, loser, None, "withdraw"))[0].reason is Reason.NO_SUCH_ENTITY
    assert len(server.rows(audit)) == len(WRONG) + 1


def test_a_cost_that_was_raised_since_stands_in_nobodys_way(server: CentralServer) -> None:
    """What was contested for name or number had a password as it had to be then; what was refused for it had not."""
    kiosk = server.kiosk()
    _, loser, conflict_id = contested(server, kiosk)
    weak = kiosk.submitted(8, password_hash=passwords.hash_password("Lantern#Quarry0001", cost=COST + 2))
    assert kiosk.words(weak) == ["rejected"]
    (refused,) = [row.id for row in server.rows(conflict) if row.op_id == weak.op_id]
    raised = replace(server.central, settings=server.central.settings.model_copy(update={"bcrypt_cost": COST + 1}))
    decided = desk.decide(raised, conflict_id, Action.CORRECT_ID, id_number=id_number(7), **BY)
    assert decided is not None
    assert (decided.verdict, server.state(loser)) == (Verdict.ACCEPTED, ("confirmed", None))
    still = desk.decide(raised, refused, Action.RENAME, account="harbour2026", **BY)
    assert still is not None
    assert (still.verdict, still.field) == (Verdict.REJECTED, "password_hash")


def test_another_centre_decides_nothing(server: CentralServer) -> None:
    """V9; central's own staff may."""
    kiosk, elsewhere = server.kiosk(), server.kiosk("south")
    owner, loser, conflict_id = contested(server, kiosk)
    (verdict,) = elsewhere.verdicts(resolved(elsewhere, loser, conflict_id, "withdraw"))
    assert verdict.reason is Reason.NO_SUCH_ENTITY
    refused = profile_op(elsewhere, owner, sex="female")
    assert elsewhere.words(refused) == ["rejected"]
    (own,) = [row.id for row in server.rows(conflict) if row.op_id == refused.op_id]
    assert elsewhere.words(resolved(elsewhere, owner, own, "take")) == ["rejected"]
    assert desk.decide(server.central, conflict_id, Action.WITHDRAW, **BY) is not None
    assert server.state(loser) == ("withdrawn", None)


def test_decided_once(server: CentralServer) -> None:
    """In one batch too."""
    kiosk = server.kiosk()
    _, loser, conflict_id = contested(server, kiosk)
    ops = [resolved(kiosk, loser, conflict_id, "correct_id", id_number=id_number(7)) for _ in range(2)]
    assert [one.reason for one in kiosk.verdicts(*ops)] == [None, Reason.TOO_LATE]


def test_at_centrals_own_desk(server: CentralServer, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`conflicts` lists without a name or number; `conflict resolve` asks for what is personal (P3)."""
    monkeypatch.setenv("IPAS_CENTRAL_DATABASE_URL", database_url)
    monkeypatch.setenv("IPAS_CENTRAL_KEYS_DIR", str(server.central.settings.keys_dir))
    monkeypatch.setenv("IPAS_CENTRAL_BCRYPT_COST", str(COST))

    def run(*words: str, typed: str = "") -> tuple[int, str]:
        done = ipas_central(*words, typed=typed)
        return done.exit_code, done.output

    kiosk = server.kiosk()
    _, twin, same_person = contested(server, kiosk)
    named = kiosk.submitted(2, account=person(1).account)
    (verdict,) = kiosk.verdicts(named)
    code, listed = run("conflicts")
    assert (code, len(listed.splitlines())) == (0, 2)
    assert f"attention\tregistration.submitted\tidentity\theld_by={kiosk.code}" in listed
    assert not any(canary in listed for canary in (person(1).id_number, "王", "mail.example", "somebody"))
    common = ("--reason", "seen", "--by")
    resolve = ("conflict", "resolve", str(verdict.conflict_id), "--as", "rename", *common, "Lin")
    assert run(*resolve, typed="somebody else\n")[0] == 1
    assert run(*resolve, typed="harbour2026\n") == (
        0,
        f"account: harbour2026\nconflict {verdict.conflict_id} is resolved: rename\n",
    )
    merge = ("conflict", "resolve", str(same_person), "--as", "merge", *common)
    assert run(*merge, "Lin") == (0, "waits for a second person\n")
    assert "proposed_by=Lin" in run("conflicts")[1]
    assert [run(*merge, "Lin", "--second", name)[0] for name in ("LIN ", "Chen")] == [2, 1]
    assert run(*merge, "Chen")[0] == 0
    assert run("conflicts") == (0, "")
    assert (server.state(named), server.state(twin)) == (("confirmed", None), ("merged", None))
    assert {row.device_id for row in server.rows(audit)} == {CENTRAL}


def test_two_at_one_desk(server: CentralServer) -> None:
    """Decisions of central's own take their places in one stream, whoever comes first."""
    kiosk = server.kiosk()
    _, loser, conflict_id = contested(server, kiosk)
    with ThreadPoolExecutor(2) as pool:
        made = list(
            pool.map(lambda by: desk.decide(server.central, conflict_id, Action.MERGE, by=by, reason=WHY), "AB")
        )
    assert [verdict.verdict for verdict in made if verdict] == [Verdict.ACCEPTED] * 2
    assert server.state(loser) == ("merged", None)
    assert sorted(row.seq for row in server.rows(applied_op) if row.device_id == CENTRAL) == [1, 2]
