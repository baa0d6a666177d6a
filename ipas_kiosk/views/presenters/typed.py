"""Judging fields of which nothing was promised when they were created: sign-in, lookups, free text.

The creation rules are not applied here: old accounts exist (screens §1).
"""

import unicodedata

from ipas_contract.codes import Checked, Code, Nationality, Problem
from ipas_kiosk.views.presenters.form import Values

ACCOUNT_LENGTH = 40
TEXT_LENGTH = 200
FREE_LENGTH = 60
_NOT_TEXT = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unassigned code points (Cn) are text: Python's tables are older than the newest Han characters."""


def bounded(text: str, longest: int) -> Checked:
    """Any text that can be encoded (no half surrogates), of a length that an old record may have."""
    if not text:
        return Checked(text, (Problem(Code.REQUIRED),))
    if len(text) > longest:
        return Checked(text, (Problem(Code.TOO_LONG),))
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        return Checked(text, (Problem(Code.BAD_CHARACTER),))
    return Checked(text)


def account(values: Values) -> Checked:
    """An account that may be of the old kind: up to 40 characters, trimmed."""
    return bounded(values["account"].strip(), ACCOUNT_LENGTH)


def name(values: Values) -> Checked:
    """A name as typed; it is compared after `name.normalise`."""
    return bounded(values["name"].strip(), TEXT_LENGTH)


def password(values: Values) -> Checked:
    """A password as typed, nothing trimmed (L5)."""
    return bounded(values["password"], TEXT_LENGTH)


def id_number(values: Values) -> Checked:
    """An ID number of a person whose nationality is not asked."""
    from ipas_contract.rules import identity  # rules are imported after the first paint

    return required(values["idNumber"]) or identity.check_any(values["idNumber"])


def email(values: Values) -> Checked:
    """An address that was registered: what is pointed out to newcomers does not matter here."""
    from ipas_contract.rules import email as rule  # imports email-validator

    if missing := required(values["email"]):
        return missing
    found = rule.check(values["email"])
    return Checked(found.value, found.problems)


def mobile(values: Values) -> Checked:
    """A registered mobile; foreign candidates may have one of any country."""
    from ipas_contract.rules import mobile as rule  # imports phonenumbers

    return required(values["mobile"]) or rule.check(values["mobile"], nationality=Nationality.FOREIGN)


def free_text(text: str) -> Checked:
    """The text beside 其他: 1 to 60 code points, no control characters (rules §8)."""
    from ipas_contract.rules import folding

    value = folding.normal("NFC", text.strip())
    if missing := required(value):
        return missing
    if len(value) > FREE_LENGTH:
        return Checked(value, (Problem(Code.TOO_LONG),))
    if any(unicodedata.category(sign) in _NOT_TEXT for sign in value):
        return Checked(value, (Problem(Code.BAD_CHARACTER),))
    return Checked(value)


def required(text: str) -> Checked | None:
    """The finding about a required field left empty, which comes before any rule."""
    return None if text.strip() else Checked("", (Problem(Code.REQUIRED),))
