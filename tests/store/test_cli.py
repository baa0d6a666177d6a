"""`ipas-kiosk`: what it prints, what it never prints, how it ends (requirements D3 D4 O2; model §3)."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ipas_contract.codes import AttentionReason, SubmissionState
from ipas_contract.enrol_codes import EnrolCode
from ipas_contract.events import OpKind
from ipas_contract.ids import uuid7
from ipas_kiosk.cli import app
from ipas_kiosk.models.records import Judged, Settled
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import enrolment, opening
from ipas_kiosk.settings import load
from tests.helpers.store import KEY, candidate, device, new_op, register

NOBODY = "http://127.0.0.1:9"
"""The discard port: nobody listens there."""
CODE = str(EnrolCode("0123456789"))


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A demo folder whose kiosk is not enrolled."""
    folder = tmp_path / "demo"
    folder.mkdir()
    data = folder / "kiosk"
    text = f'central_url = "{NOBODY}"\ndata_dir = "{data.as_posix()}"\n'
    (folder / "kiosk.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def enrolled(demo: Path) -> Path:
    """A demo folder whose kiosk is enrolled."""
    store, _ = enrolment.prepare(load(environ={"IPAS_DEMO": str(demo)}))
    with store.write() as work:
        work.device.enrol(device())
        work.commit()
    store.close()
    return demo


def opened(demo: Path) -> Store:
    return opening.open_store(load(environ={"IPAS_DEMO": str(demo)}))


def call(demo: Path | None, *arguments: str, **environ: str) -> Result:
    values: dict[str, str | None] = {"IPAS_DEMO": str(demo) if demo else None, **environ}
    return CliRunner().invoke(app, arguments, env=values)


def test_without_a_safe_keyring_it_ends_with_78(tmp_path: Path) -> None:
    """D3, D4: refuses, says how to set one up, makes no store."""
    forced = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "IPAS_KIOSK_DATA_DIR": str(tmp_path / "k")}
    ended = call(None, "enrol", CODE, "--centre", "TPE01", IPAS_KIOSK_CENTRAL_URL=NOBODY, **forced)
    assert ended.exit_code == 78
    assert "PYTHON_KEYRING_BACKEND" in ended.output
    assert not (tmp_path / "k").exists()
    assert call(None, "doctor", **forced).exit_code == 78


def test_settings_that_cannot_be_end_with_78(demo: Path) -> None:
    (demo / "kiosk.toml").write_text("colour = 1", encoding="utf-8")
    ended = call(demo, "outbox")
    assert (ended.exit_code, "colour" in ended.output) == (78, True)


def test_enrolling_without_a_line_says_so_and_can_go_on(demo: Path) -> None:
    ended = call(demo, "enrol", CODE, "--centre", "TPE01")
    assert ended.exit_code == 1
    assert "cannot be reached" in ended.output
    assert CODE[:10] not in ended.output
    assert call(demo, "outbox").exit_code == 1
    assert "not_enrolled" in call(demo, "outbox").output


def test_an_enrolled_kiosk_is_not_enrolled_by_mistake(enrolled: Path) -> None:
    ended = call(enrolled, "enrol", CODE, "--centre", "TPE01")
    assert ended.exit_code == 78
    assert "--again" in ended.output


def test_the_queue_is_listed_without_anything_personal(enrolled: Path) -> None:
    """Model §2, §3: states, counts, reasons, lapsed flags, receipt numbers; no name, account, ID or address (P3)."""
    store = opened(enrolled)
    people = [register(store, serial, account=f"canary{serial:04}") for serial in range(1, 4)]
    lookup = new_op(uuid7(), kind=OpKind.LOOKUP, body='{"id_number": "canary"}')
    (first, made_first), (second, made_second), (_, made_third) = people
    with store.write() as work:
        work.outbox.append(lookup)
        work.outbox.settle(
            [
                Settled(made_first.last_op_id, '{"verdict": "accepted"}'),
                Settled(made_second.last_op_id, '{"verdict": "conflict", "reason": "account_taken"}'),
                Settled(lookup.op_id, '{"verdict": "accepted", "lapsed": true}'),
            ],
            1,
        )
        work.registrations.judge(
            [
                Judged(made_first.last_op_id, SubmissionState.CONFIRMED),
                Judged(made_second.last_op_id, SubmissionState.ATTENTION, AttentionReason.ACCOUNT_TAKEN),
            ]
        )
        work.outbox.park([made_third.last_op_id], "too_large")
        work.commit()
    store.close()
    listed = call(enrolled, "outbox")
    assert listed.exit_code == 0
    head, *lines = listed.output.splitlines()
    assert head == "0 pending, 3 done, 1 parked; nothing waits"
    assert len(lines) == 4
    assert lines[0].endswith(f"accepted {made_first.receipt_no} confirmed")
    assert lines[1].endswith(f"conflict account_taken {made_second.receipt_no} attention account_taken")
    assert "too_large" in lines[2]
    assert lines[3].endswith("accepted lapsed")
    for who in (first, second):
        for text in (who.account, who.name, who.id_number, who.email, who.mobile, "canary"):
            assert text not in listed.output


def test_parked_ops_get_another_chance_from_staff(enrolled: Path) -> None:
    """Sync §2: parked ops are re-drivable by staff, never deleted."""
    store = opened(enrolled)
    _, made = register(store, 1)
    register(store, 2)
    with store.write() as work:
        work.outbox.park([made.last_op_id], "too_large")
        work.commit()
    store.close()
    assert len(call(enrolled, "outbox", "--state", "parked").output.splitlines()) == 2
    again = call(enrolled, "outbox", "--retry-parked")
    assert again.output.startswith("1 parked ops go out again\n2 pending, 0 done, 0 parked")


def test_the_doctor_says_what_is_well_and_what_is_not(enrolled: Path) -> None:
    """O2: a line a check, exit code."""
    ended = call(enrolled, "doctor")
    assert ended.exit_code == 1
    found = {line.split()[1]: line.split()[0] for line in ended.output.splitlines()}
    assert found.pop("disk") in {"pass", "FAIL"}
    assert found == {
        "cipher": "pass",
        "key": "pass",
        "printer": "pass",
        "store": "pass",
        "enrolment": "pass",
        "queue": "pass",
        "central": "FAIL",
    }
    store = opened(enrolled)
    _, made = register(store, 1)
    with store.write() as work:
        work.outbox.park([made.last_op_id], "too_large")
        work.commit()
    store.close()
    assert "FAIL  queue" in call(enrolled, "doctor").output


def test_the_doctor_looks_for_the_printer(enrolled: Path) -> None:
    """O2: none is no failure, one that the system does not know is."""
    assert "pass  printer    none is set up" in call(enrolled, "doctor").output
    for name, found in (("nobody", "FAIL"), (f"pdf:{enrolled}", "pass")):
        assert f"{found}  printer    {name}: " in call(enrolled, "doctor", IPAS_KIOSK_PRINTER=name).output


def test_the_doctor_names_a_damaged_store(enrolled: Path) -> None:
    path = enrolled / "kiosk" / "store.db"
    damaged = bytearray(path.read_bytes())
    damaged[4096 * 3] ^= 1
    path.write_bytes(damaged)
    ended = call(enrolled, "doctor")
    assert ended.exit_code == 1
    assert "FAIL  store" in ended.output
    assert "quarantine" in ended.output


def test_a_wrong_key_is_named(enrolled: Path) -> None:
    (enrolled / "kiosk" / "store.key").write_text(KEY.reveal().hex(), encoding="ascii")
    ended = call(enrolled, "outbox")
    assert ended.exit_code == 1
    assert ended.output.startswith("wrong_key: ")
    assert KEY.reveal().hex() not in ended.output


def test_a_candidate_shows_no_password_hash() -> None:
    """P3: a record that ends up in a message by mistake."""
    who = candidate(1)
    assert who.password_hash not in repr(who)
