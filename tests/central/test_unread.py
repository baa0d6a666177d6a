"""What kiosks have sent and central cannot read: listed, tried again, set aside (sync §2 Versions; model §9; I6)."""

import pytest
from typer.testing import Result

from ipas_central.audit import audit
from ipas_central.fleet_tables import sealed_op
from ipas_central.keys import SEALING_PRIVATE
from ipas_central.sync import sealed, upcasting
from ipas_central.tables import conflict, message, raw_inbox
from ipas_contract.events import Op
from ipas_contract.sealing import seal_body
from tests.central.test_fleet import metrics
from tests.central.test_pull import pulled, states
from tests.central.test_resolutions import resolved
from tests.helpers.central import CentralServer
from tests.helpers.commands import ipas_central
from tests.helpers.office import CENTRE, COST
from tests.helpers.wire import Kiosk


@pytest.fixture(autouse=True)
def settings(server: CentralServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands' are the server's."""
    monkeypatch.setenv("IPAS_CENTRAL_DATABASE_URL", str(server.central.settings.database_url))
    monkeypatch.setenv("IPAS_CENTRAL_KEYS_DIR", str(server.central.settings.keys_dir))
    monkeypatch.setenv("IPAS_CENTRAL_BCRYPT_COST", str(COST))


def unread(*words: str) -> Result:
    return ipas_central("unread", *words)


def waiting() -> list[list[str]]:
    return [line.split("\t") for line in unread("list").output.splitlines()]


def too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """Central reads no ops of today's kiosks."""
    monkeypatch.setattr(upcasting, "NEWEST", 4)


def as_sealed(kiosk: Kiosk, op: Op, server: CentralServer, body: str | None = None) -> Op:
    """An op as a kiosk offers it again when it cannot read it any more."""
    sealed_body = seal_body(op.body, op.op_id, server.central.keys.sealing_public) if body is None else body
    return op.model_copy(update={"body": sealed_body, "sealed": True})


def test_what_was_too_old_is_judged_when_it_can_be_read(server: CentralServer, monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk = server.kiosk()
    ops = [first, second, third] = [kiosk.submitted(serial) for serial in (1, 2, 3)]
    ops += [kiosk.amended(second, 5), kiosk.withdrawn(third)]
    with monkeypatch.context() as older:
        too_old(older)
        assert kiosk.words(*ops) == ["accepted_raw"] * 5
        assert waiting() == [[str(op.op_id), kiosk.code, CENTRE, "too_old", op.kind, "1"] for op in ops]
        done = unread("replay")
        assert (done.exit_code, done.output) == (1, "5 ops: 5 too_old\n")
    _, cursor = pulled(kiosk)
    done = unread("replay")
    assert (done.exit_code, done.output) == (0, "5 ops: 4 accepted, 1 overtaken\n")
    assert [server.state(op)[0] for op in (first, second, third)] == ["confirmed", "confirmed", "withdrawn"]
    assert {row.template for row in server.rows(message)} == {"registration_confirmed"}
    assert set(states(pulled(kiosk, cursor)[0])) == {str(op.entity_id) for op in ops}
    assert (waiting(), unread("replay").output) == ([], "0 ops: \n")
    assert {row.op_id: row.body for row in server.rows(raw_inbox)} == {op.op_id: op.body.encode() for op in ops}
    assert all(verdict.duplicate for verdict in kiosk.verdicts(*ops))


def test_what_is_tried_again_has_its_kiosks_rights_and_no_more(
    server: CentralServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """V9; and no decision in the name of somebody unknown comes into force by it."""
    kiosk, stranger = server.kiosk(), server.kiosk("south")
    theirs, mine, twin = kiosk.submitted(1), kiosk.submitted(2), kiosk.submitted(2, account="somebody")
    (*_, verdict) = kiosk.verdicts(theirs, mine, twin)
    with monkeypatch.context() as older:
        too_old(older)
        stranger.push(stranger.withdrawn(theirs))
        kiosk.push(resolved(kiosk, twin, verdict.conflict_id, "withdraw"))
    done = unread("replay")
    assert (done.exit_code, done.output) == (0, "2 ops: 2 rejected\n")
    assert [server.state(op)[0] for op in (theirs, mine, twin)] == ["confirmed", "confirmed", "attention"]
    assert {row.reason for row in server.rows(conflict)} == {"identity", "no_such_entity"}


def test_what_nobody_will_read_is_set_aside(server: CentralServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept, by whom and why on record, and no alert any more."""
    kiosk = server.kiosk()
    raw, damaged = kiosk.submitted(1), kiosk.submitted(2)
    with monkeypatch.context() as older:
        too_old(older)
        kiosk.push(raw)
    kiosk.push(as_sealed(kiosk, damaged, server, "AAAA"))
    assert [line[3] for line in waiting()] == ["too_old", "sealed"]
    assert unread("set-aside", str(raw.op_id), "--by", " ", "--reason", "x").exit_code == 2
    for op in (raw, damaged):
        ended = unread("set-aside", str(op.op_id), "--by", "林主任", "--reason", "本人重新報名")
        assert (ended.exit_code, ended.output) == (0, "1 set aside\n")
        assert unread("set-aside", str(op.op_id), "--by", "林主任", "--reason", "again").exit_code == 1
    assert waiting() == []
    assert [metrics(server)[name] for name in ("ipas_sealed_ops", "ipas_raw_inbox_open")] == [0, 0]
    assert [(row.who, row.what, row.note) for row in server.rows(audit)] == [
        ("林主任", "unread:raw_inbox", "本人重新報名"),
        ("林主任", "unread:sealed_op", "本人重新報名"),
    ]
    subjects = [server.central.keys.subject(op.entity_id) for op in (raw, damaged)]
    assert [row.subject for row in server.rows(audit)] == subjects
    assert len(server.rows(raw_inbox)) == len(server.rows(sealed_op)) == 1
    assert unread("replay").output == "0 ops: \n"
    private = (server.central.settings.keys_dir / SEALING_PRIVATE).read_bytes()
    assert sealed.open_all(server.central, private) == {}


def test_nobody_takes_the_place_of_anothers_sealed_op(server: CentralServer) -> None:
    """An id says nothing of whose the op is as long as nobody can read it: the real one is kept, and judged."""
    kiosk, thief = server.kiosk(), server.kiosk()
    op = kiosk.submitted(1)
    thief.push(as_sealed(thief, op, server, "AAAA"))
    kiosk.push(as_sealed(kiosk, op, server))
    private = (server.central.settings.keys_dir / SEALING_PRIVATE).read_bytes()
    assert sealed.open_all(server.central, private) == {"accepted": 1, "sealed": 1}
    assert [row.device_id for row in server.rows(sealed_op)] == [thief.id]
    assert server.state(op) == ("confirmed", None)
