"""The pull feed's lines: numbered by one counter a centre in the transaction of their cause (model §11).

Gapless and in commit order on any engine: whoever numbers holds the counter's row until it commits. The same row says
how many devices and registrations a centre has, with a rolling hash over them, so that kiosks can compare (sync §2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Connection, text

from ipas_central.db import insert_rows, run, unnest
from ipas_central.tables import change, feed
from ipas_contract.events import FINGERPRINT_BITS, ChangeKind, fingerprint

TALLIED: Final = {ChangeKind.DEVICE_KEY: "devices", ChangeKind.SUBMISSION_STATE: "submissions"}
"""The kinds that speak of something that stays, and their columns in `feed`."""
_MODULUS: Final = 2**FINGERPRINT_BITS
_COLUMNS: Final = ("centre_id", "seq", *(name + end for name in TALLIED.values() for end in ("", "_fingerprint")))
_ADD: Final = ", ".join(
    f"{name} = (feed.{name} + excluded.{name})" + (f" % {_MODULUS}" if name.endswith("_fingerprint") else "")
    for name in _COLUMNS[1:]
)
_TAKE: Final = text(
    f"INSERT INTO feed ({', '.join(_COLUMNS)}) SELECT * FROM {unnest(feed, _COLUMNS)}"  # noqa: S608
    f" ON CONFLICT (centre_id) DO UPDATE SET {_ADD} RETURNING centre_id, seq"
)


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One change, `body` by kind as `events.Change` says; `version` counts the changes of what is tallied, from 1."""

    kind: ChangeKind
    entity_id: UUID
    body: Mapping[str, str | int | None]
    version: int = 1


def append(connection: Connection, centre_id: str, lines: Sequence[FeedLine], now: int) -> None:
    """Tell a centre's kiosks."""
    append_all(connection, {centre_id: lines}, now)


def append_all(connection: Connection, lines: Mapping[str, Sequence[FeedLine]], now: int) -> None:
    """Tell several centres, in two statements. Call it last: the counters stay locked until the commit."""
    centres = sorted(centre for centre, told in lines.items() if told)
    if not centres:
        return
    sums = [_sums(centre, lines[centre]) for centre in centres]
    taken = run(connection, _TAKE, {name: [row[name] for row in sums] for name in _COLUMNS})
    last = {row.centre_id: row.seq for row in taken}
    rows = [
        {
            "centre_id": centre,
            "seq": seq,
            "kind": line.kind.value,
            "entity_id": line.entity_id,
            "body": to_json(line.body).decode(),
            "made_at": now,
        }
        for centre in centres
        for seq, line in enumerate(lines[centre], last[centre] - len(lines[centre]) + 1)
    ]
    insert_rows(connection, change, rows)


def _sums(centre_id: str, lines: Sequence[FeedLine]) -> dict[str, str | int]:
    """What these lines add to their centre's row: an entity's new share, less the one of its version before."""
    counts = dict.fromkeys(TALLIED.values(), 0)
    shares = dict.fromkeys(TALLIED.values(), 0)
    for line in lines:
        name = TALLIED.get(line.kind)
        if name is None:
            continue
        shares[name] += fingerprint(line.kind, line.entity_id, line.version)
        if line.version == 1:
            counts[name] += 1
        else:
            shares[name] -= fingerprint(line.kind, line.entity_id, line.version - 1)
    ends: dict[str, str | int] = {f"{name}_fingerprint": share % _MODULUS for name, share in shares.items()}
    return {"centre_id": centre_id, "seq": len(lines), **counts, **ends}
