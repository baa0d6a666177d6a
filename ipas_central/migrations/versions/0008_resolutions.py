"""What staff need to decide a conflict: which form its body has, who proposed a merge; and the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    first = sa.text("'registration.submitted'")
    op.add_column("conflict", sa.Column("kind", sa.Text(), nullable=False, server_default=first))
    op.add_column("conflict", sa.Column("schema_ver", sa.Integer(), nullable=False, server_default=sa.text("1")))
    op.alter_column("conflict", "kind", server_default=None)
    op.add_column("conflict", sa.Column("proposed_by", sa.Text()))
    op.create_table(
        "audit",
        sa.Column("op_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("op_id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])
