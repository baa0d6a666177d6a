"""The taken account names as central told them: one row of eight bytes a name (`ipas_contract.names`)."""

import base64
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, select

from ipas_contract.names import digest, total
from ipas_kiosk.models import tables
from ipas_kiosk.models.records import Cursor
from ipas_kiosk.models.repositories.pulled import PulledRepository

KIND: Final = "account_name"
"""Its tally, its cursor and, with `_key` behind it, the fact that holds the key of the digests."""
_KEY: Final = f"{KIND}_key"
_row = tables.taken_name
_HELD: Final = select(_row.c.digest).where(_row.c.digest == bindparam("wanted"))


class NameRepository:
    """A hint and nothing more: it may be forgotten and pulled anew at any time."""

    def __init__(self, connection: Connection, pulled: PulledRepository) -> None:
        self._connection, self._pulled = connection, pulled

    def holds(self, account: str) -> bool:
        """Whether the name is probably taken; without a key nothing is known of any."""
        key = self._pulled.fact(_KEY)
        if key is None:
            return False
        wanted = digest(base64.b64decode(key), account)
        return self._connection.execute(_HELD, {"wanted": wanted}).first() is not None

    def use_key(self, key: str) -> None:
        """Keep the key of the digests, 32 bytes in base64; what was made with another one is of no use."""
        if self._pulled.fact(_KEY) != key:
            self.forget()
            self._pulled.put_fact(_KEY, key)

    def change(self, taken: Sequence[bytes], freed: Sequence[bytes]) -> None:
        """Put in what is taken now, take out what is free; what is so already stays uncounted."""
        come = sorted(set(taken) - self._those(taken))
        gone = sorted(self._those(freed))
        if come:
            self._connection.execute(insert(_row), [{"digest": one} for one in come])
        if gone:
            self._connection.execute(delete(_row).where(_row.c.digest.in_(gone)))
        self._pulled.carry(KIND, len(come) - len(gone), total(come) - total(gone))

    def place(self) -> tuple[int, UUID | None]:
        """The number that the names are known up to, and in which life of central."""
        cursor = self._pulled.cursor(KIND)
        return (int(cursor.position), cursor.server_epoch) if cursor else (0, None)

    def put_place(self, through: int, epoch: UUID) -> None:
        """Keep that number, in the transaction of its page."""
        self._pulled.put_cursor(Cursor(KIND, str(through), epoch))

    def tally(self) -> tuple[int, int]:
        """How many there are, and the sum of their digests (`NamesReply`)."""
        return self._pulled.tally(KIND)

    def forget(self) -> None:
        """Know nothing of any name."""
        self._connection.execute(delete(_row))
        self._pulled.drop(KIND)

    def _those(self, digests: Iterable[bytes]) -> set[bytes]:
        found = select(_row.c.digest).where(_row.c.digest.in_(list(digests)))
        return set(self._connection.execute(found).scalars())
