"""How each kiosk is: what it last told of itself (heartbeats, requirement O1) and when it was last heard of."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from ipas_central.fleet_tables import device_order
from ipas_central.tables import device, report
from ipas_contract.calls import Report

_ALL: Final = (
    select(
        device,
        report.c.heard_at,
        report.c.body,
        device_order.c.made_at,
        device_order.c.taken_back_at,
        device_order.c.done_at,
        device_order.c.kept,
    )
    .outerjoin(report, report.c.device_id == device.c.id)
    .outerjoin(device_order, device_order.c.device_id == device.c.id)
    .order_by(device.c.kiosk_code)
)


@dataclass(frozen=True, slots=True)
class Kiosk:
    """One kiosk as of now. Times in ms: `silent_ms` since its last heartbeat or push, `oldest_ms` the age of the oldest
    op that it had pending then, `skew_ms` its clock minus central's. None: never told. `wipe`: how far an order got."""

    code: str
    centre_id: str
    status: str
    incarnation: int
    public_key: bytes
    silent_ms: int | None
    oldest_ms: int | None
    skew_ms: int | None
    told: Report | None
    wipe: str | None


def heard(connection: Connection, device_id: UUID, told: Report, now: int) -> None:
    """Keep a heartbeat in place of the one before."""
    values = {"heard_at": now, "body": told.model_dump_json(exclude_none=True)}
    new = insert(report).values(device_id=device_id, **values)
    connection.execute(new.on_conflict_do_update(index_elements=["device_id"], set_=values))


def kiosks(connection: Connection, now: int) -> list[Kiosk]:
    """All kiosks by their code."""
    return [_kiosk(row, now) for row in connection.execute(_ALL)]


def _kiosk(row: Any, now: int) -> Kiosk:
    told = _read(row.body)
    contacts = [at for at in (row.heard_at, row.last_push_at) if at is not None]
    oldest = told.oldest_ms if told and told.pending else None
    pushed_skew = None if row.skew_ms is None else -row.skew_ms
    return Kiosk(
        row.kiosk_code,
        row.centre_id,
        row.status,
        row.incarnation,
        row.public_key,
        max(0, now - max(contacts)) if contacts else None,
        None if oldest is None else oldest + max(0, now - row.heard_at),
        told.clock_off_ms if told and told.clock_off_ms is not None else pushed_skew,
        told,
        _wipe(row),
    )


def _wipe(row: Any) -> str | None:
    if row.done_at is not None:
        return f"done, {row.kept} ops kept sealed"
    return None if row.made_at is None or row.taken_back_at else "ordered"


def _read(body: str | None) -> Report | None:
    """What was stored; a report that an older or newer program stored and this one cannot read is none."""
    try:
        return None if body is None else Report.model_validate_json(body)
    except ValidationError:
        return None
