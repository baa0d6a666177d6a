"""Is the store whole, and is there room for it? (requirements D8, O11; sync §2 "Store hygiene")"""

import hashlib
import os
import shutil
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlite

from ipas_kiosk.models import cipher
from ipas_kiosk.models.cipher import KEY_COPY, NEXT_KEY_COPY, StoreKey

MIB: Final = 1024 * 1024
RESERVE_BYTES: Final = 32 * MIB
WARN_BYTES: Final = 500 * MIB
STOP_BYTES: Final = 100 * MIB
QUARANTINE: Final = "quarantine"
_BAD_PAGES: Final = (sqlite.SQLITE_CORRUPT, sqlite.SQLITE_NOTADB)


class NoStoreError(Exception):
    """There is no store where one should be: this kiosk is not enrolled."""


class EndedError(Exception):
    """The store takes no op any more, or is gone: this kiosk has been wiped or reset."""


class WrongKeyError(Exception):
    """The store was not written with this key, or is no store at all."""


class DamagedError(Exception):
    """A page of the store cannot be trusted; a copy of the files was set aside, the store stays where it is."""


class InUseError(Exception):
    """Another process is at work on the store, alone."""


class NewerSchemaError(Exception):
    """The store was written by a newer version of the program."""


class DiskFullError(Exception):
    """Too little room on the disk to take in a registration."""


class Room(StrEnum):
    """How much room the disk has."""

    PLENTY = "plenty"
    LOW = "low"
    FULL = "full"


def room(folder: Path) -> Room:
    """Free space of the disk that `folder` is on, as far as the kiosk cares."""
    free = shutil.disk_usage(folder).free
    return Room.PLENTY if free >= WARN_BYTES else Room.LOW if free >= STOP_BYTES else Room.FULL


def primary_code(error: BaseException) -> int:
    """SQLite's result code of a failure, the driver's or SQLAlchemy's, without its extension; 0 if it has none."""
    return int(getattr(getattr(error, "orig", error), "sqlite_errorcode", 0) or 0) & 0xFF


class Reserve:
    """A file of 32 MiB beside the store, given up when the disk is full so that the queue can still drain."""

    def __init__(self, path: Path, size: int = RESERVE_BYTES) -> None:
        self._path = path
        self._size = size

    @property
    def held(self) -> bool:
        """Whether the reserve is there to be given up."""
        return self._path.exists()

    def take(self) -> None:
        """Fill the file, unless it is there or the disk has no room to spare."""
        if self.held or shutil.disk_usage(self._path.parent).free < STOP_BYTES + self._size:
            return
        part = self._path.with_name(f"{self._path.name}.part")
        with part.open("wb") as stream:
            for _ in range(self._size // MIB):
                stream.write(bytes(MIB))
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(self._path)

    def release(self) -> None:
        """Give the room back to the disk."""
        self._path.unlink(missing_ok=True)


def examine(
    path: Path,
    key: StoreKey,
    *,
    timeout: float = cipher.BUSY_S,
    same_key: bool | None = None,
    driver: ModuleType = sqlite,
) -> None:
    """Open the store at `path` once and read every page.

    `timeout`: seconds to wait for another process. `same_key`: whether the key is known to be the one that the store
    was made with (None = not known): a first page that does not open looks the same with a wrong key and with a bad
    page. Raises `NoStoreError`, `NotEncryptedError`, `WrongKeyError`, `DamagedError` after setting a copy aside, or
    the driver's error when locked.
    """
    if not path.exists():
        raise NoStoreError("no store: this kiosk is not enrolled")
    cipher.refuse_plain(path)
    if path.stat().st_size == 0:
        raise damaged("the store is empty", path)
    try:
        with closing(cipher.connect(path, key, timeout=timeout, driver=driver)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master")
            findings = _findings(connection)
    except sqlite.DatabaseError as error:
        if primary_code(error) not in _BAD_PAGES:
            raise
        if same_key is not True:
            raise WrongKeyError("the key does not open this store") from error
        raise damaged("the first page is damaged", path) from error
    if findings:
        raise damaged(findings, path)


def _findings(connection: Any) -> str:
    """What the cipher's and the database's own checks say; empty when all is well."""
    try:
        pages = connection.execute("PRAGMA cipher_integrity_check(5)").fetchall()
        structure = connection.execute("PRAGMA quick_check(5)").fetchall()
    except sqlite.DatabaseError as error:
        if primary_code(error) not in (*_BAD_PAGES, sqlite.SQLITE_IOERR):
            raise
        return "a page cannot be read"
    if pages:
        return f"{len(pages)} pages are not as they were written"
    return "" if structure == [("ok",)] else "the structure is damaged"


def damaged(what: str, path: Path) -> DamagedError:
    """The error to raise, once a copy was set aside; where none can be made, the damage is told all the same."""
    try:
        return DamagedError(f"{what}; copy in {quarantine(path)}")
    except OSError as error:
        return DamagedError(f"{what}; no copy could be made: {error.strerror}")


def quarantine(path: Path) -> Path:
    """Copy the store's files, its sealed keys among them, to a folder of their own, once for the same damage; returns
    the folder."""
    mark = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(MIB):
            mark.update(block)
    folder = path.parent / QUARANTINE / mark.hexdigest()[:16]
    if folder.exists():
        return folder
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    for ending in ("", "-wal", KEY_COPY, NEXT_KEY_COPY):
        if (file := path.with_name(path.name + ending)).exists():
            shutil.copy2(file, part / file.name)
    part.rename(folder)
    return folder
