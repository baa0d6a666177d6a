"""What the staff decide of a conflict (sync §2, Staff conflict queue): an op like any other, with who and why.

What was contested stays in its row for good; the row is closed by naming the op that decided. Kiosks hear by the feed
how the registration stands now. A decision that cannot be carried out changes nothing: the conflict stays open.
"""

from ipas_central.audit import NOBODY
from ipas_central.sync import bodies, profiles
from ipas_central.sync.bodies import Refusal, Registration
from ipas_central.sync.cases import Case, Decision, contested
from ipas_central.sync.claims import ACCOUNT, ID
from ipas_central.sync.docket import Docket
from ipas_central.sync.registrations import NEW_ROW, Registrar
from ipas_contract.codes import Nationality, SubmissionState
from ipas_contract.events import Op, OpKind, OpVerdict, ProfileBody, Reason, Verdict
from ipas_contract.resolutions import Action, one_person


def resolve(docket: Docket, op: Op) -> OpVerdict:
    """Judge a `conflict.resolved`."""
    decision = docket.decisions[op.op_id]
    if isinstance(decision, Refusal):
        verdict = docket.refuse(op, decision)
        docket.audit(op, verdict, who=NOBODY, what=op.kind)
        return verdict
    refusal = _carry_out(docket, op, decision)
    verdict = OpVerdict(op_id=op.op_id, verdict=Verdict.ACCEPTED) if refusal is None else docket.refuse(op, refusal)
    said = decision.said
    docket.audit(op, verdict, who=said.by, what=f"{op.kind}:{said.action}", note=said.reason)
    return verdict


def _carry_out(docket: Docket, op: Op, decision: Decision) -> Refusal | None:
    """Do what was decided; None when it is done."""
    case, action, one = decision.case, decision.said.action, decision.registration
    if refusal := _out_of_order(docket, decision):
        return refusal
    if action is Action.WITHDRAW:
        return _give_up(docket, op, case)
    if action is Action.TAKE:
        return _take(docket, op, decision)
    if one is None or not _waits(docket, case):
        return Refusal(Reason.BAD_FIELD, "action")
    if isinstance(one, Refusal):
        return one
    if action is Action.MERGE:
        return _merge(docket, op, decision, one)
    if action is Action.KEEP_BOTH and (refusal := _renumber(docket, decision, one)):
        return refusal
    return _register(docket, op, case, one)


def _out_of_order(docket: Docket, decision: Decision) -> Refusal | None:
    """Whether this may be decided at all: here, by one of the staff, for a reason, still."""
    case, said = decision.case, decision.said
    if not docket.batch.may_touch(case.centre_id):
        return Refusal(Reason.NO_SUCH_ENTITY)
    for field in ("by", "reason"):
        if code := bodies.text_problem(getattr(said, field), bodies.MAX_NOTE):
            return Refusal(Reason.BAD_FIELD, field, code)
    if not docket.may_decide(said.by):
        return Refusal(Reason.NOT_ALLOWED, "by")
    return Refusal(Reason.TOO_LATE) if case.resolved_by else None


def _waits(docket: Docket, case: Case) -> bool:
    """Whether the conflict is about a registration that is still in attention for it."""
    standing = docket.standings.get(case.candidate_id)
    return standing is not None and standing.open and standing.last_op_id == case.op_id


def _register(docket: Docket, op: Op, case: Case, one: Registration) -> Refusal | None:
    """The registration as it is now said to be, if nobody stands in its way."""
    registrar = Registrar(docket)
    if rival := registrar.rival(one):
        return Refusal(Reason(rival[0].value))
    registrar.win(op, one)
    docket.effects.close(case, op.op_id)
    return None


def _renumber(docket: Docket, decision: Decision, one: Registration) -> Refusal | None:
    """Who holds the contested number gets the right one, and so frees it; nothing is changed unless all can be."""
    number, held = decision.number, docket.claims.holder_of_number(one)
    row = docket.rows.get(held.candidate_id) if held else None
    if row is None or number is None or not docket.batch.may_touch(row["centre_id"]):
        return Refusal(Reason.NO_SUCH_ENTITY)
    if isinstance(number, Refusal):
        return number
    if docket.claims.holder((ID, number.key)) is not None:
        return Refusal(Reason.IDENTITY)
    if docket.claims.holder((ACCOUNT, one.account_key)) is not None:
        return Refusal(Reason.ACCOUNT_TAKEN)
    docket.claims.move((ID, one.id_key), (ID, number.key))
    row.update(id_number=number.value, id_kind=number.kind.value, id_key=number.key, version=row["version"] + 1)
    docket.effects.change(row, renamed=False)
    return None


def _merge(docket: Docket, op: Op, decision: Decision, one: Registration) -> Refusal | None:
    """The same person twice, when two of the staff say so: the row stays, with `merged_into`; its account is the one
    of who stood in the way."""
    case, by = decision.case, decision.said.by
    owner = docket.owners.get(case.held_by) if case.held_by else None
    if owner is None:
        return Refusal(Reason.NO_SUCH_ENTITY)
    if case.proposed_by is None:
        docket.effects.propose(case, by)
        return None
    if one_person(case.proposed_by, by):
        return Refusal(Reason.BAD_FIELD, "by")
    row = one.row | NEW_ROW | {"centre_id": case.centre_id, "status": "merged", "merged_into": owner.id}
    docket.effects.candidates[case.candidate_id] = row
    _end(docket, op, case, SubmissionState.MERGED)
    return None


def _give_up(docket: Docket, op: Op, case: Case) -> Refusal | None:
    """The registration that waits is withdrawn; where the conflict is about a change, what central has stands."""
    if _waits(docket, case):
        _end(docket, op, case, SubmissionState.WITHDRAWN)
    else:
        docket.effects.close(case, op.op_id)
    return None


def _end(docket: Docket, op: Op, case: Case, state: SubmissionState) -> None:
    """A registration is of the past, and so is all else that was contested of it."""
    before = docket.standings[case.candidate_id]
    docket.stand(op, state, None, before.receipt_no, before.account)
    docket.effects.forget(case.candidate_id, before.centre_id)
    docket.effects.resolve(case.candidate_id, op.op_id)
    case.resolved_by = op.op_id


def _take(docket: Docket, op: Op, decision: Decision) -> Refusal | None:
    """A change of a profile is made over what central has."""
    case, row = decision.case, docket.row(decision.case.candidate_id)
    if case.kind != OpKind.PROFILE or row is None or not docket.batch.may_touch(row["centre_id"]):
        return Refusal(Reason.BAD_FIELD, "action")
    body = bodies.read(ProfileBody, contested(case, op, decision.said))
    if isinstance(body, Refusal):
        return body
    wanted = bodies.profile(body.profile, Nationality(row["nationality"]))
    if isinstance(wanted, Refusal):
        return wanted
    profiles.make(docket, op, row, profiles.differences(body.base, wanted))
    docket.effects.close(case, op.op_id)
    return None
