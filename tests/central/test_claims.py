"""Who owns a name and who owns an ID number (model §4, I4; faults 35-38; X9, O5)."""

import threading
from typing import Any

import pytest
from sqlalchemy import event, update

from ipas_central import db
from ipas_central.sync import bodies
from ipas_central.tables import candidate, change, claim, conflict, message, submission
from ipas_contract.events import ID_CARD_SEEN, Op, OpVerdict, Verdict
from tests.helpers.central import CentralServer
from tests.helpers.people import person
from tests.helpers.wire import Kiosk, fields

pytestmark = pytest.mark.logs("op_failed")

SEEN = f"staff7/{ID_CARD_SEEN}"


def owners(server: CentralServer) -> dict[str, set[Any]]:
    found: dict[str, set[Any]] = {"account": set(), "id": set()}
    for row in server.rows(claim):
        found[row.kind].add(row.candidate_id)
    return found


def why(verdict: OpVerdict) -> tuple[str, str | None]:
    return verdict.verdict.value, verdict.reason.value if verdict.reason else None


def test_the_first_commit_wins_the_account(server: CentralServer) -> None:
    """Faults 35, 36: whatever the clocks of the kiosks; in another case too; the loser is kept whole."""
    early, late = server.kiosk(), server.kiosk()
    first = late.submitted(1)
    second = early.submitted(2, account=person(1).account.upper()).model_copy(update={"made_at": 0})
    assert why(late.verdicts(first)[0]) == ("accepted", None)
    (verdict,) = early.verdicts(second)
    assert why(verdict) == ("conflict", "account_taken")
    (kept,) = server.rows(conflict)
    assert (kept.id, kept.held_by, kept.body) == (verdict.conflict_id, first.entity_id, second.body.encode())
    assert server.state(second) == ("attention", "account_taken")
    assert owners(server) == {"account": {first.entity_id}, "id": {first.entity_id}}


def test_the_account_is_free_for_who_lost_his_number(server: CentralServer) -> None:
    """Account and ID together or neither: in the very same batch the name goes to the next."""
    kiosk = server.kiosk()
    holder = kiosk.submitted(1)
    loser = kiosk.submitted(1, account="wanted_name")
    winner = kiosk.submitted(2, account="wanted_name")
    verdicts = kiosk.verdicts(holder, loser, winner)
    assert [why(each) for each in verdicts] == [("accepted", None), ("conflict", "identity"), ("accepted", None)]
    assert len(server.rows(claim)) == 4
    assert {row.candidate_id for row in server.rows(claim)} == {holder.entity_id, winner.entity_id}


def test_the_owner_of_a_number_is_told_the_candidate_is_not(server: CentralServer) -> None:
    """X9, O5: both taken is `identity`; the owner's mail goes to the address and in the language on file."""
    kiosk, other = server.kiosk(), server.kiosk("south")
    kiosk.push(kiosk.submitted(1, language="en"))
    again = other.submitted(1, email="rival@mail.example.org", language="zh_TW")
    assert why(other.verdicts(again)[0]) == ("conflict", "identity")
    told = {row.template: (row.address, row.language) for row in server.rows(message) if row.cause == again.op_id}
    assert told == {
        "registration_attention": ("rival@mail.example.org", "zh_TW"),
        "id_claimed_again": (person(1).email, "en"),
    }


def test_losing_the_account_alone_tells_nobody_else(server: CentralServer) -> None:
    kiosk = server.kiosk()
    second = kiosk.submitted(2, account=person(1).account)
    kiosk.push(kiosk.submitted(1), second)
    assert {row.template for row in server.rows(message) if row.cause == second.op_id} == {"registration_attention"}


# ---- the two exceptions ----------------------------------------------------------------------------------------


def group_record(server: CentralServer, kiosk: Kiosk, serial: int, **columns: Any) -> Op:
    """A record as a group import leaves it: claims, no password, not activated."""
    op = kiosk.submitted(serial, account=f"group{serial:04}")
    kiosk.push(op)
    values = {"status": "group_pending", "origin": "group", "password_hash": None} | columns
    with server.central.engine.begin() as connection:
        connection.execute(update(candidate).where(candidate.c.id == op.entity_id).values(values))
        connection.execute(submission.delete().where(submission.c.candidate_id == op.entity_id))
    return op


@pytest.mark.parametrize("other", [{"email": "new@mail.example.org"}, {"mobile": "+886912999999"}, {}])
def test_a_groups_record_is_adopted_by_its_person(server: CentralServer, other: dict[str, str]) -> None:
    """Model §4: ID number, name, and e-mail or mobile match; ids live on by `merged_into`."""
    kiosk = server.kiosk()
    record = group_record(server, kiosk, 1)
    op = kiosk.submitted(1, **other)
    assert why(kiosk.verdicts(op)[0]) == ("accepted", None)
    people = {row.id: row for row in server.rows(candidate)}
    assert (people[record.entity_id].status, people[record.entity_id].merged_into) == ("merged", op.entity_id)
    assert owners(server) == {"account": {op.entity_id}, "id": {op.entity_id}}
    assert len(server.rows(claim)) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"name": "王大明"},
        {"email": "new@mail.example.org", "mobile": "+886912999999"},
    ],
)
def test_a_groups_record_is_not_adopted_by_another(server: CentralServer, other: dict[str, str]) -> None:
    kiosk = server.kiosk()
    record = group_record(server, kiosk, 1)
    assert why(kiosk.verdicts(kiosk.submitted(1, **other))[0]) == ("conflict", "identity")
    assert owners(server)["id"] == {record.entity_id}


def test_an_activated_record_is_not_adopted(server: CentralServer) -> None:
    kiosk = server.kiosk()
    group_record(server, kiosk, 1, status="active")
    assert why(kiosk.verdicts(kiosk.submitted(1))[0]) == ("conflict", "identity")


def test_an_adopted_record_does_not_bring_somebody_elses_name(server: CentralServer) -> None:
    kiosk = server.kiosk()
    kiosk.push(kiosk.submitted(2, account="taken_name"))
    record = group_record(server, kiosk, 1)
    assert why(kiosk.verdicts(kiosk.submitted(1, account="taken_name"))[0]) == ("conflict", "account_taken")
    assert record.entity_id in owners(server)["id"]


@pytest.mark.parametrize("together", [False, True])
def test_a_card_seen_outranks_none_seen_and_nothing_is_lost(server: CentralServer, *, together: bool) -> None:
    """Model §4: the loser goes to attention, kept whole; kiosks drop the verifier; both are told neutrally."""
    kiosk = server.kiosk()
    server.know("staff7")
    first, second = kiosk.submitted(1), kiosk.submitted(1, account="real_owner", assisted=SEEN)
    verdicts = kiosk.verdicts(first, second) if together else kiosk.verdicts(first) + kiosk.verdicts(second)
    assert [why(each) for each in verdicts] == [("accepted", None), ("accepted", None)]
    assert server.state(first) == ("attention", "identity")
    assert owners(server) == {"account": {second.entity_id}, "id": {second.entity_id}}
    (kept,) = server.rows(conflict)
    assert (kept.op_id, kept.candidate_id) == (first.op_id, first.entity_id)
    assert fields(first)["account"].encode() in kept.body
    assert [row.id for row in server.rows(candidate)] == [second.entity_id]
    assert [row.entity_id for row in server.rows(change) if row.kind == "verifier_dropped"] == [first.entity_id]
    told = [row.candidate_id for row in server.rows(message) if row.template == "registration_attention"]
    assert told == [first.entity_id]


def test_a_card_seen_does_not_outrank_another_card_seen(server: CentralServer) -> None:
    kiosk = server.kiosk()
    server.know("staff7")
    ops = [kiosk.submitted(1, assisted=SEEN), kiosk.submitted(1, account="somebody", assisted=SEEN)]
    assert [why(each) for each in kiosk.verdicts(*ops)] == [("accepted", None), ("conflict", "identity")]


def test_a_card_says_nothing_about_a_name(server: CentralServer) -> None:
    """What a card proves is the number: somebody else's account stays theirs."""
    kiosk = server.kiosk()
    server.know("staff7")
    ops = [kiosk.submitted(1), kiosk.submitted(2, account=person(1).account, assisted=SEEN)]
    assert [why(each) for each in kiosk.verdicts(*ops)] == [("accepted", None), ("conflict", "account_taken")]


# ---- many at once ----------------------------------------------------------------------------------------------


def at_once(kiosks: list[Kiosk], batches: list[list[Op]]) -> list[list[OpVerdict]]:
    """Push all batches at the same time."""
    results: list[list[OpVerdict]] = [[] for _ in kiosks]
    barrier = threading.Barrier(len(kiosks))

    def send(place: int) -> None:
        barrier.wait()
        results[place] = kiosks[place].verdicts(*batches[place])

    threads = [threading.Thread(target=send, args=(place,)) for place in range(len(kiosks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_race_for_one_name_has_one_winner(server: CentralServer) -> None:
    """Fault 38 in small: no deadlock and no 5xx surfaces, with keys wanted in opposite orders."""
    kiosks = [server.kiosk() for _ in range(6)]
    names = [f"wanted{place:03}" for place in range(8)]
    batches = []
    for place, kiosk in enumerate(kiosks):
        wanted = names if place % 2 else names[::-1]
        batches.append([kiosk.submitted(100 * place + at, account=name) for at, name in enumerate(wanted)])
    verdicts = [verdict for batch in at_once(kiosks, batches) for verdict in batch]
    words = [why(verdict) for verdict in verdicts]
    assert words.count(("accepted", None)) == len(names)
    assert words.count(("conflict", "account_taken")) == len(names) * (len(kiosks) - 1)
    assert len(server.rows(claim)) == 2 * len(names)


def test_copies_of_one_batch_at_once_have_one_effect(server: CentralServer) -> None:
    """Fault 20: concurrent copies serialise."""
    kiosk = server.kiosk()
    ops = [kiosk.submitted(serial) for serial in range(5)]
    copies = [Kiosk.__new__(Kiosk) for _ in range(4)]
    for copy in copies:
        copy.__dict__ |= kiosk.__dict__ | {"client": server.client(kiosk)}
    results = at_once(copies, [ops] * len(copies))
    assert all(verdict.verdict is Verdict.ACCEPTED for batch in results for verdict in batch)
    assert sorted(batch[0].duplicate for batch in results) == [False, True, True, True]
    assert len(server.rows(candidate)) == len(ops)


def test_one_op_from_two_kiosks_at_once_has_one_effect(server: CentralServer) -> None:
    """Fault 56: carried over by hand and pushed online."""
    kiosks = [server.kiosk() for _ in range(4)]
    ops = [kiosks[0].submitted(serial) for serial in range(3)]
    results = at_once(kiosks, [ops] * len(kiosks))
    assert all(verdict.verdict is Verdict.ACCEPTED for batch in results for verdict in batch)
    assert sorted(batch[0].duplicate for batch in results) == [False, True, True, True]
    assert len(server.rows(candidate)) == len(ops)


def test_a_deadlock_of_the_database_is_tried_again(server: CentralServer) -> None:
    """Fault 53: 40P01 and 40001 never reach the kiosk."""
    kiosk = server.kiosk()
    failures = [db.DEADLOCK, db.SERIALISATION_FAILURE]

    def fail(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO claim") and failures:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '{failures.pop()}'; END $$")

    event.listen(server.central.engine, "before_cursor_execute", fail)
    assert why(kiosk.verdicts(kiosk.submitted(1))[0]) == ("accepted", None)
    assert failures == []


def test_what_the_database_refuses_of_one_op_leaves_no_trace_of_it(server: CentralServer) -> None:
    """Fault 41, row 53: refused half-way through the writing: what was written before it is taken back."""
    kiosk = server.kiosk()
    ops = [kiosk.submitted(serial) for serial in range(9)]
    poison = ops[4].entity_id.hex

    def fail(_connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("INSERT INTO submission") and poison in str(parameters):
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = 'XX000'; END $$")

    event.listen(server.central.engine, "before_cursor_execute", fail)
    assert kiosk.words(*ops) == ["accepted"] * 4 + ["retry"] + ["accepted"] * 4
    assert len(server.rows(candidate)) == 8
    assert len(server.rows(claim)) == 16
    event.remove(server.central.engine, "before_cursor_execute", fail)
    assert kiosk.words(*ops) == ["accepted"] * 9


def test_a_poison_op_is_found_and_stands_alone(server: CentralServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault 41: the one that makes central itself fail is answered `retry`, the others have their effect."""
    kiosk = server.kiosk()
    ops = [kiosk.submitted(serial) for serial in range(20)]
    judge = bodies.registration

    def fail(op: Op, *more: Any) -> Any:
        if op.entity_id == ops[13].entity_id:
            raise RuntimeError("王小明")
        return judge(op, *more)

    monkeypatch.setattr(bodies, "registration", fail)
    words = [verdict.verdict.value for verdict in kiosk.verdicts(*ops)]
    assert words == ["accepted"] * 13 + ["retry"] + ["accepted"] * 6
    assert len(server.rows(candidate)) == 19
    monkeypatch.undo()
    assert [(each.verdict.value, each.duplicate) for each in kiosk.verdicts(*ops[12:14])] == [
        ("accepted", True),
        ("accepted", False),
    ]
