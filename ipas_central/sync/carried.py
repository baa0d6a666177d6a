"""A sealed export that somebody carried here: through the same path as a push, hence of one effect (fault row 56)."""

from collections import Counter

from sqlalchemy import select

from ipas_central.context import Central, epoch
from ipas_central.security import Call, Device
from ipas_central.sync import sealed
from ipas_central.sync.push import push, words
from ipas_central.tables import device
from ipas_contract.exports import ExportError, Opened


def take(central: Central, text: str, sealing_private: bytes, *, anyway: bool = False) -> Counter[str]:
    """Judge what an export holds; how many ops got which verdict (`push.words`). A body in it that was sealed and does
    not open is kept for `sealed.open_all`.

    Raises `ExportError`: not openable, not signed by a kiosk of ours, or of one that is not active, unless staff want
    that `anyway` (what a wiped kiosk left)."""
    opened = Opened(text, sealing_private)
    with central.engine.connect() as connection:
        row = connection.execute(select(device).where(device.c.id == opened.device)).first()
        server_epoch = epoch(connection)
    if row is None:
        raise ExportError("the export is of a kiosk that is not enrolled here")
    opened.check(row.public_key)
    if row.status != "active" and not anyway:
        raise ExportError(f"kiosk {row.kiosk_code} is {row.status}")
    call = Call(central, Device(row.id, row.centre_id, row.kiosk_code, row.incarnation), server_epoch, b"")
    counts: Counter[str] = Counter()
    for request in opened.requests:
        ops = [sealed.opened(op, sealing_private) for op in request.ops]
        reply = push(call, request.model_copy(update={"ops": ops}), carried=True)
        assert reply is not None
        counts.update(words(reply))
    return counts
