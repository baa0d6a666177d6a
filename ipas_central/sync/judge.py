"""The verdict on each op of a batch, in order, in memory (model §2, §3, §4): no statement is made here."""

import hashlib
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pydantic import ValidationError

from ipas_central.candidates.lookups import Taking, lapsed
from ipas_central.messages import notes
from ipas_central.sync import bodies
from ipas_central.sync.batch import Batch
from ipas_central.sync.bodies import Refusal, Registration
from ipas_central.sync.claims import Claims, keys_of
from ipas_central.sync.effects import Effects
from ipas_central.sync.ledger import Ledger
from ipas_central.sync.people import Owner, Standing
from ipas_contract.codes import AttentionReason, Language, SubmissionState
from ipas_contract.events import (
    MIN_SCHEMA_VERSION,
    SCHEMA_VERSION,
    LookupBody,
    Op,
    OpKind,
    OpVerdict,
    Reason,
    Verdict,
    WithdrawalBody,
)

REGISTRATIONS: Final = frozenset({OpKind.SUBMITTED, OpKind.AMENDED})
_NOTHING_CHANGES: Final = frozenset({Reason.TOO_LATE, Reason.NO_SUCH_ENTITY})
_NEW_ROW: Final = {"origin": "kiosk", "status": "active", "password_version": 1, "version": 1}


@dataclass(slots=True)
class Judge:
    """What the batch knows (`standings`, `owners`, `parsed` registrations by op) and what it does (`effects`)."""

    batch: Batch
    ledger: Ledger
    claims: Claims
    effects: Effects
    standings: dict[UUID, Standing]
    owners: dict[UUID, Owner]
    parsed: dict[UUID, Registration | Refusal]

    def judge(self, op: Op) -> OpVerdict:
        """The answer to one op; terminal verdicts are kept in the ledger."""
        repeat = self.ledger.repeat(op)
        if repeat is not None:
            return repeat
        if op.depends_on is not None and not self.ledger.settled(op.depends_on):
            return OpVerdict(op_id=op.op_id, verdict=Verdict.BLOCKED)
        if op.schema_ver > SCHEMA_VERSION:
            return OpVerdict(op_id=op.op_id, verdict=Verdict.RETRY)
        verdict = self._decide(op)
        self.ledger.store(op, verdict)
        return verdict

    def _decide(self, op: Op) -> OpVerdict:
        if not intact(op):
            return self._refuse(op, Refusal(Reason.BAD_BODY))
        if op.schema_ver < MIN_SCHEMA_VERSION:
            return self._keep_raw(op)
        match op.kind:
            case OpKind.SUBMITTED | OpKind.AMENDED:
                return self._register(op, self.parsed[op.op_id])
            case OpKind.WITHDRAWN:
                return self._withdraw(op)
            case OpKind.LOOKUP:
                return self._look_up(op)
            case _:
                return self._refuse(op, Refusal(Reason.UNKNOWN_KIND))

    # ---- registrations -----------------------------------------------------------------------------------------

    def _register(self, op: Op, one: Registration | Refusal) -> OpVerdict:
        standing = self.standings.get(op.entity_id)
        if op.kind == OpKind.SUBMITTED and standing is not None:
            return self._refuse(op, Refusal(Reason.TOO_LATE, "id"))
        if op.kind == OpKind.AMENDED:
            receipt_no = one.body.receipt_no if isinstance(one, Registration) else None
            if refusal := self._not_there(standing, receipt_no):
                return self._refuse(op, refusal)
            assert standing is not None
            if not standing.open:
                return self._refuse(op, Refusal(Reason.TOO_LATE))
            self.effects.resolve(op.entity_id, op.op_id)
        if isinstance(one, Refusal):
            return self._refuse(op, one)
        rival = self._rival(one)
        if rival is not None:
            return self._lose(op, one, *rival)
        self._win(op, one)
        return OpVerdict(op_id=op.op_id, verdict=Verdict.ACCEPTED)

    def _rival(self, one: Registration) -> tuple[AttentionReason, UUID] | None:
        """Who stands in the way, and by which claim; one who gives way does not (model §4, the two exceptions)."""
        named, numbered = (self.claims.holder(key) for key in keys_of(one))
        gives_way: UUID | None = None
        if numbered is not None:
            owner = self.owners.get(numbered.candidate_id)
            outranked = one.card_seen and not numbered.card_seen
            if not outranked and not (owner and owner.adopted_by(one)):
                return AttentionReason.IDENTITY, numbered.candidate_id
            gives_way = numbered.candidate_id
        if named is not None and named.candidate_id != gives_way:
            return AttentionReason.ACCOUNT_TAKEN, named.candidate_id
        return None

    def _win(self, op: Op, one: Registration) -> None:
        _, numbered = (self.claims.holder(key) for key in keys_of(one))
        if numbered is not None:
            self._make_way(op, one, self.owners[numbered.candidate_id])
        self.claims.give(one)
        row = one.row | _NEW_ROW | {"centre_id": self.batch.centre_id}
        self.effects.candidates[one.body.id] = row
        self.owners[one.body.id] = Owner.of(row)
        self._stand(op, SubmissionState.CONFIRMED, None, one.body.receipt_no, one.row["account"])
        self.effects.notes.append(notes.confirmed(op.op_id, one.body))

    def _make_way(self, op: Op, one: Registration, owner: Owner) -> None:
        self.claims.release(owner.id)
        standing = self.standings.get(owner.id)
        if owner.adopted_by(one):
            self.effects.merge(owner.id, one.body.id)
            return
        kept = standing if standing and standing.state else None
        self.effects.displace(owner.id, owner.centre_id, kept, op.op_id)
        if kept:
            lost = kept.at(SubmissionState.ATTENTION, AttentionReason.IDENTITY)
            self.standings[owner.id] = self.effects.standings[owner.id] = lost

    def _lose(self, op: Op, one: Registration, reason: AttentionReason, held_by: UUID) -> OpVerdict:
        body = op.body.encode()
        conflict_id = self.effects.contest(op.entity_id, op.op_id, reason, body, held_by=held_by)
        self._stand(op, SubmissionState.ATTENTION, reason, one.body.receipt_no, one.row["account"])
        self.effects.notes.append(notes.attention(op.op_id, one.body, self.batch.now))
        owner = self.owners.get(held_by)
        if reason is AttentionReason.IDENTITY and owner is not None:
            language = Language(owner.language)
            contact = notes.Contact(owner.id, owner.account, owner.name, owner.email, owner.mobile, language)
            self.effects.notes.append(notes.claimed_again(op.op_id, contact))
        told = Reason(reason.value)
        return OpVerdict(op_id=op.op_id, verdict=Verdict.CONFLICT, reason=told, conflict_id=conflict_id)

    # ---- the other kinds ---------------------------------------------------------------------------------------

    def _withdraw(self, op: Op) -> OpVerdict:
        try:
            body = WithdrawalBody.model_validate_json(op.body)
        except ValidationError:
            return self._refuse(op, Refusal(Reason.BAD_BODY))
        standing = self.standings.get(op.entity_id)
        if body.id != op.entity_id:
            return self._refuse(op, Refusal(Reason.BAD_FIELD, "id"))
        if refusal := self._not_there(standing, body.receipt_no):
            return self._refuse(op, refusal)
        assert standing is not None
        if standing.state is SubmissionState.MERGED:
            return self._refuse(op, Refusal(Reason.TOO_LATE))
        if standing.owned:
            self.claims.release(op.entity_id)
            self.effects.withdraw(op.entity_id, standing.centre_id)
        self.effects.resolve(op.entity_id, op.op_id)
        self._stand(op, SubmissionState.WITHDRAWN, None, standing.receipt_no, standing.account)
        return OpVerdict(op_id=op.op_id, verdict=Verdict.ACCEPTED)

    def _look_up(self, op: Op) -> OpVerdict:
        try:
            body = LookupBody.model_validate_json(op.body)
        except ValidationError:
            return self._refuse(op, Refusal(Reason.BAD_BODY))
        jumped = self.batch.clock_jumped(op)
        late = lapsed(made_at=op.made_at, sent_at=self.batch.sent_at, jumped=jumped)
        self.effects.takings.append(Taking(body, late))
        return OpVerdict(op_id=op.op_id, verdict=Verdict.ACCEPTED, lapsed=late)

    def _keep_raw(self, op: Op) -> OpVerdict:
        """Of a version too old to be read: kept as it is, so that it has left the kiosk (sync §2, Versions)."""
        kind = op.kind if op.kind in set(OpKind) else "unknown"
        row = {"op_id": op.op_id, "device_id": self.batch.device_id, "entity_id": op.entity_id, "kind": kind}
        row |= {"schema_ver": op.schema_ver, "body": op.body.encode(), "received_at": self.batch.now}
        self.effects.raw.append(row)
        if kind in REGISTRATIONS and self._may_stand(op):
            said = bodies.outline(op.body)
            self._stand(op, SubmissionState.ATTENTION, AttentionReason.TOO_OLD, said.receipt_no, said.account)
        return OpVerdict(op_id=op.op_id, verdict=Verdict.ACCEPTED_RAW)

    # ---- shared ------------------------------------------------------------------------------------------------

    def _refuse(self, op: Op, refusal: Refusal) -> OpVerdict:
        """Not accepted for good. What a candidate had registered is kept for staff, whole; a lookup's is not."""
        if op.kind != OpKind.LOOKUP:
            field = ":".join(filter(None, (refusal.field, refusal.code)))
            self.effects.contest(op.entity_id, op.op_id, refusal.reason, op.body.encode(), field=field or None)
        if op.kind in REGISTRATIONS and refusal.reason not in _NOTHING_CHANGES and self._may_stand(op):
            said = bodies.outline(op.body)
            self._stand(op, SubmissionState.ATTENTION, AttentionReason.REFUSED, said.receipt_no, said.account)
        return OpVerdict(
            op_id=op.op_id, verdict=Verdict.REJECTED, reason=refusal.reason, field=refusal.field, code=refusal.code
        )

    def _may_stand(self, op: Op) -> bool:
        """Whether this op may say how its registration stands: a first one, or one still open at this centre."""
        standing = self.standings.get(op.entity_id)
        return standing is None or (standing.open and standing.centre_id == self.batch.centre_id)

    def _not_there(self, standing: Standing | None, receipt_no: str | None) -> Refusal | None:
        """A kiosk speaks of its own centre's registrations only, and names their receipt (V9)."""
        there = standing is not None and standing.state is not None and standing.centre_id == self.batch.centre_id
        if there and standing is not None and receipt_no in (None, standing.receipt_no):
            return None
        return Refusal(Reason.NO_SUCH_ENTITY)

    def _stand(
        self, op: Op, state: SubmissionState, reason: AttentionReason | None, receipt_no: str, account: str | None
    ) -> None:
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


def intact(op: Op) -> bool:
    """Whether the body is the one that its digest speaks of."""
    return hashlib.sha256(op.body.encode()).hexdigest() == op.body_sha256
