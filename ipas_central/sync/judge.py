"""The verdict on each op of a batch, in order, in memory (model §2, §3, §4): no statement is made here."""

import hashlib
from dataclasses import dataclass

from pydantic import ValidationError

from ipas_central.candidates.lookups import Taking, lapsed
from ipas_central.sync import bodies, profiles, resolutions, upcasting
from ipas_central.sync.bodies import Refusal
from ipas_central.sync.docket import REGISTRATIONS, Docket
from ipas_central.sync.ledger import Ledger
from ipas_central.sync.registrations import Registrar
from ipas_contract.codes import AttentionReason, SubmissionState
from ipas_contract.events import (
    LookupBody,
    Op,
    OpKind,
    OpVerdict,
    Reason,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Judge:
    """Gives every op to whoever judges its kind; what was judged before is found in the ledger."""

    ledger: Ledger
    docket: Docket

    def judge(self, op: Op) -> OpVerdict:
        """The answer to one op; terminal verdicts are kept in the ledger."""
        repeat = self.ledger.repeat(op)
        if repeat is not None:
            return repeat
        if op.sealed:
            return self.docket.keep_sealed(op)
        if op.depends_on is not None and not self.ledger.settled(op.depends_on):
            return OpVerdict(op_id=op.op_id, verdict=Verdict.BLOCKED)
        if upcasting.too_new(op.schema_ver):
            return OpVerdict(op_id=op.op_id, verdict=Verdict.RETRY)
        verdict = self._decide(op)
        self.ledger.store(op, verdict)
        return verdict

    def _decide(self, op: Op) -> OpVerdict:
        if not intact(op):
            return self.docket.refuse(op, Refusal(Reason.BAD_BODY))
        if upcasting.too_old(op.schema_ver):
            return self._keep_raw(op)
        match op.kind:
            case OpKind.SUBMITTED | OpKind.AMENDED:
                return Registrar(self.docket).register(op)
            case OpKind.WITHDRAWN:
                return Registrar(self.docket).withdraw(op)
            case OpKind.PROFILE:
                return profiles.change(self.docket, op)
            case OpKind.RESOLVED:
                return resolutions.resolve(self.docket, op)
            case OpKind.LOOKUP:
                return self._look_up(op)
            case _:
                return self.docket.refuse(op, Refusal(Reason.UNKNOWN_KIND))

    def _look_up(self, op: Op) -> OpVerdict:
        try:
            body = LookupBody.model_validate_json(upcasting.today(op.kind, op.schema_ver, op.body))
        except ValidationError:
            return self.docket.refuse(op, Refusal(Reason.BAD_BODY))
        jumped = self.docket.batch.clock_jumped(op)
        late = lapsed(made_at=op.made_at, sent_at=self.docket.batch.sent_at, jumped=jumped)
        self.docket.effects.takings.append(Taking(body, late))
        return OpVerdict(op_id=op.op_id, verdict=Verdict.ACCEPTED, lapsed=late)

    def _keep_raw(self, op: Op) -> OpVerdict:
        """Of a version too old to be read: kept as it is, so that it has left the kiosk (sync §2, Versions)."""
        kind = op.kind if op.kind in set(OpKind) else "unknown"
        row = {"op_id": op.op_id, "device_id": self.docket.batch.device_id, "entity_id": op.entity_id, "kind": kind}
        row |= {"schema_ver": op.schema_ver, "body": op.body.encode(), "received_at": self.docket.batch.now}
        self.docket.effects.raw.append(row)
        if kind in REGISTRATIONS and self.docket.may_stand(op):
            said = bodies.outline(op.body)
            self.docket.stand(op, SubmissionState.ATTENTION, AttentionReason.TOO_OLD, said.receipt_no, said.account)
        return OpVerdict(op_id=op.op_id, verdict=Verdict.ACCEPTED_RAW)


def intact(op: Op) -> bool:
    """Whether the body is the one that its digest speaks of."""
    return hashlib.sha256(op.body.encode()).hexdigest() == op.body_sha256
