"""The world driven by a seed alone: what the soak does for minutes with many kiosks."""

import time
from collections.abc import Awaitable, Callable
from inspect import signature
from pathlib import Path
from random import Random
from typing import Final

from tests.helpers.central import CentralServer
from tests.model.world import World

OFTEN: Final = {"register": 8, "sync": 8, "drain": 2, "crash": 3, "amend": 3, "withdraw": 2, "look_up": 2}
OFTEN |= {"change_profile": 3, "decide": 3}
"""How much more often than the others; nobody restores a backup every other minute."""
THINGS: Final = (
    *OFTEN,
    *("come_late", "wait", "set_clock", "restart", "restart_central"),
    *("back_up_central", "restore_central", "copy_kiosk", "restore_kiosk"),
)


async def drive(
    central: CentralServer,
    folder: Path,
    random: Random,
    *,
    kiosks: int,
    things: int | None = None,
    seconds: float | None = None,
) -> int:
    """Let so many things happen, or for so long; then all is well again and both sides agree. How many happened."""
    world, happened = World(central, folder, people=3 * kiosks), 0
    await world.begin(kiosks)
    until = None if seconds is None else time.monotonic() + seconds
    weights = [OFTEN.get(name, 1) for name in THINGS]
    try:
        while happened != things and (until is None or time.monotonic() < until):
            (name,) = random.choices(THINGS, weights)
            act: Callable[..., Awaitable[None]] = getattr(world, name)
            await act(*(random.randrange(1_000_000) for _ in signature(act).parameters))
            happened += 1
            world.check()
    except BaseException:
        await world.close()
        raise
    await world.end()
    return happened
