"""Another key for the store (D9): it is enciphered anew in one transaction, without a line, and whatever stops that on
the way leaves a store that one of two keys opens.

The new key is kept beside the old one before it is used; which of them opens the store decides which one stays.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_bytes

import sqlcipher3.dbapi2 as sqlite

from ipas_contract import key_copies
from ipas_contract.logs import get_logger
from ipas_kiosk.models import cipher, migrations
from ipas_kiosk.models.cipher import KEY_BYTES, StoreKey
from ipas_kiosk.models.files import write_whole
from ipas_kiosk.models.health import InUseError
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import bodies, keys
from ipas_kiosk.services.failpoints import Failpoint, failpoint
from ipas_kiosk.services.opening import flight_file, next_copy, sealed_copy
from ipas_kiosk.services.sync.flight import single_flight
from ipas_kiosk.settings import Settings

_log = get_logger(__name__)


def rekey(settings: Settings, store: Store) -> None:
    """Give the store, which is closed for it, another key. Raises `NoKeyError` where no place takes a new one, and
    `InUseError` or the driver's error when another program has the store open."""
    path, new = store.path, StoreKey(token_bytes(KEY_BYTES))
    with _alone(path):
        with store.write() as work:
            device = bodies.enrolled(work)
            work.pulled.put_fact(cipher.INDEX, store.index.reveal())
            work.commit()
        store.close()
        write_whole(next_copy(path), key_copies.seal(new.reveal(), new.fingerprint(), device.sealing_key))
        if not keys.waiting(settings).restore(new):
            next_copy(path).unlink()
            raise keys.NoKeyError(
                "systemd keeps this key: it can be given another one only where credentials are made."
            )
        failpoint(Failpoint.REKEY_BEGUN)
        try:
            _encipher(settings, new)
            failpoint(Failpoint.REKEY_DONE)
        finally:
            _settle(settings)


def settle(settings: Settings) -> None:
    """Keep the key that opens the store, of the two that a rekeying which was broken off has left. Raises `InUseError`
    while one is at work."""
    with _alone(settings.store_path):
        _settle(settings)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """While there are two keys, nobody else decides which one goes."""
    with single_flight(flight_file(path)) as ours:
        if not ours:
            raise InUseError("another process is at work on the store")
        yield


def _encipher(settings: Settings, new: StoreKey) -> None:
    key = keys.chain(settings).find()
    with closing(cipher.connect(settings.store_path, key, timeout=settings.store_timeout_s)) as connection:
        for mode in ("DELETE", "WAL"):  # the first one nobody gets while another program has the store open
            connection.execute(f"PRAGMA journal_mode = {mode}")
        cipher.rekey(connection, new)


def _settle(settings: Settings) -> None:
    path, chain, waiting = settings.store_path, keys.chain(settings), keys.waiting(settings)
    new = waiting.peek()
    if new is not None and _opens(settings, new):
        chain.restore(new)
        failpoint(Failpoint.REKEY_KEPT)
        write_whole(sealed_copy(path), next_copy(path).read_text(encoding="utf-8"))
        failpoint(Failpoint.REKEY_COPIED)
        for copy in migrations.copies_of(path):  # under the old key
            copy.unlink()
        _log.warning("rekeyed")
    elif new is not None and not ((old := chain.peek()) and _opens(settings, old)):
        return  # damaged: nobody knows yet which one it needs
    waiting.forget()
    next_copy(path).unlink(missing_ok=True)  # last: as long as it is there the next start comes here


def _opens(settings: Settings, key: StoreKey) -> bool:
    """Whether the key opens the store; what was enciphered anew is then in the store itself, not in its log alone."""
    try:
        with closing(cipher.connect(settings.store_path, key, timeout=settings.store_timeout_s)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) != sqlite.SQLITE_NOTADB:
            raise
        return False
    return True
