"""The shared vocabulary: codes, problems, choices and states. Standard library only, cheap to import."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """What can be wrong with, or worth saying about, a text that somebody typed."""

    REQUIRED = "required"
    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    BAD_CHARACTER = "bad_character"
    BAD_FORMAT = "bad_format"
    # accounts
    LOOKS_LIKE_ID = "looks_like_id"
    TAKEN = "taken"
    # passwords
    NOT_PRINTABLE_ASCII = "not_printable_ascii"
    NO_UPPER = "no_upper"
    NO_LOWER = "no_lower"
    NO_DIGIT = "no_digit"
    NO_ALLOWED_SYMBOL = "no_allowed_symbol"
    FORBIDDEN_SYMBOL = "forbidden_symbol"
    CONTAINS_PERSONAL = "contains_personal"
    MISMATCH = "mismatch"
    # ID numbers
    BAD_CHECKSUM = "bad_checksum"
    WRONG_NATIONALITY = "wrong_nationality"
    # mobiles
    NOT_MOBILE = "not_mobile"
    # verification codes and consent
    WRONG_CODE = "wrong_code"
    # warnings: pointed out, accepted
    GUESSABLE = "guessable"
    EXPIRING = "expiring"
    FREE_MAIL = "free_mail"
    TYPO = "typo"
    NO_GLYPH = "no_glyph"


class IdKind(StrEnum):
    """The kinds of identity number (rules §3)."""

    NATIONAL = "national"
    UI_NEW = "ui_new"
    UI_OLD = "ui_old"
    PASSPORT = "passport"


class Nationality(StrEnum):
    """身分別; the values travel (model §1)."""

    ROC = "roc"
    FOREIGN = "foreign"


class Sex(StrEnum):
    """性別; the values travel (model §1)."""

    MALE = "male"
    FEMALE = "female"


class Education(StrEnum):
    """學歷; the values travel (model §1)."""

    JUNIOR_HIGH_OR_BELOW = "junior_high_or_below"
    SENIOR_HIGH = "senior_high"
    JUNIOR_COLLEGE = "junior_college"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"
    OTHER = "other"


class Language(StrEnum):
    """The languages of screens and messages; the values travel."""

    ZH_TW = "zh_TW"
    EN = "en"


class RomanSource(StrEnum):
    """Where a romanised name comes from (model §1)."""

    CANDIDATE = "candidate"
    SUGGESTED = "suggested"
    ORGANISER = "organiser"


class SubmissionState(StrEnum):
    """What people see of a registration (model §2)."""

    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    ATTENTION = "attention"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class AttentionReason(StrEnum):
    """Why a submission is in attention (model §2)."""

    ACCOUNT_TAKEN = "account_taken"
    IDENTITY = "identity"
    REFUSED = "refused"
    TOO_OLD = "too_old"


class PrinterState(StrEnum):
    """How a kiosk's printer is; of one that was given a slip: what became of it (O3)."""

    UNSEEN = "unseen"  # not looked at yet
    READY = "ready"  # or: printed
    SLOW = "slow"  # being printed, as far as the print service knows, and not out yet
    NOT_FOUND = "not_found"  # the system knows no printer of that name
    STUCK = "stuck"  # off, without paper, stopped: nothing comes out
    NO_ANSWER = "no_answer"  # the print service said nothing in time: what it was given may come out
    BROKEN = "broken"  # the program that prints did not start, or failed


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of a rule: a code, and what the message needs besides it (rules, introduction)."""

    code: Code
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.code}:{self.detail}" if self.detail else self.code.value


@dataclass(frozen=True, slots=True)
class Checked:
    """A judged text: its normalised value, what is wrong with it (empty = good), what is pointed out but accepted."""

    value: str
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    kind: IdKind | None = None

    @property
    def good(self) -> bool:
        return not self.problems
