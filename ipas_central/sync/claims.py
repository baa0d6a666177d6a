"""Who owns an account name and who owns an ID number (model §4): first commit wins, in key order, no deadlock.

A batch takes every key it may need by one statement and settles in memory who gets it, op after op; the few rows that
then differ are put right by two statements more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self
from uuid import UUID

from sqlalchemy import Connection, text

from ipas_central.db import run, unnest
from ipas_central.sync import names
from ipas_central.sync.bodies import Registration
from ipas_central.tables import claim

ACCOUNT: Final = "account"
ID: Final = "id"

Key = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Held:
    """A claim: by whom, and whether staff had seen the ID card."""

    candidate_id: UUID
    card_seen: bool


_COLUMNS: Final = ("kind", "key", "candidate_id", "card_seen", "made_at")
_KEYS: Final = unnest(claim, ("kind", "key"))
_TAKE: Final = text(
    f"INSERT INTO claim ({', '.join(_COLUMNS)}) SELECT * FROM {unnest(claim, _COLUMNS)} AS wanted"  # noqa: S608
    f" ({', '.join(_COLUMNS)}) ORDER BY kind, key ON CONFLICT (kind, key) DO NOTHING RETURNING kind, key"
)
_HOLDERS: Final = text(
    f"SELECT kind, key, candidate_id, card_seen FROM claim WHERE (kind, key) IN (SELECT * FROM {_KEYS})"  # noqa: S608
    " ORDER BY kind, key FOR UPDATE"
)
_OF: Final = text(
    "SELECT kind, key, candidate_id, card_seen FROM claim WHERE candidate_id = ANY(CAST(:candidates AS uuid[]))"
    " ORDER BY kind, key FOR UPDATE"
)
_GIVE: Final = text(
    "UPDATE claim SET candidate_id = given.candidate_id, card_seen = given.card_seen, made_at = given.made_at"  # noqa: S608
    f" FROM {unnest(claim, _COLUMNS)} AS given ({', '.join(_COLUMNS)})"
    " WHERE claim.kind = given.kind AND claim.key = given.key"
)
_DROP: Final = text(f"DELETE FROM claim WHERE (kind, key) IN (SELECT * FROM {_KEYS})")  # noqa: S608
_TRIES: Final = 3


class VanishedError(RuntimeError):
    """A key was neither free nor held, again and again: others keep taking and dropping it."""


@dataclass(slots=True)
class Claims:
    """The claims that a batch touches: as stored (`_before`) and as they shall be (`_after`); None is free.
    `_new`: keys that were free before."""

    now: int
    _before: dict[Key, Held] = field(default_factory=dict)
    _after: dict[Key, Held | None] = field(default_factory=dict)
    _new: set[Key] = field(default_factory=set)

    @classmethod
    def take(
        cls, connection: Connection, wanted: Iterable[Registration], numbers: Mapping[bytes, UUID], now: int
    ) -> Self:
        """Take what is free of the keys of these registrations, and of these ID numbers' keys for these candidates; two
        statements, mostly one."""
        claims = cls(now)
        missing: dict[Key, Held] = {}
        for one in wanted:
            for key in keys_of(one):
                missing.setdefault(key, Held(one.body.id, one.card_seen))
        for number, candidate_id in numbers.items():
            missing.setdefault((ID, number), Held(candidate_id, card_seen=False))
        for _ in range(_TRIES):
            if not missing:
                return claims
            taken = run(connection, _TAKE, claims._columns(missing))
            all_free = taken.rowcount == len(missing)  # as nearly always: then the keys need not be read
            for key in list(missing) if all_free else [(row.kind, row.key) for row in taken]:
                claims._before[key] = missing.pop(key)
                claims._after[key] = None
                claims._new.add(key)
            if missing:
                claims._found(run(connection, _HOLDERS, _key_columns(missing)).all())
                missing = {key: held for key, held in missing.items() if key not in claims._before}
        if missing:
            raise VanishedError
        return claims

    def load_all_of(self, connection: Connection, candidates: Sequence[UUID]) -> None:
        """Learn every claim of these candidates: theirs may be released."""
        if candidates:
            self._found(run(connection, _OF, {"candidates": candidates}).all())

    def holder(self, key: Key) -> Held | None:
        """Who has a key at this point of the batch."""
        return self._after[key]

    def holder_of_number(self, one: Registration) -> Held | None:
        """Who has the ID number of this registration."""
        return self._after[ID, one.id_key]

    def give(self, one: Registration) -> None:
        """Account and ID number to this registration's candidate."""
        for key in keys_of(one):
            self._after[key] = Held(one.body.id, one.card_seen)

    def move(self, key: Key, to: Key) -> None:
        """Who has a key has another one in its place."""
        self._after[to], self._after[key] = self._after[key], None

    def release(self, candidate_id: UUID) -> None:
        """Everything this candidate has is free."""
        for key, held in self._after.items():
            if held is not None and held.candidate_id == candidate_id:
                self._after[key] = None

    def holders(self) -> set[UUID]:
        """The candidates who had claimed something before this batch."""
        return {held.candidate_id for key, held in self._before.items() if self._after[key] is not None}

    def write(self, connection: Connection) -> None:
        """Put right what the first statement could not know."""
        dropped = [key for key, held in self._after.items() if held is None]
        given = {key: held for key, held in self._after.items() if held is not None and held != self._before[key]}
        if dropped:
            run(connection, _DROP, _key_columns(dropped))
        if given:
            run(connection, _GIVE, self._columns(given))
        changed = (key for key, held in self._after.items() if (key in self._new) is (held is not None))
        names.touched(connection, [key for kind, key in changed if kind == ACCOUNT])

    def _found(self, rows: Iterable[Any]) -> None:
        for row in rows:
            key = (row.kind, row.key)
            if key not in self._before:
                self._before[key] = self._after[key] = Held(row.candidate_id, row.card_seen)

    def _columns(self, claims: dict[Key, Held]) -> dict[str, list[Any]]:
        held = claims.values()
        return _key_columns(claims) | {
            "candidate_id": [each.candidate_id for each in held],
            "card_seen": [each.card_seen for each in held],
            "made_at": [self.now] * len(claims),
        }


def keys_of(one: Registration) -> tuple[Key, Key]:
    """The two keys that a registration claims, together or neither."""
    return (ACCOUNT, one.account_key), (ID, one.id_key)


def _key_columns(keys: Iterable[Key]) -> dict[str, list[Any]]:
    listed = list(keys)
    return {"kind": [kind for kind, _ in listed], "key": [key for _, key in listed]}
