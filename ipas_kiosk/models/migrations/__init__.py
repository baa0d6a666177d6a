"""The store's schema, from the first table on. Alembic is imported only when a migration is due (memory, start-up)."""

import glob
import hashlib
import os
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Engine

from ipas_kiosk.models.cipher import StoreKey
from ipas_kiosk.models.health import NewerSchemaError
from ipas_kiosk.models.migrations.copies import encrypted_copy
from ipas_kiosk.models.tables import HEAD

FOLDER: Final = Path(__file__).parent


class NoSchemaError(Exception):
    """The store opens but has no tables: not something this program leaves behind."""


def version(engine: Engine) -> str | None:
    """The revision that the store says it has; None without tables."""
    with engine.connect() as connection:
        if not _raw(connection, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"):
            return None
        found = _raw(connection, "SELECT version_num FROM alembic_version")
        return str(found[0][0]) if found else None


def bring_up(
    engine: Engine, path: Path, key: StoreKey, *, head: str = HEAD, versions: Path = FOLDER / "versions"
) -> None:
    """Migrate to `head` if that is due, after an encrypted copy of the store was made beside it.

    Raises `NewerSchemaError`, `NoSchemaError`. A migration that fails is rolled back whole.
    """
    found = version(engine)
    if found == head:
        return
    if found is None:
        raise NoSchemaError("the store has no tables")
    if found > head:
        raise NewerSchemaError(f"the store has schema {found}, this program knows {head}")
    encrypted_copy(engine, path.with_name(f"{path.name}.before-{head}"), key)
    migrate(engine, head, versions=versions)


def copies_of(path: Path) -> list[Path]:
    """The copies that were made of a store before its migrations."""
    return sorted(path.parent.glob(f"{glob.escape(path.name)}.before-*"))


def migrate(engine: Engine, revision: str = HEAD, *, versions: Path = FOLDER / "versions", down: bool = False) -> None:
    """Run the migrations to `revision` in one transaction. A queue that was there comes out as it went in, byte by
    byte and with its triggers, or nothing changes (sync §2 "Versions"). `versions`: tests have migrations of their own.

    Foreign keys are off while tables are rebuilt, else a cascade would empty the children; they are checked before
    the commit. The pragma does nothing inside a transaction, so it goes to the raw connection before one begins.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    with engine.connect() as connection:
        _raw(connection, "PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                before = _queue(connection)
                config.attributes["connection"] = connection
                (command.downgrade if down else command.upgrade)(config, revision)
                if before is not None and not down and not before.kept(_queue(connection)):
                    raise RuntimeError("the migration touches the queue")
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                    raise RuntimeError(f"the migration leaves {len(broken)} rows without their parent")
        finally:
            _raw(connection, "PRAGMA foreign_keys = ON")


def create(engine: Engine) -> None:
    """All tables in an empty store, then everything in the main file."""
    migrate(engine)
    with engine.connect() as connection:
        _raw(connection, "PRAGMA wal_checkpoint(TRUNCATE)")


def sync_to_disk(path: Path) -> None:
    """Make a file's or a folder's last change survive a power cut (folders cannot be synced on Windows)."""
    folder = path.is_dir()
    if folder and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if folder else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Queue(NamedTuple):
    """What of the queue no migration may change: its rows, their identity and bytes, and the triggers that guard it."""

    rows: int
    digest: str
    triggers: frozenset[str]

    def kept(self, after: "_Queue | None") -> bool:
        return after is not None and self[:2] == after[:2] and self.triggers <= after.triggers


def _queue(connection: Connection) -> _Queue | None:
    master = "SELECT name FROM sqlite_master WHERE tbl_name = 'outbox' AND type = '{}'"
    if not connection.exec_driver_sql(master.format("table")).all():
        return None
    digest, rows = hashlib.sha256(), 0
    for row in connection.exec_driver_sql("SELECT seq, op_id, state, body_sha256, body FROM outbox ORDER BY seq"):
        digest.update(repr(tuple(row)).encode())
        rows += 1
    triggers = connection.exec_driver_sql(master.format("trigger")).scalars()
    return _Queue(rows, digest.hexdigest(), frozenset(triggers))


def _raw(connection: Connection, statement: str) -> list[tuple[Any, ...]]:
    """Outside any transaction."""
    driver = connection.connection.driver_connection
    assert driver is not None
    found: list[tuple[Any, ...]] = driver.execute(statement).fetchall()
    return found
