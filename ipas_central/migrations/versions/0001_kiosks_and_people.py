"""Central itself, its kiosks, and people."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_CODED_OR_WRITTEN = ("school_code", "school_text", "department_code", "department_text")


def upgrade() -> None:
    _meta()
    _enrol_code()
    _device()
    _stream()
    _nonce()
    _candidate()
    _submission()
    _claim()
    _conflict()
    _indexes()


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("server_epoch", sa.Uuid(), nullable=False),
        sa.Column("claim_check", sa.LargeBinary(), nullable=False),
        sa.Column("kiosks_enrolled", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meta")),
    )


def _enrol_code() -> None:
    op.create_table(
        "enrol_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("misses", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrol_code")),
    )


def _device() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Text(), nullable=False),
        sa.Column("kiosk_code", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("incarnation", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("seen_incarnation", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("alternations", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("alternated_at", sa.BigInteger(), nullable=True),
        sa.Column("forked_at", sa.BigInteger(), nullable=True),
        sa.Column("enrolled_at", sa.BigInteger(), nullable=False),
        sa.Column("last_push_at", sa.BigInteger(), nullable=True),
        sa.Column("skew_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("status IN ('active', 'suspended', 'revoked')", name=op.f("ck_device_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("kiosk_code", name=op.f("uq_device_kiosk_code")),
        sa.UniqueConstraint("public_key", name=op.f("uq_device_public_key")),
    )


def _stream() -> None:
    op.create_table(
        "stream",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("incarnation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("highest_seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("highest_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("contiguous_through", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("device_id", "incarnation", name=op.f("pk_stream")),
    )


def _nonce() -> None:
    op.create_table(
        "nonce",
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("value", name=op.f("pk_nonce")),
    )


def _candidate() -> None:
    op.create_table(
        "candidate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("account_key", sa.Text(), nullable=False),
        sa.Column("nationality", sa.Text(), nullable=False),
        sa.Column("id_kind", sa.Text(), nullable=False),
        sa.Column("id_number", sa.Text(), nullable=False),
        sa.Column("id_key", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("surname_roman", sa.Text(), nullable=False),
        sa.Column("given_roman", sa.Text(), nullable=False),
        sa.Column("roman_source", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_verified_at", sa.BigInteger(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=False),
        sa.Column("mobile_verified_at", sa.BigInteger(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("education", sa.Text(), nullable=False),
        sa.Column("school_area", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in _CODED_OR_WRITTEN),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("consent_version", sa.Text(), nullable=False),
        sa.Column("consent_at", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("centre_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("origin IN ('kiosk', 'group')", name=op.f("ck_candidate_origin")),
        sa.CheckConstraint(
            "status IN ('active', 'group_pending', 'disabled', 'merged')", name=op.f("ck_candidate_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
    )


def _submission() -> None:
    op.create_table(
        "submission",
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("last_op_id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("centre_id", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('provisional', 'confirmed', 'attention', 'withdrawn', 'merged')",
            name=op.f("ck_submission_state"),
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_submission")),
    )


def _claim() -> None:
    op.create_table(
        "claim",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("card_seen", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('account', 'id')", name=op.f("ck_claim_kind")),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_claim")),
    )


def _conflict() -> None:
    op.create_table(
        "conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("op_id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("held_by", sa.Uuid(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("centre_id", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
        sa.UniqueConstraint("op_id", name=op.f("uq_conflict_op_id")),
    )


def _indexes() -> None:
    op.create_index(op.f("ix_enrol_code_centre_id"), "enrol_code", ["centre_id"], unique=False)
    op.create_index(op.f("ix_device_centre_id"), "device", ["centre_id"], unique=False)
    op.create_index(op.f("ix_nonce_expires_at"), "nonce", ["expires_at"], unique=False)
    op.create_index(op.f("ix_candidate_account_key"), "candidate", ["account_key"], unique=False)
    op.create_index(op.f("ix_candidate_id_key"), "candidate", ["id_key"], unique=False)
    op.create_index(
        op.f("ix_submission_centre_id_candidate_id"), "submission", ["centre_id", "candidate_id"], unique=False
    )
    op.create_index(op.f("ix_submission_receipt_no"), "submission", ["receipt_no"], unique=False)
    op.create_index(op.f("ix_claim_candidate_id"), "claim", ["candidate_id"], unique=False)
    op.create_index(op.f("ix_conflict_candidate_id"), "conflict", ["candidate_id"], unique=False)
