"""Streams: (device, incarnation), what was seen and settled of each, and copies of one kiosk (model §8, sync §2).

A restored or cloned disk is noticed at `hello` and gets a new incarnation; only two live copies that alternate are
suspended. Nothing is ever erased for it.
"""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, select, text, update

from ipas_central.tables import device, stream
from ipas_contract.calls import HelloRequest
from ipas_contract.logs import get_logger

log = get_logger(__name__)

ALTERNATIONS: Final = 3
"""So many times going back to an older incarnation within a day is no restored backup any more."""
DAY_MS: Final = 24 * 60 * 60 * 1000

_SEEN = text(
    "INSERT INTO stream (device_id, incarnation, highest_seq, highest_sha256)"
    " VALUES (:device_id, :incarnation, :seq, :sha256) ON CONFLICT (device_id, incarnation) DO UPDATE SET"
    " highest_sha256 = CASE WHEN excluded.highest_seq > stream.highest_seq"
    " THEN excluded.highest_sha256 ELSE stream.highest_sha256 END,"
    " highest_seq = GREATEST(stream.highest_seq, excluded.highest_seq) RETURNING contiguous_through"
)
_NEXT = text(
    "SELECT max(seq) FROM (SELECT seq, row_number() OVER (ORDER BY seq) AS place FROM (SELECT seq FROM applied_op"
    " WHERE device_id = :device_id AND incarnation = :incarnation AND seq > :start ORDER BY seq LIMIT :most) AS later)"
    " AS placed WHERE seq = :start + place"
)
_LOOK_AHEAD: Final = 2000


def lock(connection: Connection, device_id: UUID) -> Row[Any]:
    """The device's row, held until the transaction ends: requests of one kiosk work one after the other."""
    return connection.execute(select(device).where(device.c.id == device_id).with_for_update()).one()


def named(connection: Connection, kiosk: Row[Any], incarnation: int, now: int) -> bool:
    """Note which incarnation a request names; False when the kiosk is suspended for it: two copies are alive."""
    back = incarnation < kiosk.incarnation and incarnation != kiosk.seen_incarnation
    if not back and incarnation == kiosk.seen_incarnation:
        return True
    values: dict[str, Any] = {"seen_incarnation": incarnation}
    if back:
        recent = kiosk.alternated_at is not None and now - kiosk.alternated_at < DAY_MS
        values |= {"alternations": kiosk.alternations + 1 if recent else 1, "alternated_at": now}
        log.warning("older_incarnation", device=kiosk.id, incarnation=incarnation, count=values["alternations"])
    suspended = values.get("alternations", 0) >= ALTERNATIONS
    if suspended:
        values["status"] = "suspended"
        log.error("two_copies_alive", device=kiosk.id, incarnation=incarnation)
    connection.execute(update(device).where(device.c.id == kiosk.id).values(values))
    return not suspended


def seen(connection: Connection, device_id: UUID, incarnation: int, seq: int, sha256: bytes | None) -> int:
    """Note the newest op that a stream is known to hold; returns its stored `contiguous_through`."""
    values = {"device_id": device_id, "incarnation": incarnation, "seq": seq, "sha256": sha256}
    return int(connection.execute(_SEEN, values).scalar_one())


def settle(connection: Connection, device_id: UUID, incarnation: int, start: int) -> int:
    """Move `contiguous_through` on over what is settled by now (model §2), a bounded way at a time."""
    values = {"device_id": device_id, "incarnation": incarnation, "start": start, "most": _LOOK_AHEAD}
    reached: int | None = connection.execute(_NEXT, values).scalar()
    if reached is None:
        return start
    mine = (stream.c.device_id == device_id, stream.c.incarnation == incarnation)
    connection.execute(update(stream).where(*mine).values(contiguous_through=reached))
    return reached


def hello(connection: Connection, kiosk: Row[Any], said: HelloRequest, epoch: UUID) -> tuple[int, int]:
    """The incarnation to go on with and its `contiguous_through`; a new one when the store is not what it was. 0 when
    the store's verdicts are of a life of central that this one did not begin with: all is offered again."""
    incarnation, through = _place(connection, kiosk, said, epoch)
    if kiosk.agreed_epoch != epoch:
        connection.execute(update(device).where(device.c.id == kiosk.id).values(agreed_epoch=epoch))
    strange = said.server_epoch not in (None, epoch, kiosk.agreed_epoch)
    return incarnation, 0 if strange or _forgot(kiosk, said, epoch) else through


def _place(connection: Connection, kiosk: Row[Any], said: HelloRequest, epoch: UUID) -> tuple[int, int]:
    mine = (stream.c.device_id == kiosk.id, stream.c.incarnation == said.incarnation)
    known = connection.execute(select(stream).where(*mine)).first()
    sha256 = bytes.fromhex(said.last_op_sha256) if said.last_op_sha256 else None
    if known is not None and not _forgot(kiosk, said, epoch) and _same(kiosk, known, said, sha256):
        return said.incarnation, seen(connection, kiosk.id, said.incarnation, said.highest_seq, sha256)
    incarnation = max(kiosk.incarnation, said.incarnation) + 1
    # What the two have in common is not known: an older copy may have gone on before it said hello.
    values = {"highest_seq": said.highest_seq, "highest_sha256": sha256, "contiguous_through": 0}
    connection.execute(stream.insert().values(device_id=kiosk.id, incarnation=incarnation, **values))
    connection.execute(update(device).where(device.c.id == kiosk.id).values(incarnation=incarnation, forked_at=None))
    log.error("store_rolled_back", device=kiosk.id, incarnation=incarnation, seq=said.highest_seq)
    return incarnation, 0


def _forgot(kiosk: Row[Any], said: HelloRequest, epoch: UUID) -> bool:
    """Whether the kiosk has greeted this life of central before and its store does not know: an older copy of it."""
    return said.server_epoch not in (None, epoch) and kiosk.agreed_epoch == epoch


def _same(kiosk: Row[Any], known: Row[Any], said: HelloRequest, sha256: bytes | None) -> bool:
    if said.incarnation != kiosk.incarnation or kiosk.forked_at is not None:
        return False
    if said.highest_seq != known.highest_seq:
        return bool(said.highest_seq > known.highest_seq)
    return known.highest_sha256 is None or known.highest_sha256 == sha256
