"""What staff decide about a kiosk: put on hold, shut out, let in again, wiped by a signed order (model §8; V7).

Each takes effect at the kiosk's next request and is written down. A kiosk that must obey an order is shut out, and
hears it with every refusal until it has said that it obeyed, or the order is taken back. A kiosk that obeyed all the
same, because its word crossed with that, is gone: its word holds.
"""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, select, update
from sqlalchemy.dialects.postgresql import insert

from ipas_central import audit
from ipas_central.context import Central
from ipas_central.fleet_tables import device_order
from ipas_central.tables import device
from ipas_contract import orders
from ipas_contract.calls import WipedRequest
from ipas_contract.ids import uuid7
from ipas_contract.logs import get_logger
from ipas_contract.orders import Order, OrderKind

log = get_logger(__name__)


class Standing(StrEnum):
    """`device.status`."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class NoSuchKioskError(LookupError):
    """No kiosk has this code; the text is for the person at the console."""


def put(connection: Connection, central: Central, code: str, standing: Standing) -> None:
    """Give a kiosk another standing. Letting it in again forgets that copies alternated, and takes back an order that
    it has not obeyed yet. Raises `NoSuchKioskError`."""
    kiosk = _kiosk(connection, code)
    values: dict[str, Any] = {"status": standing.value}
    if standing is Standing.ACTIVE:
        values |= {"alternations": 0, "alternated_at": None}
        taken_back = update(device_order).where(*_open(kiosk.id)).values(taken_back_at=central.clock())
        connection.execute(taken_back)
    connection.execute(update(device).where(device.c.id == kiosk.id).values(values))
    _write_down(connection, central, kiosk, standing.value)


def wipe(connection: Connection, central: Central, code: str) -> None:
    """Shut a kiosk out and order it to seal what it has not sent, destroy its keys and remove its store. The order
    names the newest incarnation, and the one before as long as nobody has spoken under the newest; where copies were
    seen the newest alone, for one of them must not be taken for all. Given again before it was obeyed it is the same
    order, for the kiosk may be at it. Raises `NoSuchKioskError`."""
    kiosk = _kiosk(connection, code)
    now = central.clock()
    order_id = connection.execute(select(device_order.c.id).where(*_open(kiosk.id))).scalar() or uuid7()
    unspoken = kiosk.seen_incarnation < kiosk.incarnation and kiosk.alternated_at is None
    order = Order(
        id=order_id,
        kind=OrderKind.WIPE,
        device=kiosk.id,
        incarnation=kiosk.incarnation,
        before=kiosk.seen_incarnation if unspoken else None,
        made_at=now,
    )
    values = {"id": order.id, "signed": orders.sign(order, central.keys.order_key), "made_at": now}
    values |= {"taken_back_at": None, "done_at": None, "kept": None}
    new = insert(device_order).values(device_id=kiosk.id, **values)
    connection.execute(new.on_conflict_do_update(index_elements=["device_id"], set_=values))
    connection.execute(update(device).where(device.c.id == kiosk.id).values(status=Standing.REVOKED.value))
    _write_down(connection, central, kiosk, "wipe")


def unheard(connection: Connection, device_id: Any) -> str | None:
    """The order that a kiosk has not obeyed yet, as it travels."""
    heard = select(device_order.c.signed).where(*_open(device_id), device_order.c.taken_back_at.is_(None))
    signed: str | None = connection.execute(heard).scalar()
    return signed


def obeyed(connection: Connection, central: Central, said: WipedRequest) -> bool:
    """Note a kiosk's last word; False when it is not that kiosk's, or not about its order. A repeat changes nothing.
    Who has been let in again meanwhile is shut out: there is no kiosk any more that could sign."""
    joined = select(device.c.public_key, device_order).join(device_order, device_order.c.device_id == device.c.id)
    row = connection.execute(joined.where(device.c.id == said.device).with_for_update()).first()
    wiped = orders.read_wiped(said.statement, row.public_key) if row else None
    if row is None or wiped is None or wiped.order != row.id:
        return False
    if row.done_at is None:
        done = {"done_at": central.clock(), "kept": wiped.kept}
        connection.execute(update(device_order).where(device_order.c.id == row.id).values(done))
        connection.execute(update(device).where(device.c.id == said.device).values(status=Standing.REVOKED.value))
        _record(connection, central, said.device, audit.NOBODY, "wiped", f"kept:{wiped.kept}")
        log.warning("wiped", device=said.device, order=row.id, count=wiped.kept)
    return True


def _open(device_id: Any) -> tuple[ColumnElement[bool], ...]:
    """The order that a kiosk has not obeyed yet."""
    return device_order.c.device_id == device_id, device_order.c.done_at.is_(None)


def _write_down(connection: Connection, central: Central, kiosk: Row[Any], what: str) -> None:
    """Who decided what: in the audit for good, in the log for whoever watches (P4)."""
    by = audit.operator()
    _record(connection, central, kiosk.id, by, what, "done")
    log.warning("device_decided", device=kiosk.id, kiosk_code=kiosk.kiosk_code, state=what, by=by)


def _record(connection: Connection, central: Central, device_id: UUID, who: str, what: str, result: str) -> None:
    at, what = central.clock(), f"device:{what}"
    audit.record(connection, central.keys, at=at, device_id=device_id, who=who, what=what, result=result)


def _kiosk(connection: Connection, code: str) -> Row[Any]:
    found = select(device).where(device.c.kiosk_code == code.upper()).with_for_update()
    row = connection.execute(found).first()
    if row is None:
        raise NoSuchKioskError(f"no kiosk {code}: see ipas-central devices")
    return row
