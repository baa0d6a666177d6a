"""The interactive calls: enrolment, hello, sign-in, account check, password, lookups, errors (design: model §5, §11).

Every call that changes or counts something carries a client-made `request_id` (UUIDv7) that makes its retry
idempotent. Replies have the same keys on every outcome (requirement L1).
"""

from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from ipas_contract import pins
from ipas_contract.codes import AttentionReason, Language, SubmissionState
from ipas_contract.events import PROTOCOL, Count, LookupBody, Millis, Sha256Hex, Short, Wire

MEDIA_TYPE: Final = "application/vnd.ipas+json"
PROTOCOL_HEADER: Final = "ipas-protocol"
"""On every request and reply: the protocol version as decimal digits."""
NONCE_HEADER: Final = "ipas-nonce"
"""On every reply, errors too: a fresh server nonce for the next request (model §8)."""
ECHO_HEADER: Final = "ipas-echo"
"""On every request: random text made by the kiosk; the reply repeats it, which a captive portal does not (model §7)."""

SecretText = Annotated[str, Field(max_length=1000)]
Name = Annotated[str, Field(max_length=200)]
Key = Annotated[str, Field(max_length=100)]
Pins = Annotated[tuple[Annotated[str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{20}$")], ...], Field(max_length=pins.MOST)]
"""Of the keys that central shows or will show (see `pins`); none: it says nothing of them."""


class ErrorCode(StrEnum):
    """The `code` of an error reply."""

    NONCE_REQUIRED = "nonce_required"  # 401: send once more with the nonce of this reply
    BAD_SIGNATURE = "bad_signature"  # 401
    DEVICE_UNKNOWN = "device_unknown"  # 401
    REVOKED = "revoked"  # 403
    SUSPENDED = "suspended"  # 403
    ENROL_FAILED = "enrol_failed"  # 403, uniform for every reason
    BAD_REQUEST = "bad_request"  # 400
    NOT_FOUND = "not_found"  # 404
    CURSOR_GONE = "cursor_gone"  # 410: pulled tables are bootstrapped anew
    TOO_LARGE = "too_large"  # 413
    UPGRADE_REQUIRED = "upgrade_required"  # 426
    SLOW_DOWN = "slow_down"  # 429, with retry_after
    UNAVAILABLE = "unavailable"  # 503, with retry_after
    INTERNAL = "internal"  # 500


class ErrorReply(Wire):
    """The body of every reply that is not a 200. `retry_after` in seconds; `order`: see `orders.Order`, with a 403."""

    code: Short
    retry_after: Count | None = None
    order: Annotated[str, Field(max_length=4000)] | None = None


class EnrolRequest(Wire):
    """`POST /v1/devices/enrol`, unsigned: a one-time code as typed (see `enrol_codes`) with its centre id, and the
    kiosk's public key (V1, V2)."""

    protocol: int = PROTOCOL
    centre_id: Short
    code: Short
    public_key: Key
    """Raw Ed25519 public key, base64."""


class EnrolReply(Wire):
    """What a kiosk is told once; keys are raw 32 bytes in base64 (model §8)."""

    device_id: UUID
    centre_id: Short
    kiosk_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{4}$")]
    incarnation: Count
    server_epoch: UUID
    server_time: Millis
    sealing_key: Key
    order_key: Key
    pins: Pins = ()


class WipedRequest(Wire):
    """`POST /v1/devices/wiped`, unsigned, for the device has no key any more: its last word (`orders.Wiped`), which it
    signed before."""

    device: UUID
    statement: Annotated[str, Field(max_length=4000)]


class WipedReply(Wire):
    """Heard; with that the order is done."""


class HelloRequest(Wire):
    """`POST /v1/devices/hello`: where this store stands, before the first push of each start (model §8)."""

    protocol: int = PROTOCOL
    incarnation: Count
    highest_seq: Count
    last_op_sha256: Sha256Hex | None = None
    server_epoch: UUID | None = None
    """The life of central that this store last agreed with."""


class HelloReply(Wire):
    """`incarnation` differs from the one asked about when the store is a restored or cloned one."""

    incarnation: Count
    server_epoch: UUID
    server_time: Millis
    kiosk_code: Short
    centre_id: Short
    contiguous_through: Count = 0
    names_key: Key | None = None
    """What `names.digest` takes, 32 bytes in base64."""


class Report(Wire):
    """`POST /v1/ping`: how the kiosk is (requirement O1), as of now by its own clock; nothing personal.

    `attention`: registrations of this kiosk that stand so; `oldest_ms`: how long the oldest pending op has waited;
    `disk_free` in bytes; `clock_off_ms`: its clock minus central's; `last_sync_at`: when a whole conversation last
    ended well since the start; `cipher`: the store's; `mismatches`: how often since the start what had been pulled
    differed from what central counts; `pins`: those it accepts; `printer`: how it was when last looked at
    (a `codes.PrinterState`, or a newer kiosk's word), None without one.
    """

    version: Short
    pending: Count
    parked: Count
    attention: Count = 0
    oldest_ms: Count | None = None
    disk_free: Count | None = None
    clock_off_ms: Millis | None = None
    last_sync_at: Millis | None = None
    cipher: Short | None = None
    mismatches: Count = 0
    pins: Pins = ()
    printer: Short | None = None


class PingReply(Wire):
    """`GET /v1/ping`, and `POST` of a `Report`. `pins` announce a roll-over of central's key, and end it (model §8)."""

    server_time: Millis
    server_epoch: UUID
    pins: Pins = ()


class SignInOutcome(StrEnum):
    SIGNED_IN = "signed_in"
    MUST_CHANGE = "must_change"
    UNKNOWN = "unknown"
    FAILED = "failed"


class SignInRequest(Wire):
    """`POST /v1/candidates/sign-in`. The password travels as typed and is never stored or logged."""

    request_id: UUID
    account: Short
    name: Name
    password: SecretText


class SignInReply(Wire):
    """The last four are null unless signed in or must change."""

    outcome: SignInOutcome
    candidate_id: UUID | None = None
    state: SubmissionState | None = None
    reason: AttentionReason | None = None
    profile_complete: bool | None = None


class TakenOutcome(StrEnum):
    TAKEN = "taken"
    FREE = "free"


class TakenRequest(Wire):
    """`POST /v1/candidates/account-taken`; `except_id`: the candidate whose own claim does not count."""

    account: Short
    except_id: UUID | None = None


class TakenReply(Wire):
    outcome: TakenOutcome


class PasswordOutcome(StrEnum):
    CHANGED = "changed"
    FAILED = "failed"
    SAME_AS_OLD = "same_as_old"


class PasswordRequest(Wire):
    """`POST /v1/candidates/password` (model §5)."""

    request_id: UUID
    account: Short
    name: Name
    current: SecretText
    new_hash: Short
    language: Language


class PasswordReply(Wire):
    outcome: PasswordOutcome


class CredentialLookupRequest(LookupBody):
    """`POST /v1/lookups/credential`: the same fields as the queued op's body."""


class CredentialLookupReply(Wire):
    """Always the same (R1)."""

    outcome: Annotated[str, Field(pattern=r"^taken_in$")] = "taken_in"


class EmailLookupOutcome(StrEnum):
    FOUND = "found"
    NONE = "none"


class EmailLookupRequest(Wire):
    """`POST /v1/lookups/email`; `mobile` in E.164."""

    request_id: UUID
    account: Short
    name: Name
    mobile: Short
    language: Language


class EmailLookupReply(Wire):
    """`email` is the masked address (or the whole one by central's setting), null when none."""

    outcome: EmailLookupOutcome
    email: Annotated[str, Field(max_length=254)] | None = None
