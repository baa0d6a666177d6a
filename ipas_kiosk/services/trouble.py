"""Known operating trouble told from bugs, in one place (architecture, decision 6)."""

import errno
import socket
from collections.abc import Iterator
from typing import Final

import sqlcipher3.dbapi2 as sqlite

from ipas_kiosk.models.cipher import NotEncryptedError
from ipas_kiosk.models.health import (
    DamagedError,
    DiskFullError,
    EndedError,
    InUseError,
    NewerSchemaError,
    NoStoreError,
    WrongKeyError,
    primary_code,
)
from ipas_kiosk.services.keys import NoKeyError
from ipas_kiosk.services.opening import NotEnrolledError
from ipas_kiosk.services.values import Trouble

HOW_TO_ENROL: Final = (
    "This kiosk is not enrolled. Get a code from central's staff and type: ipas-kiosk enrol --centre CENTRE CODE"
)


_BY_KIND: Final[dict[type[BaseException], Trouble]] = {
    NoStoreError: Trouble.NOT_ENROLLED,
    NotEnrolledError: Trouble.NOT_ENROLLED,
    EndedError: Trouble.WIPED,
    NoKeyError: Trouble.NO_KEY,
    WrongKeyError: Trouble.WRONG_KEY,
    NotEncryptedError: Trouble.NOT_ENCRYPTED,
    DamagedError: Trouble.DAMAGED,
    InUseError: Trouble.LOCKED,
    NewerSchemaError: Trouble.NEWER_SCHEMA,
    DiskFullError: Trouble.DISK_FULL,
}
_BY_RESULT: Final[dict[int, Trouble]] = {
    sqlite.SQLITE_BUSY: Trouble.LOCKED,
    sqlite.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite.SQLITE_FULL: Trouble.DISK_FULL,
    sqlite.SQLITE_IOERR: Trouble.STORE_IO,
    sqlite.SQLITE_CANTOPEN: Trouble.STORE_IO,
    sqlite.SQLITE_READONLY: Trouble.STORE_IO,
    sqlite.SQLITE_PERM: Trouble.STORE_IO,
    sqlite.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite.SQLITE_NOTADB: Trouble.DAMAGED,
}
_BY_ERRNO: Final[dict[int, Trouble]] = {
    errno.ENOSPC: Trouble.DISK_FULL,
    errno.EDQUOT: Trouble.DISK_FULL,
    errno.EIO: Trouble.STORE_IO,
    errno.EROFS: Trouble.STORE_IO,
    errno.EACCES: Trouble.STORE_IO,
    errno.EPERM: Trouble.STORE_IO,
    errno.ENETUNREACH: Trouble.NO_NETWORK,
    errno.EHOSTUNREACH: Trouble.NO_NETWORK,
    errno.ENETDOWN: Trouble.NO_NETWORK,
}


def classify(error: BaseException) -> Trouble | None:
    """The trouble that an exception, or one it was raised from, stands for; None: it is a bug."""
    return next((trouble for cause in _causes(error) if (trouble := _of(cause))), None)


def _of(error: BaseException) -> Trouble | None:
    if code := primary_code(error):
        return _BY_RESULT.get(code)
    if isinstance(error, ConnectionError | socket.gaierror):
        return Trouble.NO_NETWORK
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0)
    return next((trouble for kind, trouble in _BY_KIND.items() if isinstance(error, kind)), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__
