"""An order that is taken back stays: the kiosk may have obeyed it already."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("device_order", sa.Column("taken_back_at", sa.BigInteger()))
