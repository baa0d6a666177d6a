"""The temporary password as it is sent: made by the worker, never before (model §5; requirements R4, R6, R10)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import Connection

from ipas_central.candidates import repository, temporary
from ipas_central.candidates.proof import KEY_INFO
from ipas_central.candidates.repository import GROUP_PENDING, Pending
from ipas_central.keys import Keys
from ipas_contract.codes import Language
from ipas_contract.events import Channel

_VALID_WORDS: Final = {
    temporary.VALID_MS: {Language.ZH_TW: "60 分鐘", Language.EN: "60 minutes"},
    temporary.GROUP_VALID_MS: {Language.ZH_TW: "14 天", Language.EN: "14 days"},
}


@dataclass(frozen=True, slots=True)
class Issued:
    """What the message says. `secret` is nowhere else in clear; the representation leaves it out."""

    name: str
    account: str
    secret: str
    valid_ms: int

    def __repr__(self) -> str:
        return "Issued(...)"

    def validity(self, language: Language) -> str:
        return _VALID_WORDS[self.valid_ms][language]


def issue(
    connection: Connection, keys: Keys, candidate_id: UUID, channel: Channel, address: str, now: int
) -> Issued | None:
    """Make a temporary password for one candidate and store its digest; the one before it is dead.

    None, and nothing changed, when the candidate has become unusable or is no longer at that address."""
    person = repository.by_id(connection, candidate_id)
    if person is None or not person.usable:
        return None
    if address != person.contact.address(channel):
        return None
    valid_ms = temporary.GROUP_VALID_MS if person.status == GROUP_PENDING else temporary.VALID_MS
    secret = temporary.generate()
    digest = temporary.digest(secret, person.id, keys.derive(KEY_INFO))
    repository.put_secret(connection, person.id, Pending(digest, channel, address, now + valid_ms, tries=0), now)
    return Issued(person.contact.name, person.contact.account, secret, valid_ms)
