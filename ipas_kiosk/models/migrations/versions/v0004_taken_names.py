"""The digests of taken account names.

Revision 0004.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0004"
down_revision: Final = "0003"


def upgrade() -> None:
    op.create_table(
        "taken_name",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_taken_name")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("taken_name")
