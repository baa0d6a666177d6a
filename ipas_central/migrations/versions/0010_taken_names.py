"""The taken names that kiosks carry; those of the claims there are wait to be numbered."""

import json

import sqlalchemy as sa
from alembic import op

from ipas_contract.ids import uuid7

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_NOTE = 500
"""So many accounts a note, as a batch has."""


def upgrade() -> None:
    op.create_table(
        "name_touched",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("accounts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_touched")),
    )
    op.create_table(
        "taken_name",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_taken_name")),
    )
    op.create_index(op.f("ix_taken_name_seq"), "taken_name", ["seq"], unique=False)
    op.create_table(
        "names",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("taken", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_names_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_names")),
    )
    _note_all()


def _note_all() -> None:
    """Every claim's name, as if it had just been taken."""
    connection = op.get_bind()
    touched = sa.table("name_touched", sa.column("id", sa.Uuid()), sa.column("accounts", sa.Text()))
    keys = connection.execute(sa.text("SELECT key FROM claim WHERE kind = 'account'")).scalars().partitions(_NOTE)
    notes = [{"id": uuid7(), "accounts": json.dumps([bytes(key).decode() for key in part])} for part in keys]
    if notes:
        connection.execute(touched.insert(), notes)
