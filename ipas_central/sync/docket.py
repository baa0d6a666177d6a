"""What a batch knows and what it shall do, while its ops are judged one after the other; no statement is made here."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from ipas_central.audit import entry
from ipas_central.messages import notes
from ipas_central.messages.notes import Contact
from ipas_central.sync import bodies
from ipas_central.sync.batch import CENTRAL, Batch
from ipas_central.sync.bodies import Refusal, Registration
from ipas_central.sync.cases import Decision
from ipas_central.sync.claims import Claims
from ipas_central.sync.effects import Effects
from ipas_central.sync.people import Owner, Standing
from ipas_contract.codes import AttentionReason, SubmissionState
from ipas_contract.events import Op, OpKind, OpVerdict, Reason, Verdict
from ipas_contract.resolutions import plain_name

REGISTRATIONS: Final = frozenset({OpKind.SUBMITTED, OpKind.AMENDED})
_NOTHING_CHANGES: Final = frozenset({Reason.TOO_LATE, Reason.NO_SUCH_ENTITY})


@dataclass(slots=True)
class Docket:
    """What is known (`standings`, `owners`, `rows` of candidates who are changed; by op, `parsed` registrations and
    `decisions` of the staff; the centre's `staff`, if it matters) and what is done (`claims`, `effects`)."""

    batch: Batch
    claims: Claims
    effects: Effects
    standings: dict[UUID, Standing]
    owners: dict[UUID, Owner]
    rows: dict[UUID, dict[str, Any]]
    parsed: dict[UUID, Registration | Refusal]
    decisions: dict[UUID, Decision | Refusal]
    staff: frozenset[str]

    def row(self, candidate_id: UUID) -> dict[str, Any] | None:
        """A candidate's row as it is at this point of the batch, of those that are loaded; None without one."""
        standing = self.standings.get(candidate_id)
        if standing is None or not standing.owned:
            return None
        return self.effects.candidates.get(candidate_id) or self.rows.get(candidate_id)

    def refuse(self, op: Op, refusal: Refusal) -> OpVerdict:
        """Not accepted for good. What a candidate had registered is kept for staff, whole; a lookup's is not, nor what
        the staff decided of something that is still to be decided."""
        if op.kind not in (OpKind.LOOKUP, OpKind.RESOLVED):
            field = ":".join(filter(None, (refusal.field, refusal.code)))
            self.effects.contest(op, refusal.reason, field=field or None)
        if op.kind in REGISTRATIONS and refusal.reason not in _NOTHING_CHANGES and self.may_stand(op):
            said = bodies.outline(op.body)
            self.stand(op, SubmissionState.ATTENTION, AttentionReason.REFUSED, said.receipt_no, said.account)
            if said.receipt_no and (body := bodies.addressed(op)) is not None:
                self.call_for_help(op, notes.contact_of(body), said.receipt_no)
        return OpVerdict(
            op_id=op.op_id, verdict=Verdict.REJECTED, reason=refusal.reason, field=refusal.field, code=refusal.code
        )

    def call_for_help(self, op: Op, to: Contact, receipt_no: str) -> None:
        """Tell whose registration needs attention because of this op (model §12)."""
        self.effects.notes.append(notes.attention(op.op_id, to, receipt_no, self.batch.now))

    def keep_sealed(self, op: Op) -> OpVerdict:
        """Not readable here: kept until the organisation's key opens it (`sync.sealed`), and judged then."""
        row = {"op_id": op.op_id, "device_id": self.batch.device_id, "incarnation": self.batch.incarnation}
        row |= {"seq": op.seq, "op": op.model_dump_json(), "received_at": self.batch.now}
        self.effects.sealed.append(row)
        return OpVerdict(op_id=op.op_id, verdict=Verdict.RETRY, reason=Reason.SEALED)

    def contest(self, op: Op, reason: Reason, field: str | None = None) -> OpVerdict:
        """Not taken, for staff to decide: both sides are kept, and what stands here goes on standing."""
        conflict_id = self.effects.contest(op, reason, field=field)
        return OpVerdict(op_id=op.op_id, verdict=Verdict.CONFLICT, reason=reason, field=field, conflict_id=conflict_id)

    def audit(self, op: Op, verdict: OpVerdict, *, who: str, what: str, note: str | None = None) -> None:
        """Put down who did what, with what result (P4)."""
        at, device_id = self.batch.now, self.batch.device_id
        row = entry(self.batch.central.keys, op, verdict, at=at, device_id=device_id, who=who, what=what, note=note)
        self.effects.audits.append(row)

    def may_stand(self, op: Op) -> bool:
        """Whether this op may say how its registration stands: a first one, or one still open at this centre."""
        standing = self.standings.get(op.entity_id)
        return standing is None or (standing.open and standing.centre_id == self.batch.centre_id)

    def may_decide(self, name: str) -> bool:
        """Whether somebody's word counts: at central's own desk everybody's, from a kiosk that of its known staff."""
        return self.batch.device_id == CENTRAL or plain_name(name) in self.staff

    def not_there(self, standing: Standing | None, receipt_no: str | None) -> Refusal | None:
        """A kiosk speaks of its own centre's registrations only, and names their receipt (V9)."""
        there = standing is not None and standing.state is not None and standing.centre_id == self.batch.centre_id
        if there and standing is not None and receipt_no in (None, standing.receipt_no):
            return None
        return Refusal(Reason.NO_SUCH_ENTITY)

    def stand(
        self, op: Op, state: SubmissionState, reason: AttentionReason | None, receipt_no: str, account: str | None
    ) -> None:
        """How the registration stands after this op."""
        before = self.standings.get(op.entity_id)
        self.standings[op.entity_id] = self.effects.standings[op.entity_id] = Standing(
            state,
            reason,
            before.receipt_no if before and before.receipt_no else receipt_no,
            account or (before.account if before else None),
            before.centre_id if before else self.batch.centre_id,
            before.device_id if before else self.batch.device_id,
            op.op_id,
            owned=state is SubmissionState.CONFIRMED,
        )
