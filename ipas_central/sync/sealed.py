"""Ops that came back sealed after central's memory was lost, opened where the organisation's key is (model §9)."""

from collections import Counter
from itertools import groupby
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import delete, select

from ipas_central.context import Central, epoch
from ipas_central.fleet_tables import sealed_op
from ipas_central.security import Call, Device
from ipas_central.sync.push import push
from ipas_central.tables import device
from ipas_contract import sealing
from ipas_contract.events import MAX_BATCH_OPS, Op, PushRequest
from ipas_contract.exports import ExportError
from ipas_contract.ids import uuid7


def opened(op: Op, sealing_private: bytes) -> Op:
    """The op with the body that its digest speaks of. Raises `ExportError`: not sealed to this key."""
    if not op.sealed:
        return op
    try:
        body = sealing.unseal_body(op.body, op.op_id, sealing_private)
    except (InvalidTag, ValueError):
        raise ExportError(f"the key does not open op {op.op_id}") from None
    return op.model_copy(update={"body": body, "sealed": False})


def open_all(central: Central, sealing_private: bytes) -> Counter[str]:
    """Judge every op that is kept sealed, each kiosk's in its order, and let go of those that have a verdict for good;
    how many got which verdict. Raises `ExportError` when the key is another one: what it opened before is judged."""
    counts: Counter[str] = Counter()
    with central.engine.connect() as connection:
        rows = connection.execute(
            select(sealed_op.c.device_id, sealed_op.c.incarnation, sealed_op.c.op).order_by(
                sealed_op.c.device_id, sealed_op.c.incarnation, sealed_op.c.seq
            )
        ).all()
        devices = {row.id: row for row in connection.execute(select(device))}
        server_epoch = epoch(connection)
    for (device_id, incarnation), kept in groupby(rows, key=lambda row: (row.device_id, row.incarnation)):
        row = devices[device_id]
        call = Call(central, Device(row.id, row.centre_id, row.kiosk_code, row.incarnation), server_epoch, b"")
        ops = [opened(Op.model_validate_json(each.op), sealing_private) for each in kept]
        for start in range(0, len(ops), MAX_BATCH_OPS):
            counts += _judge(call, incarnation, ops[start : start + MAX_BATCH_OPS])
    return counts


def _judge(call: Call, incarnation: int, ops: list[Op]) -> Counter[str]:
    now = call.central.clock()
    request = PushRequest(
        device=call.device.id,
        incarnation=incarnation,
        batch_id=uuid7(),
        sent_at=now,
        boot_id="",
        mono_ms=0,
        ops=ops,
    )
    reply = push(call, request, carried=True)
    assert reply is not None
    settled: list[UUID] = [each.op_id for each in reply.verdicts if each.verdict.terminal]
    with call.central.engine.begin() as connection:
        connection.execute(delete(sealed_op).where(sealed_op.c.op_id.in_(settled)))
    return Counter("duplicate" if each.duplicate else each.verdict.value for each in reply.verdicts)
