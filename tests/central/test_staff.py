"""Whose word is taken from a kiosk (ADR 010; model §4): nobody's, unless central's operator has put the name down."""

from operator import attrgetter

import pytest
from typer.testing import Result

from ipas_central.audit import audit
from ipas_central.sync.batch import CENTRAL
from ipas_central.tables import candidate, claim, conflict
from ipas_contract.events import ID_CARD_SEEN, Reason, Verdict
from tests.central.test_resolutions import contested, resolved
from tests.helpers.central import CentralServer
from tests.helpers.commands import ipas_central
from tests.helpers.office import CENTRE

NAME = "林主任"


@pytest.fixture(autouse=True)
def settings(server: CentralServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands' are the server's."""
    monkeypatch.setenv("IPAS_CENTRAL_DATABASE_URL", str(server.central.settings.database_url))
    monkeypatch.setenv("IPAS_CENTRAL_KEYS_DIR", str(server.central.settings.keys_dir))


def staff(*words: str) -> Result:
    return ipas_central("staff", *words)


@pytest.mark.parametrize("action", ["withdraw", "merge"])
def test_a_kiosk_decides_nothing_in_the_name_of_somebody_unknown(server: CentralServer, action: str) -> None:
    """A stolen kiosk, or one with a fault: refused with a code of its own, on record, and the conflict stays open."""
    kiosk = server.kiosk()
    staff("add", NAME, "--centre", "south")
    _, loser, conflict_id = contested(server, kiosk)
    before = [server.rows(table) for table in (conflict, candidate, claim)]
    op = resolved(kiosk, loser, conflict_id, action)
    (verdict,) = kiosk.verdicts(op)
    assert (verdict.verdict, verdict.reason, verdict.field) == (Verdict.REJECTED, Reason.NOT_ALLOWED, "by")
    assert [server.rows(table) for table in (conflict, candidate, claim)] == before
    (row,) = [row for row in server.rows(audit) if row.op_id == op.op_id]
    assert (row.device_id, row.who) == (kiosk.id, NAME)
    assert (row.what, row.result) == (f"conflict.resolved:{action}", "rejected:not_allowed:by")
    staff("add", NAME, "--centre", CENTRE)
    assert kiosk.verdicts(op)[0] == verdict.model_copy(update={"duplicate": True}), "what was refused stays refused"


def test_who_is_put_down_may_decide_until_taken_off(server: CentralServer) -> None:
    """For one centre; whatever the case, width and blanks of the name."""
    kiosk = server.kiosk()
    _, loser, conflict_id = contested(server, kiosk)
    assert staff("add", "Lin Mei", "--centre", CENTRE).exit_code == 0
    assert staff("add", "LIN  MEI", "--centre", CENTRE).exit_code == 1
    assert staff("add", " ", "--centre", CENTRE).exit_code == 2
    assert staff("list").output == f"{CENTRE}\tLin Mei\n"
    assert kiosk.words(resolved(kiosk, loser, conflict_id, "merge", by="ＬＩＮ mei")) == ["accepted"]
    assert staff("remove", "lin mei", "--centre", CENTRE).exit_code == 0
    assert staff("remove", "lin mei", "--centre", CENTRE).exit_code == 1
    (verdict,) = kiosk.verdicts(resolved(kiosk, loser, conflict_id, "withdraw", by="Lin Mei"))
    assert verdict.reason is Reason.NOT_ALLOWED
    decided = [row for row in server.rows(audit) if row.device_id == CENTRAL]
    assert [(row.what, row.note) for row in sorted(decided, key=attrgetter("at"))] == [
        ("staff:added", f"Lin Mei {CENTRE}"),
        ("staff:removed", f"lin mei {CENTRE}"),
    ]


@pytest.mark.parametrize("known", [False, True])
def test_an_id_card_was_seen_if_known_staff_say_so(server: CentralServer, *, known: bool) -> None:
    """Else any kiosk could take any number from whoever has it."""
    kiosk = server.kiosk()
    if known:
        staff("add", "staff7", "--centre", CENTRE)
    first, second = kiosk.submitted(1), kiosk.submitted(1, account="somebody", assisted=f"Staff7/{ID_CARD_SEEN}")
    kiosk.push(first)
    assert kiosk.words(second) == ["accepted" if known else "conflict"]
    lost = ("attention", "identity")
    assert [server.state(op) for op in (first, second)] == (
        [lost, ("confirmed", None)] if known else [("confirmed", None), lost]
    )
