"""Candidates and their submissions made on this kiosk (model §1, §2)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, RowMapping, bindparam, func, insert, select, update

from ipas_contract.codes import (
    AttentionReason,
    Education,
    IdKind,
    Language,
    Nationality,
    RomanSource,
    Sex,
    SubmissionState,
)
from ipas_kiosk.models import tables
from ipas_kiosk.models.cipher import BlindIndex
from ipas_kiosk.models.records import Candidate, CandidateStatus, Judged, Origin, Submission
from ipas_kiosk.models.rows import as_given, given

_person = tables.candidate
_made = tables.submission
_queue = tables.outbox
_told = tables.standing
_LIVE: Final = (
    select(_person.c.id)
    .join(_made)
    .where(_person.c.account_key == bindparam("wanted"))
    .where(_made.c.state != SubmissionState.WITHDRAWN.value, _made.c.state != SubmissionState.MERGED.value)
)
_LATEST: Final = _LIVE.order_by(_made.c.made_at.desc()).limit(1)
_HELD: Final = _LIVE.where(_person.c.id.is_distinct_from(bindparam("except_id", type_=_person.c.id.type))).exists()
_TAKEN: Final = select(_HELD)
_FOUND: Final = select(select(_queue.c.entity_id).where(_queue.c.op_id == bindparam("op")).scalar_subquery(), _HELD)
_PERSON: Final = select(_person).where(_person.c.id == bindparam("wanted"), _person.c.shrunk_at.is_(None))
_SUBMISSION: Final = select(_made).where(_made.c.candidate_id == bindparam("wanted"))
_JUDGE: Final = (
    update(_made)
    .where(
        _queue.c.op_id == given(0),
        _made.c.candidate_id == _queue.c.entity_id,
        _made.c.last_op_id == _queue.c.op_id,
    )
    .values(state=given(1), reason=given(2))
    .returning(*_made.c)
)
_STALE: Final = (
    select(_made.c.candidate_id.label("wanted"), _told.c.state.label("new_state"), _told.c.reason.label("new_reason"))
    .join(_told, _told.c.candidate_id == _made.c.candidate_id)
    .outerjoin(_queue, _queue.c.op_id == _made.c.last_op_id)
    .where(func.coalesce(_queue.c.state, "done") == "done")
    .where((_made.c.state != _told.c.state) | _made.c.reason.is_distinct_from(_told.c.reason))
)
_FOLLOW: Final = (
    update(_made)
    .where(_made.c.candidate_id == bindparam("wanted"))
    .values(state=bindparam("new_state"), reason=bindparam("new_reason"))
)
_ATTENTION: Final = select(func.count()).where(_made.c.state == SubmissionState.ATTENTION.value)
_ADD_PERSON: Final = insert(_person).inline()  # its key is given: none is to be made ready for
_ADD_MADE: Final = insert(_made).inline()
_FIELDS: Final = tuple(Candidate.__dataclass_fields__)
_ENUMS: Final[dict[str, type]] = {
    "nationality": Nationality,
    "id_kind": IdKind,
    "roman_source": RomanSource,
    "sex": Sex,
    "education": Education,
    "language": Language,
    "origin": Origin,
    "status": CandidateStatus,
}


class RegistrationRepository:
    def __init__(self, connection: Connection, index: BlindIndex) -> None:
        self._connection = connection
        self._index = index

    def taken(self, account: str, *, except_id: UUID | None = None) -> bool:
        """Whether a live submission on this kiosk has the account, case aside (model §3)."""
        wanted = {"wanted": self._index.account(account), "except_id": except_id}
        return bool(self._connection.execute(_TAKEN, wanted).scalar_one())

    def found(self, op_id: UUID, account: str, *, amends: UUID | None) -> tuple[UUID | None, bool]:
        """What a save must know first, in one statement: whom its op is about, if it is queued already (U15), and
        whether a live submission other than the amended one has the account."""
        wanted = {"op": op_id, "wanted": self._index.account(account), "except_id": amends}
        queued, taken = self._connection.execute(_FOUND, wanted).one()
        return queued, taken

    def add(self, candidate: Candidate, submission: Submission) -> None:
        """A new registration: both rows."""
        self._connection.execute(_ADD_PERSON, _columns(candidate, self._index))
        self._connection.execute(_ADD_MADE, _submission_columns(submission))

    def amend(self, candidate: Candidate, op_id: UUID) -> None:
        """The whole registration again, under its receipt number; the state waits for this op."""
        columns = _columns(candidate, self._index)
        self._connection.execute(update(_person).where(_person.c.id == candidate.id).values(columns))
        self.follow(candidate.id, op_id, SubmissionState.PROVISIONAL)

    def change(self, candidate_id: UUID, profile: Mapping[str, Any], version: int | None) -> None:
        """What central has confirmed of a candidate's profile, under the version that it now is."""
        values = dict(profile) if version is None else {**profile, "version": version}
        kept = (_person.c.id == candidate_id) & _person.c.shrunk_at.is_(None)
        self._connection.execute(update(_person).where(kept).values(values))

    def follow(self, candidate_id: UUID, op_id: UUID, state: SubmissionState) -> None:
        """The submission's state is now that of a later op (amended, withdrawn)."""
        self._connection.execute(
            update(_made)
            .where(_made.c.candidate_id == candidate_id)
            .values(state=state.value, reason=None, last_op_id=op_id)
        )

    def judge(self, verdicts: Sequence[Judged]) -> tuple[Submission, ...]:
        """Verdicts of a reply, one statement for all: each changes the submission whose latest op it is about.

        Returns the submissions as they are now; ops that no submission waits for (older ones, lookups) change none.
        """
        rows = as_given((v.op_id, v.state.value, v.reason) for v in verdicts)
        return tuple(map(_submission, self._connection.execute(_JUDGE, rows)))

    def follow_standings(self) -> tuple[Submission, ...]:
        """Take on what central says of submissions of this kiosk whose latest op is done with; those that changed."""
        stale = [dict(row) for row in self._connection.execute(_STALE).mappings()]
        if not stale:
            return ()
        self._connection.execute(_FOLLOW, stale)
        return self._submissions(_made.c.candidate_id.in_([row["wanted"] for row in stale]))

    def in_attention(self) -> int:
        """How many registrations of this kiosk stand in attention."""
        return int(self._connection.execute(_ATTENTION).scalar_one())

    def get(self, candidate_id: UUID) -> Candidate | None:
        """The candidate of that id, as long as the kiosk keeps it (model §9)."""
        row = self._connection.execute(_PERSON, {"wanted": candidate_id}).mappings().one_or_none()
        return _candidate(row) if row else None

    def by_account(self, account: str) -> tuple[Candidate, Submission] | None:
        """The latest live registration with that account, case aside."""
        id_ = self._connection.execute(_LATEST, {"wanted": self._index.account(account)}).scalar()
        candidate = self.get(id_) if id_ else None
        submission = self.submission(id_) if id_ else None
        return (candidate, submission) if candidate and submission else None

    def submission(self, candidate_id: UUID) -> Submission | None:
        """The submission of that candidate."""
        row = self._connection.execute(_SUBMISSION, {"wanted": candidate_id}).one_or_none()
        return _submission(row) if row else None

    def by_receipt(self, receipt_no: str) -> Submission | None:
        """The submission with that receipt number."""
        return next(iter(self._submissions(_made.c.receipt_no == receipt_no)), None)

    def _submissions(self, which: ColumnElement[bool]) -> tuple[Submission, ...]:
        return tuple(map(_submission, self._connection.execute(select(_made).where(which))))


def _columns(candidate: Candidate, index: BlindIndex) -> dict[str, Any]:
    columns = {name: getattr(candidate, name) for name in _FIELDS}
    columns["account_key"] = index.account(candidate.account)
    columns["id_key"] = index.id_number(candidate.id_number)
    return columns


def _submission_columns(submission: Submission) -> dict[str, Any]:
    return {
        "candidate_id": submission.candidate_id,
        "receipt_no": submission.receipt_no,
        "state": submission.state.value,
        "reason": submission.reason,
        "last_op_id": submission.last_op_id,
        "made_at": submission.made_at,
    }


def _submission(row: Row[Any]) -> Submission:
    return Submission(
        candidate_id=row.candidate_id,
        receipt_no=row.receipt_no,
        state=SubmissionState(row.state),
        reason=AttentionReason(row.reason) if row.reason else None,
        last_op_id=row.last_op_id,
        made_at=row.made_at,
    )


def _candidate(row: RowMapping) -> Candidate:
    return Candidate(**{name: _ENUMS.get(name, _same)(row[name]) for name in _FIELDS})


def _same(value: Any) -> Any:
    return value
