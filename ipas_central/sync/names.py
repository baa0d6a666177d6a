"""The taken account names for kiosks without a line: a keyed digest a name (sync §2 Uniqueness; `ipas_contract.names`).

A batch only notes which names it touched. They are numbered apart from the batches, by one counter for all centres: no
batch of one centre ever waits for another's over a hint. A name has one row that says how it stands now, so what is
numbered after a place is all there is to know, however old the place.
"""

import base64
import json
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, select, text, update

from ipas_central.context import Central
from ipas_central.db import in_transaction, insert_rows, run
from ipas_central.keys import Keys
from ipas_central.security import Call
from ipas_central.tables import name_touched, names, taken_name
from ipas_contract.events import FINGERPRINT_BITS
from ipas_contract.ids import uuid7
from ipas_contract.names import MAX_NAMES, NamesReply, digest, pack, total

PURPOSE: Final = b"taken names"
"""What the key of the digests is derived for; kiosks are given it, and it tells nothing of the claim secret."""
_NOTES: Final = 100
"""So many notes are worked on in one transaction; a note names at most what one batch touched."""
_TAKE: Final = text(
    "DELETE FROM name_touched WHERE id IN (SELECT id FROM name_touched ORDER BY id LIMIT :most) RETURNING accounts"
)
_HELD: Final = text("SELECT key FROM claim WHERE kind = 'account' AND key = ANY(CAST(:keys AS bytea[]))")
_KNOWN: Final = text("SELECT digest FROM taken_name WHERE taken AND digest = ANY(CAST(:digests AS bytea[]))")
_PAGE: Final = text(
    "SELECT names.*, page.digest, page.taken AS held, page.seq AS place FROM names LEFT JOIN LATERAL (SELECT * FROM"
    " taken_name WHERE seq > :after AND seq <= names.seq ORDER BY seq LIMIT :most) AS page ON true ORDER BY page.seq"
)
"""One statement, so that the sums are those of this very place: a name that is numbered anew leaves its old one."""
_STAND: Final = "(digest) DO UPDATE SET taken = excluded.taken, seq = excluded.seq"


def shared_key(keys: Keys) -> str:
    """The key of the digests as every kiosk is given it."""
    return base64.b64encode(keys.derive(PURPOSE)).decode()


def touched(connection: Connection, keys: Iterable[bytes]) -> None:
    """Note in this transaction that these names may be taken now, or free; `keys` are those of their claims."""
    if accounts := [key.decode() for key in keys]:
        insert_rows(connection, name_touched, [{"id": uuid7(), "accounts": json.dumps(accounts)}])


def number(central: Central) -> int:
    """Bring the numbered names up to date with the claims; how many changed. Any process may do it, one at a time."""
    changed = 0
    while (more := in_transaction(central.engine, lambda connection: _number(connection, central))) is not None:
        changed += more
    return changed


def page(call: Call, after: int) -> NamesReply:
    """What is numbered after a place, at most `MAX_NAMES` names."""
    return in_transaction(call.central.engine, lambda connection: _page(connection, call, after))


def newest() -> Any:
    """The newest number, as part of a statement."""
    return select(names.c.seq).scalar_subquery()


def _number(connection: Connection, central: Central) -> int | None:
    """None when nothing is noted any more."""
    insert_rows(connection, names, [{"id": 1}], on_conflict="DO NOTHING")
    counter = connection.execute(select(names).with_for_update()).one()
    notes = connection.execute(_TAKE, {"most": _NOTES}).scalars().all()
    if not notes:
        return None
    # Read after the notes were taken: whoever touches a name from now on leaves a note of its own.
    accounts: set[str] = {account for note in notes for account in json.loads(note)}
    held = set(run(connection, _HELD, {"keys": [account.encode() for account in accounts]}).scalars())
    key = central.keys.derive(PURPOSE)
    standing = {digest(key, account): account.encode() in held for account in accounts}
    known = set(run(connection, _KNOWN, {"digests": standing}).scalars())
    come = [one for one, taken in standing.items() if taken and one not in known]
    gone = [one for one, taken in standing.items() if not taken and one in known]
    changed = [*((one, True) for one in come), *((one, False) for one in gone)]
    rows = [{"digest": one, "taken": taken, "seq": seq} for seq, (one, taken) in enumerate(changed, counter.seq + 1)]
    insert_rows(connection, taken_name, rows, on_conflict=_STAND)
    connection.execute(
        update(names).values(
            seq=counter.seq + len(rows),
            taken=counter.taken + len(come) - len(gone),
            fingerprint=(counter.fingerprint + total(come) - total(gone)) % 2**FINGERPRINT_BITS,
        )
    )
    return len(rows)


def _page(connection: Connection, call: Call, after: int) -> NamesReply:
    rows = connection.execute(_PAGE, {"after": after, "most": MAX_NAMES}).all()
    counter = rows[0] if rows else None
    until = counter.seq if counter else 0
    told = [row for row in rows if row.digest is not None]
    last = len(told) < MAX_NAMES
    return NamesReply(
        server_epoch=call.epoch,
        server_time=call.central.clock(),
        through=max(until, after) if last else told[-1].place,
        more=not last,
        taken=pack(row.digest for row in told if row.held),
        freed=pack(row.digest for row in told if not row.held),
        count=(counter.taken if counter else 0) if last else None,
        fingerprint=(counter.fingerprint if counter else 0) if last else None,
    )
