"""Failures: counted per account and per device, never per address (requirements L8, L9, L10, R6, X11).

Locking an account's row also puts all that decides about one account in a line, so that a
hundred guesses at once are counted one by one (X15). How long a lock lasts: `ipas_contract.locks`. Times in UTC ms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from ipas_central.errors import Refused
from ipas_central.tables import attempt
from ipas_contract import locks
from ipas_contract.calls import ErrorCode
from ipas_contract.logs import get_logger

DEVICE_FAILURES: Final = 20
DEVICE_SPAN_MS: Final = 10 * 60_000

_ACCOUNT: Final = "account"
_DEVICE: Final = "device"

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tries:
    """What is known of an account's failures since its last sign-in or recovery."""

    account_key: str
    failures: int
    locked_until: int

    def locked(self, now: int) -> bool:
        return self.locked_until > now


def take(connection: Connection, account_key: str) -> Tries:
    """Lock the row of an account until the transaction ends, existing account or not (X11)."""
    row = _locked(connection, _ACCOUNT, account_key)
    return Tries(account_key, row.failures, row.locked_until)


def failed(connection: Connection, tries: Tries, now: int) -> None:
    """Count a failure. During a lock nothing is counted, or a rival could keep the lock up for ever (X13)."""
    counted = tries.failures if tries.locked(now) else tries.failures + 1
    lock_ms = 0 if tries.locked(now) else locks.seconds(counted) * 1000
    until = now + lock_ms if lock_ms else tries.locked_until
    change = update(attempt).where(_is(_ACCOUNT, tries.account_key))
    connection.execute(change.values(failures=counted, locked_until=until))


def cleared(connection: Connection, account_key: str) -> None:
    """A sign-in or a new password ends failures and lock (L8, R9)."""
    connection.execute(delete(attempt).where(_is(_ACCOUNT, account_key)))


def refuse_paused(connection: Connection, device_id: UUID, now: int) -> None:
    """Raises `Refused` while the device is paused (L9)."""
    until = connection.scalar(select(attempt.c.locked_until).where(_is(_DEVICE, str(device_id)))) or 0
    if until > now:
        raise Refused(ErrorCode.SLOW_DOWN, retry_after=-(-(until - now) // 1000))


def device_answered(connection: Connection, device_id: UUID, *, failure: bool, now: int) -> None:
    """Remember how a guess made on a device came out; too many failures pause the device and raise an alarm (L9,
    X12). The same statements run for both outcomes (L2)."""
    row = _locked(connection, _DEVICE, str(device_id))
    recent = recent_failures([*row.recent, now] if failure else row.recent, now)
    pause = paused_until(recent, now) if failure else None
    if pause and row.locked_until <= now:
        _log.warning("device_paused", device=device_id, failures=len(recent))
    change = update(attempt).where(_is(_DEVICE, str(device_id)))
    connection.execute(change.values(failures=len(recent), recent=recent, locked_until=pause or row.locked_until))


def recent_failures(times: Sequence[int], now: int) -> list[int]:
    """The failures of a device that still count; times ahead of `now` (a clock set back) do not."""
    return [time for time in times if now - DEVICE_SPAN_MS < time <= now]


def paused_until(recent: Sequence[int], now: int) -> int | None:
    """The end of a device's pause once it has more failures than a hall full of people would make."""
    return now + DEVICE_SPAN_MS if len(recent) > DEVICE_FAILURES else None


def _is(scope: str, key: str) -> ColumnElement[bool]:
    return and_(attempt.c.scope == scope, attempt.c.key == key)


def _locked(connection: Connection, scope: str, key: str) -> Row[Any]:
    row = insert(attempt).values(scope=scope, key=key)
    row = row.on_conflict_do_update(index_elements=["scope", "key"], set_={"key": row.excluded.key})
    return connection.execute(row.returning(attempt)).one()
