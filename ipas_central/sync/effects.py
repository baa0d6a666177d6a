"""What a batch does to the database, gathered in memory and written set-wise: a bounded number of statements."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, text

from ipas_central.audit import audit
from ipas_central.candidates import lookups
from ipas_central.candidates.lookups import Taking
from ipas_central.db import insert_rows, run, unnest
from ipas_central.fleet_tables import sealed_op
from ipas_central.messages import outbox
from ipas_central.messages.notes import Note
from ipas_central.sync import feed
from ipas_central.sync.batch import Batch
from ipas_central.sync.cases import Case
from ipas_central.sync.people import Standing
from ipas_central.tables import candidate, conflict, raw_inbox, submission
from ipas_contract.events import (
    SCHEMA_VERSION,
    CaptchaPolicy,
    ChangeKind,
    Op,
    OpKind,
    Profile,
    Reason,
    RegistrationBody,
)
from ipas_contract.ids import uuid7

_RESOLVE: Final = text(
    "UPDATE conflict SET resolved_by = done.op_id"
    " FROM unnest(CAST(:candidates AS uuid[]), CAST(:ops AS uuid[])) AS done (candidate_id, op_id)"
    " WHERE conflict.candidate_id = done.candidate_id AND conflict.resolved_by IS NULL"
)
_DECIDED: Final = ("id", "resolved_by", "proposed_by")
_DECIDE: Final = text(
    "UPDATE conflict SET resolved_by = coalesce(said.resolved_by, conflict.resolved_by),"  # noqa: S608
    " proposed_by = said.proposed_by"
    f" FROM {unnest(conflict, _DECIDED)} AS said ({', '.join(_DECIDED)}) WHERE conflict.id = said.id"
)
_KINDS: Final = frozenset(OpKind)
_WHOLE: Final = text("SELECT * FROM candidate WHERE id = ANY(CAST(:ids AS uuid[])) FOR UPDATE")
_DELETE: Final = text("DELETE FROM candidate WHERE id = ANY(CAST(:ids AS uuid[]))")
_MERGE: Final = text(
    "UPDATE candidate SET status = 'merged', merged_into = joined.into_id, version = version + 1"
    " FROM unnest(CAST(:ids AS uuid[]), CAST(:into AS uuid[])) AS joined (id, into_id) WHERE candidate.id = joined.id"
)
_CHANGED: Final = (
    *("id", "version", "id_number", "id_kind", "id_key", "extra", "email_verified_at", "mobile_verified_at"),
    *Profile.model_fields,
)
_CHANGE: Final = text(
    f"UPDATE candidate SET {', '.join(f'{name} = said.{name}' for name in _CHANGED[1:])}"  # noqa: S608
    f" FROM {unnest(candidate, _CHANGED)} AS said ({', '.join(_CHANGED)}) WHERE candidate.id = said.id"
)
_STAND: Final = (
    "(candidate_id) DO UPDATE SET state = excluded.state, reason = excluded.reason, receipt_no = excluded.receipt_no,"
    " account = excluded.account, last_op_id = excluded.last_op_id, version = submission.version + 1"
)


@dataclass(slots=True)
class Effects:
    """The rows to be."""

    batch: Batch
    candidates: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    standings: dict[UUID, Standing] = field(default_factory=dict)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    raw: list[dict[str, Any]] = field(default_factory=list)
    sealed: list[dict[str, Any]] = field(default_factory=list)
    takings: list[Taking] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    audits: list[dict[str, Any]] = field(default_factory=list)
    _cases: dict[UUID, Case] = field(default_factory=dict)
    _changed: dict[UUID, Mapping[str, Any]] = field(default_factory=dict)
    _resolved: dict[UUID, UUID] = field(default_factory=dict)
    _withdrawn: set[UUID] = field(default_factory=set)
    _displaced: dict[UUID, tuple[Standing | None, Op]] = field(default_factory=dict)
    _merged: dict[UUID, UUID] = field(default_factory=dict)
    _verifiers: list[tuple[str, UUID]] = field(default_factory=list)

    def contest(self, op: Op, reason: str, *, field: str | None = None, held_by: UUID | None = None) -> UUID:
        """Keep what was not accepted, whole, for staff; returns the conflict's id."""
        kind = op.kind if op.kind in _KINDS else "unknown"
        row = {"op_id": op.op_id, "candidate_id": op.entity_id, "body": op.body.encode(), "field": field}
        return self._keep(row | {"kind": kind, "schema_ver": op.schema_ver, "reason": reason, "held_by": held_by})

    def resolve(self, candidate_id: UUID, op_id: UUID) -> None:
        """What was contested before of this candidate is settled by this op."""
        self._resolved.setdefault(candidate_id, op_id)
        for row in self.conflicts:
            if row["candidate_id"] == candidate_id and row["resolved_by"] is None:
                row["resolved_by"] = op_id

    def close(self, case: Case, op_id: UUID) -> None:
        """A conflict is settled by this op."""
        case.resolved_by = op_id
        self._cases[case.id] = case

    def propose(self, case: Case, by: str) -> None:
        """One of the staff says what a second one has to say too."""
        case.proposed_by = by
        self._cases[case.id] = case

    def change(self, row: Mapping[str, Any], *, renamed: bool) -> None:
        """A candidate's row with another profile or ID number; if `renamed`, offline sign-in ends."""
        if row["id"] not in self.candidates:
            self._changed[row["id"]] = row
        if renamed:
            self.forget(row["id"], row["centre_id"])

    def forget(self, candidate_id: UUID, centre_id: str) -> None:
        """Kiosks let this candidate no longer sign in offline."""
        self._verifiers.append((centre_id, candidate_id))

    def withdraw(self, candidate_id: UUID, centre_id: str) -> None:
        """Nothing but the tombstone, the withdrawn submission, stays of the candidate."""
        if self.candidates.pop(candidate_id, None) is None:
            self._withdrawn.add(candidate_id)
        self.forget(candidate_id, centre_id)

    def displace(self, candidate_id: UUID, centre_id: str, standing: Standing | None, by: Op) -> None:
        """Somebody whose ID card was seen takes the place; what was registered is kept whole."""
        self._displaced[candidate_id] = (standing, by)
        self.forget(candidate_id, centre_id)

    def merge(self, candidate_id: UUID, into: UUID) -> None:
        """A group's record is the same person as a new candidate."""
        self._merged[candidate_id] = into

    def write(self, connection: Connection) -> None:
        """Write everything; the feed last, for its counter stays locked until the commit."""
        self._write_people(connection)
        if self._resolved:
            run(connection, _RESOLVE, {"candidates": self._resolved, "ops": self._resolved.values()})
        if self._cases:
            cases = self._cases.values()
            run(connection, _DECIDE, {name: [getattr(case, name) for case in cases] for name in _DECIDED})
        insert_rows(connection, conflict, self.conflicts)
        insert_rows(connection, audit, self.audits)
        insert_rows(connection, raw_inbox, self.raw, on_conflict="DO NOTHING")
        insert_rows(connection, sealed_op, self.sealed, on_conflict="DO NOTHING")
        rows = [_row(candidate_id, standing, self.batch) for candidate_id, standing in self.standings.items()]
        versions = dict(
            insert_rows(connection, submission, rows, on_conflict=_STAND, returning="candidate_id, version")
        )
        if self.takings:
            lookups.take_in(connection, self.takings, keys=self.batch.central.keys, now=self.batch.now)
        if self.notes:
            outbox.post(connection, self.notes, self.batch.now)
        feed.append_all(connection, self._lines(versions), self.batch.now)

    def _write_people(self, connection: Connection) -> None:
        if self._changed:
            rows = self._changed.values()
            run(connection, _CHANGE, {name: [row[name] for row in rows] for name in _CHANGED})
        if self._displaced:
            self._keep_displaced(connection)
        gone = self._withdrawn | set(self._displaced)
        if gone:
            run(connection, _DELETE, {"ids": gone})
        if self._merged:
            run(connection, _MERGE, {"ids": self._merged, "into": self._merged.values()})
        insert_rows(connection, candidate, list(self.candidates.values()))

    def _keep_displaced(self, connection: Connection) -> None:
        whole = {row.id: dict(row._mapping) for row in run(connection, _WHOLE, {"ids": self._displaced})}
        for candidate_id, (standing, by) in self._displaced.items():
            row = self.candidates.pop(candidate_id, None) or whole[candidate_id]
            body = _as_registration(row, standing.receipt_no if standing else "")
            self._keep(
                {
                    "op_id": standing.last_op_id if standing else by.op_id,
                    "candidate_id": candidate_id,
                    "kind": OpKind.SUBMITTED,
                    "schema_ver": SCHEMA_VERSION,
                    "body": body,
                    "reason": Reason.IDENTITY,
                    "field": None,
                    "held_by": by.entity_id,
                    "centre_id": row["centre_id"],
                }
            )

    def _keep(self, contested: Mapping[str, Any]) -> UUID:
        conflict_id = uuid7()
        made = {"device_id": self.batch.device_id, "made_at": self.batch.now, "centre_id": self.batch.centre_id}
        row = made | {"id": conflict_id, "resolved_by": None, "proposed_by": None} | dict(contested)
        self.conflicts.append(row)
        return conflict_id

    def _lines(self, versions: Mapping[UUID, int]) -> Mapping[str, list[feed.FeedLine]]:
        lines: dict[str, list[feed.FeedLine]] = defaultdict(list)
        for candidate_id, standing in self.standings.items():
            version = versions[candidate_id]
            body = {
                "candidate_id": str(candidate_id),
                "receipt_no": standing.receipt_no,
                "state": standing.state,
                "reason": standing.reason,
                "version": version,
            }
            lines[standing.centre_id].append(feed.FeedLine(ChangeKind.SUBMISSION_STATE, candidate_id, body, version))
        for centre_id, candidate_id in self._verifiers:
            gone = {"candidate_id": str(candidate_id)}
            lines[centre_id].append(feed.FeedLine(ChangeKind.VERIFIER_DROPPED, candidate_id, gone))
        return lines


def _row(candidate_id: UUID, standing: Standing, batch: Batch) -> dict[str, Any]:
    return {
        "candidate_id": candidate_id,
        "receipt_no": standing.receipt_no,
        "state": standing.state,
        "reason": standing.reason,
        "last_op_id": standing.last_op_id,
        "account": standing.account,
        "centre_id": standing.centre_id,
        "device_id": standing.device_id,
        "received_at": batch.now,
    }


def _as_registration(row: Mapping[str, Any], receipt_no: str) -> bytes:
    """A candidate's row as the body it came from, as far as it is still known."""
    fields = {name: row[name] for name in RegistrationBody.model_fields if name in row}
    fields |= {"receipt_no": receipt_no, "captcha_policy": CaptchaPolicy.SKIPPED}
    return json.dumps(json.loads(row["extra"] or "{}") | fields, ensure_ascii=False, default=str).encode()
