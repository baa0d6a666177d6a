"""The message table: rows written with their cause, taken by workers (model §12; requirements R7, R14)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from pydantic_core import to_json
from sqlalchemy import BigInteger, Connection, Select, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from ipas_central.db import insert_rows
from ipas_central.messages.limits import DAY
from ipas_central.messages.notes import Note, ttl_ms
from ipas_central.messages.rendering import Template
from ipas_central.tables import lookup_request, message, request_result, send_count, temporary_secret
from ipas_contract.codes import Language
from ipas_contract.events import Channel

KEPT_MS: Final = 30 * DAY


@dataclass(frozen=True, slots=True)
class Due:
    """A message whose time has come."""

    id: UUID
    cause: UUID
    template: Template
    channel: Channel
    address: str
    language: Language
    parameters: dict[str, str]
    candidate_id: UUID | None
    expires_at: int
    tries: int


def post(connection: Connection, notes: Sequence[Note], now: int) -> None:
    """Write notes set-wise, in the transaction of their cause; one that is there already stays as it is."""
    insert_rows(connection, message, [_row(note, now) for note in notes], on_conflict="DO NOTHING")


def post_selected(connection: Connection, selected: Select[Any], now: int) -> None:
    """Write the messages that a SELECT gives, none too, by one statement; columns are named as in `message`."""
    made = selected.add_columns(func.gen_random_uuid().label("id"), literal(now, BigInteger).label("made_at"))
    rows = insert(message).from_select([column.name for column in made.selected_columns], made)
    connection.execute(rows.on_conflict_do_nothing())


def take_due(connection: Connection, now: int) -> Due | None:
    """The message that has been due longest and that no other worker has in hand; its row is locked until the
    transaction ends."""
    open_ = (message.c.sent_at.is_(None), message.c.dropped_at.is_(None), message.c.due_at <= now)
    taken = select(message).where(*open_).order_by(message.c.due_at).limit(1).with_for_update(skip_locked=True)
    row = connection.execute(taken).one_or_none()
    if row is None:
        return None
    return Due(
        row.id,
        row.cause,
        Template(row.template),
        Channel(row.channel),
        row.address,
        Language(row.language),
        json.loads(row.params),
        row.candidate_id,
        row.expires_at,
        row.tries,
    )


def sent(connection: Connection, due: Due, now: int) -> None:
    """The provider took it."""
    _set(connection, due, sent_at=now, tries=due.tries + 1, last_error=None)


def dropped(connection: Connection, due: Due, why: str, now: int) -> None:
    """It will never be sent; `why` is for staff."""
    _set(connection, due, dropped_at=now, dropped=why)


def later(connection: Connection, due: Due, until: int, error: str | None = None) -> None:
    """It is tried again; with `error` because sending failed (for staff), else because it has to wait its turn."""
    tries = due.tries if error is None else due.tries + 1
    _set(connection, due, due_at=until, tries=tries, last_error=error)


def sends(connection: Connection, keys: Sequence[str], now: int) -> dict[str, list[int]]:
    """The times of earlier sends under each key, locked until the transaction ends."""
    rows = insert(send_count).values([{"key": key, "last_at": now} for key in sorted(keys)])
    rows = rows.on_conflict_do_update(index_elements=["key"], set_={"key": rows.excluded.key})
    return {row.key: row.sent for row in connection.execute(rows.returning(send_count.c.key, send_count.c.sent))}


def count_send(connection: Connection, key: str, times: Sequence[int], now: int) -> None:
    """Remember the sends under a key, the last one now."""
    change = update(send_count).where(send_count.c.key == key)
    connection.execute(change.values(sent=list(times), last_at=now))


def sms_sent_since(connection: Connection, since: int) -> int:
    """Text messages sent from `since` on, by all workers together."""
    texts = (message.c.channel == Channel.SMS, message.c.sent_at >= since)
    return connection.scalar(select(func.count()).select_from(message).where(*texts)) or 0


def forget(connection: Connection, now: int) -> None:
    """Delete what has served its purpose: messages and lookups after 30 days, the rest after a day."""
    old, yesterday = now - KEPT_MS, now - DAY
    settled = (message.c.sent_at < old) | (message.c.dropped_at < old)
    connection.execute(delete(message).where(settled))
    connection.execute(delete(lookup_request).where(lookup_request.c.made_at < old))
    connection.execute(delete(temporary_secret).where(temporary_secret.c.expires_at < yesterday))
    connection.execute(delete(send_count).where(send_count.c.last_at < yesterday))
    connection.execute(delete(request_result).where(request_result.c.made_at < yesterday))


def _set(connection: Connection, due: Due, **values: object) -> None:
    connection.execute(update(message).where(message.c.id == due.id).values(values))


def _row(note: Note, now: int) -> dict[str, object]:
    due_at = now if note.due_at is None else note.due_at
    return {
        "id": uuid4(),
        "cause": note.cause,
        "template": note.template,
        "channel": note.channel,
        "address": note.address,
        "language": note.language,
        "params": to_json(note.parameters).decode(),
        "candidate_id": note.candidate_id,
        "made_at": now,
        "due_at": due_at,
        "expires_at": due_at + ttl_ms(note.template),
    }
