"""What was pulled from central: the centre's device keys and how far the feed was read; and small facts kept."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from ipas_kiosk.models import tables
from ipas_kiosk.models.records import Cursor, DeviceKey

_key = tables.device_key
_cursor = tables.cursor
_meta = tables.meta


class PulledRepository:
    """Everything here may be bootstrapped anew; the outbox never is."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put_keys(self, keys: Sequence[DeviceKey]) -> None:
        """Insert or replace device keys, by device."""
        if keys:
            new = insert(_key)
            replaced = {"kiosk_code": new.excluded.kiosk_code, "public_key": new.excluded.public_key}
            self._connection.execute(
                new.on_conflict_do_update(index_elements=["device_id"], set_=replaced),
                [{"device_id": k.device_id, "kiosk_code": k.kiosk_code, "public_key": k.public_key} for k in keys],
            )

    def keys_of(self, kiosk_code: str) -> tuple[bytes, ...]:
        """The public keys that may have signed a receipt of that kiosk code."""
        found = select(_key.c.public_key).where(_key.c.kiosk_code == kiosk_code)
        return tuple(self._connection.execute(found).scalars())

    def cursor(self, feed: str = "pull") -> Cursor | None:
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
        self._connection.execute(delete(_key))
        self._connection.execute(delete(_cursor))

    def fact(self, key: str) -> str | None:
        """A small fact kept under a name (the last known server time, say)."""
        return self._connection.execute(select(_meta.c.value).where(_meta.c.key == key)).scalar_one_or_none()

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
