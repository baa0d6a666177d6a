"""The kiosk's store: opened once, handed down, the only door to the database (architecture: the life of a save)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Self

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from ipas_kiosk.models import cipher, engine, health, migrations
from ipas_kiosk.models.cipher import BUSY_S, BlindIndex, StoreKey
from ipas_kiosk.models.health import DiskFullError, EndedError, Reserve, Room
from ipas_kiosk.models.migrations.copies import empty_file
from ipas_kiosk.models.uow import UnitOfWork


class StoreExistsError(Exception):
    """A store is there already; none is ever made over it."""


class SuspectError(Exception):
    """The disk failed under the store: nothing is written until the kiosk was started anew (sync §3, row 11)."""


class Store:
    """Use `Store.open` or `Store.create`. All methods may be called from any thread; one at a time writes."""

    def __init__(self, path: Path, key: StoreKey, writer: Engine, reader: Engine) -> None:
        self.path = path
        self.index = BlindIndex(key)
        self.reserve = Reserve(path.with_name(path.name + ".reserve"))
        self._writer, self._reader = writer, reader
        self._suspect: Exception | None = None
        self._ended = False
        with self.read() as work:
            kept = work.pulled.fact(cipher.INDEX)
        self.index = BlindIndex(key, kept)

    @classmethod
    def open(
        cls,
        path: Path,
        key: StoreKey,
        *,
        timeout: float = BUSY_S,
        same_key: bool | None = None,
        driver: ModuleType = sqlite,
    ) -> Self:
        """Examine the store at `path` (`health.examine` says what it takes and raises), then attach it."""
        health.examine(path, key, timeout=timeout, same_key=same_key, driver=driver)
        return cls.attach(path, key, timeout=timeout)

    @classmethod
    def attach(cls, path: Path, key: StoreKey, *, timeout: float = BUSY_S) -> Self:
        """The store at `path`, which was examined, migrated if that is due.

        Raises `DamagedError` when it has no tables, `NewerSchemaError`, or the driver's error when locked.
        """
        writer = engine.over(path, key, timeout=timeout)
        try:
            _bring_up(writer, path, key)
        except BaseException:
            writer.dispose()
            raise
        return cls(path, key, writer, engine.over(path, key, timeout=timeout, reading=True))

    @classmethod
    def create(cls, path: Path, key: StoreKey, *, timeout: float = BUSY_S) -> Self:
        """Make a new store; it appears at `path` whole or not at all. Raises `StoreExistsError`."""
        if path.exists():
            raise StoreExistsError("there is a store already")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(path.name + ".new")
        empty_file(part)
        made = engine.over(part, key)
        try:
            migrations.create(made)
        finally:
            made.dispose()
        migrations.sync_to_disk(part)
        part.replace(path)
        migrations.sync_to_disk(path.parent)
        return cls.open(path, key, timeout=timeout)

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """A unit of work that may write; undone unless committed. Raises `SuspectError` after the disk failed,
        `EndedError` after the end."""
        self._require_life()
        if self._suspect is not None:
            raise SuspectError("the store is not written any more") from self._suspect
        try:
            with UnitOfWork(self._writer, self.index) as work:
                yield work
        except DBAPIError as error:
            self._note(error)
            raise

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A unit of work that only reads, and waits for no writer. Raises `EndedError` after the end."""
        self._require_life()
        with UnitOfWork(self._reader, self.index) as work:
            yield work

    def require_room(self) -> None:
        """Raises `DiskFullError` when the disk is too full to take in a registration; costs one system call."""
        if self.room() is Room.FULL:
            raise DiskFullError("less than 100 MiB are free")

    def room(self) -> Room:
        """How much room the store's disk has."""
        return health.room(self.path.parent)

    def checkpoint(self) -> None:
        """Move everything from the WAL to the main file and empty it: when idle and after sync (D7)."""
        with self._writer.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            try:
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite.DatabaseError as error:
                self._note(error)
                raise

    def close(self) -> None:
        """Close every connection; the WAL goes with the last one."""
        self._reader.dispose()
        self._writer.dispose()

    def copies(self) -> list[Path]:
        """The copies that migrations made beside it."""
        return migrations.copies_of(self.path)

    def end(self) -> None:
        """Close for good, before the files go: whoever still holds this object hears that there is no store."""
        self._ended = True
        self.close()

    def _require_life(self) -> None:
        if self._ended:
            raise EndedError("the store is gone")

    def _note(self, error: Exception) -> None:
        """Free the reserve when the disk is full; never write again after it failed."""
        code = health.primary_code(error)
        if code == sqlite.SQLITE_FULL:
            self.reserve.release()
        elif code in (sqlite.SQLITE_IOERR, sqlite.SQLITE_CORRUPT, sqlite.SQLITE_NOTADB):
            self._suspect = error


def _bring_up(over: Engine, path: Path, key: StoreKey) -> None:
    try:
        migrations.bring_up(over, path, key)
    except migrations.NoSchemaError as error:
        raise health.damaged("the store has no tables", path) from error
