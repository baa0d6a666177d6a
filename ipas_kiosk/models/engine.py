"""SQLAlchemy over keyed connections, with explicit transactions."""

from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import sqlcipher3.dbapi2
from sqlalchemy import Engine, PoolProxiedConnection, QueuePool, create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from ipas_kiosk.models import cipher
from ipas_kiosk.models.cipher import StoreKey


class Begun(SQLiteDialect_pysqlite):
    """SQLite whose transactions begin when they are said to: left to the driver, read-modify-write loses updates
    without any error. (An event would do it too, and make every statement of the engine pay for having listeners.)"""

    supports_statement_cache = True

    def __init__(self, begin: str, **options: Any) -> None:
        super().__init__(**options)
        self._begin = begin

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        dbapi_connection.cursor().execute(self._begin)


_NAME: Final = "begun"
registry.register(f"sqlite.{_NAME}", __name__, Begun.__name__)


def over(
    path: Path,
    key: StoreKey,
    *,
    timeout: float = cipher.BUSY_S,
    driver: ModuleType = sqlcipher3.dbapi2,
    reading: bool = False,
) -> Engine:
    """An engine whose every connection is one of `cipher.connect`, kept open one at a time: what it has deciphered
    stays valid as long as nobody else writes. `reading`: transactions that wait for no writer, and must not write."""
    connect = partial(cipher.connect, path, key, timeout=timeout, driver=driver)
    return create_engine(
        f"sqlite+{_NAME}://",
        module=driver,
        creator=connect,
        poolclass=QueuePool,
        pool_size=1,
        hide_parameters=True,
        begin="BEGIN" if reading else "BEGIN IMMEDIATE",
    )
