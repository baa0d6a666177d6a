"""The enrolment code that staff type or scan (requirements V1, X22; model §8).

`SSSSS-SSSSS-C`, and when central has pinned TLS `SSSSS-SSSSS-PPPPP-PPPPP-PPPPP-PPPPP-C`, in Crockford's base32: ten
characters of secret (50 bits), the pin of central's key (`pins`), a check character (ISO 7064, MOD 33,32) over all
before it. A kiosk takes the pin from it before it says a word, and sends the code as it was typed.
"""

import secrets
from dataclasses import dataclass
from typing import Final, Self

from ipas_contract import base32, pins
from ipas_contract.check_character import check_character

SECRET_LENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class EnrolCode:
    """A code as it is meant; `pin` is None where central has none."""

    secret: str
    pin: str | None = None

    @classmethod
    def new(cls, pin: str | None = None) -> Self:
        """A code that nobody can guess."""
        return cls(base32.encode(secrets.randbits(SECRET_LENGTH * base32.BITS), SECRET_LENGTH), pin)

    def __str__(self) -> str:
        """As it is typed."""
        text = self.secret + (self.pin or "")
        return base32.grouped(text + check_character(text, base32.ALPHABET))


def read(typed: str) -> EnrolCode | None:
    """The code that was typed; None when it is mistyped."""
    text = base32.plain(typed)
    if text is None or len(text) not in (SECRET_LENGTH + 1, SECRET_LENGTH + pins.LENGTH + 1):
        return None
    body, check = text[:-1], text[-1]
    if check_character(body, base32.ALPHABET) != check:
        return None
    return EnrolCode(body[:SECRET_LENGTH], body[SECRET_LENGTH:] or None)
