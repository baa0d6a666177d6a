"""What is said of a field: which one, what is wrong, how to mend it (U5, U6)."""

from ipas_contract.codes import Code, Problem
from ipas_kiosk.views.texts import QT_TRANSLATE_NOOP, say
from ipas_kiosk.views.texts.notices import NOTICES

_FALLBACK = QT_TRANSLATE_NOOP("Texts", "Check what is entered here")
_SPACE = QT_TRANSLATE_NOOP("Texts", "(space)")

_CAPTCHA = {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Enter the five digits shown in the picture"),
    Code.TOO_SHORT: QT_TRANSLATE_NOOP("Texts", "The verification code has five digits; some are missing"),
    Code.TOO_LONG: QT_TRANSLATE_NOOP("Texts", "The verification code has only five digits; remove the rest"),
    Code.BAD_CHARACTER: QT_TRANSLATE_NOOP("Texts", "The verification code has digits only"),
    Code.WRONG_CODE: QT_TRANSLATE_NOOP("Texts", "The digits did not match the picture; enter those of the new one"),
}
_ACCOUNT = {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Enter your account"),
    Code.TOO_LONG: QT_TRANSLATE_NOOP("Texts", "An account has 40 characters at most; check yours"),
    Code.BAD_CHARACTER: QT_TRANSLATE_NOOP("Texts", "The account has a sign that cannot be read; type it again"),
}
_NEW_ACCOUNT = {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Choose an account of 7 to 30 characters"),
    Code.TOO_SHORT: QT_TRANSLATE_NOOP("Texts", "The account needs at least 7 characters"),
    Code.TOO_LONG: QT_TRANSLATE_NOOP("Texts", "The account may have 30 characters at most"),
    Code.BAD_CHARACTER: QT_TRANSLATE_NOOP(
        "Texts", "Begin the account with a letter or digit; use only half-width letters, digits and . _ - @"
    ),
    Code.LOOKS_LIKE_ID: QT_TRANSLATE_NOOP("Texts", "The account must not be or contain an ID number; choose another"),
    Code.TAKEN: QT_TRANSLATE_NOOP("Texts", "This account is taken; choose another"),
}
_NAME = {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Enter your Chinese name"),
    Code.TOO_LONG: QT_TRANSLATE_NOOP("Texts", "The name is too long; check it"),
    Code.BAD_CHARACTER: QT_TRANSLATE_NOOP("Texts", "The name has a sign that cannot be read; type it again"),
}
_NEW_NAME = {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Enter your name as it is registered"),
    Code.TOO_LONG: QT_TRANSLATE_NOOP("Texts", "The name may have 50 characters at most"),
    Code.BAD_CHARACTER: QT_TRANSLATE_NOOP(
        "Texts",
        "The name has a sign that cannot be taken; use Chinese characters and, between them, ‧. "
        "Staff can help with a rare one",
    ),
    Code.BAD_FORMAT: QT_TRANSLATE_NOOP(
        "Texts", "Enter the Chinese name first; put ‧ only between characters, a Latin name only behind it"
    ),
    Code.NO_GLYPH: QT_TRANSLATE_NOOP(
        "Texts", 'This machine cannot draw "{detail}". It is stored as entered; staff can check it with you'
    ),
}
_NEW_NAME_FOREIGN = _NEW_NAME | {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Enter your name as in your residence card or passport"),
    Code.BAD_CHARACTER: QT_TRANSLATE_NOOP(
        "Texts",
        "Use only Latin letters or Chinese characters in the name (between Latin letters also - ' . ,); "
        "staff can help with a rare one",
    ),
    Code.BAD_FORMAT: QT_TRANSLATE_NOOP(
        "Texts", "Write a Latin name of two letters or more, or Chinese characters first; put ‧ only between characters"
    ),
}
_PASSWORD = {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Enter your password"),
    Code.TOO_LONG: QT_TRANSLATE_NOOP("Texts", "The password is too long; check it"),
    Code.BAD_CHARACTER: QT_TRANSLATE_NOOP("Texts", "The password has a sign that cannot be read; type it again"),
}
_NEW_PASSWORD = {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Choose a password of at least 12 characters"),
    Code.TOO_SHORT: QT_TRANSLATE_NOOP("Texts", "The password needs at least 12 characters"),
    Code.TOO_LONG: QT_TRANSLATE_NOOP("Texts", "The password may have 64 characters at most"),
    Code.NOT_PRINTABLE_ASCII: QT_TRANSLATE_NOOP(
        "Texts", "Use only half-width letters, digits and symbols in the password"
    ),
    Code.NO_UPPER: QT_TRANSLATE_NOOP("Texts", "The password needs an upper-case letter (A to Z)"),
    Code.NO_LOWER: QT_TRANSLATE_NOOP("Texts", "The password needs a lower-case letter (a to z)"),
    Code.NO_DIGIT: QT_TRANSLATE_NOOP("Texts", "The password needs a digit (0 to 9)"),
    Code.NO_ALLOWED_SYMBOL: QT_TRANSLATE_NOOP("Texts", "The password needs a symbol, for example # $ @ or ?"),
    Code.FORBIDDEN_SYMBOL: QT_TRANSLATE_NOOP("Texts", "Take these out of the password: {detail}"),
    Code.CONTAINS_PERSONAL: QT_TRANSLATE_NOOP(
        "Texts", "The password must not contain your account, ID number, mobile or mailbox name"
    ),
    Code.GUESSABLE: QT_TRANSLATE_NOOP("Texts", "This password would be easy to guess; a longer one is safer"),
}
_AGAIN = {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Enter the password once more"),
    Code.MISMATCH: QT_TRANSLATE_NOOP("Texts", "The two passwords differ; enter the same one twice"),
}
_MOBILE = {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Enter your mobile number"),
    Code.TOO_SHORT: QT_TRANSLATE_NOOP(
        "Texts", "The mobile number is too short; one of Taiwan has 10 digits, like 0912-345-678"
    ),
    Code.TOO_LONG: QT_TRANSLATE_NOOP(
        "Texts", "The mobile number is too long; one of Taiwan has 10 digits, like 0912-345-678"
    ),
    Code.BAD_CHARACTER: QT_TRANSLATE_NOOP("Texts", "Use only digits in the mobile number, with + for other countries"),
    Code.NOT_MOBILE: QT_TRANSLATE_NOOP(
        "Texts", "This is not a mobile number; one of Taiwan begins with 09, others with + and the country code"
    ),
}
_EMAIL = {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Enter your e-mail address"),
    Code.TOO_LONG: QT_TRANSLATE_NOOP("Texts", "The e-mail address may have 254 characters at most"),
    Code.BAD_FORMAT: QT_TRANSLATE_NOOP("Texts", "Write the e-mail address like name@example.org"),
    Code.FREE_MAIL: NOTICES["notice.4"],
    Code.TYPO: QT_TRANSLATE_NOOP("Texts", "Did you mean {detail}?"),
}
_ID = {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Enter your ID number"),
    Code.BAD_FORMAT: QT_TRANSLATE_NOOP("Texts", "An ID number is one letter and nine digits; check it"),
    Code.BAD_CHECKSUM: QT_TRANSLATE_NOOP("Texts", "The ID number has a slip in it; compare it with your card"),
}
_ID_ANY = _ID | {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Enter your ID, UI or passport number"),
    Code.BAD_FORMAT: QT_TRANSLATE_NOOP(
        "Texts", "Enter an ID number of one letter and nine digits, or a passport number of 5 to 20 letters and digits"
    ),
}
_ID_FOREIGN = {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Enter your UI number or passport number"),
    Code.BAD_FORMAT: QT_TRANSLATE_NOOP(
        "Texts", "Enter the UI number on your residence card, or a passport number of 5 to 20 letters and digits"
    ),
    Code.BAD_CHECKSUM: QT_TRANSLATE_NOOP("Texts", "The UI number has a slip in it; compare it with your card"),
    Code.WRONG_NATIONALITY: QT_TRANSLATE_NOOP(
        "Texts", "This is the ID number of a national; change the nationality above or enter your UI number"
    ),
}
_EXPIRING = {
    Code.EXPIRING: QT_TRANSLATE_NOOP(
        "Texts", "UI numbers with two letters end on 2030-12-31; change yours at the immigration agency"
    )
}
_ROMAN = {
    Code.TOO_LONG: QT_TRANSLATE_NOOP("Texts", "The romanised name may have 39 letters at most, both boxes together"),
    Code.BAD_CHARACTER: QT_TRANSLATE_NOOP(
        "Texts", "Use only letters A to Z, blank, hyphen and apostrophe in the romanised name"
    ),
}
_SCHOOL_TEXT = {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Enter the name of your school"),
    Code.TOO_LONG: QT_TRANSLATE_NOOP("Texts", "The name of the school may have 60 characters at most"),
    Code.BAD_CHARACTER: QT_TRANSLATE_NOOP(
        "Texts", "The name of the school has a sign that cannot be printed; type it again"
    ),
}
_DEPARTMENT_TEXT = {
    Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Enter the name of your department"),
    Code.TOO_LONG: QT_TRANSLATE_NOOP("Texts", "The name of the department may have 60 characters at most"),
    Code.BAD_CHARACTER: QT_TRANSLATE_NOOP(
        "Texts", "The name of the department has a sign that cannot be printed; type it again"
    ),
}
PROBLEMS: dict[str, dict[Code, str]] = {
    "account": _ACCOUNT,
    "captcha": _CAPTCHA,
    "current": _PASSWORD | {Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Enter your current password")},
    "email": _EMAIL,
    "idNumber": _ID | _EXPIRING,
    "idNumber.any": _ID_ANY | _EXPIRING,
    "idNumber.foreign": _ID_FOREIGN | _EXPIRING,
    "mobile": _MOBILE,
    "name": _NAME,
    "password": _PASSWORD,
    "passwordAgain": _AGAIN,
    "new.account": _NEW_ACCOUNT,
    "new.name": _NEW_NAME,
    "new.name.foreign": _NEW_NAME_FOREIGN,
    "new.password": _NEW_PASSWORD,
    "consent": {Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Read the notice and tick the box to go on")},
    "nationality": {Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Choose your nationality")},
    "roman": _ROMAN,
    "sex": {Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Choose male or female")},
    "education": {Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Choose your education")},
    "schoolArea": {Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", "Choose the city of your school")},
    "school": {Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", 'Choose your school, or "Other" at the end of the list')},
    "department": {
        Code.REQUIRED: QT_TRANSLATE_NOOP("Texts", 'Choose your department, "None" or "Other" at the end of the list')
    },
    "schoolOther": _SCHOOL_TEXT,
    "departmentOther": _DEPARTMENT_TEXT,
}
"""By field; `new.` before a field that is judged by the creation rules, `.foreign` behind one of 外國籍,
`.any` where the nationality is not asked."""


def words(key: str, problem: Problem) -> str:
    """The sentence for a problem or warning of a field."""
    code = Code.REQUIRED if problem.code is Code.EMPTY else problem.code
    text = PROBLEMS.get(key, {}).get(code, _FALLBACK)
    return say(text).replace("{detail}", _apart(problem.detail) if code is Code.FORBIDDEN_SYMBOL else problem.detail)


def _apart(signs: str) -> str:
    """Signs one by one, a blank by its name: nobody sees one at the end of a sentence."""
    return " ".join(say(_SPACE) if sign == " " else sign for sign in signs)
