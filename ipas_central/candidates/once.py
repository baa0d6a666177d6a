"""A call and its retry have one effect and one answer (model §5). Kept for a day."""

import hashlib
import hmac
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from ipas_central.errors import Refused
from ipas_central.tables import request_result
from ipas_contract.calls import ErrorCode
from ipas_contract.events import Wire

Reply = TypeVar("Reply", bound=Wire)


def subject(key: bytes, *parts: str) -> bytes:
    """What a call is about, as a keyed digest; never of a password."""
    return hmac.new(key, "\x00".join(parts).encode(errors="surrogatepass"), hashlib.sha256).digest()


def keep(
    connection: Connection, device_id: UUID, request_id: UUID, about: bytes, reply: Reply, now: int
) -> tuple[Reply, bool]:
    """Keep the reply of a call: (reply, True) for the first, (the reply of then, False) for its retry, which must have
    no further effect. A retry beside the first waits for it. Refuses an id used for something else before."""
    kind = type(reply)
    row = insert(request_result).values(
        request_id=request_id,
        device_id=device_id,
        call=kind.__name__,
        digest=about,
        reply=reply.model_dump_json(),
        made_at=now,
    )
    if connection.scalar(row.on_conflict_do_nothing().returning(request_result.c.request_id)):
        return reply, True
    kept = connection.execute(select(request_result).where(request_result.c.request_id == request_id)).one()
    if (kept.device_id, kept.call, kept.digest) != (device_id, kind.__name__, about):
        raise Refused(ErrorCode.BAD_REQUEST)
    return kind.model_validate_json(kept.reply), False
