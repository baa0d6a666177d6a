"""Receipt numbers and the signed tokens in a receipt's QR code (design: model §10; requirement P10).

Number: `<kiosk code 4>-<incarnation>-<counter 5>-<check>`, the check character by ISO 7064 MOD 37,36 over the letters
and digits before it. Token: `1*<number>*<minute>*<signature>`: version, number, minutes since 1970 UTC, and the
Ed25519 signature of the kiosk's device key in base32: letters that a QR code stores at 5.5 bits each.
"""

import base64
import re
from dataclasses import dataclass
from string import ascii_uppercase, digits
from typing import TYPE_CHECKING, Final

from ipas_contract.check_character import check_character

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

VERSION: Final = "1"

_ALPHABET: Final = digits + ascii_uppercase
_NUMBER: Final = re.compile(r"[0-9A-Z]{4}-(?:0|[1-9][0-9]{0,8})-[0-9]{5,9}-[0-9A-Z]")
_KIOSK_CODE: Final = re.compile(r"[0-9A-Z]{4}")
_TOKEN: Final = re.compile(
    rf"(?P<signed>{VERSION}\*(?P<number>{_NUMBER.pattern})\*(?P<minute>0|[1-9][0-9]{{0,9}}))\*(?P<signature>[A-Z2-7]{{103}})"
)
_PAD: Final = "="  # base32 of 64 bytes has 103 letters and one of padding
_PURPOSE: Final = b"ipas receipt token\n"  # the device key signs requests too: neither may pass for the other
_MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class ReceiptToken:
    """What a token says, whoever signed it; `minute` in minutes since 1970 UTC."""

    number: str
    minute: int


def number(kiosk_code: str, incarnation: int, counter: int) -> str:
    """A receipt number. Raises ValueError for what central and this kiosk cannot have given.

    A counter over 99,999 is written in full: a longer number is better than one given twice.
    """
    if not _KIOSK_CODE.fullmatch(kiosk_code) or incarnation < 0 or counter < 0:
        raise ValueError("not a kiosk code, incarnation and counter")
    body = f"{kiosk_code}-{incarnation}-{counter:05}"
    return f"{body}-{_check_character(body)}"


def valid(text: str) -> bool:
    """Whether `text` is a receipt number with its right check character."""
    return bool(_NUMBER.fullmatch(text)) and _check_character(text[:-2]) == text[-1]


def token(receipt_no: str, made_at: int, key: "Ed25519PrivateKey") -> str:
    """The signed token of a receipt made at `made_at` (UTC milliseconds)."""
    signed = f"{VERSION}*{receipt_no}*{made_at // _MINUTE_MS}"
    return f"{signed}*{base64.b32encode(key.sign(_PURPOSE + signed.encode())).decode().rstrip(_PAD)}"


def read_token(text: str) -> ReceiptToken | None:
    """What a scanned text says, or None when it is no token; says nothing about its signature. Never raises."""
    parts = _TOKEN.fullmatch(text)
    return ReceiptToken(parts["number"], int(parts["minute"])) if parts and valid(parts["number"]) else None


def verify_token(text: str, public_key: "Ed25519PublicKey") -> bool:
    """Whether the token was signed by the kiosk with this public key. Never raises."""
    from cryptography.exceptions import InvalidSignature

    parts = _TOKEN.fullmatch(text)
    if parts is None or read_token(text) is None:
        return False
    signature = base64.b32decode(parts["signature"] + _PAD)
    if not base64.b32encode(signature).decode().startswith(parts["signature"]):
        return False  # unused bits set: one receipt has one token
    try:
        public_key.verify(signature, _PURPOSE + parts["signed"].encode())
    except InvalidSignature:
        return False
    return True


def _check_character(text: str) -> str:
    return check_character(text.replace("-", ""), _ALPHABET)
