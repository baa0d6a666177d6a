"""Every table of central (model §1, Tables). Times are UTC milliseconds, keys of people are keyed digests.

Plain columns, indexes and primary keys only: PostgreSQL-compatible distributed engines take them as they are.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
)
from sqlalchemy import text as sql

from ipas_central.columns import big, count, maybe_moment, maybe_text, moment, moments, octets, text, texts, uuid
from ipas_central.columns import metadata as metadata
from ipas_central.name_tables import name_touched as name_touched
from ipas_central.name_tables import names as names
from ipas_central.name_tables import taken_name as taken_name

# ---- central itself and its kiosks -----------------------------------------------------------------------------

meta: Final = Table(
    "meta",
    metadata,
    Column("id", SmallInteger, CheckConstraint("id = 1", name="single"), primary_key=True, autoincrement=False),
    uuid("server_epoch"),
    octets("claim_check"),
    count("kiosks_enrolled"),
)

enrol_code: Final = Table(
    "enrol_code",
    metadata,
    uuid("id", primary_key=True),
    text("centre_id"),
    octets("digest"),
    *map(moment, ("made_at", "expires_at")),
    count("misses"),
    maybe_moment("used_at"),
    Column("device_id", Uuid),
    Index(None, "centre_id"),
)

device: Final = Table(
    "device",
    metadata,
    uuid("id", primary_key=True),
    *texts("centre_id", "kiosk_code"),
    octets("public_key"),
    text("status"),
    count("incarnation", "1"),
    count("seen_incarnation", "1"),
    count("alternations"),
    *map(maybe_moment, ("alternated_at", "forked_at")),
    moment("enrolled_at"),
    maybe_moment("last_push_at"),
    Column("skew_ms", BigInteger),
    Column("agreed_epoch", Uuid),
    UniqueConstraint("kiosk_code"),
    UniqueConstraint("public_key"),
    Index(None, "centre_id"),
    CheckConstraint("status IN ('active', 'suspended', 'revoked')", name="status"),
)

stream: Final = Table(
    "stream",
    metadata,
    uuid("device_id", primary_key=True),
    Column("incarnation", Integer, primary_key=True, autoincrement=False),
    big("highest_seq"),
    Column("highest_sha256", LargeBinary),
    big("contiguous_through"),
)

report: Final = Table("report", metadata, uuid("device_id", primary_key=True), moment("heard_at"), text("body"))
"""The latest heartbeat of each kiosk: `calls.Report` as JSON, apart from `device`, whose row a push holds."""

nonce: Final = Table(
    "nonce", metadata, Column("value", LargeBinary, primary_key=True), moment("expires_at"), Index(None, "expires_at")
)

# ---- people ----------------------------------------------------------------------------------------------------

candidate: Final = Table(
    "candidate",
    metadata,
    uuid("id", primary_key=True),
    *texts("account", "account_key", "nationality", "id_kind", "id_number"),
    octets("id_key"),
    *texts("name", "surname_roman", "given_roman", "roman_source", "email"),
    maybe_moment("email_verified_at"),
    text("mobile"),
    maybe_moment("mobile_verified_at"),
    *texts("sex", "education", "school_area"),
    *map(maybe_text, ("school_code", "school_text", "department_code", "department_text")),
    maybe_text("password_hash"),
    count("password_version", "1"),
    *texts("language", "consent_version"),
    moment("consent_at"),
    *texts("origin", "centre_id", "status"),
    Column("merged_into", Uuid),
    count("version", "1"),
    maybe_text("extra"),
    Index(None, "account_key"),
    Index(None, "id_key"),
    CheckConstraint("origin IN ('kiosk', 'group')", name="origin"),
    CheckConstraint("status IN ('active', 'group_pending', 'disabled', 'merged')", name="status"),
)

submission: Final = Table(
    "submission",
    metadata,
    uuid("candidate_id", primary_key=True),
    *texts("receipt_no", "state"),
    maybe_text("reason"),
    uuid("last_op_id"),
    maybe_text("account"),
    text("centre_id"),
    uuid("device_id"),
    moment("received_at"),
    count("version", "1"),
    Index(None, "centre_id", "candidate_id"),
    Index(None, "receipt_no"),
    CheckConstraint("state IN ('provisional', 'confirmed', 'attention', 'withdrawn', 'merged')", name="state"),
)

claim: Final = Table(
    "claim",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    uuid("candidate_id"),
    Column("card_seen", Boolean, nullable=False, server_default=false()),
    moment("made_at"),
    Index(None, "candidate_id"),
    CheckConstraint("kind IN ('account', 'id')", name="kind"),
)

conflict: Final = Table(
    "conflict",
    metadata,
    uuid("id", primary_key=True),
    *map(uuid, ("op_id", "candidate_id", "device_id")),
    *texts("reason", "centre_id", "kind"),
    *map(maybe_text, ("field", "proposed_by")),
    count("schema_ver", "1"),
    octets("body"),
    moment("made_at"),
    *(Column(name, Uuid) for name in ("held_by", "resolved_by")),
    UniqueConstraint("op_id"),
    Index(None, "candidate_id"),
)

# ---- sync ------------------------------------------------------------------------------------------------------

applied_op: Final = Table(
    "applied_op",
    metadata,
    uuid("op_id", primary_key=True),
    uuid("device_id"),
    Column("incarnation", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    octets("sha256"),
    text("verdict"),
    text("reply"),
    moment("made_at"),
    moment("received_at"),
    UniqueConstraint("device_id", "incarnation", "seq"),
)

raw_inbox: Final = Table(
    "raw_inbox",
    metadata,
    uuid("op_id", primary_key=True),
    uuid("device_id"),
    uuid("entity_id"),
    text("kind"),
    Column("schema_ver", BigInteger, nullable=False),
    octets("body"),
    moment("received_at"),
    Column("resolved_by", Uuid),
)

feed: Final = Table(
    "feed",
    metadata,
    Column("centre_id", Text, primary_key=True),
    big("seq"),
    Column("kept_from", BigInteger, nullable=False, server_default=sql("1")),
    count("devices"),
    big("devices_fingerprint"),
    count("submissions"),
    big("submissions_fingerprint"),
)

change: Final = Table(
    "change",
    metadata,
    Column("centre_id", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    text("kind"),
    uuid("entity_id"),
    text("body"),
    moment("made_at"),
)

# ---- lookups, attempts, messages -------------------------------------------------------------------------------

lookup_request: Final = Table(
    "lookup_request",
    metadata,
    uuid("id", primary_key=True),
    Column("candidate_id", Uuid),
    *texts("channel", "language"),
    Column("lapsed", Boolean, nullable=False, server_default=false()),
    moment("made_at"),
)

temporary_secret: Final = Table(
    "temporary_secret",
    metadata,
    uuid("candidate_id", primary_key=True),
    octets("digest"),
    *texts("channel", "address"),
    moment("made_at"),
    moment("expires_at"),
    count("tries"),
)

attempt: Final = Table(
    "attempt",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    count("failures"),
    moments("recent"),
    big("locked_until"),
)

request_result: Final = Table(
    "request_result",
    metadata,
    uuid("request_id", primary_key=True),
    uuid("device_id"),
    text("call"),
    octets("digest"),
    text("reply"),
    moment("made_at"),
    Index(None, "made_at"),
)

send_count: Final = Table(
    "send_count",
    metadata,
    Column("key", Text, primary_key=True),
    moments("sent"),
    moment("last_at"),
)

_unsettled: Final = "sent_at IS NULL AND dropped_at IS NULL"

message: Final = Table(
    "message",
    metadata,
    uuid("id", primary_key=True),
    uuid("cause"),
    *texts("template", "channel", "address", "language"),
    text("params"),
    Column("candidate_id", Uuid),
    *map(moment, ("made_at", "due_at", "expires_at")),
    count("tries"),
    maybe_moment("sent_at"),
    maybe_moment("dropped_at"),
    *map(maybe_text, ("dropped", "last_error")),
    UniqueConstraint("cause", "template", "channel", "address"),
    Index("ix_message_due", "due_at", postgresql_where=sql(_unsettled)),
    Index("ix_message_sms_sent", "sent_at", postgresql_where=sql("channel = 'sms'")),
    CheckConstraint("channel IN ('email', 'sms')", name="channel"),
)
