"""The queue itself tells the device which op was its last: one statement fewer in every save.

Revision 0005.
"""

from typing import Final

from alembic import op

revision: Final = "0005"
down_revision: Final = "0004"

_TELLS: Final = """
CREATE TRIGGER outbox_tells_the_last AFTER INSERT ON outbox
BEGIN UPDATE device SET last_seq = NEW.seq, last_op_sha256 = NEW.body_sha256; END
"""


def upgrade() -> None:
    op.execute(_TELLS)


def downgrade() -> None:
    op.execute("DROP TRIGGER outbox_tells_the_last")
