"""Profile changes at central (model §3; sync §3 rows 39, 40; requirement L12)."""

import json
from typing import Any

import pytest
from sqlalchemy import update

from ipas_central.audit import audit
from ipas_central.sync.profiles import TOGETHER
from ipas_central.tables import candidate, change, conflict, message
from ipas_contract.codes import Code
from ipas_contract.events import Op, OpKind, Profile, Reason, Verdict
from tests.central.test_claims import at_once
from tests.helpers.central import CentralServer
from tests.helpers.people import person
from tests.helpers.wire import Kiosk, fields

NEW = "moved@mail.example.org"
MOVED = {"school_area": "臺北市", "school_code": "0001", "school_text": None}


def profile_op(kiosk: Kiosk, first: Op, base: dict[str, Any] | None = None, **changes: Any) -> Op:
    """A change of the profile of `first`, by somebody who saw it as registered, but for what `base` says."""
    seen = {name: fields(first).get(name) for name in Profile.model_fields} | (base or {})
    return kiosk.op(OpKind.PROFILE, {"id": first.entity_id, "base": seen, "profile": seen | changes}, base_version=1)


def edit(server: CentralServer, **values: Any) -> None:
    """What somebody changes at central meanwhile."""
    with server.central.engine.begin() as connection:
        connection.execute(update(candidate).values(version=candidate.c.version + 1, **values))


def columns(server: CentralServer, *names: str) -> tuple[Any, ...]:
    (row,) = server.rows(candidate)
    return tuple(getattr(row, name) for name in names)


def test_every_field_of_a_profile_is_in_one_group() -> None:
    assert sum(TOGETHER, ()) == tuple(Profile.model_fields)


def test_a_change_is_made_and_told_to_the_old_and_the_new_address(server: CentralServer) -> None:
    """L12; a new address is not verified."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    kiosk.push(first)
    edit(server, email_verified_at=1, mobile_verified_at=1)
    op = profile_op(kiosk, first, email=NEW, language="en", **MOVED)
    (verdict,) = kiosk.verdicts(op)
    assert (verdict.verdict, verdict.version) == (Verdict.ACCEPTED, 3)
    assert columns(server, "email", "language", "school_code", "school_text") == (NEW, "en", "0001", None)
    assert columns(server, "email_verified_at", "mobile_verified_at", "version") == (None, 1, 3)
    told = {(row.template, row.address, row.language) for row in server.rows(message) if row.cause == op.op_id}
    assert told == {("contact_changed", to, "en") for to in (person(1).email, NEW, fields(first)["mobile"])}
    (kept,) = server.rows(audit)
    assert (kept.who, kept.what, kept.result) == ("candidate", "profile.changed", "accepted")
    assert kept.note == "saw 1: email, school_area, school_code, school_text, language"
    assert kiosk.verdicts(op)[0].duplicate
    assert server.state(first) == ("confirmed", None)


def test_what_central_changed_elsewhere_in_the_record_stays(server: CentralServer) -> None:
    """Row 39: changes that do not meet are merged."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    kiosk.push(first)
    edit(server, email="central@mail.example.org")
    assert kiosk.words(profile_op(kiosk, first, education="master", department_text="電機")) == ["accepted"]
    assert columns(server, "email", "education", "department_text") == ("central@mail.example.org", "master", "電機")
    assert not [row for row in server.rows(message) if row.template == "contact_changed"]


@pytest.mark.parametrize(
    ("there", "here", "field"),
    [
        ({"email": "central@mail.example.org"}, {"email": NEW}, "email"),
        ({"given_roman": "HSIAO-MING"}, {"name": "王曉明"}, "given_roman"),
        ({"school_text": "別的學校"}, MOVED, "school_text"),
    ],
)
def test_the_same_changed_on_both_sides_is_a_conflict_with_both_kept(
    server: CentralServer, there: dict[str, Any], here: dict[str, Any], field: str
) -> None:
    """Row 39: nothing is overwritten silently, and nothing of the op is taken."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    kiosk.push(first)
    edit(server, **there)
    op = profile_op(kiosk, first, sex="female", **here)
    (verdict,) = kiosk.verdicts(op)
    assert (verdict.verdict, verdict.reason, verdict.field) == (Verdict.CONFLICT, Reason.CHANGED_SINCE, field)
    assert columns(server, *there, "sex") == (*there.values(), "male")
    (kept,) = server.rows(conflict)
    assert (kept.id, kept.field, kept.body) == (verdict.conflict_id, field, op.body.encode())


def test_both_sides_changed_it_alike(server: CentralServer) -> None:
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    kiosk.push(first)
    edit(server, email=NEW)
    assert kiosk.words(profile_op(kiosk, first, email=NEW)) == ["accepted"]
    assert columns(server, "email", "version") == (NEW, 2)


@pytest.mark.parametrize("together", [False, True])
def test_changes_upon_changes(server: CentralServer, *, together: bool) -> None:
    """Queued without a line: in the batch of the registration itself, or after it."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    ops = [first, profile_op(kiosk, first, email=NEW), profile_op(kiosk, first, {"email": NEW}, email="c@d.example")]
    ops += [profile_op(kiosk, kiosk.submitted(2), sex="female")]
    batches = [ops] if together else [[op] for op in ops]
    assert [word for batch in batches for word in kiosk.words(*batch)] == ["accepted"] * 3 + ["rejected"]
    assert columns(server, "email", "version") == ("c@d.example", 3)
    assert len({row.address for row in server.rows(message) if row.template == "contact_changed"}) == 4


def test_two_kiosks_at_once(server: CentralServer) -> None:
    """Whoever comes second sees what the first one changed."""
    kiosks = [server.kiosk() for _ in range(4)]
    first = kiosks[0].submitted(1)
    kiosks[0].push(first)
    ops = [[profile_op(kiosk, first, email=f"{kiosk.code}@mail.example.org")] for kiosk in kiosks]
    verdicts = [verdict for (verdict,) in at_once(kiosks, ops)]
    assert sorted(verdict.reason or "" for verdict in verdicts) == ["", *[Reason.CHANGED_SINCE] * 3]
    assert len(server.rows(conflict)) == 3
    assert columns(server, "version") == (2,)


def test_another_name_ends_offline_sign_in_by_the_old_one(server: CentralServer) -> None:
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    kiosk.push(first, profile_op(kiosk, first, name="王曉明", given_roman="SIAO-MING"))
    assert [row.entity_id for row in server.rows(change) if row.kind == "verifier_dropped"] == [first.entity_id]


def test_fields_of_a_newer_version_are_kept(server: CentralServer) -> None:
    """Sync §2, Versions: of a registration and of a profile, the newest word of each."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1, shoe_size=43, pet={"name": "豆豆"})
    kiosk.push(first)
    assert json.loads(columns(server, "extra")[0]) == {"shoe_size": 43, "pet": {"name": "豆豆"}}
    ops = [profile_op(kiosk, first, shoe_size=44, hat=None), profile_op(kiosk, first, shoe_size=44)]
    assert [one.version for one in kiosk.verdicts(*ops)] == [2, 2]
    assert json.loads(columns(server, "extra")[0]) == {"shoe_size": 44, "pet": {"name": "豆豆"}, "hat": None}


@pytest.mark.parametrize("together", [False, True])
def test_a_withdrawn_record_does_not_come_back(server: CentralServer, *, together: bool) -> None:
    """Row 40: `conflict: deleted`, kept."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    ops = [first, kiosk.withdrawn(first), profile_op(kiosk, first, email=NEW)]
    verdicts = kiosk.verdicts(*ops) if together else [one for op in ops for one in kiosk.verdicts(op)]
    assert (verdicts[-1].verdict, verdicts[-1].reason) == (Verdict.CONFLICT, Reason.DELETED)
    assert server.rows(candidate) == []
    assert server.state(first) == ("withdrawn", None)
    assert server.rows(conflict)[0].body == ops[-1].body.encode()


def test_a_registration_in_attention_has_no_profile_to_change(server: CentralServer) -> None:
    kiosk = server.kiosk()
    lost = kiosk.submitted(2, account=person(1).account)
    verdicts = kiosk.verdicts(kiosk.submitted(1), lost, profile_op(kiosk, lost, email=NEW))
    assert (verdicts[-1].verdict, verdicts[-1].reason) == (Verdict.CONFLICT, Reason.CHANGED_SINCE)


def test_the_rules_of_the_registration_hold(server: CentralServer) -> None:
    """By the nationality on file; what is refused is kept."""
    kiosk = server.kiosk()
    first = kiosk.submitted(1)
    wrong: list[tuple[dict[str, Any], str, Code | None]] = [
        ({"email": "nobody"}, "email", Code.BAD_FORMAT),
        ({"mobile": "+14155552671"}, "mobile", Code.NOT_MOBILE),
        ({"name": "John Smith"}, "name", Code.BAD_FORMAT),
        ({"school_code": "0001"}, "school_code", Code.REQUIRED),
        ({"sex": "x"}, "sex", None),
    ]
    verdicts = kiosk.verdicts(first, *(profile_op(kiosk, first, **changes) for changes, _, _ in wrong))[1:]
    assert [(one.field, one.code) for one in verdicts] == [(field, code) for _, field, code in wrong]
    assert {one.verdict for one in verdicts} == {Verdict.REJECTED}
    assert len(server.rows(conflict)) == len(wrong)


def test_a_kiosk_changes_profiles_of_its_own_centre_only(server: CentralServer) -> None:
    """V9."""
    kiosk, elsewhere = server.kiosk(), server.kiosk("south")
    first = kiosk.submitted(1)
    kiosk.push(first)
    (verdict,) = elsewhere.verdicts(profile_op(elsewhere, first, email=NEW))
    assert (verdict.verdict, verdict.reason) == (Verdict.REJECTED, Reason.NO_SUCH_ENTITY)
    assert columns(server, "email") == (person(1).email,)
