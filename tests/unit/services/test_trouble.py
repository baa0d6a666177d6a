"""Known operating trouble told from bugs; the store's own failures are raised for real in tests/store."""

import errno
import socket
import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from ipas_kiosk.models.cipher import NotEncryptedError
from ipas_kiosk.models.health import DamagedError, DiskFullError, NewerSchemaError, NoStoreError, WrongKeyError
from ipas_kiosk.models.store import SuspectError
from ipas_kiosk.services.keys import NoKeyError
from ipas_kiosk.services.opening import NotEnrolledError
from ipas_kiosk.services.trouble import classify
from ipas_kiosk.services.values import Trouble


def database(code: int) -> OperationalError:
    """What SQLAlchemy raises for a SQLite result code."""
    cause = sqlite3.OperationalError("in some words")
    cause.sqlite_errorcode = code
    return OperationalError("SELECT secret", {}, cause)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (NoStoreError(), Trouble.NOT_ENROLLED),
        (NotEnrolledError(), Trouble.NOT_ENROLLED),
        (NoKeyError(), Trouble.NO_KEY),
        (WrongKeyError(), Trouble.WRONG_KEY),
        (NotEncryptedError(), Trouble.NOT_ENCRYPTED),
        (DamagedError(), Trouble.DAMAGED),
        (NewerSchemaError(), Trouble.NEWER_SCHEMA),
        (DiskFullError(), Trouble.DISK_FULL),
        (database(sqlite3.SQLITE_BUSY), Trouble.LOCKED),
        (database(sqlite3.SQLITE_BUSY_SNAPSHOT), Trouble.LOCKED),
        (database(sqlite3.SQLITE_FULL), Trouble.DISK_FULL),
        (database(sqlite3.SQLITE_IOERR_FSYNC), Trouble.STORE_IO),
        (database(sqlite3.SQLITE_CANTOPEN), Trouble.STORE_IO),
        (database(sqlite3.SQLITE_READONLY), Trouble.STORE_IO),
        (database(sqlite3.SQLITE_CORRUPT), Trouble.DAMAGED),
        (OSError(errno.ENOSPC, "x"), Trouble.DISK_FULL),
        (OSError(errno.EIO, "x"), Trouble.STORE_IO),
        (PermissionError(errno.EACCES, "x"), Trouble.STORE_IO),
        (ConnectionRefusedError(), Trouble.NO_NETWORK),
        (OSError(errno.ENETUNREACH, "x"), Trouble.NO_NETWORK),
        (socket.gaierror(socket.EAI_NONAME, "x"), Trouble.NO_NETWORK),
    ],
)
def test_trouble_has_its_name(error: Exception, trouble: Trouble) -> None:
    assert classify(error) is trouble


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError(),
        KeyError("x"),
        FileNotFoundError(errno.ENOENT, "x"),
        database(sqlite3.SQLITE_ERROR),
        IntegrityError("x", {}, sqlite3.IntegrityError("x")),
        TimeoutError(),
    ],
)
def test_everything_else_is_a_bug(error: Exception) -> None:
    assert classify(error) is None


def test_what_it_was_raised_from_counts() -> None:
    """A store that writes no more says why it began."""
    suspect = SuspectError()
    suspect.__cause__ = database(sqlite3.SQLITE_IOERR)
    assert classify(suspect) is Trouble.STORE_IO
