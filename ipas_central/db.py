"""The database: engine, transactions that are tried again, set-wise inserts, migrations, the clock.

Synchronous SQLAlchemy: the work of a request is a few set-wise statements, run in FastAPI's thread pool.
"""

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID

import psycopg
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, CursorResult, Engine, Table, TextClause, create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from ipas_central.settings import Settings

T = TypeVar("T")

TRIES: Final = 6
SERIALISATION_FAILURE: Final = "40001"
DEADLOCK: Final = "40P01"
UNIQUE_VIOLATION: Final = "23505"
_AGAIN: Final = frozenset({SERIALISATION_FAILURE, DEADLOCK})
_DIALECT: Final = postgresql.dialect()  # type: ignore[no-untyped-call]


def now_ms() -> int:
    """The clock of the server: UTC milliseconds."""
    return time.time_ns() // 1_000_000


def connect(settings: Settings) -> Engine:
    """The engine over a bounded pool; a request that waits longer for a connection is told to come again."""
    return create_engine(
        settings.database_url,
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.pool_wait,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 5,
            "options": "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s",
        },
        hide_parameters=True,
    )


def sqlstate(error: BaseException) -> str | None:
    """The five-letter SQL state behind a SQLAlchemy error."""
    return getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None


def again(error: BaseException) -> bool:
    """Whether the whole transaction is worth trying again as it is: a deadlock or serialisation failure."""
    return sqlstate(error) in _AGAIN


def in_transaction(
    engine: Engine, work: Callable[[Connection], T], *, again: Callable[[BaseException], bool] = again
) -> T:
    """Run `work` in one transaction, again from its start where `again` says so (sync §3 row 53)."""
    for attempt in range(TRIES):
        try:
            with engine.begin() as connection:
                return work(connection)
        except DBAPIError as error:
            if attempt == TRIES - 1 or not again(error):
                raise
        time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 (spreads out those that collided)
    raise AssertionError("unreachable")


def in_snapshot(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Run `work`, which only reads, so that all its statements see one and the same moment."""
    return in_transaction(engine.execution_options(isolation_level="REPEATABLE READ"), work)


def insert_rows(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    on_conflict: str = "",
    returning: str = "",
) -> Sequence[Any]:
    """Insert any number of rows (two columns at least) by one statement whose text does not depend on their number;
    all rows have the keys of the first. `on_conflict` is what follows ON CONFLICT, `returning` a list of columns. No
    rows: no statement."""
    if not rows:
        return ()
    columns = tuple(rows[0])
    if not on_conflict and not returning:
        _copy(connection, f"COPY {table.name} ({', '.join(columns)}) FROM STDIN", map(itemgetter(*columns), rows))
        return ()
    statement = f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT * FROM {unnest(table, columns)}"  # noqa: S608
    statement += f" ON CONFLICT {on_conflict}" if on_conflict else ""
    statement += f" RETURNING {returning}" if returning else ""
    result = run(connection, text(statement), {name: [row[name] for row in rows] for name in columns})
    return result.all() if returning else ()


def run(
    connection: Connection, statement: TextClause, columns: Mapping[str, Iterable[Any]], **values: Any
) -> CursorResult[Any]:
    """Execute a statement with whole columns as array parameters (which it must cast) and single values."""
    return connection.execute(statement, {name: _array(column) for name, column in columns.items()} | values)


def unnest(table: Table, columns: Iterable[str]) -> str:
    """SQL for a set of rows given column by column as array parameters named like the columns of `table`."""
    arrays = (f"CAST(:{name} AS {table.c[name].type.compile(_DIALECT)}[])" for name in columns)
    return f"unnest({', '.join(arrays)})"


def _copy(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """Rows that nothing is asked about: half the time of an insert, for both sides."""
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        raise DBAPIError.instance(statement, None, error, psycopg.Error, hide_parameters=True) from error


def _array(values: Iterable[Any]) -> str:
    """PostgreSQL's text form of an array; the driver's own conversion takes ten times as long."""
    listed = list(values)
    kinds = set(map(type, listed))
    if kinds == {str} and (joined := "\0".join(listed)).count("\0") == len(listed) - 1:
        escaped = joined.replace("\\", "\\\\").replace('"', '\\"').replace("\0", '","')
        return f'{{"{escaped}"}}'
    if kinds == {UUID}:
        return f"{{{','.join([each.hex for each in listed])}}}"
    if kinds == {int}:
        return f"{{{','.join(map(str, listed))}}}"
    return f"{{{','.join(map(_element, listed))}}}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return f'"\\\\x{value.hex()}"' if isinstance(value, bytes) else str(value)


# ---- migrations ------------------------------------------------------------------------------------------------


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, target: str = "head") -> None:
    """Bring the schema up to `target`, all steps in one transaction."""
    with engine.begin() as connection:
        if target != "head" or revision(connection) != head():
            command.upgrade(_config(connection), target)


@cache
def head() -> str | None:
    """The newest revision this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def revision(connection: Connection) -> str | None:
    """The revision the database is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()
