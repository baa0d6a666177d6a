"""Conflicts that the staff decide, and what they say of them, read before anything is judged (model §1, conflict)."""

import json
from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, text

from ipas_central.db import run
from ipas_central.keys import Keys
from ipas_central.sync import bodies, upcasting
from ipas_central.sync.bodies import Refusal, Registration
from ipas_contract.codes import IdKind, Nationality
from ipas_contract.events import Op, OpKind, Reason
from ipas_contract.resolutions import Action, ResolutionBody
from ipas_contract.rules import identity

REGISTERS: Final = frozenset({Action.RENAME, Action.CORRECT_ID, Action.KEEP_BOTH})
"""What makes the contested registration a good one."""
_CASES: Final = text(
    "SELECT id, op_id, candidate_id, kind, reason, schema_ver, body, held_by, centre_id, resolved_by, proposed_by"
    " FROM conflict WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id FOR UPDATE"
)


@dataclass(slots=True)
class Case:
    """A conflict at this point of the batch: as stored, and what was decided since."""

    id: UUID
    op_id: UUID
    candidate_id: UUID
    kind: str
    reason: str
    schema_ver: int
    body: bytes
    held_by: UUID | None
    centre_id: str
    resolved_by: UUID | None
    proposed_by: str | None

    @property
    def kept_the_rules(self) -> bool:
        """Whether what was contested was a good registration but for a name or number that somebody has."""
        return self.reason in (Reason.ACCOUNT_TAKEN, Reason.IDENTITY)


@dataclass(frozen=True, slots=True)
class Number:
    """The right ID number of who holds the contested one."""

    value: str
    kind: IdKind
    key: bytes


@dataclass(slots=True)
class Decision:
    """What one op of the staff says of one case. `registration`: the contested one as it would be then; `number`: that
    of who holds the contested number, for `keep_both`."""

    said: ResolutionBody
    case: Case
    registration: Registration | Refusal | None = None
    number: Number | Refusal | None = None

    @property
    def concerned(self) -> UUID | None:
        """Whose row it changes besides that of the registration."""
        if self.said.action is Action.TAKE:
            return self.case.candidate_id
        return self.case.held_by if self.said.action is Action.KEEP_BOTH else None


def load(
    connection: Connection, ops: Iterable[Op], keys: Keys, bcrypt_cost: int, staff: Container[str]
) -> dict[UUID, Decision | Refusal]:
    """What these ops of the staff say, by op; one statement, which locks the conflicts."""
    said = {op.op_id: (op, bodies.read(ResolutionBody, op)) for op in ops}
    wanted = {body.conflict_id for _, body in said.values() if isinstance(body, ResolutionBody)}
    found = run(connection, _CASES, {"ids": wanted}) if wanted else ()
    cases = {row.id: Case(**row._mapping) for row in found}
    decisions: dict[UUID, Decision | Refusal] = {}
    for op, body in said.values():
        case = cases.get(body.conflict_id) if isinstance(body, ResolutionBody) else None
        if isinstance(body, Refusal):
            decisions[op.op_id] = body
        elif case is None or case.candidate_id != op.entity_id:
            decisions[op.op_id] = Refusal(Reason.NO_SUCH_ENTITY)
        else:
            decisions[op.op_id] = decision = Decision(body, case)
            if body.action in REGISTERS or body.action is Action.MERGE:
                cost = None if case.kept_the_rules else bcrypt_cost  # which may have been raised since
                decision.registration = bodies.registration(contested(case, op, body), keys, cost, staff)
    return decisions


def numbers(decided: Iterable[Decision], rows: Mapping[UUID, dict[str, Any]], keys: Keys) -> dict[bytes, UUID]:
    """The keys of the ID numbers that holders shall have instead of theirs, judged by their own nationality."""
    wanted: dict[bytes, UUID] = {}
    for each in decided:
        row = rows.get(each.case.held_by) if each.case.held_by else None
        if each.said.action is not Action.KEEP_BOTH or row is None:
            continue
        judged = identity.check(each.said.id_number or "", nationality=Nationality(row["nationality"]))
        if judged.kind is None or not judged.good:
            each.number = Refusal(Reason.BAD_FIELD, "id_number", judged.problems[0].code)
            continue
        each.number = Number(judged.value, judged.kind, keys.id_key(judged.kind, judged.value))
        wanted[each.number.key] = row["id"]
    return wanted


def contested(case: Case, op: Op, said: ResolutionBody) -> Op:
    """The op that was contested, in today's form, with what the staff correct of it."""
    corrections: dict[str, str] = {}
    if said.account is not None and said.action in REGISTERS:
        corrections["account"] = said.account
    if said.id_number is not None and said.action is Action.CORRECT_ID:
        corrections["id_number"] = said.id_number
    body = upcasting.today(case.kind, case.schema_ver, case.body.decode())
    if corrections:
        with suppress(ValueError, TypeError, RecursionError):  # what was refused as no body at all stays that
            body = json.dumps(json.loads(body) | corrections)
    return op.model_copy(update={"kind": OpKind.SUBMITTED, "schema_ver": upcasting.NEWEST, "body": body})
