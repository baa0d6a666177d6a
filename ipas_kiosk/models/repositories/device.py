"""This kiosk: its keys, its enrolment, its counters (one row)."""

from typing import Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from ipas_kiosk.models import tables
from ipas_kiosk.models.records import Device, ReceiptSerial

_row = tables.device
_DEVICE: Final = select(_row)
_NEXT: Final = (
    update(_row)
    .values(receipt_counter=_row.c.receipt_counter + 1)
    .returning(_row.c.centre_id, _row.c.kiosk_code, _row.c.incarnation, _row.c.receipt_counter)
)


class DeviceRepository:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def enrol(self, device: Device) -> None:
        """Keep what central replied. Counters of an earlier enrolment stay; what is queued is stamped anew."""
        values = {
            "device_id": device.device_id,
            "centre_id": device.centre_id,
            "kiosk_code": device.kiosk_code,
            "incarnation": device.incarnation,
            "server_epoch": device.server_epoch,
            "private_key": device.private_key,
            "sealing_key": device.sealing_key,
            "order_key": device.order_key,
            "pin": _stored(device.pins),
            "enrolled_at": device.enrolled_at,
        }
        self._connection.execute(
            insert(_row).values(id=1, **values).on_conflict_do_update(index_elements=["id"], set_=values)
        )
        self.restamp(device.incarnation)

    def get(self) -> Device | None:
        """The enrolled device, or None before enrolment."""
        row = self._connection.execute(_DEVICE).mappings().one_or_none()
        if row is None:
            return None
        pins = tuple((row["pin"] or "").split())
        return Device(**{name: value for name, value in row.items() if name not in ("id", "pin")}, pins=pins)

    def next_receipt(self) -> ReceiptSerial:
        """Take the next receipt serial; it counts only when the transaction commits."""
        row = self._connection.execute(_NEXT).one()
        return ReceiptSerial(row.centre_id, row.kiosk_code, row.incarnation, row.receipt_counter)

    def restamp(self, incarnation: int) -> int:
        """Go on as a new incarnation: pending and parked ops take it and keep their ids (model §8). How many did."""
        self._connection.execute(update(_row).values(incarnation=incarnation))
        changed = self._connection.execute(
            update(tables.outbox).where(tables.outbox.c.state != "done").values(incarnation=incarnation)
        )
        return changed.rowcount

    def set_epoch(self, epoch: UUID) -> None:
        """Remember which life of central this store last agreed with."""
        self._connection.execute(update(_row).values(server_epoch=bindparam("epoch")), {"epoch": epoch})

    def set_pins(self, pins: tuple[str, ...]) -> None:
        """Accept these keys of central's from now on."""
        self._connection.execute(update(_row).values(pin=_stored(pins)))


def _stored(pins: tuple[str, ...]) -> str | None:
    return " ".join(pins) or None
