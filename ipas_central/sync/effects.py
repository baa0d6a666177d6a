"""What a batch does to the database, gathered in memory and written set-wise: a bounded number of statements."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, text

from ipas_central.candidates import lookups
from ipas_central.candidates.lookups import Taking
from ipas_central.db import insert_rows, run, unnest
from ipas_central.messages import outbox
from ipas_central.messages.notes import Note
from ipas_central.sync import feed
from ipas_central.sync.batch import Batch
from ipas_central.sync.people import Standing
from ipas_central.tables import candidate, conflict, raw_inbox, submission
from ipas_contract.events import ChangeKind, Profile
from ipas_contract.ids import uuid7

_RESOLVE: Final = text(
    "UPDATE conflict SET resolved_by = done.op_id"
    " FROM unnest(CAST(:candidates AS uuid[]), CAST(:ops AS uuid[])) AS done (candidate_id, op_id)"
    " WHERE conflict.candidate_id = done.candidate_id AND conflict.resolved_by IS NULL"
)
_WHOLE: Final = text("SELECT * FROM candidate WHERE id = ANY(CAST(:ids AS uuid[])) FOR UPDATE")
_DELETE: Final = text("DELETE FROM candidate WHERE id = ANY(CAST(:ids AS uuid[]))")
_MERGE: Final = text(
    "UPDATE candidate SET status = 'merged', merged_into = joined.into_id, version = version + 1"
    " FROM unnest(CAST(:ids AS uuid[]), CAST(:into AS uuid[])) AS joined (id, into_id) WHERE candidate.id = joined.id"
)
_PROFILE: Final = ("id", "version", *Profile.model_fields, "extra", "email_verified_at", "mobile_verified_at")
_CHANGE: Final = text(
    f"UPDATE candidate SET {', '.join(f'{name} = said.{name}' for name in _PROFILE[1:])}"  # noqa: S608
    f" FROM {unnest(candidate, _PROFILE)} AS said ({', '.join(_PROFILE)}) WHERE candidate.id = said.id"
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
    takings: list[Taking] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    _changed: dict[UUID, Mapping[str, Any]] = field(default_factory=dict)
    _resolved: dict[UUID, UUID] = field(default_factory=dict)
    _withdrawn: set[UUID] = field(default_factory=set)
    _displaced: dict[UUID, tuple[Standing | None, UUID]] = field(default_factory=dict)
    _merged: dict[UUID, UUID] = field(default_factory=dict)
    _verifiers: list[tuple[str, UUID]] = field(default_factory=list)

    def contest(self, candidate_id: UUID, op_id: UUID, reason: str, body: bytes, **more: Any) -> UUID:
        """Keep what was not accepted, whole, for staff; returns the conflict's id."""
        conflict_id = uuid7()
        row = {"id": conflict_id, "op_id": op_id, "candidate_id": candidate_id, "reason": reason, "body": body}
        row |= {"field": more.get("field"), "held_by": more.get("held_by"), "resolved_by": None}
        row |= {"centre_id": self.batch.centre_id, "device_id": self.batch.device_id, "made_at": self.batch.now}
        self.conflicts.append(row)
        return conflict_id

    def resolve(self, candidate_id: UUID, op_id: UUID) -> None:
        """What was contested before of this candidate is settled by this op."""
        self._resolved.setdefault(candidate_id, op_id)
        for row in self.conflicts:
            if row["candidate_id"] == candidate_id and row["resolved_by"] is None:
                row["resolved_by"] = op_id

    def change(self, row: Mapping[str, Any], *, renamed: bool) -> None:
        """A candidate's row with another profile; offline sign-in by the old name ends."""
        if row["id"] not in self.candidates:
            self._changed[row["id"]] = row
        if renamed:
            self._verifiers.append((row["centre_id"], row["id"]))

    def withdraw(self, candidate_id: UUID, centre_id: str) -> None:
        """Nothing but the tombstone, the withdrawn submission, stays of the candidate."""
        if self.candidates.pop(candidate_id, None) is None:
            self._withdrawn.add(candidate_id)
        self._verifiers.append((centre_id, candidate_id))

    def displace(self, candidate_id: UUID, centre_id: str, standing: Standing | None, by: UUID) -> None:
        """Somebody whose ID card was seen takes the place; what was registered is kept whole."""
        self._displaced[candidate_id] = (standing, by)
        self._verifiers.append((centre_id, candidate_id))

    def merge(self, candidate_id: UUID, into: UUID) -> None:
        """A group's record is the same person as a new candidate."""
        self._merged[candidate_id] = into

    def write(self, connection: Connection) -> None:
        """Write everything; the feed last, for its counter stays locked until the commit."""
        self._write_people(connection)
        if self._resolved:
            run(connection, _RESOLVE, {"candidates": self._resolved, "ops": self._resolved.values()})
        insert_rows(connection, conflict, self.conflicts)
        insert_rows(connection, raw_inbox, self.raw, on_conflict="DO NOTHING")
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
            run(connection, _CHANGE, {name: [row[name] for row in rows] for name in _PROFILE})
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
            op_id = standing.last_op_id if standing else by
            self.contest(candidate_id, op_id, "identity", _as_json(row))

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


def _as_json(row: Mapping[str, Any]) -> bytes:
    def plain(value: object) -> str:
        return value.hex() if isinstance(value, bytes) else str(value)

    return json.dumps(dict(row), ensure_ascii=False, default=plain).encode()
