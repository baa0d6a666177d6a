"""Registering, correcting, withdrawing: who gets name and number, and what becomes of who had them (model §3, §4)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from ipas_central.messages import notes
from ipas_central.sync import bodies
from ipas_central.sync.bodies import Refusal, Registration
from ipas_central.sync.claims import keys_of
from ipas_central.sync.docket import Docket
from ipas_central.sync.people import Owner
from ipas_contract.codes import AttentionReason, SubmissionState
from ipas_contract.events import Op, OpKind, OpVerdict, Reason, Verdict, WithdrawalBody

NEW_ROW: Final = {"origin": "kiosk", "status": "active", "merged_into": None, "password_version": 1, "version": 1}


@dataclass(frozen=True, slots=True)
class Registrar:
    """Judges the ops of registrations."""

    docket: Docket

    def register(self, op: Op) -> OpVerdict:
        """A registration, new or anew."""
        one = self.docket.parsed[op.op_id]
        standing = self.docket.standings.get(op.entity_id)
        if op.kind == OpKind.SUBMITTED and standing is not None:
            return self.docket.refuse(op, Refusal(Reason.TOO_LATE, "id"))
        if op.kind == OpKind.AMENDED:
            receipt_no = one.body.receipt_no if isinstance(one, Registration) else None
            if refusal := self.docket.not_there(standing, receipt_no):
                return self.docket.refuse(op, refusal)
            assert standing is not None
            if standing.ended:
                return self.docket.contest(op, Reason.DELETED)
            if not standing.open:
                return self.docket.refuse(op, Refusal(Reason.TOO_LATE))
            self.docket.effects.resolve(op.entity_id, op.op_id)
        if isinstance(one, Refusal):
            return self.docket.refuse(op, one)
        rival = self.rival(one)
        if rival is not None:
            return self._lose(op, one, *rival)
        self.win(op, one)
        return OpVerdict(op_id=op.op_id, verdict=Verdict.ACCEPTED)

    def withdraw(self, op: Op) -> OpVerdict:
        """A registration taken back: its name and number are free."""
        body = bodies.read(WithdrawalBody, op)
        if isinstance(body, Refusal):
            return self.docket.refuse(op, body)
        standing = self.docket.standings.get(op.entity_id)
        if refusal := self.docket.not_there(standing, body.receipt_no):
            return self.docket.refuse(op, refusal)
        assert standing is not None
        if standing.state is SubmissionState.MERGED:
            return self.docket.contest(op, Reason.DELETED)
        if standing.owned:
            self.docket.claims.release(op.entity_id)
            self.docket.effects.withdraw(op.entity_id, standing.centre_id)
        self.docket.effects.resolve(op.entity_id, op.op_id)
        self.docket.stand(op, SubmissionState.WITHDRAWN, None, standing.receipt_no, standing.account)
        return OpVerdict(op_id=op.op_id, verdict=Verdict.ACCEPTED)

    def rival(self, one: Registration) -> tuple[AttentionReason, UUID] | None:
        """Who stands in the way, and by which claim; one who gives way does not (model §4, the two exceptions)."""
        named, numbered = (self.docket.claims.holder(key) for key in keys_of(one))
        gives_way: UUID | None = None
        if numbered is not None:
            owner = self.docket.owners.get(numbered.candidate_id)
            outranked = one.card_seen and not numbered.card_seen
            if not outranked and not (owner and owner.adopted_by(one)):
                return AttentionReason.IDENTITY, numbered.candidate_id
            gives_way = numbered.candidate_id
        if named is not None and named.candidate_id != gives_way:
            return AttentionReason.ACCOUNT_TAKEN, named.candidate_id
        return None

    def win(self, op: Op, one: Registration) -> None:
        """Name and number are this registration's: there is a candidate."""
        _, numbered = (self.docket.claims.holder(key) for key in keys_of(one))
        if numbered is not None:
            self._make_way(op, one, self.docket.owners[numbered.candidate_id])
        self.docket.claims.give(one)
        row = {**one.row, **NEW_ROW, "centre_id": self.docket.batch.centre_id}
        self.docket.effects.candidates[one.body.id] = row
        self.docket.owners[one.body.id] = Owner.of(row)
        self.docket.stand(op, SubmissionState.CONFIRMED, None, one.body.receipt_no, one.row["account"])
        self.docket.effects.notes.append(notes.confirmed(op.op_id, one.body))

    def _make_way(self, op: Op, one: Registration, owner: Owner) -> None:
        self.docket.claims.release(owner.id)
        standing = self.docket.standings.get(owner.id)
        if owner.adopted_by(one):
            self.docket.effects.merge(owner.id, one.body.id)
            return
        kept = standing if standing and standing.state else None
        self.docket.effects.displace(owner.id, owner.centre_id, kept, op)
        if kept:
            lost = kept.at(SubmissionState.ATTENTION, AttentionReason.IDENTITY)
            self.docket.standings[owner.id] = self.docket.effects.standings[owner.id] = lost
            self.docket.call_for_help(op, owner.contact, kept.receipt_no or "")

    def _lose(self, op: Op, one: Registration, reason: AttentionReason, held_by: UUID) -> OpVerdict:
        conflict_id = self.docket.effects.contest(op, reason, held_by=held_by)
        self.docket.stand(op, SubmissionState.ATTENTION, reason, one.body.receipt_no, one.row["account"])
        self.docket.call_for_help(op, notes.contact_of(one.body), one.body.receipt_no)
        owner = self.docket.owners.get(held_by)
        if reason is AttentionReason.IDENTITY and owner is not None:
            self.docket.effects.notes.append(notes.claimed_again(op.op_id, owner.contact))
        told = Reason(reason.value)
        return OpVerdict(op_id=op.op_id, verdict=Verdict.CONFLICT, reason=told, conflict_id=conflict_id)
