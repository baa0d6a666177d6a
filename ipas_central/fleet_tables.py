"""The tables of what central asks of its kiosks; `tables` has all others."""

from typing import Final

from sqlalchemy import Column, Integer, Table

from ipas_central.columns import maybe_moment, moment, text, uuid
from ipas_central.tables import metadata

__all__ = ["device_order", "metadata"]

device_order: Final = Table(
    "device_order",
    metadata,
    uuid("device_id", primary_key=True),
    uuid("id"),
    text("signed"),
    moment("made_at"),
    maybe_moment("done_at"),
    Column("kept", Integer),
)
"""The latest order to each kiosk, as it travels; `kept`: how many ops it had sealed and kept when it obeyed."""
