"""The first tables, and the triggers by which the outbox guards itself.

Revision 0001.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final = None

_FIXED: Final = "seq op_id kind entity_id depends_on base_version schema_ver body_sha256 made_at boot_id mono_ms"
_CHANGED: Final = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _FIXED.split())
_ERASED: Final = "NEW.kind = 'lookup.requested' AND NEW.state = 'done' AND NEW.body = ''"
_KEEP: Final = f"""
CREATE TRIGGER outbox_keeps_what_was_queued BEFORE UPDATE ON outbox
WHEN {_CHANGED} OR (NEW.body IS NOT OLD.body AND NOT ({_ERASED}))
BEGIN SELECT RAISE(ABORT, 'an op is never changed once queued'); END
"""
_STAY: Final = """
CREATE TRIGGER outbox_goes_when_done BEFORE DELETE ON outbox WHEN OLD.state <> 'done'
BEGIN SELECT RAISE(ABORT, 'an op is never deleted before it is done'); END
"""


def upgrade() -> None:
    _device()
    _candidate()
    _submission()
    _outbox()
    _sign_in()
    _pulled()
    op.execute(_KEEP)
    op.execute(_STAY)


def downgrade() -> None:
    op.execute("DROP TRIGGER outbox_keeps_what_was_queued")
    op.execute("DROP TRIGGER outbox_goes_when_done")
    for table in ("meta", "cursor", "device_key", "attempt", "verifier", "outbox", "submission", "candidate", "device"):
        op.drop_table(table)


def _device() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Text(), nullable=False),
        sa.Column("kiosk_code", sa.Text(), nullable=False),
        sa.Column("incarnation", sa.Integer(), nullable=False),
        sa.Column("server_epoch", sa.Uuid(), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealing_key", sa.LargeBinary(), nullable=False),
        sa.Column("order_key", sa.LargeBinary(), nullable=False),
        sa.Column("pin", sa.Text()),
        sa.Column("receipt_counter", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_op_sha256", sa.Text()),
        sa.Column("enrolled_at", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_device_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )


def _candidate() -> None:
    op.create_table(
        "candidate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("account_key", sa.LargeBinary(), nullable=False),
        sa.Column("nationality", sa.Text(), nullable=False),
        sa.Column("id_kind", sa.Text(), nullable=False),
        sa.Column("id_number", sa.Text(), nullable=False),
        sa.Column("id_key", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("surname_roman", sa.Text(), nullable=False),
        sa.Column("given_roman", sa.Text(), nullable=False),
        sa.Column("roman_source", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_verified_at", sa.Integer()),
        sa.Column("mobile", sa.Text(), nullable=False),
        sa.Column("mobile_verified_at", sa.Integer()),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("education", sa.Text(), nullable=False),
        sa.Column("school_area", sa.Text(), nullable=False),
        sa.Column("school_code", sa.Text()),
        sa.Column("school_text", sa.Text()),
        sa.Column("department_code", sa.Text()),
        sa.Column("department_text", sa.Text()),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("password_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("consent_version", sa.Text(), nullable=False),
        sa.Column("consent_at", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("centre_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_candidate_account_key"), "candidate", ["account_key"], unique=False)


def _submission() -> None:
    op.create_table(
        "submission",
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("last_op_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_submission_candidate_id")),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_submission")),
        sqlite_with_rowid=False,
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("op_id", sa.Uuid(), nullable=False),
        sa.Column("incarnation", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("depends_on", sa.Uuid()),
        sa.Column("base_version", sa.Integer()),
        sa.Column("schema_ver", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Integer(), nullable=False),
        sa.Column("boot_id", sa.Text(), nullable=False),
        sa.Column("mono_ms", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_reply", sa.Text()),
        sa.Column("done_at", sa.Integer()),
        sa.CheckConstraint("state IN ('pending', 'done', 'parked')", name=op.f("ck_outbox_state")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("op_id", name=op.f("uq_outbox_op_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_state"), "outbox", ["state"], unique=False)


def _sign_in() -> None:
    op.create_table(
        "verifier",
        sa.Column("account_key", sa.LargeBinary(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("name_key", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("password_version", sa.Integer(), nullable=False),
        sa.Column("expires", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_key", name=op.f("pk_verifier")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_verifier_candidate_id"), "verifier", ["candidate_id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("account_key", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_key", name=op.f("pk_attempt")),
        sqlite_with_rowid=False,
    )


def _pulled() -> None:
    op.create_table(
        "device_key",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("kiosk_code", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cursor",
        sa.Column("feed", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("server_epoch", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_cursor")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
        sqlite_with_rowid=False,
    )
