"""The interactive calls of candidates (model §11). Plain functions: bcrypt works in the thread pool, off the loop."""

from typing import Final

from fastapi import APIRouter, Response
from starlette.background import BackgroundTask

from ipas_central.candidates import email_lookup, password, repository, sign_in
from ipas_central.candidates.lookups import Taking, take_in
from ipas_central.db import in_transaction
from ipas_central.security import SignedCall
from ipas_central.wire import answer, describe
from ipas_contract.calls import (
    CredentialLookupReply,
    CredentialLookupRequest,
    EmailLookupReply,
    EmailLookupRequest,
    PasswordReply,
    PasswordRequest,
    SignInReply,
    SignInRequest,
    TakenOutcome,
    TakenReply,
    TakenRequest,
)

candidates: Final = APIRouter(prefix="/v1/candidates")
lookups: Final = APIRouter(prefix="/v1/lookups")


@candidates.post("/sign-in", **describe(SignInReply, SignInRequest))
def post_sign_in(call: SignedCall) -> Response:
    reply, afterwards = sign_in.sign_in(call.central, call.device.id, call.read(SignInRequest))
    response = answer(reply)
    response.background = BackgroundTask(afterwards) if afterwards else None
    return response


@candidates.post("/account-taken", **describe(TakenReply, TakenRequest))
def post_account_taken(call: SignedCall) -> Response:
    request = call.read(TakenRequest)
    with call.central.engine.begin() as connection:
        owner = repository.owner_of_account(connection, repository.account_key(request.account))
    free = owner is None or owner == request.except_id
    return answer(TakenReply(outcome=TakenOutcome.FREE if free else TakenOutcome.TAKEN))


@candidates.post("/password", **describe(PasswordReply, PasswordRequest))
def post_password(call: SignedCall) -> Response:
    return answer(password.change(call.central, call.device.id, call.read(PasswordRequest)))


@lookups.post("/credential", **describe(CredentialLookupReply, CredentialLookupRequest))
def post_credential_lookup(call: SignedCall) -> Response:
    central, takings = call.central, [Taking(call.read(CredentialLookupRequest))]
    in_transaction(central.engine, lambda open_: take_in(open_, takings, keys=central.keys, now=central.clock()))
    return answer(CredentialLookupReply())


@lookups.post("/email", **describe(EmailLookupReply, EmailLookupRequest))
def post_email_lookup(call: SignedCall) -> Response:
    return answer(email_lookup.look_up(call.central, call.device.id, call.read(EmailLookupRequest)))
