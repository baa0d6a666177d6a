"""How the state of a registration looks."""

from ipas_contract.codes import SubmissionState
from ipas_kiosk.views.widgets.field import Status

_LOOKS = {SubmissionState.CONFIRMED: Status.GOOD, SubmissionState.ATTENTION: Status.ERROR}


def state_status(state: SubmissionState) -> Status:
    """Good, waiting, or in need of a person."""
    return _LOOKS.get(state, Status.WARNING)
