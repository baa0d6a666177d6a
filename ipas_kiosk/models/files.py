"""Files that are there whole or not at all."""

import os
from pathlib import Path

from ipas_kiosk.models.migrations import sync_to_disk


def write_whole(path: Path, text: str) -> None:
    """Write a file for the owner alone; it stands at `path`, in place of an older one, once it is all on the disk."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
    sync_to_disk(path.parent)
