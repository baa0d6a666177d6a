"""Sealing what can still be read of a damaged store into a file for central (fault row 14)."""

from dataclasses import dataclass
from pathlib import Path

from ipas_kiosk.models import salvage as reading
from ipas_kiosk.models.cipher import StoreKey
from ipas_kiosk.models.health import DamagedError
from ipas_kiosk.services import export
from ipas_kiosk.services.clock import Clock


@dataclass(frozen=True, slots=True)
class Rescued:
    """How many ops are in the file; of how many between the first and the last nothing was read (done ones that were
    erased in time count too); how many pages are damaged."""

    ops: int
    missing: int
    bad_pages: int


def salvage(store: Path, key: StoreKey, clock: Clock, file: Path) -> Rescued:
    """Write every op that is whole into a new file for `ipas-central import`; the store is left as it is.

    Central tells an op that comes twice. Raises `FileExistsError`, and `DamagedError` when this kiosk's own row is lost
    with the key that would sign."""
    if file.exists():
        raise FileExistsError(str(file))
    found = reading.read(store, key)
    if found.device is None:
        raise DamagedError(f"{len(found.ops)} ops read, but not the key that signs them: the organisation has to help")
    sealed = export.seal(found.ops, found.device, clock, file)
    return Rescued(sealed.ops, found.missing + sealed.unreadable, found.bad_pages)
