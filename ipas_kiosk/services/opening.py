"""From a closed file to an open store, in two steps: `unlock` finds the key and examines the store with the cipher
alone, so that trouble is known before anything heavy is imported; `attach` makes it usable."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ipas_contract.logs import get_logger
from ipas_kiosk.models import health
from ipas_kiosk.models.cipher import StoreKey
from ipas_kiosk.models.health import NoStoreError
from ipas_kiosk.services import keys
from ipas_kiosk.settings import Settings

if TYPE_CHECKING:
    from ipas_kiosk.models.store import Store


class NotEnrolledError(Exception):
    """There is a store, but central has not taken this kiosk in yet."""


def unlock(settings: Settings) -> StoreKey:
    """The key of a store that was found whole. Any trouble is raised for `trouble.classify`."""
    path = settings.store_path
    if not path.exists():
        raise NoStoreError("no store: this kiosk is not enrolled")
    key = keys.chain(settings).find()
    health.examine(path, key, timeout=settings.store_timeout_s, same_key=made_with(key, sealed_copy(path)))
    get_logger(__name__).info("store_opened")
    return key


def attach(settings: Settings, key: StoreKey) -> "Store":
    """The unlocked store of an enrolled kiosk, migrated. Any trouble is raised for `trouble.classify`."""
    from ipas_kiosk.models.store import Store

    store = Store.attach(settings.store_path, key, timeout=settings.store_timeout_s)
    with store.read() as work:
        device = work.device.get()
    if device is None:
        store.close()
        raise NotEnrolledError("central has not taken this kiosk in yet")
    store.reserve.take()
    return store


def open_store(settings: Settings) -> "Store":
    """Both steps."""
    return attach(settings, unlock(settings))


def sealed_copy(store: Path) -> Path:
    """Where the store key's copy is that only the organisation can open (model §8)."""
    return store.with_name(store.name + ".key.json")


def made_with(key: StoreKey, copy: Path) -> bool | None:
    """Whether the store was made with this key, as far as the file beside it tells."""
    try:
        return bool(json.loads(copy.read_text(encoding="utf-8"))["fingerprint"] == key.fingerprint())
    except (OSError, ValueError, KeyError, TypeError):
        return None
