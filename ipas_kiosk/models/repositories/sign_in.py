"""Offline sign-in: verifiers and failed attempts, both under the blind-index key (model §5)."""

from typing import Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from ipas_kiosk.models import tables
from ipas_kiosk.models.cipher import BlindIndex
from ipas_kiosk.models.records import Attempt, Verifier

_verifier = tables.verifier
_attempt = tables.attempt
_FIND: Final = select(_verifier).where(
    _verifier.c.account_key == bindparam("wanted"), _verifier.c.expires > bindparam("now")
)
_DROP_OF: Final = delete(_verifier).where(_verifier.c.candidate_id == bindparam("wanted"))
_new = insert(_verifier)
_PUT: Final = _new.on_conflict_do_update(
    index_elements=["account_key"],
    set_={name: column for name, column in _new.excluded.items() if name != "account_key"},
)


class VerifierRepository:
    def __init__(self, connection: Connection, index: BlindIndex) -> None:
        self._connection = connection
        self._index = index

    def put(
        self,
        account: str,
        name: str,
        *,
        candidate_id: UUID,
        password_hash: str,
        expires: int,
        password_version: int = 1,
    ) -> None:
        """Write or replace the verifier of an account; `name` as `rules.name.normalise` gives it."""
        values = {
            "account_key": self._index.account(account),
            "candidate_id": candidate_id,
            "name_key": self._index.name(name),
            "password_hash": password_hash,
            "password_version": password_version,
            "expires": expires,
        }
        self._connection.execute(_PUT, values)

    def find(self, account: str, now: int) -> Verifier | None:
        """The verifier of an account, unless it has lapsed."""
        wanted = {"wanted": self._index.account(account), "now": now}
        row = self._connection.execute(_FIND, wanted).mappings().one_or_none()
        return Verifier(**row) if row else None

    def name_matches(self, verifier: Verifier, name: str) -> bool:
        """Whether the normalised `name` is the verifier's."""
        return self._index.name(name) == verifier.name_key

    def drop(self, account: str) -> None:
        """Remove the verifier of an account (its password was changed here)."""
        self._connection.execute(delete(_verifier).where(_verifier.c.account_key == self._index.account(account)))

    def drop_of(self, candidate_id: UUID) -> None:
        """Remove the verifiers of a candidate (account taken, amended, or central says so)."""
        self._connection.execute(_DROP_OF, {"wanted": candidate_id})

    def drop_lapsed(self, now: int) -> int:
        """Remove all that have lapsed; how many."""
        return self._connection.execute(delete(_verifier).where(_verifier.c.expires <= now)).rowcount


class AttemptRepository:
    def __init__(self, connection: Connection, index: BlindIndex) -> None:
        self._connection = connection
        self._index = index

    def get(self, account: str) -> Attempt:
        """The failures of an account; none yet is a row of zeros."""
        key = self._index.account(account)
        row = self._connection.execute(select(_attempt).where(_attempt.c.account_key == key)).one_or_none()
        return Attempt(key, row.failures, row.locked_until) if row else Attempt(key, 0, 0)

    def put(self, attempt: Attempt) -> None:
        """Keep the failures of an account."""
        values = {"failures": attempt.failures, "locked_until": attempt.locked_until}
        self._connection.execute(
            insert(_attempt)
            .values(account_key=attempt.account_key, **values)
            .on_conflict_do_update(index_elements=["account_key"], set_=values)
        )

    def clear(self, account: str) -> None:
        """Forget the failures of an account: somebody signed in, or the password was changed."""
        self._connection.execute(delete(_attempt).where(_attempt.c.account_key == self._index.account(account)))
