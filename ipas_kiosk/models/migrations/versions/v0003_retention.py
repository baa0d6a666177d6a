"""Done ops are sealed and people shrink (model §9): the outbox guards itself as before, save for that.

Revision 0003.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0003"
down_revision: Final = "0002"

_FIXED: Final = "seq op_id kind entity_id depends_on base_version schema_ver body_sha256 made_at boot_id mono_ms"
_CHANGED: Final = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _FIXED.split())
_ERASED: Final = "NEW.kind = 'lookup.requested' AND NEW.state = 'done' AND NEW.body = ''"
_SEALED: Final = "NEW.state = 'done' AND OLD.sealed = 0 AND NEW.sealed = 1"
_BODY: Final = "NEW.body IS NOT OLD.body OR NEW.sealed IS NOT OLD.sealed"
_DROP: Final = "DROP TRIGGER outbox_keeps_what_was_queued"


def _keep(but: str, body: str) -> str:
    return f"""
CREATE TRIGGER outbox_keeps_what_was_queued BEFORE UPDATE ON outbox
WHEN {_CHANGED} OR (({body}) AND NOT ({but}))
BEGIN SELECT RAISE(ABORT, 'an op is never changed once queued'); END
"""


def upgrade() -> None:
    op.add_column("outbox", sa.Column("sealed", sa.Boolean(), server_default="0", nullable=False))
    op.add_column("candidate", sa.Column("shrunk_at", sa.Integer()))
    op.execute(_DROP)
    op.execute(_keep(f"{_ERASED} OR {_SEALED}", _BODY))


def downgrade() -> None:
    op.execute(_DROP)
    op.drop_column("candidate", "shrunk_at")
    op.drop_column("outbox", "sealed")
    op.execute(_keep(_ERASED, "NEW.body IS NOT OLD.body"))
