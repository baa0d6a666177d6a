"""The rows of the store as values. Times are UTC milliseconds; keys are raw bytes; enums are the contract's."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from ipas_contract.codes import (
    AttentionReason,
    Education,
    IdKind,
    Language,
    Nationality,
    RomanSource,
    Sex,
    SubmissionState,
)


class Origin(StrEnum):
    """Where a candidate was first entered (model §1)."""

    KIOSK = "kiosk"
    GROUP = "group"


class CandidateStatus(StrEnum):
    """Whether a candidate's account can be used (model §1)."""

    ACTIVE = "active"
    GROUP_PENDING = "group_pending"
    DISABLED = "disabled"
    MERGED = "merged"


class OpState(StrEnum):
    """The states of an outbox row (model §2). There is no "in flight"."""

    PENDING = "pending"
    DONE = "done"
    PARKED = "parked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One person's account; the repository adds the blind indexes. The name is kept as registered (U12)."""

    id: UUID
    account: str
    nationality: Nationality
    id_kind: IdKind
    id_number: str
    name: str
    surname_roman: str
    given_roman: str
    roman_source: RomanSource
    email: str
    mobile: str
    sex: Sex
    education: Education
    school_area: str
    school_code: str | None
    school_text: str | None
    department_code: str | None
    department_text: str | None
    password_hash: str = field(repr=False)
    language: Language
    consent_version: str
    consent_at: int
    centre_id: str
    password_version: int = 1
    email_verified_at: int | None = None
    mobile_verified_at: int | None = None
    origin: Origin = Origin.KIOSK
    status: CandidateStatus = CandidateStatus.ACTIVE
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One registration as people see it; its state follows the op `last_op_id` (model §3)."""

    candidate_id: UUID
    receipt_no: str
    state: SubmissionState
    reason: AttentionReason | None
    last_op_id: UUID
    made_at: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What central's verdict on one op makes of the submission that waits for it."""

    op_id: UUID
    state: SubmissionState
    reason: AttentionReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOp:
    """An op to be queued. `body` is the exact text that travels; `mono_ms` counts since the boot `boot_id`."""

    op_id: UUID
    kind: str
    entity_id: UUID
    body: str = field(repr=False)
    made_at: int
    boot_id: str
    mono_ms: int
    schema_ver: int
    depends_on: UUID | None = None
    base_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedOp:
    """An outbox row."""

    seq: int
    op_id: UUID
    incarnation: int
    kind: str
    entity_id: UUID
    depends_on: UUID | None
    base_version: int | None
    schema_ver: int
    body: str = field(repr=False)
    body_sha256: str
    made_at: int
    boot_id: str
    mono_ms: int
    state: OpState
    tries: int
    next_try_at: int
    last_reply: str | None
    done_at: int | None
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """A terminal verdict on one op; `reply` is the verdict as JSON text, kept for staff and for reconciliation; None:
    the one before stands."""

    op_id: UUID
    reply: str | None


@dataclass(frozen=True, slots=True)
class Postponed:
    """An op to be tried again; `reply` is what came back, if anything did."""

    op_id: UUID
    next_try_at: int
    reply: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifier:
    """What offline sign-in compares with (model §5); keys under the blind-index key. `expires`: void from then on."""

    account_key: bytes
    candidate_id: UUID
    name_key: bytes
    password_hash: str = field(repr=False)
    password_version: int
    expires: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """Failed sign-ins of one account on this kiosk (L8); `locked_until` is 0 when it is not locked."""

    account_key: bytes
    failures: int
    locked_until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """This kiosk as enrolled (model §8). Raw 32-byte keys; the private one is here alone and is not shown. `pins`: of
    the keys that central may show; without any, this machine's authorities vouch for central."""

    device_id: UUID
    centre_id: str
    kiosk_code: str
    incarnation: int
    server_epoch: UUID
    private_key: bytes = field(repr=False)
    sealing_key: bytes
    order_key: bytes
    pins: tuple[str, ...]
    enrolled_at: int
    receipt_counter: int = 0
    last_seq: int = 0
    last_op_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiptSerial:
    """The parts of the next receipt number (model §10), and the centre that it is given at."""

    centre_id: str
    kiosk_code: str
    incarnation: int
    counter: int


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """The public key of one of the centre's kiosks, raw 32 bytes: any of them verifies a receipt (model §10)."""

    device_id: UUID
    kiosk_code: str
    public_key: bytes


@dataclass(frozen=True, slots=True)
class Standing:
    """How a registration of the centre stands by central's latest word; `version` counts what central changed."""

    candidate_id: UUID
    state: SubmissionState
    reason: AttentionReason | None
    version: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a feed was pulled; `position` is central's opaque text."""

    feed: str
    position: str
    server_epoch: UUID
