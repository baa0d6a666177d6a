"""`GET /v1/sync/pull`: the centre's state, then its changes, page by page (sync §2, Pull).

A cursor is signed and opaque. It names the server epoch, the centre, and either a place in the feed or a place in the
snapshot that a kiosk without a (good) cursor is given first: what stands now, then all that changed since it began.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, select, text

from ipas_central.db import in_snapshot
from ipas_central.devices.enrolment import key_line
from ipas_central.errors import Refused
from ipas_central.keys import Keys
from ipas_central.security import Call
from ipas_central.sync import names
from ipas_central.sync.feed import TALLIED, FeedLine
from ipas_central.tables import change, device, feed, submission
from ipas_contract.calls import ErrorCode
from ipas_contract.events import Change, ChangeKind, PullReply, Tally

_TAG: Final = 16
_START: Final = UUID(int=0)
_DEVICES: Final = "devices"
_SUBMISSIONS: Final = "submissions"
_FEED: Final = "feed"
_PART: Final = {ChangeKind.DEVICE_KEY: _DEVICES, ChangeKind.SUBMISSION_STATE: _SUBMISSIONS}
_NEXT: Final = {_DEVICES: _SUBMISSIONS, _SUBMISSIONS: _FEED}

_DUE: Final = text(
    "SELECT * FROM (SELECT centre_id, kept_from, coalesce((SELECT change.seq FROM change"
    " WHERE change.centre_id = feed.centre_id AND change.seq >= feed.kept_from AND change.made_at >= :before"
    " ORDER BY change.seq LIMIT 1), seq + 1) AS first FROM feed) AS found WHERE first > kept_from ORDER BY centre_id"
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place: in the feed after `seq`, or in a part of the snapshot after `after`, the other parts and the feed at
    `seq` to follow, or (`alone`) the feed at once."""

    epoch: str
    centre_id: str
    part: str
    seq: int
    after: str = str(_START)
    alone: bool = False

    def seal(self, keys: Keys) -> str:
        """The cursor as it travels."""
        content = json.dumps(asdict(self)).encode()
        return base64.urlsafe_b64encode(_tag(keys, content) + content).decode()


def page(call: Call, cursor: str, limit: int, anew: ChangeKind | None = None) -> PullReply:
    """At most `limit` changes after the cursor; `anew`: before them, what stands of one kind. All of it is of one
    moment: with a counter's row of another one, sums would differ from what was told, or what is compacted meanwhile
    would be told to nobody. A cursor that is not ours, of another epoch or centre, or older than what is kept ends the
    request with 410: the kiosk starts anew, its outbox untouched."""
    return in_snapshot(call.central.engine, lambda connection: _page(connection, call, cursor, limit, anew))


def _page(connection: Connection, call: Call, text_: str, limit: int, anew: ChangeKind | None) -> PullReply:
    centre_id, keys = call.device.centre_id, call.central.keys
    found = select(feed, names.newest().label("names")).where(feed.c.centre_id == centre_id)
    row = connection.execute(found).first()
    newest, kept_from = (row.seq, row.kept_from) if row else (0, 1)
    place = Cursor(str(call.epoch), centre_id, _DEVICES, newest)
    if text_:
        place = _opened(text_, keys, call)
        if place.seq > newest or (place.part == _FEED and place.seq + 1 < kept_from):
            raise Refused(ErrorCode.CURSOR_GONE)
        if place.part == _FEED and anew in _PART:
            place = replace(place, part=_PART[anew], after=str(_START), alone=True)
    changes, place = _read(connection, place, limit)
    more = place.part != _FEED or place.seq < newest
    return PullReply(
        server_epoch=call.epoch,
        server_time=call.central.clock(),
        cursor=place.seal(keys),
        more=more,
        changes=changes,
        tallies=None if more or row is None else _tallies(row),
        names=None if more or row is None else row.names,
    )


def _tallies(row: Any) -> list[Tally]:
    return [
        Tally(kind=kind, count=getattr(row, name), fingerprint=getattr(row, f"{name}_fingerprint"))
        for kind, name in TALLIED.items()
    ]


def _opened(text_: str, keys: Keys, call: Call) -> Cursor:
    try:
        raw = base64.b64decode(text_.encode("ascii"), altchars=b"-_", validate=True)
        if not hmac.compare_digest(raw[:_TAG], _tag(keys, raw[_TAG:])):
            raise Refused(ErrorCode.CURSOR_GONE)
    except ValueError:
        raise Refused(ErrorCode.CURSOR_GONE) from None
    cursor = Cursor(**json.loads(raw[_TAG:]))
    if cursor.epoch != str(call.epoch) or cursor.centre_id != call.device.centre_id:
        raise Refused(ErrorCode.CURSOR_GONE)
    return cursor


def _read(connection: Connection, place: Cursor, limit: int) -> tuple[list[Change], Cursor]:
    if place.part == _FEED:
        after = (change.c.centre_id == place.centre_id, change.c.seq > place.seq)
        rows = connection.execute(select(change).where(*after).order_by(change.c.seq).limit(limit)).all()
        changes = [Change(seq=row.seq, kind=row.kind, entity_id=row.entity_id, body=row.body) for row in rows]
        return changes, replace(place, seq=changes[-1].seq if changes else place.seq)
    lines = (_devices if place.part == _DEVICES else _submissions)(connection, place, limit)
    changes = [_change(line, place.seq) for line in lines]
    if len(changes) == limit:
        return changes, replace(place, after=str(changes[-1].entity_id))
    following = _FEED if place.alone else _NEXT[place.part]
    return changes, replace(place, part=following, after=str(_START), alone=False)


def _devices(connection: Connection, place: Cursor, limit: int) -> list[FeedLine]:
    mine = (device.c.centre_id == place.centre_id, device.c.id > UUID(place.after))
    rows = connection.execute(select(device).where(*mine).order_by(device.c.id).limit(limit))
    return [key_line(row.id, row.kiosk_code, row.public_key) for row in rows]


def _submissions(connection: Connection, place: Cursor, limit: int) -> list[FeedLine]:
    mine = (submission.c.centre_id == place.centre_id, submission.c.candidate_id > UUID(place.after))
    rows = connection.execute(select(submission).where(*mine).order_by(submission.c.candidate_id).limit(limit))
    return [submission_line(row) for row in rows]


def submission_line(row: Any) -> FeedLine:
    """How a registration stands, as the feed says it."""
    body = {name: getattr(row, name) for name in ("receipt_no", "state", "reason", "version")}
    return FeedLine(ChangeKind.SUBMISSION_STATE, row.candidate_id, body | {"candidate_id": str(row.candidate_id)})


def _change(line: FeedLine, seq: int) -> Change:
    return Change(seq=seq, kind=line.kind, entity_id=line.entity_id, body=json.dumps(dict(line.body)))


def compact(connection: Connection, before: int) -> int:
    """Delete what each centre's feed begins with and was made before a moment; older cursors are then answered 410.
    Returns how many. Where nothing is due one change a centre is looked at, however many there are."""
    due = connection.execute(_DUE, {"before": before}).all()
    gone = 0
    for row in due:
        older = (change.c.centre_id == row.centre_id, change.c.seq < row.first)
        gone += connection.execute(change.delete().where(*older)).rowcount
    for row in due:  # last: pushes of the centre wait for its row
        connection.execute(feed.update().where(feed.c.centre_id == row.centre_id).values(kept_from=row.first))
    return gone


def _tag(keys: Keys, content: bytes) -> bytes:
    return hmac.digest(keys.derive(b"cursor"), content, hashlib.sha256)[:_TAG]
