"""Named places where a fault can be injected from outside, for the tests that kill the real program (sync §3).

Nothing happens unless the environment says `IPAS_FAILPOINT=name:kill | name:raise | name:delay`.
"""

import os
import signal
import time
from enum import StrEnum
from typing import Final

VARIABLE: Final = "IPAS_FAILPOINT"
DELAY_S: Final = 1.0


class Failpoint(StrEnum):
    """Every place there is."""

    SAVE_BEFORE_COMMIT = "save.before_commit"
    SAVE_AFTER_COMMIT = "save.after_commit"
    PUSH_COLLECTED = "push.collected"
    PUSH_AFTER_REPLY = "push.after_reply"
    APPLY_BEFORE_COMMIT = "apply.before_commit"
    APPLY_AFTER_COMMIT = "apply.after_commit"
    PULL_BEFORE_COMMIT = "pull.before_commit"
    REKEY_BEGUN = "rekey.begun"
    REKEY_DONE = "rekey.done"
    REKEY_KEPT = "rekey.kept"
    REKEY_COPIED = "rekey.copied"
    WIPE_CLOSED = "wipe.closed"
    WIPE_SEALED = "wipe.sealed"
    WIPE_STATED = "wipe.stated"
    WIPE_KEY_GONE = "wipe.key_gone"
    WIPE_REMOVED = "wipe.removed"


class InjectedError(RuntimeError):
    """Raised by `name:raise`."""


def _read() -> tuple[str, str]:
    name, _, action = os.environ.get(VARIABLE, "").partition(":")
    return name, action


_NAME, _ACTION = _read()


def failpoint(here: Failpoint) -> None:
    """Die, raise or stall here if the environment asked for it when the program started; else do nothing."""
    if here.value != _NAME:
        return
    if _ACTION == "kill":
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    elif _ACTION == "raise":
        raise InjectedError(here.value)
    elif _ACTION == "delay":
        time.sleep(DELAY_S)
