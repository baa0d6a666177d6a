"""The life of central that each kiosk last greeted: one that has forgotten it is an older copy."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("device", sa.Column("agreed_epoch", sa.Uuid()))
