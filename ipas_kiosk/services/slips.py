"""The printed slip and how the printer is, as they cross between screens, services and the program that prints.
Standard library only, cheap to import."""

from dataclasses import dataclass
from enum import StrEnum

from ipas_contract.codes import Language, SubmissionState


class PrinterState(StrEnum):
    """How a printer is; of one that was given a slip: what became of it. The values travel in the heartbeat."""

    UNSEEN = "unseen"  # not looked at yet
    READY = "ready"  # or: printed
    SLOW = "slow"  # being printed, as far as the print service knows, and not out yet
    NOT_FOUND = "not_found"  # the system knows no printer of that name
    STUCK = "stuck"  # off, without paper, stopped: nothing comes out
    NO_ANSWER = "no_answer"  # the print service said nothing in time: what it was given may come out
    BROKEN = "broken"  # the program that prints did not start, or failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What is on it: the receipt of the screen (model §10) without the name, the account masked; nothing else of
    anybody (P10). `made_at` in UTC milliseconds, `again`: one may have come out before (O3)."""

    receipt_no: str
    token: str
    state: SubmissionState
    masked_account: str
    centre_id: str
    made_at: int
    language: Language
    again: bool
