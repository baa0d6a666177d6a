"""While central works the kiosk reads what goes next, and nothing more: one batch is on its way at a time."""

import asyncio

from ipas_contract.events import MAX_BATCH_OPS, PushReply, PushRequest
from ipas_kiosk.services.sync.drain import Ended
from ipas_kiosk.services.sync.engine import Queued
from ipas_kiosk.services.sync.gateway import Failure
from ipas_kiosk.services.sync.policy import Outcome
from tests.helpers.drains import Scene


async def test_the_next_batch_is_read_while_central_works(scene: Scene) -> None:
    scene.queue(MAX_BATCH_OPS + 3)
    loop, ahead = asyncio.get_running_loop(), asyncio.Event()
    due, push = scene.ledger.due, scene.central.push

    def noted(now: int, limit: int, after: int = 0) -> list[Queued]:
        if after:
            loop.call_soon_threadsafe(ahead.set)
        return due(now, limit, after)

    async def patient(request: PushRequest) -> PushReply | Failure:
        await asyncio.wait_for(ahead.wait(), 10)
        return await push(request)

    scene.ledger.due, scene.central.push = noted, patient  # type: ignore[method-assign]
    assert await scene.drain.run() == Ended(Outcome.DELIVERED)
    assert scene.central.sizes == [MAX_BATCH_OPS, 3]
