"""An encrypted copy of a store that may be in use."""

from pathlib import Path

from sqlalchemy import Engine

from ipas_kiosk.models import engine
from ipas_kiosk.models.cipher import StoreKey


def encrypted_copy(source: Engine, target: Path, key: StoreKey) -> None:
    """Copy a store page by page to `target`, under the same key; what was there before is replaced at the end."""
    part = target.with_name(target.name + ".part")
    empty_file(part)
    copy = engine.over(part, key)
    try:
        with source.connect() as here, copy.connect() as there:
            reader, writer = here.connection.driver_connection, there.connection.driver_connection
            assert reader is not None
            assert writer is not None
            reader.backup(writer)
            writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        copy.dispose()
    part.replace(target)


def empty_file(path: Path) -> None:
    """An empty file for the owner alone, without leftovers of an earlier try."""
    for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        leftover.unlink(missing_ok=True)
    path.touch(mode=0o600)
