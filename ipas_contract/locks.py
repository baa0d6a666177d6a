"""How long an account is locked after failed sign-ins (requirement L8), the same at central and on the kiosk."""

from typing import Final

FAILURES: Final = 5
FIRST_S: Final = 15 * 60
LONGEST_S: Final = 4 * 60 * 60


def seconds(failures: int) -> int:
    """The lock that the latest of so many failures in a row brings: 0, or at every fifth 15 minutes, doubling."""
    if failures <= 0 or failures % FAILURES:
        return 0
    return min(LONGEST_S, FIRST_S << min(failures // FAILURES - 1, 8))
