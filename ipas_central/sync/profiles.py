"""Changing a profile (model §3): what somebody changed, over what stands at central, and nothing silently (sync §3,
rows 39 and 40).

A kiosk says what the person had before their eyes. What differs from it is the change; where central has the same as
they had, it is made, whatever else central has changed since. Values are compared, not versions: two changes queued one
upon the other are then judged like one, and a value that was changed and changed back is nobody's loss.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from ipas_central.audit import CANDIDATE
from ipas_central.messages import notes
from ipas_central.sync import bodies
from ipas_central.sync.bodies import Refusal
from ipas_central.sync.docket import Docket
from ipas_central.sync.people import Owner
from ipas_contract.codes import Nationality
from ipas_contract.events import Op, OpVerdict, ProfileBody, Reason, Verdict

TOGETHER: Final = (
    ("name", "surname_roman", "given_roman", "roman_source"),
    ("email",),
    ("mobile",),
    ("sex",),
    ("education",),
    ("school_area", "school_code", "school_text"),
    ("department_code", "department_text"),
    ("language",),
)
"""The fields of a profile; those that make sense together only are changed together."""
_VERIFIED: Final = {"email": "email_verified_at", "mobile": "mobile_verified_at"}


def change(docket: Docket, op: Op) -> OpVerdict:
    """Judge a `profile.changed`; which fields it is about goes to the audit, their values do not."""
    body = bodies.read(ProfileBody, op)
    if isinstance(body, Refusal):
        verdict, note = docket.refuse(op, body), None
    else:
        verdict = _judge(docket, op, body)
        note = f"saw {op.base_version}: " + ", ".join(differences(body.base, body.profile.model_dump()))
    docket.audit(op, verdict, who=CANDIDATE, what=op.kind, note=note)
    return verdict


def _judge(docket: Docket, op: Op, body: ProfileBody) -> OpVerdict:
    standing, row = docket.standings.get(op.entity_id), docket.row(op.entity_id)
    centre_id = row["centre_id"] if row else standing and standing.centre_id
    if standing is None or centre_id != docket.batch.centre_id:
        return docket.refuse(op, Refusal(Reason.NO_SUCH_ENTITY))
    if standing.ended or (row and row["status"] == "merged"):
        return docket.contest(op, Reason.DELETED)
    if row is None:
        return docket.contest(op, Reason.CHANGED_SINCE)
    wanted = bodies.profile(body.profile, Nationality(row["nationality"]))
    if isinstance(wanted, Refusal):
        return docket.refuse(op, wanted)
    changes = merged(row, body.base, wanted)
    if isinstance(changes, str):
        return docket.contest(op, Reason.CHANGED_SINCE, changes)
    make(docket, op, row, changes)
    return OpVerdict(op_id=op.op_id, verdict=Verdict.ACCEPTED, version=row["version"])


def differences(base: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody changed of what they saw, whole groups."""
    changed = (fields for fields in TOGETHER if any(wanted[field] != base.get(field) for field in fields))
    return {field: wanted[field] for fields in changed for field in fields}


def merged(row: Mapping[str, Any], base: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any] | str:
    """What is to be changed of a candidate's row, or the first field that was changed here too, to something else."""
    changes = differences(base, wanted)
    for fields in TOGETHER:
        if fields[0] in changes and any(row[field] != changes[field] for field in fields):
            for field in fields:
                if row[field] != base.get(field):
                    return field
    return changes | _unknown(row["extra"], wanted["extra"])


def _unknown(here: str | None, said: str | None) -> dict[str, str]:
    """Fields that this version does not know are kept beside those that came before."""
    before = json.loads(here or "{}")
    after = before | json.loads(said or "{}")
    return {} if after == before else {"extra": json.dumps(after)}


def make(docket: Docket, op: Op, row: dict[str, Any], wanted: Mapping[str, Any]) -> None:
    """The change itself; a new address is not verified, and who had the old one is told (L12). A temporary password
    that was sent there lets nobody in any more (`repository.Pending`)."""
    changes = {name: value for name, value in wanted.items() if row[name] != value}
    if not changes:
        return
    before = Owner.of(row).contact
    unverified = {_VERIFIED[name]: None for name in changes if _VERIFIED.get(name) in row}
    row.update(changes, version=row["version"] + 1, **unverified)
    docket.effects.change(row, renamed="name" in changes)
    docket.owners[row["id"]] = owner = Owner.of(row)
    if changes.keys() & _VERIFIED.keys():
        after = owner.contact
        docket.effects.notes += notes.contact_changed(op.op_id, before, after, after.language, docket.batch.now)
