"""A sealed op is kept for the kiosk that offered it, and may be set aside."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sealed_op", sa.Column("resolved_by", sa.Uuid()))
    op.drop_constraint(op.f("pk_sealed_op"), "sealed_op", type_="primary")
    op.create_primary_key(op.f("pk_sealed_op"), "sealed_op", ["device_id", "op_id"])
