"""The tables of what central asks of its kiosks, what it cannot read of theirs, and whose word it takes from them;
`tables` has all others."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text, Uuid

from ipas_central.columns import maybe_moment, moment, text, uuid
from ipas_central.tables import metadata

__all__ = ["device_order", "metadata", "sealed_op", "staff"]

device_order: Final = Table(
    "device_order",
    metadata,
    uuid("device_id", primary_key=True),
    uuid("id"),
    text("signed"),
    moment("made_at"),
    *map(maybe_moment, ("taken_back_at", "done_at")),
    Column("kept", Integer),
)
"""The latest order to each kiosk, as it travels; `kept`: how many ops it had sealed and kept when it obeyed."""

sealed_op: Final = Table(
    "sealed_op",
    metadata,
    uuid("device_id", primary_key=True),
    uuid("op_id", primary_key=True),
    Column("incarnation", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    text("op"),
    moment("received_at"),
    Column("resolved_by", Uuid),
)
"""Ops that a kiosk offered again when it could not read them any more (`events.Op` as JSON), until they are opened.
Each kiosk's are kept apart: nobody has seen yet whose op it is. `resolved_by`: the audit's row of who set it aside."""

staff: Final = Table(
    "staff",
    metadata,
    Column("centre_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    text("name"),
    moment("made_at"),
)
"""Whose word central takes from the kiosks of a centre; `key`: the name whatever its case, width and blanks."""
