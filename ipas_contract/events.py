"""The sync wire: ops, batches, verdicts, the pull feed (design: model §2, §3, §11).

Times are UTC milliseconds. An op's `body` is the exact stored string; `body_sha256` is the hex digest of its
UTF-8 bytes, so nothing depends on canonical JSON. Parse with `model_validate_json`: the models are strict.
"""

import hashlib
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from ipas_contract.codes import Code, Education, Language, Nationality, RomanSource, Sex

PROTOCOL: Final = 1
SCHEMA_VERSION: Final = 1
SCHEMAS_READ: Final = 3
"""Central reads bodies of the newest schema and the two before it (sync §2, Versions)."""
MIN_SCHEMA_VERSION: Final = max(1, SCHEMA_VERSION - SCHEMAS_READ + 1)

MAX_BATCH_OPS: Final = 500
MAX_OP_BODY_BYTES: Final = 64 * 1024
MAX_BATCH_BYTES: Final = 4 * 1024 * 1024
MAX_CALL_BYTES: Final = 16 * 1024
MAX_REPLY_BYTES: Final = 8 * 1024 * 1024
MAX_PULL_CHANGES: Final = 1000
FINGERPRINT_BITS: Final = 56

ID_CARD_SEEN: Final = "id_card_seen"
"""`assisted` is `<who>/<reason>`; with this reason, said by staff whom central knows, a claim on the ID number outranks
one without (model §4)."""

Millis = Annotated[int, Field(ge=-(2**53), le=2**53)]
Count = Annotated[int, Field(ge=0, le=2**53)]
Sha256Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Short = Annotated[str, Field(max_length=200)]


class Wire(BaseModel):
    """Base of all that travels: strict types, unknown fields ignored (a newer peer may send more)."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class OpKind(StrEnum):
    """The ops of this version (model §3)."""

    SUBMITTED = "registration.submitted"
    AMENDED = "registration.amended"
    WITHDRAWN = "registration.withdrawn"
    PROFILE = "profile.changed"
    RESOLVED = "conflict.resolved"
    LOOKUP = "lookup.requested"


class Verdict(StrEnum):
    """Central's answer to one op (model §2). The first four are terminal: stored and replayed."""

    ACCEPTED = "accepted"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    ACCEPTED_RAW = "accepted_raw"
    BLOCKED = "blocked"
    RETRY = "retry"

    @property
    def terminal(self) -> bool:
        return self not in (Verdict.BLOCKED, Verdict.RETRY)


class Reason(StrEnum):
    """Why an op was not accepted."""

    ACCOUNT_TAKEN = "account_taken"
    IDENTITY = "identity"
    BAD_FIELD = "bad_field"
    BAD_BODY = "bad_body"
    UNKNOWN_KIND = "unknown_kind"
    OP_REUSE = "op_reuse"
    TOO_LATE = "too_late"
    NO_SUCH_ENTITY = "no_such_entity"
    NOT_ALLOWED = "not_allowed"  # said in the name of somebody whom central does not know as staff of that centre
    CHANGED_SINCE = "changed_since"  # the same was changed at central since the kiosk saw it
    DELETED = "deleted"  # withdrawn or merged meanwhile: no resurrection
    SEALED = "sealed"  # beside `retry`: central keeps the sealed body until the organisation's key opens it
    INTERNAL = "internal"  # beside `retry`: this very op failed at central; a kiosk gives up after some tries


class CaptchaPolicy(StrEnum):
    """How a registration was told from a robot's."""

    ALWAYS = "always"
    OFF = "off"
    SKIPPED = "skipped"


class Channel(StrEnum):
    """Where a secret or a notice goes."""

    EMAIL = "email"
    SMS = "sms"


class Profile(Wire):
    """What a candidate may change later: neither account nor ID number, nor the nationality that goes with it.
    Fields of a newer version are kept (`model_extra`)."""

    model_config = ConfigDict(extra="allow")

    name: Short
    surname_roman: Short
    given_roman: Short
    roman_source: RomanSource
    email: Annotated[str, Field(max_length=254)]
    mobile: Short
    sex: Sex
    education: Education
    school_area: Short
    school_code: Short | None = None
    school_text: Short | None = None
    department_code: Short | None = None
    department_text: Short | None = None
    language: Language


class RegistrationBody(Profile):
    """Body of `registration.submitted` and `registration.amended` (model §3)."""

    id: UUID
    account: Short
    nationality: Nationality
    id_number: Short
    password_hash: Short
    consent_version: Short
    consent_at: Millis
    receipt_no: Short
    captcha_policy: CaptchaPolicy
    assisted: Short | None = None


class ProfileBody(Wire):
    """Body of `profile.changed`: `profile` as it shall be; `base` what the candidate had before their eyes, by field
    of `Profile`. What differs is the change; where central has something else than `base`, nothing is overwritten."""

    id: UUID
    base: dict[Short, Annotated[str, Field(max_length=254)] | None]
    profile: Profile


class WithdrawalBody(Wire):
    """Body of `registration.withdrawn`."""

    id: UUID
    receipt_no: Short


class LookupBody(Wire):
    """Body of `lookup.requested` and of the credential lookup call; `address` is an e-mail or an E.164 mobile."""

    request_id: UUID
    channel: Channel
    id_number: Short
    name: Short
    address: Annotated[str, Field(max_length=254)]
    language: Language


class Op(Wire):
    """One outbox event. `kind` is text so that an unknown one is rejected by itself, not with its batch. `sealed`: the
    body is `sealing.seal_body` of the one that the digest speaks of; the kiosk cannot read it any more (model §9)."""

    seq: Annotated[int, Field(ge=1, le=2**53)]
    op_id: UUID
    kind: Annotated[str, Field(max_length=60)]
    entity_id: UUID
    depends_on: UUID | None = None
    base_version: Count | None = None
    schema_ver: Count = SCHEMA_VERSION
    body: str
    body_sha256: Sha256Hex
    made_at: Millis
    boot_id: Short
    mono_ms: Count
    sealed: bool = False


class PushRequest(Wire):
    """`POST /v1/sync/push`: a batch in kiosk order; `boot_id` and `mono_ms` are those of the sending."""

    protocol: int = PROTOCOL
    device: UUID
    incarnation: Count
    batch_id: UUID
    sent_at: Millis
    boot_id: Short
    mono_ms: Count
    ops: Annotated[list[Op], Field(max_length=MAX_BATCH_OPS)]


class OpVerdict(Wire):
    """The verdict on one op; `duplicate`: it had been judged before and this is the stored verdict; `version`: of the
    candidate, after a `profile.changed`."""

    op_id: UUID
    verdict: Verdict
    duplicate: bool = False
    reason: Reason | None = None
    field: Short | None = None
    code: Code | None = None
    conflict_id: UUID | None = None
    lapsed: bool = False
    version: Count | None = None


class PushReply(Wire):
    """Verdicts in the order of the ops. `contiguous_through`: model §2."""

    protocol: int = PROTOCOL
    batch_id: UUID
    server_epoch: UUID
    server_time: Millis
    contiguous_through: Count
    min_schema: Count = MIN_SCHEMA_VERSION
    max_schema: Count = SCHEMA_VERSION
    verdicts: Annotated[list[OpVerdict], Field(max_length=MAX_BATCH_OPS)]


class ChangeKind(StrEnum):
    """What the pull feed tells a kiosk of its centre (model §11)."""

    DEVICE_KEY = "device_key"
    VERIFIER_DROPPED = "verifier_dropped"
    SUBMISSION_STATE = "submission_state"


class Change(Wire):
    """One line of the feed: `body` is a JSON object as text, by kind.

    device_key {kiosk_code, device_id, public_key (base64)}; verifier_dropped {candidate_id};
    submission_state {candidate_id, receipt_no, state, reason, version}. A device's version is 1.
    """

    seq: Count
    kind: Annotated[str, Field(max_length=60)]
    entity_id: UUID
    body: str


class Tally(Wire):
    """What a centre's kiosks must have of a kind after the last page: how many, and `fingerprint` over all of them."""

    kind: Annotated[str, Field(max_length=60)]
    count: Count
    fingerprint: Annotated[int, Field(ge=0, lt=2**FINGERPRINT_BITS)]


def fingerprint(kind: str, entity_id: UUID, version: int) -> int:
    """One entity's share of its kind's fingerprint, which is the sum of all shares modulo 2**FINGERPRINT_BITS: a
    rolling hash, whatever the order (sync §2, reconciliation)."""
    digest = hashlib.sha256(f"{kind}|{entity_id}|{version}".encode()).digest()
    return int.from_bytes(digest[: FINGERPRINT_BITS // 8])


class PullReply(Wire):
    """`GET /v1/sync/pull?cursor=&limit=`: changes after the cursor in feed order; `cursor` is opaque. The last page
    (`more` false) says by `tallies` what there should be now. `names`: the newest number of `names.NamesReply`."""

    protocol: int = PROTOCOL
    server_epoch: UUID
    server_time: Millis
    cursor: Annotated[str, Field(max_length=1000)]
    more: bool
    changes: Annotated[list[Change], Field(max_length=MAX_PULL_CHANGES)]
    tallies: list[Tally] | None = None
    names: Count | None = None
