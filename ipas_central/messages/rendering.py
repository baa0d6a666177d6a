"""Templates to mails and SMS texts (model §12; requirements R9, R13, X2).

A template is a text file `templates/<language>/<template>.<channel>.txt` with `$names`; a mail's starts with its
subject line and a blank line. Everything is plain text, so nothing in a name can become markup; what could become a
header, a line of its own or a reordering of the text around it is taken out of every parameter.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from functools import cache
from importlib.resources import files
from string import Template as Text
from typing import Final, NamedTuple

from ipas_contract.codes import Language
from ipas_contract.events import Channel

MAX_PARAMETER: Final = 300
_UNSAFE: Final = frozenset({"Cc", "Cf", "Co", "Cs"})


_ADDRESS: Final = re.compile(r"[!-~]+@[!-~]+", re.ASCII)


class Template(StrEnum):
    """The messages there are; each has its files in both languages."""

    REGISTRATION_CONFIRMED = "registration_confirmed"
    REGISTRATION_ATTENTION = "registration_attention"
    ID_CLAIMED_AGAIN = "id_claimed_again"
    CREDENTIAL = "credential"
    EMAIL_REMINDER = "email_reminder"
    LOOKUP_LAPSED = "lookup_lapsed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 (a message's name)
    CONTACT_CHANGED = "contact_changed"


class Rendered(NamedTuple):
    """A message in words; the subject is empty for an SMS."""

    subject: str
    body: str


def render(template: Template, channel: Channel, language: Language, parameters: Mapping[str, str]) -> Rendered:
    """Fill in a template. Raises `KeyError` when a parameter is missing, `FileNotFoundError` for a channel that the
    template is not made for: both are bugs."""
    text = Text(_source(template, channel, language))
    filled = text.substitute({name: plain(value) for name, value in parameters.items()})
    if channel is Channel.SMS:
        return Rendered("", filled.strip())
    subject, _, body = filled.partition("\n\n")
    return Rendered(subject.removeprefix("Subject: "), body)


def mail(rendered: Rendered, *, sender: str, to: str, message_id: str, at: datetime) -> EmailMessage:
    """The mail as it goes out: plain UTF-8 text. `message_id` with its angle brackets. Raises `ValueError` for an
    address that is none."""
    if not _ADDRESS.fullmatch(to):
        raise ValueError("not an address")
    message = EmailMessage(policy=SMTP)
    message["Subject"] = rendered.subject
    message["From"] = sender
    message["To"] = Address(addr_spec=to)
    message["Date"] = at
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(rendered.body)
    return message


def plain(value: str) -> str:
    """One line without control, format, private or surrogate characters, of at most 300 code points.

    Unassigned code points stay: they are the newest rare characters of names."""
    spaced = "".join(" " if character.isspace() else character for character in value)
    kept = "".join(character for character in spaced if unicodedata.category(character) not in _UNSAFE)
    return " ".join(kept.split())[:MAX_PARAMETER]


def last_three(number: str) -> str:
    """The last three digits of a mobile number, by which its owner knows an SMS is meant for them (R13)."""
    return number[-3:]


@cache
def _source(template: Template, channel: Channel, language: Language) -> str:
    place = files("ipas_central.messages") / "templates" / language / f"{template}.{channel}.txt"
    return place.read_text(encoding="utf-8")
