"""What happens after a push: one table, and the clockwork of waiting (sync §2 Push, Retry; model §7).

Pure: time and chance come in as arguments. Times are wall-clock milliseconds because they survive a restart; a time
further ahead than the longest wait there is can only come from a clock that jumped, and counts as now.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

from ipas_contract.calls import ErrorCode
from ipas_kiosk.services.sync.gateway import Failure, NoLine, Refused
from ipas_kiosk.services.values import Failed, SlowDown, Trouble

PARK_AFTER: Final = 5
"""Isolated failures, each while central was well, after which an op is parked."""
LONGEST_BACK_OFF_S: Final = 300.0
RETRY_AFTER_S: Final = (1, 15 * 60)


class Outcome(StrEnum):
    """What came of one push."""

    DELIVERED = "delivered"
    NO_LINE = "no_line"
    BAD_BATCH = "bad_batch"
    TOO_LARGE = "too_large"
    UNFIT = "unfit"
    ILL = "ill"
    SLOW_DOWN = "slow_down"
    UPGRADE = "upgrade"
    UNKNOWN_DEVICE = "unknown_device"
    REVOKED = "revoked"
    SUSPENDED = "suspended"


class Queue(StrEnum):
    """What becomes of the ops that were pushed. They never leave the outbox."""

    APPLY = "apply the verdicts"
    KEEP = "stay pending as they are"
    SPLIT = "bisect; one alone counts a failure"
    SPLIT_OR_PARK = "bisect; one alone is parked"


class Pause(StrEnum):
    """When the next push may start."""

    NONE = "at once"
    BACK_OFF = "random(0, min(300 s, 2^n))"
    AS_TOLD = "Retry-After within [1 s, 15 min], and by chance up to as long again"
    LONG = "up to 300 s"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table. `online`: what the line is now; the gateway has told the link already."""

    queue: Queue
    online: bool
    pause: Pause
    trouble: Trouble | None = None


TABLE: Final = {
    Outcome.DELIVERED: Rule(Queue.APPLY, True, Pause.NONE),
    Outcome.NO_LINE: Rule(Queue.KEEP, False, Pause.BACK_OFF),
    Outcome.BAD_BATCH: Rule(Queue.SPLIT, True, Pause.NONE),
    Outcome.TOO_LARGE: Rule(Queue.SPLIT_OR_PARK, True, Pause.NONE),
    Outcome.UNFIT: Rule(Queue.KEEP, True, Pause.BACK_OFF),
    Outcome.ILL: Rule(Queue.KEEP, True, Pause.BACK_OFF),
    Outcome.SLOW_DOWN: Rule(Queue.KEEP, True, Pause.AS_TOLD),
    Outcome.UPGRADE: Rule(Queue.KEEP, True, Pause.LONG),
    Outcome.UNKNOWN_DEVICE: Rule(Queue.KEEP, True, Pause.LONG, Trouble.NOT_ENROLLED),
    Outcome.REVOKED: Rule(Queue.KEEP, True, Pause.LONG, Trouble.REVOKED),
    Outcome.SUSPENDED: Rule(Queue.KEEP, True, Pause.LONG, Trouble.SUSPENDED),
}

_BY_CODE: Final = {
    ErrorCode.BAD_REQUEST: Outcome.BAD_BATCH,
    ErrorCode.INTERNAL: Outcome.BAD_BATCH,
    ErrorCode.TOO_LARGE: Outcome.TOO_LARGE,
    ErrorCode.SLOW_DOWN: Outcome.SLOW_DOWN,
    ErrorCode.UNAVAILABLE: Outcome.SLOW_DOWN,
    ErrorCode.UPGRADE_REQUIRED: Outcome.UPGRADE,
    ErrorCode.DEVICE_UNKNOWN: Outcome.UNKNOWN_DEVICE,
    ErrorCode.REVOKED: Outcome.REVOKED,
    ErrorCode.SUSPENDED: Outcome.SUSPENDED,
}


def outcome_of(failure: Failure) -> Outcome:
    """What a failed call means for the queue; an unknown code means that central is ill."""
    if isinstance(failure, NoLine):
        return Outcome.NO_LINE
    known = next((code for code in ErrorCode if code == failure.code), None)
    return _BY_CODE.get(known, Outcome.ILL) if known is not None else Outcome.ILL


def device_answer(failure: Failure) -> SlowDown | Failed | None:
    """What an interactive call that got no reply is, if central answered the device itself; None: central could not
    be asked, and whoever called does what it can without."""
    outcome = outcome_of(failure)
    if (trouble := TABLE[outcome].trouble) is not None:
        return Failed(trouble)
    if isinstance(failure, Refused) and failure.code == ErrorCode.SLOW_DOWN:
        return SlowDown(retry_after(failure.retry_after))
    return None


def retry_after(told: int | None) -> int:
    """Seconds, within sane bounds whatever central said (row 54)."""
    shortest, longest = RETRY_AFTER_S
    return min(longest, max(shortest, told if told is not None else shortest))


def back_off_s(failures: int, chance: float) -> float:
    """Full jitter: between 0 and min(300, 2^n) seconds; `chance` in [0, 1)."""
    return chance * min(LONGEST_BACK_OFF_S, 2.0 ** min(failures, 16))


@dataclass(frozen=True, slots=True)
class Pace:
    """The timer of the whole queue, kept in the store: failed pushes in a row, the earliest time of the next, and
    whether central set it. (The circuit breaker is the link: OFFLINE after one call without a line, and nothing but
    signed pings until one is answered.)"""

    failures: int = 0
    not_before: int = 0
    told: bool = False

    def after(self, outcome: Outcome, now: int, chance: Callable[[], float], told: int | None = None) -> "Pace":
        """The timer after one more push."""
        failures = self.failures + 1
        match TABLE[outcome].pause:
            case Pause.NONE:
                return Pace()
            case Pause.AS_TOLD:
                spread = 1 + chance()  # central may have told everybody the same (row 52)
                return Pace(failures, now + round(retry_after(told) * spread * 1000), told=True)
            case Pause.LONG:
                return Pace(failures, now + round(back_off_s(16, chance()) * 1000))
            case Pause.BACK_OFF:
                return Pace(failures, now + round(back_off_s(failures, chance()) * 1000))

    def online(self) -> "Pace":
        """The line has come back: no more waiting, unless central itself asked for it (model §7)."""
        return self if self.told else Pace()

    def wait_ms(self, now: int) -> int:
        """How long the next push has to wait."""
        ahead = self.not_before - now
        return ahead if 0 < ahead <= 2 * RETRY_AFTER_S[1] * 1000 else 0

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str | None) -> "Pace":
        """What `dump` wrote; a fresh timer for anything else."""
        try:
            return cls(**json.loads(text or ""))
        except (ValueError, TypeError):
            return cls()
