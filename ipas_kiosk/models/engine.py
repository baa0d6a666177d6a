"""SQLAlchemy over keyed connections, with explicit transactions."""

from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Final

import sqlcipher3.dbapi2
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from ipas_kiosk.models import cipher
from ipas_kiosk.models.cipher import StoreKey

POOL: Final = 2


def over(
    path: Path, key: StoreKey, *, timeout: float = cipher.BUSY_S, driver: ModuleType = sqlcipher3.dbapi2
) -> Engine:
    """An engine whose every connection is one of `cipher.connect`.

    Transactions begin with BEGIN IMMEDIATE, readers (`execution_options(ro=True)`) with BEGIN: left to the driver,
    read-modify-write loses updates without any error.
    """
    connect = partial(cipher.connect, path, key, timeout=timeout, driver=driver)
    made = create_engine(
        "sqlite://", module=driver, creator=connect, poolclass=QueuePool, pool_size=POOL, hide_parameters=True
    )
    event.listen(made, "begin", _begin)
    return made


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("ro")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
