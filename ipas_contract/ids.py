"""UUID version 7 (RFC 9562 §5.7): sorted by the time they were made, monotonic within this process."""

import secrets
import threading
import time
from typing import Final
from uuid import UUID

_RANDOM_BITS: Final = 74
_RANDOM_MASK: Final = (1 << _RANDOM_BITS) - 1
_RANDOM_B_BITS: Final = 62

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A new id, greater than every one this process made before, also when the clock is set back. Thread-safe."""
    global _last  # noqa: PLW0603 (the order of ids is a property of the process)
    stamp = time.time_ns() // 1_000_000 << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    with _lock:
        # Within a millisecond the random part counts on in random steps; an overflow moves on to the next one.
        _last = stamp if stamp >> _RANDOM_BITS > _last >> _RANDOM_BITS else _last + 1 + secrets.randbits(32)
        milliseconds, random = _last >> _RANDOM_BITS, _last & _RANDOM_MASK
    random_a, random_b = random >> _RANDOM_B_BITS, random & ((1 << _RANDOM_B_BITS) - 1)
    return UUID(int=milliseconds << 80 | 7 << 76 | random_a << 64 | 0b10 << 62 | random_b)
