"""The receipt of a registration (model §10): its number, and the signed token for the QR code."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ipas_contract import receipts
from ipas_contract.masking import mask_name
from ipas_kiosk.models.records import Candidate, ReceiptSerial, Submission
from ipas_kiosk.services.values import Receipt


def number(serial: ReceiptSerial) -> str:
    """The receipt number of a serial of this kiosk."""
    return receipts.number(serial.kiosk_code, serial.incarnation, serial.counter)


def receipt(candidate: Candidate, submission: Submission, key: Ed25519PrivateKey) -> Receipt:
    """What the candidate takes away. Nothing in the token but number and minute (P10)."""
    return Receipt(
        candidate_id=candidate.id,
        receipt_no=submission.receipt_no,
        made_at=submission.made_at,
        account=candidate.account,
        masked_name=mask_name(candidate.name),
        state=submission.state,
        reason=submission.reason,
        token=receipts.token(submission.receipt_no, submission.made_at, key),
    )
