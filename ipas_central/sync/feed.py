"""The pull feed's lines: numbered by one counter a centre in the transaction of their cause (model §11).

Gapless and in commit order on any engine: whoever numbers holds the counter's row until it commits.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from ipas_central.db import insert_rows, run
from ipas_central.tables import change
from ipas_contract.events import ChangeKind

_TAKE = text(
    "INSERT INTO feed (centre_id, seq) SELECT * FROM unnest(CAST(:centres AS text[]), CAST(:numbers AS bigint[]))"
    " ON CONFLICT (centre_id) DO UPDATE SET seq = feed.seq + excluded.seq RETURNING centre_id, seq"
)


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One change, `body` by kind as `events.Change` says."""

    kind: ChangeKind
    entity_id: UUID
    body: Mapping[str, str | None]


def append(connection: Connection, centre_id: str, lines: Sequence[FeedLine], now: int) -> None:
    """Tell a centre's kiosks."""
    append_all(connection, {centre_id: lines}, now)


def append_all(connection: Connection, lines: Mapping[str, Sequence[FeedLine]], now: int) -> None:
    """Tell several centres, in two statements. Call it last: the counters stay locked until the commit."""
    centres = sorted(centre for centre, told in lines.items() if told)
    if not centres:
        return
    numbers: dict[str, list[str] | list[int]] = {
        "centres": centres,
        "numbers": [len(lines[centre]) for centre in centres],
    }
    last = {row.centre_id: row.seq for row in run(connection, _TAKE, numbers)}
    rows = [
        {
            "centre_id": centre,
            "seq": seq,
            "kind": line.kind.value,
            "entity_id": line.entity_id,
            "body": json.dumps(dict(line.body), ensure_ascii=False),
            "made_at": now,
        }
        for centre in centres
        for seq, line in enumerate(lines[centre], last[centre] - len(lines[centre]) + 1)
    ]
    insert_rows(connection, change, rows)
