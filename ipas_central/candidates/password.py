"""Changing a password (model §5; requirements L12, R5, R6, R9, X17)."""

from uuid import UUID

from sqlalchemy import Connection

from ipas_central.candidates import lockout, once, repository
from ipas_central.candidates.proof import KEY_INFO, Proof, Weighed, judge, weigh
from ipas_central.candidates.repository import Person
from ipas_central.context import Central
from ipas_central.db import in_transaction
from ipas_central.errors import Refused
from ipas_central.messages import notes, outbox
from ipas_central.sync.feed import FeedLine, append
from ipas_contract import passwords
from ipas_contract.calls import ErrorCode, PasswordOutcome, PasswordReply, PasswordRequest
from ipas_contract.events import ChangeKind
from ipas_contract.logs import get_logger

NOBODY = UUID(int=0)
_log = get_logger(__name__)


def change(central: Central, device_id: UUID, request: PasswordRequest) -> PasswordReply:
    """Verify `current` (stored or temporary) as at sign-in and put the new hash in its place.

    Two bcrypt computations on every path, an unknown account's too (L2). A change ends the temporary password and the
    lock, voids the kiosks' verifiers, and is told to all contacts. Raises `Refused` for a paused device (L9) and for
    a hash not of the exact form and cost.
    """
    cost = central.settings.bcrypt_cost
    if not passwords.well_formed(request.new_hash, cost=cost):
        raise Refused(ErrorCode.BAD_REQUEST)
    with central.engine.begin() as connection:
        lockout.refuse_paused(connection, device_id, central.clock())
        person = repository.by_account(connection, repository.account_key(request.account))
    weighed = weigh(person, request.current, cost=cost)
    same = passwords.verify(request.current, request.new_hash)
    reply = in_transaction(central.engine, lambda open_: _decide(open_, central, device_id, request, weighed, same))
    _log.info("password_change", state=reply.outcome, device=device_id)
    return reply


def _decide(
    connection: Connection,
    central: Central,
    device_id: UUID,
    request: PasswordRequest,
    weighed: Weighed,
    same: bool,
) -> PasswordReply:
    now = central.clock()
    account_key = repository.account_key(request.account)
    tries = lockout.take(connection, account_key)
    person = repository.by_account(connection, account_key)
    proof = judge(
        person,
        tries,
        weighed,
        typed_name=request.name,
        typed=request.current,
        key=central.keys.derive(KEY_INFO),
        now=now,
    )
    about = once.subject(central.keys.derive(b"call"), account_key, request.name, request.new_hash)
    reply = PasswordReply(outcome=_outcome(proof, same=same))
    reply, is_first = once.keep(connection, device_id, request.request_id, about, reply, now)
    if not is_first:
        return reply
    lockout.device_answered(connection, device_id, failure=proof is Proof.NOTHING, now=now)
    if person is None or proof is Proof.NOTHING:
        lockout.failed(connection, tries, now)
        repository.count_wrong_try(connection, person.id if person else NOBODY)
    elif not same:
        lockout.cleared(connection, account_key)
        if proof is Proof.TEMPORARY and person.pending:
            repository.verified(connection, person, person.pending, now)
        _save(connection, person, request, now)
    return reply


def _outcome(proof: Proof, *, same: bool) -> PasswordOutcome:
    if proof is Proof.NOTHING:
        return PasswordOutcome.FAILED
    return PasswordOutcome.SAME_AS_OLD if same else PasswordOutcome.CHANGED


def _save(connection: Connection, person: Person, request: PasswordRequest, now: int) -> None:
    repository.set_password(connection, person.id, request.new_hash)
    told = notes.password_changed(request.request_id, person.contact, request.language, now)
    outbox.post(connection, told, now)
    void = FeedLine(ChangeKind.VERIFIER_DROPPED, person.id, {"candidate_id": str(person.id)})
    append(connection, person.centre_id, [void], now)
