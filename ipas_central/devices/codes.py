"""One-time enrolment codes (requirements V1, V3, X22): typed with a centre id, ten minutes, one use."""

import hashlib
import hmac
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update

from ipas_central.keys import Keys
from ipas_central.tables import enrol_code
from ipas_contract import enrol_codes
from ipas_contract.enrol_codes import EnrolCode
from ipas_contract.ids import uuid7

LIFE_MS: Final = 10 * 60 * 1000
MISSES: Final = 5


def make(connection: Connection, keys: Keys, centre_id: str, now: int, pin: str | None = None) -> str:
    """A new code for a kiosk of this centre, with the pin of the key that it will meet; only a keyed digest of the
    secret is stored. Returns it as it is typed."""
    code = EnrolCode.new(pin)
    connection.execute(
        enrol_code.insert().values(
            id=uuid7(),
            centre_id=centre_id,
            digest=_digest(keys, centre_id, code.secret),
            made_at=now,
            expires_at=now + LIFE_MS,
        )
    )
    return str(code)


def match(connection: Connection, keys: Keys, centre_id: str, typed: str, now: int) -> Row[Any] | None:
    """The code that was typed, locked, used or not. None counts as a miss of every open code of the centre."""
    code = enrol_codes.read(typed)
    digest = _digest(keys, centre_id, code.secret if code else "")
    open_ = (enrol_code.c.centre_id == centre_id, enrol_code.c.expires_at > now, enrol_code.c.misses < MISSES)
    rows = connection.execute(select(enrol_code).where(*open_).order_by(enrol_code.c.id).with_for_update()).all()
    found = [row for row in rows if hmac.compare_digest(row.digest, digest)]
    if not found:
        unused = update(enrol_code).where(*open_, enrol_code.c.used_at.is_(None))
        connection.execute(unused.values(misses=enrol_code.c.misses + 1))
    return found[0] if found else None


def _digest(keys: Keys, centre_id: str, secret: str) -> bytes:
    content = f"{centre_id}|{secret}".encode(errors="surrogatepass")
    return hmac.digest(keys.derive(b"enrolment code"), content, hashlib.sha256)
