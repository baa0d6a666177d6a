"""Is it the account's owner? The one judgement behind sign-in and password change (model §5; L1, L2, L5, R5, X15).

It has two parts, so that no lock is held while bcrypt works: `weigh` does the one bcrypt computation, the same on
every path; `judge` runs in the deciding transaction, behind the lock on the account's failures.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from ipas_central.candidates import temporary
from ipas_central.candidates.lockout import Tries
from ipas_central.candidates.repository import Person
from ipas_contract import passwords
from ipas_contract.rules import name

KEY_INFO: Final = b"temporary_secret"
"""What the key of the temporary passwords' digests is derived with (model §8)."""


class Proof(Enum):
    """What the typed name and password prove."""

    NOTHING = auto()
    PASSWORD = auto()
    TEMPORARY = auto()


@dataclass(frozen=True, slots=True)
class Weighed:
    """Whether the text is the stored password of that version; says nothing yet to anybody."""

    right: bool
    password_version: int


def weigh(person: Person | None, typed: str, *, cost: int) -> Weighed:
    """One bcrypt computation: also without an account or a stored password, and for an empty text (L2)."""
    stored = person.password_hash if person else None
    right = passwords.verify(typed, stored or passwords.dummy_hash(cost))
    return Weighed(right and stored is not None, person.password_version if person else 0)


def judge(
    person: Person | None, tries: Tries, weighed: Weighed, *, typed_name: str, typed: str, key: bytes, now: int
) -> Proof:
    """The lock is on the stored password only; a temporary one proves its owner during a lock too. A password that
    was changed after it was weighed proves nothing."""
    if person is None:
        return Proof.NOTHING
    pending = person.pending
    digest = pending.digest if pending else bytes(temporary.DIGEST_BYTES)
    is_temporary = temporary.matches(typed, digest, person.id, key) and pending is not None and pending.alive(now)
    is_password = weighed.right and weighed.password_version == person.password_version and not tries.locked(now)
    if name.normalise(typed_name) != name.normalise(person.contact.name) or not person.usable:
        return Proof.NOTHING
    if is_temporary:
        return Proof.TEMPORARY
    return Proof.PASSWORD if is_password else Proof.NOTHING
