"""Long runs of what the suite does briefly: `python -m tests.soak --minutes N --seed S`.

The environment says how long: `IPAS_SOAK=1` makes the marked tests of the faults run at full length.
"""

import os
from collections.abc import Sequence

LONG = bool(os.environ.get("IPAS_SOAK"))


class Extent:
    """How much of something to do."""

    @staticmethod
    def pick(usual: int, *, soak: int) -> int:
        return soak if LONG else usual


def SEEDS(usual: int, *, soak: int) -> Sequence[int]:
    """So many seeds."""
    return range(Extent.pick(usual, soak=soak))
