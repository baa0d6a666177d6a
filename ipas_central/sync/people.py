"""Submissions and people that a batch concerns, loaded set-wise (model §1, §2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, Final, Self
from uuid import UUID

from sqlalchemy import Connection, text

from ipas_central.db import run
from ipas_central.messages.notes import Contact
from ipas_central.sync.bodies import Registration
from ipas_contract.codes import AttentionReason, Language, SubmissionState
from ipas_contract.rules import name

GROUP_PENDING: Final = "group_pending"

_STANDINGS: Final = text(
    "SELECT known.id, candidate.id IS NOT NULL AS owned, submission.* FROM unnest(CAST(:ids AS uuid[])) AS known (id)"
    " LEFT JOIN submission ON submission.candidate_id = known.id LEFT JOIN candidate ON candidate.id = known.id"
    " WHERE submission.candidate_id IS NOT NULL OR candidate.id IS NOT NULL"
)
_OWNERS: Final = text(
    "SELECT id, account, name, email, mobile, language, status, centre_id FROM candidate"
    " WHERE id = ANY(CAST(:ids AS uuid[]))"
)
_ROWS: Final = text("SELECT * FROM candidate WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id FOR UPDATE")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a registration stands. `owned`: there is a candidate; `state` None: and no registration of a kiosk."""

    state: SubmissionState | None
    reason: AttentionReason | None
    receipt_no: str
    account: str | None
    centre_id: str
    device_id: UUID
    last_op_id: UUID
    owned: bool = False

    @property
    def open(self) -> bool:
        """Whether it may still be amended (model §3)."""
        return self.state in (SubmissionState.PROVISIONAL, SubmissionState.ATTENTION)

    @property
    def ended(self) -> bool:
        """Whether it is of the past: nothing that is said of it later brings it back."""
        return self.state in (SubmissionState.WITHDRAWN, SubmissionState.MERGED)

    def at(self, state: SubmissionState, reason: AttentionReason | None = None) -> Self:
        """The same in another state."""
        return replace(self, state=state, reason=reason, owned=state is SubmissionState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who holds a claim, with what judging a rival and telling the owner need."""

    id: UUID
    account: str
    name: str
    email: str
    mobile: str
    language: str
    status: str
    centre_id: str

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> Self:
        """The owner that a candidate's row makes."""
        return cls(*_OWNED(row))

    @property
    def contact(self) -> Contact:
        """Where and how to tell them."""
        return Contact(self.id, self.account, self.name, self.email, self.mobile, Language(self.language))

    def adopted_by(self, one: Registration) -> bool:
        """Whether this is a group's record of the same person, not yet activated (model §4)."""
        return (
            self.status == GROUP_PENDING
            and name.normalise(self.name) == one.row["name"]
            and (self.email.casefold() == one.row["email"].casefold() or self.mobile == one.row["mobile"])
        )


_OWNED: Final = itemgetter(*Owner.__slots__)


def standings(connection: Connection, ids: Collection[UUID]) -> dict[UUID, Standing]:
    """The standings of those of these candidates that central knows."""
    rows = run(connection, _STANDINGS, {"ids": ids}) if ids else ()
    return {row.id: _standing(row) for row in rows}


def owners(connection: Connection, ids: Collection[UUID]) -> dict[UUID, Owner]:
    """Who these candidates are."""
    rows = run(connection, _OWNERS, {"ids": ids}) if ids else ()
    return {row.id: Owner.of(row._mapping) for row in rows}


def rows(connection: Connection, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Everything central has of these candidates; the rows are locked, in one order."""
    found = run(connection, _ROWS, {"ids": ids}) if ids else ()
    return {row.id: dict(row._mapping) for row in found}


def _standing(row: Any) -> Standing:
    return Standing(
        SubmissionState(row.state) if row.state else None,
        AttentionReason(row.reason) if row.reason else None,
        row.receipt_no or "",
        row.account,
        row.centre_id or "",
        row.device_id,
        row.last_op_id,
        row.owned,
    )
