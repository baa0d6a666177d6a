"""E-mail lookup: three facts give the masked address, and the whole one by SMS (screens §7, model §6; R11, X10)."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Connection, Select, Text, cast, func, literal, select

from ipas_central.candidates import lockout, once, repository
from ipas_central.candidates.repository import Person
from ipas_central.context import Central
from ipas_central.db import in_transaction
from ipas_central.messages import outbox
from ipas_central.messages.notes import ttl_ms
from ipas_central.messages.rendering import Template
from ipas_central.tables import candidate
from ipas_contract.calls import EmailLookupOutcome, EmailLookupReply, EmailLookupRequest
from ipas_contract.events import Channel
from ipas_contract.masking import mask_email
from ipas_contract.rules import mobile, name

NOBODY: Final = UUID(int=0)


def look_up(central: Central, device_id: UUID, request: EmailLookupRequest) -> EmailLookupReply:
    """One miss text, the same statements for a match and a miss; a miss counts against the device. Raises `Refused`
    for a paused device (L9). No account is ever locked by it (R8)."""
    return in_transaction(central.engine, lambda open_: _decide(open_, central, device_id, request))


def _decide(connection: Connection, central: Central, device_id: UUID, request: EmailLookupRequest) -> EmailLookupReply:
    now = central.clock()
    lockout.refuse_paused(connection, device_id, now)
    account_key = repository.account_key(request.account)
    person = repository.by_account(connection, account_key)
    found = person if person and _matches(person, request) else None
    about = once.subject(central.keys.derive(b"call"), account_key, request.name, request.mobile)
    reply = _reply(found, whole=central.settings.email_lookup == "full")
    reply, is_first = once.keep(connection, device_id, request.request_id, about, reply, now)
    if is_first:
        lockout.device_answered(connection, device_id, failure=found is None, now=now)
        outbox.post_selected(connection, _reminder(request, found.id if found else NOBODY, now), now)
    return reply


def _matches(person: Person, request: EmailLookupRequest) -> bool:
    contact = person.contact
    return (
        person.usable
        and name.normalise(request.name) == name.normalise(contact.name)
        and mobile.normalise(request.mobile) == contact.mobile
    )


def _reply(found: Person | None, *, whole: bool) -> EmailLookupReply:
    if found is None:
        return EmailLookupReply(outcome=EmailLookupOutcome.NONE)
    address = found.contact.email
    return EmailLookupReply(outcome=EmailLookupOutcome.FOUND, email=address if whole else mask_email(address))


def _reminder(request: EmailLookupRequest, candidate_id: UUID, now: int) -> Select[Any]:
    """The whole address by SMS to the registered mobile, for nobody too (L2)."""
    params = func.jsonb_build_object("email", candidate.c.email, "last3", func.right(candidate.c.mobile, 3))
    return select(
        literal(request.request_id).label("cause"),
        literal(Template.EMAIL_REMINDER).label("template"),
        literal(Channel.SMS).label("channel"),
        candidate.c.mobile.label("address"),
        literal(request.language).label("language"),
        cast(params, Text).label("params"),
        candidate.c.id.label("candidate_id"),
        literal(now, BigInteger).label("due_at"),
        literal(now + ttl_ms(Template.EMAIL_REMINDER), BigInteger).label("expires_at"),
    ).where(candidate.c.id == candidate_id)
