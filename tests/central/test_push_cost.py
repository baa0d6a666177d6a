"""What a batch costs: a bounded number of statements whatever its size (architecture, step 6; issue of the sync)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event

from ipas_central import db
from ipas_contract.events import ID_CARD_SEEN, MAX_BATCH_OPS, Op, OpKind
from ipas_contract.ids import uuid7
from tests.central.test_profiles import profile_op
from tests.central.test_resolutions import BY, resolved
from tests.helpers.central import CentralServer
from tests.helpers.people import id_number, person
from tests.helpers.postgres import empty
from tests.helpers.wire import Kiosk

MOST = 40


@contextmanager
def counted(server: CentralServer) -> Iterator[list[str]]:
    """The statements that central makes, a COPY among them; one that is run for many rows counts once a row."""
    made: list[str] = []
    copy = db._copy

    def count_copy(connection: Connection, statement: str, rows: Any) -> None:
        made.append(statement)
        copy(connection, statement, rows)

    def count(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, executemany: bool) -> None:
        made.extend([statement] * (len(parameters) if executemany else 1))

    event.listen(server.central.engine, "before_cursor_execute", count)
    db._copy = count_copy
    try:
        yield made
    finally:
        event.remove(server.central.engine, "before_cursor_execute", count)
        db._copy = copy


def plain(kiosk: Kiosk, count: int) -> list[Op]:
    return [kiosk.submitted(serial) for serial in range(count)]


def mixed(kiosk: Kiosk, count: int) -> list[Op]:
    """Every kind and every way out, again and again."""
    ops: list[Op] = []
    for serial in range(count // 10):
        first = kiosk.submitted(10 * serial)
        loser = kiosk.submitted(10 * serial + 1, account=person(10 * serial).account)
        rival = kiosk.submitted(10 * serial + 2)
        seen = kiosk.submitted(10 * serial + 2, account=f"seen{serial:05}", assisted=f"a/{ID_CARD_SEEN}")
        who = person(10 * serial)
        lookup: dict[str, Any] = {"request_id": uuid7(), "channel": "email", "id_number": who.id_number}
        lookup |= {"name": who.name, "address": who.email, "language": "en"}
        old = kiosk.submitted(10 * serial + 3).model_copy(update={"schema_ver": 0})
        ops += [first, loser, rival, seen, kiosk.op(OpKind.LOOKUP, lookup), old]
        ops += [kiosk.submitted(10 * serial + 4, email="x"), kiosk.amended(loser, 10 * serial + 5)]
        ops += [kiosk.withdrawn(first), kiosk.op("unknown", "")]
    return ops


def decided(kiosk: Kiosk, count: int) -> list[Op]:
    """Profiles and what the staff say, of people who are there already."""
    names = ("right", "twice", "given")
    people = {serial: kiosk.submitted(serial) for serial in range(0, 4 * (count // 5), 4)}
    losers = {(at, name): kiosk.submitted(at, account=f"{name}{at:05}") for at in people for name in names}
    ids = {verdict.op_id: verdict.conflict_id for verdict in kiosk.verdicts(*people.values(), *losers.values())}
    made: list[Op] = []
    for serial, owner in people.items():
        made += [profile_op(kiosk, owner, sex="female"), profile_op(kiosk, owner, {"email": "x"}, email="a@b.example")]
        how = [{"action": "keep_both", "id_number": id_number(serial + 1)}, {"action": "merge"}, {"action": "withdraw"}]
        for name, said in zip(names, how, strict=True):
            loser = losers[serial, name]
            made.append(resolved(kiosk, loser, ids[loser.op_id], **said))
    return made


@pytest.mark.parametrize("made_of", [plain, mixed, decided])
def test_the_number_of_statements_does_not_grow(server: CentralServer, made_of: Any) -> None:
    counts = []
    for size in (10, MAX_BATCH_OPS):
        kiosk = server.kiosk()
        kiosk.hello()
        server.know("a", str(BY["by"]))
        ops = made_of(kiosk, size)
        with counted(server) as made:
            assert len(kiosk.verdicts(*ops)) == size
        counts.append(len(made))
        with counted(server) as again:
            assert all(verdict.duplicate for verdict in kiosk.verdicts(*ops))
        assert len(again) <= 15
        empty(server.central.settings.database_url, keep=frozenset({"meta"}))
    assert counts[0] == counts[1] <= MOST
