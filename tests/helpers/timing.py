"""A wait that a test lets pass: what `services.link.wait` does, without a clock."""

import asyncio


class StillWait:
    """Stands in for `link.wait`: each wait ends by its event or by `pass_time`, and its seconds are kept."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self._begun = asyncio.Event()
        self._over = asyncio.Event()

    async def __call__(self, event: asyncio.Event, seconds: float) -> None:
        self._over = asyncio.Event()
        self.asked.append(seconds)
        self._begun.set()
        self._begun = asyncio.Event()
        ends = [asyncio.create_task(each.wait()) for each in (event, self._over)]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()

    async def nth(self, number: int) -> float:
        """The seconds of the wait with this number (the first is 1), once it has begun."""
        async with asyncio.timeout(10):
            while len(self.asked) < number:
                await self._begun.wait()
        return self.asked[number - 1]

    def pass_time(self) -> None:
        """Let the wait that is on end by its time."""
        self._over.set()
