"""Sign-in: the three-way decision with central's knowledge (screens §1, model §5; L1-L5, L8, L9, X8, X11, X15)."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Connection

from ipas_central.candidates import lockout, once, repository
from ipas_central.candidates.proof import KEY_INFO, Proof, Weighed, judge, weigh
from ipas_central.candidates.repository import Person
from ipas_central.context import Central
from ipas_central.db import in_transaction
from ipas_contract import passwords
from ipas_contract.calls import SignInOutcome, SignInReply, SignInRequest
from ipas_contract.logs import get_logger

_log = get_logger(__name__)

_OUTCOMES = {
    Proof.NOTHING: SignInOutcome.FAILED,
    Proof.PASSWORD: SignInOutcome.SIGNED_IN,
    Proof.TEMPORARY: SignInOutcome.MUST_CHANGE,
}


def sign_in(central: Central, device_id: UUID, request: SignInRequest) -> tuple[SignInReply, Callable[[], None] | None]:
    """The reply, and what may be done after it was sent (a new hash at the present cost, L3).

    Wrong name, wrong password, locked and disabled give one answer after the same work (L1, L2). That an account
    exists is public (X8), so an unknown one is said at once and counts as nothing. Raises `Refused` for a paused
    device (L9).
    """
    account_key = repository.account_key(request.account)
    with central.engine.begin() as connection:
        lockout.refuse_paused(connection, device_id, central.clock())
        person = repository.by_account(connection, account_key)
    if person is None:
        return SignInReply(outcome=SignInOutcome.UNKNOWN), None
    weighed = weigh(person, request.password, cost=central.settings.bcrypt_cost)
    reply = in_transaction(central.engine, lambda open_: _decide(open_, central, device_id, request, weighed))
    _log.info("sign_in", state=reply.outcome, device=device_id)
    stored = person.password_hash
    if reply.outcome is SignInOutcome.SIGNED_IN and stored and _too_cheap(stored, central):
        return reply, lambda: _hash_again(central, person, stored, request.password)
    return reply, None


def _decide(
    connection: Connection, central: Central, device_id: UUID, request: SignInRequest, weighed: Weighed
) -> SignInReply:
    now = central.clock()
    account_key = repository.account_key(request.account)
    tries = lockout.take(connection, account_key)
    person = repository.by_account(connection, account_key)
    if person is None:
        return SignInReply(outcome=SignInOutcome.UNKNOWN)
    proof = judge(
        person,
        tries,
        weighed,
        typed_name=request.name,
        typed=request.password,
        key=central.keys.derive(KEY_INFO),
        now=now,
    )
    about = once.subject(central.keys.derive(b"call"), account_key, request.name)
    reply, is_first = once.keep(connection, device_id, request.request_id, about, _reply(person, proof), now)
    if not is_first:
        return reply
    if proof is Proof.NOTHING:
        lockout.failed(connection, tries, now)
        repository.count_wrong_try(connection, person.id)
    elif proof is Proof.PASSWORD:
        lockout.cleared(connection, account_key)
    elif person.pending:
        repository.verified(connection, person, person.pending, now)
    lockout.device_answered(connection, device_id, failure=proof is Proof.NOTHING, now=now)
    return reply


def _reply(person: Person, proof: Proof) -> SignInReply:
    if proof is Proof.NOTHING:
        return SignInReply(outcome=SignInOutcome.FAILED)
    return SignInReply(
        outcome=_OUTCOMES[proof],
        candidate_id=person.id,
        state=person.state,
        reason=person.reason,
        profile_complete=person.profile_complete,
    )


def _too_cheap(stored: str, central: Central) -> bool:
    return passwords.cost_of(stored) < central.settings.bcrypt_cost


def _hash_again(central: Central, person: Person, stored: str, typed: str) -> None:
    new_hash = passwords.hash_password(typed, cost=central.settings.bcrypt_cost)
    with central.engine.begin() as connection:
        repository.set_hash(connection, person.id, stored, new_hash)
