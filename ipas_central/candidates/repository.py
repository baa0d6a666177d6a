"""Candidates and their temporary passwords in the database. Times in UTC ms."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from ipas_central.messages.notes import Contact
from ipas_central.tables import candidate, claim, submission, temporary_secret
from ipas_contract import locks
from ipas_contract.codes import AttentionReason, Language, SubmissionState
from ipas_contract.events import Channel

ACTIVE: Final = "active"
GROUP_PENDING: Final = "group_pending"


@dataclass(frozen=True, slots=True)
class Pending:
    """A temporary password that was sent where its candidate still is, and not yet replaced by a new one."""

    digest: bytes
    channel: Channel
    address: str
    expires_at: int
    tries: int

    def alive(self, now: int) -> bool:
        return now < self.expires_at and self.tries < locks.FAILURES


@dataclass(frozen=True, slots=True)
class Person:
    """An account with what signing in, changing a password and lookups need of it."""

    contact: Contact
    password_hash: str | None
    password_version: int
    status: str
    centre_id: str
    state: SubmissionState | None
    reason: AttentionReason | None
    pending: Pending | None

    @property
    def id(self) -> UUID:
        return self.contact.candidate_id

    @property
    def usable(self) -> bool:
        """Neither disabled nor merged away."""
        return self.status in (ACTIVE, GROUP_PENDING)

    @property
    def profile_complete(self) -> bool:
        return self.status != GROUP_PENDING


def account_key(account: str) -> str:
    """What an account is known by, of any typed text; PostgreSQL has no NUL, and no account has U+FFFD."""
    return account.casefold().replace("\0", "\ufffd")


def owner_of_account(connection: Connection, key: str) -> UUID | None:
    """Who holds the account name; what lost its name in a conflict is no account."""
    return connection.scalar(_holder(key))


def by_account(connection: Connection, key: str) -> Person | None:
    """The account of that name."""
    return _one(connection, candidate.c.id == _holder(key).scalar_subquery())


def by_id(connection: Connection, candidate_id: UUID) -> Person | None:
    return _one(connection, candidate.c.id == candidate_id)


def by_id_keys(connection: Connection, keys: Collection[bytes]) -> dict[bytes, Person]:
    """Who owns the ID numbers behind these keys, by key."""
    held = _people.add_columns(claim.c.key).join(claim, claim.c.candidate_id == candidate.c.id)
    rows = connection.execute(held.where(claim.c.kind == "id", claim.c.key.in_(keys)))
    return {row.key: _person(row) for row in rows}


def set_password(connection: Connection, candidate_id: UUID, new_hash: str) -> None:
    """A new password: older verifiers are void, the temporary password is dead (R5)."""
    connection.execute(
        update(candidate)
        .where(candidate.c.id == candidate_id)
        .values(
            password_hash=new_hash,
            password_version=candidate.c.password_version + 1,
            version=candidate.c.version + 1,
        )
    )
    connection.execute(delete(temporary_secret).where(temporary_secret.c.candidate_id == candidate_id))


def set_hash(connection: Connection, candidate_id: UUID, old_hash: str, new_hash: str) -> None:
    """The same password hashed at a higher cost (L3); nothing happens if it was changed in between."""
    same = (candidate.c.id == candidate_id, candidate.c.password_hash == old_hash)
    connection.execute(update(candidate).where(*same).values(password_hash=new_hash))


def put_secret(connection: Connection, candidate_id: UUID, pending: Pending, now: int) -> None:
    """Store a temporary password; the one before it is dead (R6)."""
    values = {
        "digest": pending.digest,
        "channel": pending.channel,
        "address": pending.address,
        "made_at": now,
        "expires_at": pending.expires_at,
        "tries": pending.tries,
    }
    row = insert(temporary_secret).values(candidate_id=candidate_id, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["candidate_id"], set_=values))


def count_wrong_try(connection: Connection, candidate_id: UUID) -> None:
    """A wrong try counts against the temporary password that may be pending; the fifth kills it (R6)."""
    mine = temporary_secret.c.candidate_id == candidate_id
    connection.execute(update(temporary_secret).where(mine).values(tries=temporary_secret.c.tries + 1))


def verified(connection: Connection, person: Person, pending: Pending, now: int) -> None:
    """A secret sent to an address was used: the address is its owner's, if it still is the registered one."""
    registered, moment = {
        Channel.EMAIL: (candidate.c.email, candidate.c.email_verified_at),
        Channel.SMS: (candidate.c.mobile, candidate.c.mobile_verified_at),
    }[pending.channel]
    same = (candidate.c.id == person.id, registered == pending.address)
    connection.execute(update(candidate).where(*same).values({moment: now}))


def in_attention(connection: Connection, candidate_id: UUID | None) -> bool:
    """Whether a registration still waits for its candidate's help."""
    state = connection.scalar(select(submission.c.state).where(submission.c.candidate_id == candidate_id))
    return bool(state == SubmissionState.ATTENTION)


_people: Final = (
    select(
        candidate,
        submission.c.state,
        submission.c.reason,
        temporary_secret.c.digest,
        temporary_secret.c.channel,
        temporary_secret.c.address,
        temporary_secret.c.expires_at,
        temporary_secret.c.tries,
    )
    .join_from(candidate, submission, submission.c.candidate_id == candidate.c.id, isouter=True)
    .join(temporary_secret, temporary_secret.c.candidate_id == candidate.c.id, isouter=True)
)


def _holder(key: str) -> Select[UUID]:
    held = claim.c.key == key.encode(errors="surrogatepass")
    return select(claim.c.candidate_id).where(claim.c.kind == "account", held)


def _one(connection: Connection, which: ColumnElement[bool]) -> Person | None:
    row = connection.execute(_people.where(which)).one_or_none()
    return None if row is None else _person(row)


def _person(row: Any) -> Person:
    contact = Contact(row.id, row.account, row.name, row.email, row.mobile, Language(row.language))
    pending = None
    if row.digest is not None and row.address == contact.address(Channel(row.channel)):
        pending = Pending(row.digest, Channel(row.channel), row.address, row.expires_at, row.tries)
    return Person(
        contact,
        row.password_hash,
        row.password_version,
        row.status,
        row.centre_id,
        SubmissionState(row.state) if row.state else None,
        AttentionReason(row.reason) if row.reason else None,
        pending,
    )
