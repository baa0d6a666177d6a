"""What is told to whom: one function a trigger (model §12). A note becomes a row of `message` with `outbox.post`.

No note holds a secret: that of `credential` is made by the worker when it sends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Final
from uuid import UUID

from ipas_central.messages.limits import DAY, HOUR
from ipas_central.messages.rendering import Template, last_three
from ipas_contract.codes import Language
from ipas_contract.events import Channel, RegistrationBody

ATTENTION_DELAY_MS: Final = 15 * 60_000
"""A candidate who corrects the form at once never gets the mail (model §12)."""
NOTICE_TTL_MS: Final = 3 * DAY
RECOVERY_TTL_MS: Final = HOUR

_TAIPEI: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Note:
    """One message to one address. `cause` is the op id or the request id; with template, channel and address it
    makes the note one and the same however often it is posted. `due_at` None means now. Times in UTC ms."""

    cause: UUID
    template: Template
    channel: Channel
    address: str
    language: Language
    parameters: Mapping[str, str] = field(default_factory=dict)
    candidate_id: UUID | None = None
    due_at: int | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A candidate as messages know one; `language` is the one on file."""

    candidate_id: UUID
    account: str
    name: str
    email: str
    mobile: str
    language: Language

    def address(self, channel: Channel) -> str:
        """Where a channel reaches them."""
        return self.email if channel is Channel.EMAIL else self.mobile


def ttl_ms(template: Template) -> int:
    """How long after it was due a message is still worth sending (R14)."""
    return RECOVERY_TTL_MS if template in (Template.CREDENTIAL, Template.EMAIL_REMINDER) else NOTICE_TTL_MS


def confirmed(op_id: UUID, body: RegistrationBody) -> Note:
    """To a new candidate: the account is ready."""
    parameters = {"name": body.name, "account": body.account, "receipt_no": body.receipt_no}
    template = Template.REGISTRATION_CONFIRMED
    return Note(op_id, template, Channel.EMAIL, body.email, body.language, parameters, body.id)


def contact_of(body: RegistrationBody) -> Contact:
    """Whoever registers, before there is a candidate."""
    return Contact(body.id, body.account, body.name, body.email, body.mobile, body.language)


def attention(op_id: UUID, to: Contact, receipt_no: str, now: int) -> Note:
    """To the address that was registered, without a reason, 15 minutes later; dropped if it is settled by then."""
    parameters = {"name": to.name, "receipt_no": receipt_no}
    template = Template.REGISTRATION_ATTENTION
    due_at = now + ATTENTION_DELAY_MS
    return Note(op_id, template, Channel.EMAIL, to.email, to.language, parameters, to.candidate_id, due_at)


def claimed_again(op_id: UUID, owner: Contact) -> Note:
    """To the owner of an ID number, at the address and in the language on file (X9)."""
    parameters = {"name": owner.name}
    template = Template.ID_CLAIMED_AGAIN
    return Note(op_id, template, Channel.EMAIL, owner.email, owner.language, parameters, owner.candidate_id)


def password_changed(request_id: UUID, contact: Contact, language: Language, now: int) -> list[Note]:
    """To all contacts (R9)."""
    return _to_all(Template.PASSWORD_CHANGED, request_id, [contact], language, now)


def contact_changed(cause: UUID, before: Contact, after: Contact, language: Language, now: int) -> list[Note]:
    """To all contacts, the old ones and the new ones (L12)."""
    return _to_all(Template.CONTACT_CHANGED, cause, [before, after], language, now)


def _to_all(template: Template, cause: UUID, contacts: Iterable[Contact], language: Language, now: int) -> list[Note]:
    when = datetime.fromtimestamp(now / 1000, UTC).astimezone(_TAIPEI).strftime("%Y-%m-%d %H:%M")
    notes: dict[tuple[Channel, str], Note] = {}
    for contact in contacts:
        for channel, address in ((Channel.EMAIL, contact.email), (Channel.SMS, contact.mobile)):
            parameters = {"name": contact.name, "account": contact.account, "when": when}
            if channel is Channel.SMS:
                parameters = {"last3": last_three(address), "when": when}
            note = Note(cause, template, channel, address, language, parameters, contact.candidate_id)
            notes[channel, address] = note
    return list(notes.values())
