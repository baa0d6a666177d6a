"""Who did what, with what result (requirement P4): rows that are written with their cause and never changed."""

import getpass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Index, Table

from ipas_central.columns import maybe_text, moment, octets, texts, uuid
from ipas_central.fleet_tables import metadata
from ipas_central.keys import Keys
from ipas_central.messages.rendering import plain
from ipas_contract.events import Op, OpVerdict
from ipas_contract.ids import uuid7

__all__ = ["CANDIDATE", "NOBODY", "audit", "entry", "metadata", "operator", "record"]

CANDIDATE: Final = "candidate"
"""`who` of what candidates do themselves; of the staff it is the name."""
NOBODY: Final = "-"
"""`who` where it cannot be read."""

audit: Final = Table(
    "audit",
    metadata,
    uuid("op_id", primary_key=True),
    moment("at"),
    uuid("device_id"),
    *texts("who", "what", "result"),
    maybe_text("note"),
    octets("subject"),
    Index(None, "at"),
)
"""`subject` is a keyed digest: it tells whose rows belong together, not who that is. Without an op as its cause a row
has an id of its own."""


def entry(
    keys: Keys, op: Op, verdict: OpVerdict, *, at: int, device_id: UUID, who: str, what: str, note: str | None = None
) -> dict[str, Any]:
    """The row for an op that was judged; `at` in UTC ms."""
    words = (verdict.verdict, verdict.reason, verdict.field)
    return {
        "op_id": op.op_id,
        "at": at,
        "device_id": device_id,
        "who": plain(who),
        "what": what,
        "result": ":".join(filter(None, words)),
        "note": None if note is None else plain(note),
        "subject": keys.subject(op.entity_id),
    }


def record(
    connection: Connection,
    keys: Keys,
    *,
    at: int,
    device_id: UUID,
    who: str,
    what: str,
    result: str,
    about: UUID | None = None,
    note: str | None = None,
) -> UUID:
    """Write down what was done about a kiosk, or `about` somebody of its, in the transaction that did it; its id."""
    row_id = uuid7()
    row = {"op_id": row_id, "at": at, "device_id": device_id, "who": plain(who), "what": what, "result": result}
    row |= {"note": None if note is None else plain(note), "subject": keys.subject(about or device_id)}
    connection.execute(audit.insert().values(row))
    return row_id


def operator() -> str:
    """Who types, as far as the system knows."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
