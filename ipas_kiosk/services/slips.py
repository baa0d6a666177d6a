"""The printed slip, as it crosses between the service and the program that prints. Standard library only, cheap to
import."""

from dataclasses import dataclass

from ipas_contract.codes import Language, SubmissionState


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
