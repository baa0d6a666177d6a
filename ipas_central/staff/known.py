"""Whose word central takes from the kiosks of a centre (ADR 010): names that its operator has put down, none by itself.

A name is no proof of who speaks: it bounds what a kiosk in wrong hands, or one with a fault, can say in somebody's.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from ipas_central import audit
from ipas_central.context import Central
from ipas_central.fleet_tables import staff
from ipas_central.sync.batch import CENTRAL
from ipas_contract.resolutions import plain_name


def at(connection: Connection, centre_id: str) -> frozenset[str]:
    """The staff of a centre, as `plain_name` has them."""
    return frozenset(connection.execute(select(staff.c.key).where(staff.c.centre_id == centre_id)).scalars())


def everybody(connection: Connection) -> Sequence[Any]:
    """All names, centre by centre."""
    return connection.execute(select(staff).order_by(staff.c.centre_id, staff.c.name)).all()


def add(connection: Connection, central: Central, name: str, centre_id: str) -> bool:
    """Take somebody's word from a centre's kiosks from now on; False: it is taken already."""
    values = {"centre_id": centre_id, "key": plain_name(name), "name": name, "made_at": central.clock()}
    new = insert(staff).values(values).on_conflict_do_nothing().returning(staff.c.key)
    return _note(connection, central, "added", name, centre_id, done=connection.execute(new).first() is not None)


def remove(connection: Connection, central: Central, name: str, centre_id: str) -> bool:
    """Take it no more; False: it was not taken. What was decided stays."""
    mine = (staff.c.centre_id == centre_id, staff.c.key == plain_name(name))
    gone = connection.execute(delete(staff).where(*mine)).rowcount > 0
    return _note(connection, central, "removed", name, centre_id, done=gone)


def _note(connection: Connection, central: Central, what: str, name: str, centre_id: str, *, done: bool) -> bool:
    if done:
        audit.record(
            connection,
            central.keys,
            at=central.clock(),
            device_id=CENTRAL,
            who=audit.operator(),
            what=f"staff:{what}",
            result="done",
            note=f"{name} {centre_id}",
        )
    return done
