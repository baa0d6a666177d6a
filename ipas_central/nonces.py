"""Nonces (requirement V5): made without being stored, kept once used, good for ten minutes.

A nonce is its time and random bytes under a key that all processes share, so any process knows another's; the used
ones are rows, so a restart forgets none.
"""

import base64
import hashlib
import hmac
import os
from typing import Final

from sqlalchemy import Connection, delete

from ipas_central.db import insert_rows
from ipas_central.tables import nonce as used

LIFE_MS: Final = 10 * 60 * 1000
_EARLY_MS: Final = 60 * 1000
"""How far another process's clock may be ahead of ours."""
_TIME, _RANDOM, _TAG = 8, 12, 16


def issue(key: bytes, now: int) -> str:
    """A fresh nonce."""
    content = now.to_bytes(_TIME) + os.urandom(_RANDOM)
    return base64.urlsafe_b64encode(content + _tag(key, content)).decode()


def fresh(key: bytes, text: str, now: int) -> bytes | None:
    """The bytes of a nonce of ours that is not too old, else None; whether it was used is another question."""
    try:
        raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError:
        return None
    content, tag = raw[: _TIME + _RANDOM], raw[_TIME + _RANDOM :]
    if not hmac.compare_digest(tag, _tag(key, content)):
        return None
    age = now - int.from_bytes(content[:_TIME])
    return content if -_EARLY_MS <= age <= LIFE_MS else None


def use(connection: Connection, content: bytes, now: int) -> bool:
    """Use a nonce up; False when it had been used before."""
    row = {"value": content, "expires_at": now + LIFE_MS + _EARLY_MS}
    return bool(insert_rows(connection, used, [row], on_conflict="DO NOTHING", returning="value"))


def forget(connection: Connection, now: int) -> int:
    """Delete used nonces that would be refused for their age alone; returns how many."""
    return connection.execute(delete(used).where(used.c.expires_at < now)).rowcount


def _tag(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, hashlib.sha256)[:_TAG]
