"""All tables of the kiosk's store (design: model §1, §10; sync §2). Times are UTC milliseconds, ids are UUIDs.

The outbox guards itself: triggers (made by the migrations) keep an op as it was queued, let no row go before it is done
and tell the device which op was its last. Indexes are few and tables without rowids many, since every page that a save
touches is encrypted, authenticated and synced.
"""

from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
)

HEAD: Final = "0005"
"""The newest migration: what `alembic_version` must say (revisions are numbered, so a greater one is newer)."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

device = Table(
    "device",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device_id", Uuid, nullable=False),
    Column("centre_id", Text, nullable=False),
    Column("kiosk_code", Text, nullable=False),
    Column("incarnation", Integer, nullable=False),
    Column("server_epoch", Uuid, nullable=False),
    Column("private_key", LargeBinary, nullable=False),
    Column("sealing_key", LargeBinary, nullable=False),
    Column("order_key", LargeBinary, nullable=False),
    Column("pin", Text),  # those of central's keys, blanks between them
    Column("receipt_counter", Integer, nullable=False, server_default="0"),
    Column("last_seq", Integer, nullable=False, server_default="0"),
    Column("last_op_sha256", Text),
    Column("enrolled_at", Integer, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

candidate = Table(
    "candidate",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("account", Text, nullable=False),
    Column("account_key", LargeBinary, nullable=False),
    Column("nationality", Text, nullable=False),
    Column("id_kind", Text, nullable=False),
    Column("id_number", Text, nullable=False),
    Column("id_key", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("surname_roman", Text, nullable=False),
    Column("given_roman", Text, nullable=False),
    Column("roman_source", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("email_verified_at", Integer),
    Column("mobile", Text, nullable=False),
    Column("mobile_verified_at", Integer),
    Column("sex", Text, nullable=False),
    Column("education", Text, nullable=False),
    Column("school_area", Text, nullable=False),
    Column("school_code", Text),
    Column("school_text", Text),
    Column("department_code", Text),
    Column("department_text", Text),
    Column("password_hash", Text, nullable=False),
    Column("password_version", Integer, nullable=False),
    Column("language", Text, nullable=False),
    Column("consent_version", Text, nullable=False),
    Column("consent_at", Integer, nullable=False),
    Column("origin", Text, nullable=False),
    Column("centre_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("shrunk_at", Integer),
    Index(None, "account_key"),
    sqlite_with_rowid=False,
)

submission = Table(
    "submission",
    metadata,
    Column("candidate_id", Uuid, ForeignKey(candidate.c.id), primary_key=True),
    Column("receipt_no", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("last_op_id", Uuid, nullable=False),
    Column("made_at", Integer, nullable=False),
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("op_id", Uuid, nullable=False, unique=True),
    Column("incarnation", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("entity_id", Uuid, nullable=False),
    Column("depends_on", Uuid),
    Column("base_version", Integer),
    Column("schema_ver", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("body_sha256", Text, nullable=False),
    Column("made_at", Integer, nullable=False),
    Column("boot_id", Text, nullable=False),
    Column("mono_ms", Integer, nullable=False),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_try_at", Integer, nullable=False, server_default="0"),
    Column("last_reply", Text),
    Column("done_at", Integer),
    Column("sealed", Boolean, nullable=False, server_default="0"),
    CheckConstraint("state IN ('pending', 'done', 'parked')", name="state"),
    Index(None, "state"),
    sqlite_autoincrement=True,
)

verifier = Table(
    "verifier",
    metadata,
    Column("account_key", LargeBinary, primary_key=True),
    Column("candidate_id", Uuid, nullable=False, index=True),
    Column("name_key", LargeBinary, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("password_version", Integer, nullable=False),
    Column("expires", Integer, nullable=False),
    sqlite_with_rowid=False,
)

attempt = Table(
    "attempt",
    metadata,
    Column("account_key", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Integer, nullable=False),
    sqlite_with_rowid=False,
)

device_key = Table(
    "device_key",
    metadata,
    Column("device_id", Uuid, primary_key=True),
    Column("kiosk_code", Text, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

standing = Table(
    "standing",
    metadata,
    Column("candidate_id", Uuid, primary_key=True),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("version", Integer, nullable=False),
    sqlite_with_rowid=False,
)

tally = Table(
    "tally",
    metadata,
    Column("kind", String(40), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("fingerprint", Integer, nullable=False),
    sqlite_with_rowid=False,
)

taken_name = Table("taken_name", metadata, Column("digest", LargeBinary, primary_key=True), sqlite_with_rowid=False)

cursor = Table(
    "cursor",
    metadata,
    Column("feed", String(40), primary_key=True),
    Column("position", Text, nullable=False),
    Column("server_epoch", Uuid, nullable=False),
    sqlite_with_rowid=False,
)

meta = Table(
    "meta",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
