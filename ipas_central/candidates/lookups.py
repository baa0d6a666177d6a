"""Credential lookup: one answer, one amount of work, whoever matches (screens §4, model §6; R1, R2, R3, R8, R10).

The call and the queued op `lookup.requested` share `take_in`. The secret is made when the message is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Connection, Select, Text, case, cast, func, literal, or_, select

from ipas_central.candidates import repository
from ipas_central.candidates.repository import Person
from ipas_central.db import insert_rows
from ipas_central.keys import Keys
from ipas_central.messages import outbox
from ipas_central.messages.notes import ttl_ms
from ipas_central.messages.rendering import Template
from ipas_central.tables import candidate, lookup_request
from ipas_contract.events import Channel, LookupBody
from ipas_contract.rules import identity, mobile, name

LAPSE_MS: Final = 24 * 60 * 60_000


@dataclass(frozen=True, slots=True)
class Taking:
    """One request; `lapsed`: it was queued so long that no secret may follow."""

    body: LookupBody
    lapsed: bool = False


def lapsed(*, made_at: int, sent_at: int, jumped: bool) -> bool:
    """Whether a queued lookup is too old, both times by the kiosk's own clock; a clock that runs backwards or was seen
    to jump proves nothing (model §13)."""
    return jumped or not 0 <= sent_at - made_at < LAPSE_MS


def take_in(connection: Connection, takings: Sequence[Taking], *, keys: Keys, now: int) -> None:
    """Take requests in, each once by its request id: the same three statements whether or not anybody matches."""
    wanted = [_id_key(taking.body.id_number, keys) for taking in takings]
    owners = repository.by_id_keys(connection, set(wanted))
    rows = [_row(taking, owners.get(key), now) for taking, key in zip(takings, wanted, strict=True)]
    new = insert_rows(connection, lookup_request, rows, on_conflict="DO NOTHING", returning="id")
    outbox.post_selected(connection, _messages([row.id for row in new], now), now)


def _row(taking: Taking, owner: Person | None, now: int) -> dict[str, object]:
    body = taking.body
    return {
        "id": body.request_id,
        "candidate_id": owner.id if owner and _matches(owner, body) else None,
        "channel": body.channel,
        "language": body.language,
        "lapsed": taking.lapsed,
        "made_at": now,
    }


def _matches(owner: Person, body: LookupBody) -> bool:
    contact = owner.contact
    if not owner.usable or name.normalise(body.name) != name.normalise(contact.name):
        return False
    if body.channel is Channel.EMAIL:
        return body.address.casefold() == contact.email.casefold()
    return mobile.normalise(body.address) == contact.mobile


def _id_key(id_number: str, keys: Keys) -> bytes:
    """The blind key of a typed ID number; that of none is nobody's (R2: it takes the same way)."""
    checked = identity.check_any(id_number)
    return keys.id_key(checked.kind, checked.value) if checked.good and checked.kind else keys.id_key("none", "")


def _messages(request_ids: Sequence[UUID], now: int) -> Select[Any]:
    """The messages that requests lead to: the credentials by the way asked for, of a lapsed one only the mail saying
    so. That of the credentials says no more than which request it answers (model §5)."""
    by_mail = or_(lookup_request.c.lapsed, lookup_request.c.channel == Channel.EMAIL)
    lapsed_end, credential_end = now + ttl_ms(Template.LOOKUP_LAPSED), now + ttl_ms(Template.CREDENTIAL)
    params = cast(func.jsonb_build_object("name", candidate.c.name), Text)
    return (
        select(
            lookup_request.c.id.label("cause"),
            case((lookup_request.c.lapsed, Template.LOOKUP_LAPSED), else_=Template.CREDENTIAL).label("template"),
            case((by_mail, Channel.EMAIL), else_=Channel.SMS).label("channel"),
            case((by_mail, candidate.c.email), else_=candidate.c.mobile).label("address"),
            lookup_request.c.language,
            case((lookup_request.c.lapsed, params), else_="{}").label("params"),
            candidate.c.id.label("candidate_id"),
            literal(now, BigInteger).label("due_at"),
            case((lookup_request.c.lapsed, lapsed_end), else_=credential_end).label("expires_at"),
        )
        .join_from(lookup_request, candidate, candidate.c.id == lookup_request.c.candidate_id)
        .where(lookup_request.c.id.in_(request_ids))
    )
