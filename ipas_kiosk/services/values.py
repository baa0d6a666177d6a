"""What crosses between screens and use cases: forms in, outcomes out. Standard library only, cheap to import.

Every expected failure is a value; match on them exhaustively (`typing.assert_never`). Times are UTC milliseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from ipas_contract.codes import AttentionReason, Education, Nationality, Problem, RomanSource, Sex, SubmissionState

# ---- shared outcomes -------------------------------------------------------------------------------------------


class Trouble(StrEnum):
    """Known operating trouble; each has its sentence (everything else is a bug)."""

    NOT_ENROLLED = "not_enrolled"
    WIPED = "wiped"  # by central's order or by staff, while this program ran: it is not enrolled any more
    NO_KEY = "no_key"  # the key chain offers no safe place, or the key is gone
    WRONG_KEY = "wrong_key"
    NOT_ENCRYPTED = "not_encrypted"
    DAMAGED = "damaged"
    NEWER_SCHEMA = "newer_schema"
    LOCKED = "locked"
    DISK_FULL = "disk_full"
    STORE_IO = "store_io"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    LOST_CONTACT = "lost_contact"  # not a word of central's for 45 days (V11)
    CLOCK_OFF = "clock_off"
    NO_NETWORK = "no_network"


@dataclass(frozen=True, slots=True)
class Failed:
    """The use case could not be carried out for a known reason; nothing was saved."""

    trouble: Trouble


@dataclass(frozen=True, slots=True)
class Invalid:
    """Central or the store refused fields: problems by field name (the last part of the control name)."""

    problems: Mapping[str, tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Needs the line, and there is none."""


@dataclass(frozen=True, slots=True)
class SlowDown:
    """Central asks this device to wait."""

    retry_after_s: int


# ---- sign-in ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignInForm:
    account: str
    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in, in memory only (L11). `state` is None for a candidate without a submission of ours, and
    `receipt_no` empty where this kiosk does not know it."""

    candidate_id: UUID
    account: str
    name: str
    state: SubmissionState | None
    reason: AttentionReason | None
    authoritative: bool
    profile_complete: bool = True
    receipt_no: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    session: Session


@dataclass(frozen=True, slots=True)
class MustChange:
    """Signed in with a temporary password: only `page.passwordChange` may follow (R5)."""

    session: Session


@dataclass(frozen=True, slots=True)
class UnknownAccount:
    """No such account; not authoritative means that central could not be asked."""

    authoritative: bool


@dataclass(frozen=True, slots=True)
class Denied:
    """Wrong password, wrong name or locked: one and the same (L1)."""


SignInOutcome = SignedIn | MustChange | UnknownAccount | Denied | SlowDown | Failed


# ---- registration ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RegistrationForm:
    """A checked registration: normalised values as the rules gave them; the password in clear, never stored."""

    account: str
    nationality: Nationality
    id_number: str
    name: str
    surname_roman: str
    given_roman: str
    roman_source: RomanSource
    email: str
    password: str
    mobile: str
    sex: Sex
    education: Education
    school_area: str
    school_code: str | None
    school_text: str | None
    department_code: str | None
    department_text: str | None
    consent_version: str
    consent_at: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the candidate takes away (model §10). `token` is the signed text for the QR code."""

    candidate_id: UUID
    receipt_no: str
    made_at: int
    account: str
    masked_name: str
    state: SubmissionState
    reason: AttentionReason | None
    token: str


@dataclass(frozen=True, slots=True)
class Registered:
    """Saved on this kiosk; `receipt.state` says how far it got within the five seconds' wait."""

    receipt: Receipt


RegisterOutcome = Registered | Invalid | Failed


class Taken(StrEnum):
    """The live check of an account name."""

    TAKEN = "taken"
    FREE = "free"
    LIKELY = "likely"  # no line, but it is among the names that central last told of
    NOT_ASKED = "not_asked"  # no line: could not be asked


# ---- lookups and passwords -------------------------------------------------------------------------------------


class SendBy(StrEnum):
    """寄送類型; the values travel."""

    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class CredentialLookupForm:
    """`address` is the e-mail or the mobile, normalised."""

    send_by: SendBy
    id_number: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The request was taken in; `queued`: it waits here for the line and lapses after 24 hours."""

    queued: bool


CredentialLookupOutcome = TakenIn | SlowDown | Failed


@dataclass(frozen=True, slots=True)
class EmailLookupForm:
    account: str
    name: str
    mobile: str


@dataclass(frozen=True, slots=True)
class EmailFound:
    """The registered address, masked (or whole by central's setting); not authoritative = from this kiosk's store."""

    email: str
    authoritative: bool


@dataclass(frozen=True, slots=True)
class NoMatch:
    """查無符合資料."""


EmailLookupOutcome = EmailFound | NoMatch | Unreachable | SlowDown | Failed


@dataclass(frozen=True, slots=True)
class PasswordChangeForm:
    account: str
    name: str
    current: str
    new: str


class PasswordChanged(StrEnum):
    CHANGED = "changed"
    FAILED = "failed"
    SAME_AS_OLD = "same_as_old"


PasswordChangeOutcome = PasswordChanged | Unreachable | SlowDown | Failed


# ---- verification code, connection, news -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Challenge:
    """A picture of five digits (PNG) and the same digits spoken (WAV); the digits stay with the service."""

    id: UUID
    image: bytes
    audio: bytes


class Cause(StrEnum):
    """Why central was not heard. The outcome of the call is unknown: it may have taken effect there."""

    CUT = "cut"
    REFUSED = "refused"
    DNS = "dns"
    TLS = "tls"
    PIN = "pin"  # somebody with another key than central's answered
    DEADLINE = "deadline"
    FOREIGN = "foreign"  # somebody else answered: a network's login page, a wrong host
    TRUNCATED = "truncated"
    OVERSIZED = "oversized"


@dataclass(frozen=True, slots=True)
class LinkState:
    """The state of the connection; `since` is when it began, `pending` how many ops wait to be sent, `cause` why the
    latest call got no reply (None while online, and before the first), `waiting` whether central asked for a pause."""

    online: bool
    since: int
    pending: int = 0
    trouble: Trouble | None = None
    cause: Cause | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class SubmissionNews:
    """A verdict came back: the new state of a registration made on this kiosk."""

    candidate_id: UUID
    receipt_no: str
    state: SubmissionState
    reason: AttentionReason | None


News = LinkState | SubmissionNews
