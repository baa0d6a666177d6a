"""Known operating trouble becomes a value at the door of every use case; a bug goes on as an exception."""

from collections.abc import Awaitable
from typing import TypeVar

from ipas_kiosk.services import trouble
from ipas_kiosk.services.values import Failed

T = TypeVar("T")


async def guarded(use_case: Awaitable[T]) -> T | Failed:
    """What the use case gives, or `Failed` when the store, the key or the disk is in trouble that has a sentence."""
    try:
        return await use_case
    except Exception as error:
        known = trouble.classify(error)
        if known is None:
            raise
        return Failed(known)
