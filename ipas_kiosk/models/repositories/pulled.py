"""What was pulled from central: the centre's device keys, how its registrations stand, how far the feed was read, and
counts with rolling hashes over it all; and small facts kept."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from ipas_contract.events import FINGERPRINT_BITS, ChangeKind, fingerprint
from ipas_kiosk.models import tables
from ipas_kiosk.models.records import Cursor, DeviceKey, Standing

_key = tables.device_key
_standing = tables.standing
_tally = tables.tally
_cursor = tables.cursor
_meta = tables.meta
TALLIED: Final[dict[ChangeKind, Table]] = {ChangeKind.DEVICE_KEY: _key, ChangeKind.SUBMISSION_STATE: _standing}
"""The kinds that speak of something that stays (`central.sync.feed.TALLIED`)."""

_FACT: Final = select(_meta.c.value).where(_meta.c.key == bindparam("wanted"))
PULL: Final = "pull"
"""The centre's feed among those that have a cursor."""


class PulledRepository:
    """Everything here may be bootstrapped anew; the outbox never is."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put_keys(self, keys: Sequence[DeviceKey]) -> None:
        """Insert or replace device keys, by device."""
        if not keys:
            return
        wanted = {key.device_id for key in keys}
        known = set(self._connection.execute(select(_key.c.device_id).where(_key.c.device_id.in_(wanted))).scalars())
        new = insert(_key)
        replaced = {"kiosk_code": new.excluded.kiosk_code, "public_key": new.excluded.public_key}
        self._connection.execute(
            new.on_conflict_do_update(index_elements=["device_id"], set_=replaced),
            [{"device_id": k.device_id, "kiosk_code": k.kiosk_code, "public_key": k.public_key} for k in keys],
        )
        come = [(device_id, 1) for device_id in wanted - known]
        self.carry(ChangeKind.DEVICE_KEY, len(come), _share(ChangeKind.DEVICE_KEY, come))

    def put_standings(self, told: Iterable[Standing]) -> None:
        """Keep the newest word on each registration; what comes late or again changes nothing."""
        newest: dict[UUID, Standing] = {}
        for one in told:
            if one.candidate_id not in newest or newest[one.candidate_id].version < one.version:
                newest[one.candidate_id] = one
        found = select(_standing.c.candidate_id, _standing.c.version).where(_standing.c.candidate_id.in_(newest))
        known: dict[UUID, int] = {row.candidate_id: row.version for row in self._connection.execute(found)}
        later = [one for one in newest.values() if one.version > known.get(one.candidate_id, 0)]
        if not later:
            return
        new = insert(_standing)
        replaced = {name: new.excluded[name] for name in ("state", "reason", "version")}
        self._connection.execute(
            new.on_conflict_do_update(index_elements=["candidate_id"], set_=replaced),
            [asdict(one) for one in later],
        )
        come = [(one.candidate_id, one.version) for one in later]
        gone = [(candidate_id, known[candidate_id]) for candidate_id, _ in come if candidate_id in known]
        kind = ChangeKind.SUBMISSION_STATE
        self.carry(kind, len(come) - len(gone), _share(kind, come) - _share(kind, gone))

    def tally(self, kind: str) -> tuple[int, int]:
        """How many of a kind are here, and the fingerprint over all of them (`events.Tally`)."""
        found = select(_tally.c.count, _tally.c.fingerprint).where(_tally.c.kind == kind)
        count, total = self._connection.execute(found).one_or_none() or (0, 0)
        return count, total

    def keys_of(self, kiosk_code: str) -> tuple[bytes, ...]:
        """The public keys that may have signed a receipt of that kiosk code."""
        found = select(_key.c.public_key).where(_key.c.kiosk_code == kiosk_code)
        return tuple(self._connection.execute(found).scalars())

    def cursor(self, feed: str = PULL) -> Cursor | None:
        """How far a feed was read."""
        row = self._connection.execute(select(_cursor).where(_cursor.c.feed == feed)).mappings().one_or_none()
        return Cursor(**row) if row else None

    def put_cursor(self, cursor: Cursor) -> None:
        """Keep how far a feed was read, in the transaction of its page."""
        values = {"position": cursor.position, "server_epoch": cursor.server_epoch}
        self._connection.execute(
            insert(_cursor)
            .values(feed=cursor.feed, **values)
            .on_conflict_do_update(index_elements=["feed"], set_=values)
        )

    def forget(self) -> None:
        """Empty the pulled tables before a new bootstrap."""
        for kind in TALLIED:
            self.forget_kind(kind)
        self.drop(PULL)

    def forget_kind(self, kind: ChangeKind) -> None:
        """Empty what was pulled of one kind; the place in the feed stays."""
        self._connection.execute(delete(TALLIED[kind]))
        self.drop(kind)

    def fact(self, key: str) -> str | None:
        """A small fact kept under a name (the last known server time, say)."""
        return self._connection.execute(_FACT, {"wanted": key}).scalar_one_or_none()

    def put_fact(self, key: str, value: str) -> None:
        """Keep a small fact."""
        self._connection.execute(
            insert(_meta)
            .values(key=key, value=value)
            .on_conflict_do_update(index_elements=["key"], set_={"value": value})
        )

    def drop_fact(self, key: str) -> None:
        """Keep it no longer."""
        self._connection.execute(delete(_meta).where(_meta.c.key == key))

    def carry(self, kind: str, count: int, share: int) -> None:
        """Carry the tally of a kind on, in the transaction of its rows."""
        before, total = self.tally(kind)
        values = {"count": before + count, "fingerprint": (total + share) % 2**FINGERPRINT_BITS}
        self._connection.execute(
            insert(_tally).values(kind=kind, **values).on_conflict_do_update(index_elements=["kind"], set_=values)
        )

    def drop(self, feed: str) -> None:
        """Forget the tally and the place of a feed."""
        self._connection.execute(delete(_tally).where(_tally.c.kind == feed))
        self._connection.execute(delete(_cursor).where(_cursor.c.feed == feed))


def _share(kind: ChangeKind, versions: Iterable[tuple[UUID, int]]) -> int:
    return sum(fingerprint(kind, entity_id, version) for entity_id, version in versions)
