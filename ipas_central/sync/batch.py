"""The circumstances of one batch."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from ipas_central.context import Central
from ipas_contract.events import Op

JUMP_MS: Final = 2 * 60 * 1000
"""A wall clock that disagrees with the monotonic one by more has been set in between (model §13)."""

CENTRAL: Final = UUID(int=0)
"""The stream of what central's own staff decide; no kiosk has this id."""
OWN: Final = 0
"""The incarnation of the ops that central makes itself; a kiosk's begin with 1."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Who sent it, under which incarnation, and when by which clock; `now` is the server's."""

    central: Central
    device_id: UUID
    centre_id: str
    incarnation: int
    sent_at: int
    boot_id: str
    mono_ms: int
    now: int

    @property
    def stream(self) -> tuple[UUID, int]:
        """The stream its ops belong to."""
        return self.device_id, self.incarnation

    @property
    def place(self) -> dict[str, Any]:
        """The stream as a statement's values."""
        return {"device_id": self.device_id, "incarnation": self.incarnation}

    def may_touch(self, centre_id: str) -> bool:
        """A kiosk speaks of its own centre's people only (V9), central's staff of all."""
        return self.device_id == CENTRAL or self.centre_id == centre_id

    def clock_jumped(self, op: Op) -> bool:
        """Whether the kiosk's clock was set between an op's making and its sending, as far as one boot can tell."""
        if op.boot_id != self.boot_id:
            return False
        return abs((self.sent_at - op.made_at) - (self.mono_ms - op.mono_ms)) > JUMP_MS
