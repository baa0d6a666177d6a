"""What a centre's kiosks must have, beside the feed's counter: counts and rolling hashes."""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from ipas_contract.events import FINGERPRINT_BITS, ChangeKind, fingerprint

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KINDS = (("devices", ChangeKind.DEVICE_KEY), ("submissions", ChangeKind.SUBMISSION_STATE))


def upgrade() -> None:
    for name, _ in _KINDS:
        op.add_column("feed", sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False))
        column = sa.Column(f"{name}_fingerprint", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
        op.add_column("feed", column)
    for name, kind in _KINDS:
        _count(name, kind)


def _count(name: str, kind: str) -> None:
    """Count what there is already."""
    found = {
        "devices": "SELECT centre_id, id, 1 FROM device",
        "submissions": "SELECT centre_id, candidate_id, version FROM submission",
    }[name]
    connection = op.get_bind()
    counts: dict[str, int] = defaultdict(int)
    sums: dict[str, int] = defaultdict(int)
    for centre_id, entity_id, version in connection.execute(sa.text(found)):
        counts[centre_id] += 1
        sums[centre_id] += fingerprint(kind, entity_id, version)
    feed = sa.table("feed", sa.column("centre_id"), sa.column(name), sa.column(f"{name}_fingerprint"))
    for centre_id, count in counts.items():
        values = {name: count, f"{name}_fingerprint": sums[centre_id] % 2**FINGERPRINT_BITS}
        connection.execute(feed.update().where(feed.c.centre_id == centre_id).values(values))
