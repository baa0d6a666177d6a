"""L8: five failures lock for 15 minutes, rising, with an upper end."""

import pytest

from ipas_contract.locks import LONGEST_S, seconds


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, 0), (1, 0), (4, 0), (5, 15), (6, 0), (10, 30), (15, 60), (20, 120), (25, 240), (30, 240), (-5, 0)],
)
def test_l8_every_fifth_failure_locks_longer(failures: int, minutes: int) -> None:
    assert seconds(failures) == minutes * 60


def test_l8_the_lock_has_an_end() -> None:
    assert seconds(5 * 10**9) == LONGEST_S
