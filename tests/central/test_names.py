"""The taken names that kiosks carry: numbered apart from the batches, pulled by place (sync §2 Uniqueness; D6, L15)."""

import base64

import pytest
from sqlalchemy import event

from ipas_central import serving
from ipas_central.context import new_epoch
from ipas_central.db import insert_rows
from ipas_central.sync import names
from ipas_central.tables import claim
from ipas_contract import names as digests
from ipas_contract.events import ID_CARD_SEEN
from ipas_contract.ids import uuid7
from ipas_contract.names import NamesReply
from tests.helpers.central import CentralServer
from tests.helpers.people import person
from tests.helpers.wire import Kiosk


def page(kiosk: Kiosk, after: int = 0) -> NamesReply:
    response = kiosk.client.signed("GET", f"/v1/sync/names?after={after}")
    assert response.status_code == 200, response.text
    return NamesReply.model_validate_json(response.content)


def of(server: CentralServer, *accounts: str) -> set[bytes]:
    key = base64.b64decode(names.shared_key(server.central.keys))
    return {digests.digest(key, account) for account in accounts}


def known(kiosk: Kiosk) -> set[bytes]:
    """What a kiosk that begins anew knows."""
    names_, after, more = set[bytes](), 0, True
    while more:
        told = page(kiosk, after)
        names_ = (names_ | set(digests.unpack(told.taken))) - set(digests.unpack(told.freed))
        after, more = told.through, told.more
    assert (told.count, told.fingerprint) == (len(names_), digests.total(names_))
    return names_


def test_names_of_all_centres_are_told_once_they_are_numbered(server: CentralServer) -> None:
    """A name is a name everywhere; case aside; the pull's last page says whether there is anything new."""
    kiosk, far = server.kiosk(), server.kiosk("south")
    kiosk.push(kiosk.submitted(1, account="Harbour2026"))
    far.push(far.submitted(2))
    assert (known(kiosk), kiosk.client.pull().names) == (set(), None)
    serving.tidy(server.central)
    assert known(kiosk) == of(server, "hARBOUR2026", person(2).account)
    assert page(kiosk).through == known_to_pull(kiosk) == 2
    assert names.number(server.central) == 0


def known_to_pull(kiosk: Kiosk) -> int | None:
    cursor, more = "", True
    while more:
        told = kiosk.client.pull(cursor)
        cursor, more = told.cursor, told.more
    return told.names


def test_what_is_free_again_is_told_and_what_changed_twice_is_told_once(server: CentralServer) -> None:
    """Withdrawn, outranked by a card that was seen, taken again by somebody else."""
    kiosk = server.kiosk()
    server.know("a")
    first, second, third = (kiosk.submitted(serial) for serial in (1, 2, 3))
    kiosk.push(first, second, third)
    names.number(server.central)
    place = page(kiosk).through
    kiosk.push(kiosk.withdrawn(first), kiosk.submitted(4, account=person(1).account))
    kiosk.push(kiosk.withdrawn(second), kiosk.submitted(3, account="seen00001", assisted=f"a/{ID_CARD_SEEN}"))
    names.number(server.central)
    told = page(kiosk, place)
    assert set(digests.unpack(told.taken)) == of(server, "seen00001")
    assert set(digests.unpack(told.freed)) == of(server, person(2).account, person(3).account)
    assert known(kiosk) == of(server, person(1).account, "seen00001")


def test_a_page_is_of_one_moment(server: CentralServer) -> None:
    """Numbered anew while a page is read: a name that moves on is not missed where it was."""
    kiosk = server.kiosk()
    first, second = (kiosk.submitted(serial) for serial in (1, 2))
    kiosk.push(first, second)
    names.number(server.central)
    kiosk.push(kiosk.withdrawn(first))
    waiting = [server.central]

    def meanwhile(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM names" in statement and waiting:
            assert names.number(waiting.pop()) == 1

    event.listen(server.central.engine, "after_cursor_execute", meanwhile)
    assert known(kiosk) == of(server, person(1).account, person(2).account)
    event.remove(server.central.engine, "after_cursor_execute", meanwhile)
    assert known(kiosk) == of(server, person(2).account)


def test_a_batch_that_is_judged_again_or_lost_touches_no_name(server: CentralServer) -> None:
    kiosk = server.kiosk()
    op = kiosk.submitted(1)
    kiosk.push(op)
    names.number(server.central)
    kiosk.push(op, kiosk.submitted(2, account=person(1).account))
    assert names.number(server.central) == 0


def test_a_batch_that_commits_late_is_not_lost(server: CentralServer) -> None:
    """What is numbered while it is open passes it by; it leaves a note of its own (row 49's lesson)."""
    kiosk = server.kiosk()
    with server.central.engine.begin() as slow:
        row = {"kind": "account", "key": b"slow00001", "candidate_id": uuid7(), "made_at": server.clock()}
        insert_rows(slow, claim, [row])
        names.touched(slow, [b"slow00001"])
        kiosk.push(kiosk.submitted(1))
        names.number(server.central)
        place = page(kiosk).through
    names.number(server.central)
    assert set(digests.unpack(page(kiosk, place).taken)) == of(server, "slow00001")


def test_pages_are_bounded_and_nothing_is_between_them(server: CentralServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "MAX_NAMES", 2)
    kiosk = server.kiosk()
    kiosk.push(*(kiosk.submitted(serial) for serial in range(5)))
    names.number(server.central)
    assert len(known(kiosk)) == 5
    assert page(kiosk).count is None


def test_an_id_number_never_travels(server: CentralServer) -> None:
    """D6: neither in the clear nor as a digest; the key that kiosks have is not the claim secret."""
    kiosk = server.kiosk()
    op = kiosk.submitted(1)
    kiosk.push(op)
    names.number(server.central)
    number = person(1).id_number
    assert known(kiosk).isdisjoint(of(server, number, f"national_id|{number}", number.lower()))
    key = server.kiosk().hello().names_key or ""
    assert key == names.shared_key(server.central.keys)
    assert base64.b64decode(key) not in (server.central.keys.claim_secret, server.central.keys.derive(b"nonce"))


def test_a_restored_central_is_told_by_its_epoch(server: CentralServer) -> None:
    kiosk = server.kiosk()
    before = page(kiosk).server_epoch
    with server.central.engine.begin() as connection:
        epoch = new_epoch(connection)
    assert page(kiosk).server_epoch == epoch != before
