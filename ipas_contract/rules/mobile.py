"""Mobile numbers (rules §4). The value of a good one is in E.164."""

import re
from typing import Final

from ipas_contract.codes import Checked, Code, Nationality, Problem
from ipas_contract.rules.folding import BLANK_OR_HYPHEN, nfkc, settled

_SEPARATOR: Final = re.compile(BLANK_OR_HYPHEN.replace("[", "[.()"))
_DIGITS: Final = re.compile(r"\+?[0-9]*")
# As typed at home, with the country code, or with both the country code and the trunk 0, a common slip.
_TAIWAN: Final = re.compile(r"(?:0|\+?8860?)(?P<rest>[0-9]*)")
_MOBILE: Final = re.compile(r"9[0-8]")
_LENGTH: Final = 9
_MAX_INTERNATIONAL: Final = 16


def normalise(text: str) -> str:
    """The text as it is stored and compared, whoever's it is: of any country, in E.164 if it is good."""
    return check(text, nationality=Nationality.FOREIGN).value


def check(text: str, *, nationality: Nationality | None = None) -> Checked:
    """Judge a mobile number; 外國籍 may give one of any country as `+` and digits.

    One problem at most: empty, bad_character (other than digits and a leading `+`), not_mobile (cannot become a mobile
    number by typing on or deleting at the end), too_short, too_long.
    """
    number = settled(_fold, text)
    if not number:
        return Checked(number, (Problem(Code.EMPTY),))
    if not _DIGITS.fullmatch(number):
        return Checked(number, (Problem(Code.BAD_CHARACTER),))
    if number.startswith("+") and not number.startswith("+886") and nationality is Nationality.FOREIGN:
        return _abroad(number)
    parts = _TAIWAN.fullmatch(number)
    rest = parts["rest"] if parts else ""
    if parts is None or (len(rest) > 1 and not _MOBILE.match(rest)) or rest[:1] not in ("", "9"):
        return Checked(number, (Problem(Code.NOT_MOBILE),))
    if len(rest) != _LENGTH:
        return Checked(number, (Problem(Code.TOO_SHORT if len(rest) < _LENGTH else Code.TOO_LONG),))
    return Checked(f"+886{rest}")


def _fold(text: str) -> str:
    return _SEPARATOR.sub("", nfkc(text))


def _abroad(number: str) -> Checked:
    import phonenumbers as library

    if len(number) > _MAX_INTERNATIONAL:
        return Checked(number, (Problem(Code.TOO_LONG),))
    try:
        parsed = library.parse(number)
    except library.NumberParseException as error:
        short = error.error_type in (error.TOO_SHORT_NSN, error.TOO_SHORT_AFTER_IDD) or len(number) < 4
        return Checked(number, (Problem(Code.TOO_SHORT if short else Code.NOT_MOBILE),))
    if library.is_valid_number(parsed) and library.number_type(parsed) in (
        library.PhoneNumberType.MOBILE,
        library.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    ):
        return Checked(library.format_number(parsed, library.PhoneNumberFormat.E164))
    match library.is_possible_number_for_type_with_reason(parsed, library.PhoneNumberType.MOBILE):
        case library.ValidationResult.TOO_SHORT:
            code = Code.TOO_SHORT
        case library.ValidationResult.TOO_LONG:
            code = Code.TOO_LONG
        case _:
            code = Code.NOT_MOBILE
    return Checked(number, (Problem(code),))
