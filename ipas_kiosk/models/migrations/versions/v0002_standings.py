"""How the centre's registrations stand, whole, with counts and rolling hashes: what is pulled begins anew for it.

Revision 0002.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0002"
down_revision: Final = "0001"


def upgrade() -> None:
    op.create_table(
        "standing",
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_standing")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    op.execute("DELETE FROM cursor")
    op.execute("DELETE FROM device_key")


def downgrade() -> None:
    op.drop_table("tally")
    op.drop_table("standing")
