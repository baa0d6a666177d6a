"""From a closed file to an open store, in two steps: `unlock` finds the key and examines the store with the cipher
alone, so that trouble is known before anything heavy is imported; `attach` makes it usable."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ipas_contract.logs import get_logger
from ipas_kiosk.models import health
from ipas_kiosk.models.cipher import KEY_COPY, NEXT_KEY_COPY, StoreKey
from ipas_kiosk.models.health import NoStoreError
from ipas_kiosk.services import keys
from ipas_kiosk.settings import Settings

if TYPE_CHECKING:
    from ipas_kiosk.models.store import Store


class NotEnrolledError(Exception):
    """There is a store, but central has not taken this kiosk in yet."""


def unlock(settings: Settings) -> StoreKey:
    """The key of a store that was found whole; one that was to go goes first. Any trouble is raised for
    `trouble.classify`."""
    path = settings.store_path
    if ending_file(path).exists():
        from ipas_kiosk.services import ending

        ending.finish(path, keys.chain(settings))
    if not path.exists():
        raise NoStoreError("no store: this kiosk is not enrolled")
    if next_copy(path).exists():
        from ipas_kiosk.services import rekeying

        rekeying.settle(settings)
    key = keys.chain(settings).find()
    health.examine(path, key, timeout=settings.store_timeout_s, same_key=made_with(key, sealed_copy(path)))
    get_logger(__name__).info("store_opened")
    return key


def attach(settings: Settings, key: StoreKey) -> "Store":
    """The unlocked store of an enrolled kiosk, migrated. Any trouble is raised for `trouble.classify`."""
    from ipas_kiosk.models.repositories.outbox import ENDED
    from ipas_kiosk.models.store import Store

    store = Store.attach(settings.store_path, key, timeout=settings.store_timeout_s)
    with store.read() as work:
        device, ended = work.device.get(), work.pulled.fact(ENDED)
    if device is None:
        store.close()
        raise NotEnrolledError("central has not taken this kiosk in yet")
    if ended is not None:
        from ipas_kiosk.services import ending
        from ipas_kiosk.services.clock import Clock

        ending.resume(store, keys.chain(settings), Clock())
    store.reserve.take()
    return store


def open_store(settings: Settings) -> "Store":
    """Both steps."""
    return attach(settings, unlock(settings))


def restore_key(settings: Settings, text: str) -> bool:
    """Keep the key that the organisation recovered (row 15), once it has opened the store; False when no place here
    takes one. Raises `NoKeyError` for what is no key, and what `health.examine` raises."""
    path, key = settings.store_path, keys.key_from_text(text)
    health.examine(path, key, timeout=settings.store_timeout_s, same_key=made_with(key, sealed_copy(path)))
    return keys.chain(settings).restore(key)


def say_last_word(settings: Settings) -> None:
    """Tell central that this kiosk was wiped, as long as it has not heard it."""
    if last_word_file(settings.store_path).exists():
        import asyncio

        from ipas_kiosk.services import ending

        asyncio.run(ending.tell(settings.central_url, settings.store_path))


def sealed_copy(store: Path) -> Path:
    """Where the store key's copy is that only the organisation can open (model §8)."""
    return store.with_name(store.name + KEY_COPY)


def next_copy(store: Path) -> Path:
    """The copy of the key that a store is being given (`rekeying`)."""
    return store.with_name(store.name + NEXT_KEY_COPY)


def flight_file(store: Path) -> Path:
    """Whose lock says that one process alone syncs the store, or gives it another key (`sync.flight`)."""
    return store.with_name(store.name + ".sync")


def ending_file(store: Path) -> Path:
    """Beside a store that may go (`ending`)."""
    return store.with_name(store.name + ".ending")


def last_word_file(store: Path) -> Path:
    """Where a store was, until central knows that it went."""
    return store.with_name(store.name + ".last-word")


def made_with(key: StoreKey, copy: Path) -> bool | None:
    """Whether the store was made with this key, as far as the file beside it tells."""
    try:
        return bool(json.loads(copy.read_text(encoding="utf-8"))["fingerprint"] == key.fingerprint())
    except (OSError, ValueError, KeyError, TypeError):
        return None
