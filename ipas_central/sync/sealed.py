"""Ops that came back sealed after central's memory was lost, opened where the organisation's key is (model §9)."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import delete, select

from ipas_central.context import Central, epoch
from ipas_central.fleet_tables import sealed_op
from ipas_central.security import Call, Device
from ipas_central.sync.push import push, words
from ipas_central.tables import device
from ipas_contract import sealing
from ipas_contract.events import MAX_BATCH_OPS, Op, PushRequest, Reason
from ipas_contract.exports import ExportError
from ipas_contract.ids import uuid7


def opened(op: Op, sealing_private: bytes) -> Op:
    """The op with the body that its digest speaks of; as it is when it does not open: it was sealed to another key, or
    is damaged."""
    if not op.sealed:
        return op
    try:
        body = sealing.unseal_body(op.body, op.op_id, sealing_private)
    except (InvalidTag, ValueError):
        return op
    return op.model_copy(update={"body": body, "sealed": False})


def open_all(central: Central, sealing_private: bytes) -> Counter[str]:
    """Judge every op that is kept sealed, each kiosk's in its order, and let go of those that have a verdict for good;
    how many got which verdict. One that does not open stays (`Reason.SEALED`, unless it was set aside) and holds up no
    other but its own followers. Raises `ExportError` when the key opens none."""
    counts: Counter[str] = Counter()
    with central.engine.connect() as connection:
        streams = connection.execute(
            select(sealed_op.c.device_id, sealed_op.c.incarnation).distinct().order_by("device_id", "incarnation")
        ).all()
        devices = {row.id: row for row in connection.execute(select(device))}
        server_epoch = epoch(connection)
    for device_id, incarnation in streams:
        row = devices[device_id]
        call = Call(central, Device(row.id, row.centre_id, row.kiosk_code, row.incarnation), server_epoch, b"")
        kept = [(opened(op, sealing_private), aside) for op, aside in _kept(central, device_id, incarnation)]
        ops = [op for op, _ in kept if not op.sealed]
        counts.update(Reason.SEALED.value for op, aside in kept if op.sealed and not aside)
        for start in range(0, len(ops), MAX_BATCH_OPS):
            counts += _judge(call, incarnation, ops[start : start + MAX_BATCH_OPS])
    if counts and counts.total() == counts[Reason.SEALED]:
        raise ExportError(f"the key does not open any of the {counts.total()} ops that are kept")
    return counts


def _kept(central: Central, device_id: UUID, incarnation: int) -> Iterator[tuple[Op, bool]]:
    """The ops of one stream, and whether each was set aside."""
    mine = (sealed_op.c.device_id == device_id, sealed_op.c.incarnation == incarnation)
    with central.engine.connect() as connection:
        rows = connection.execute(select(sealed_op).where(*mine).order_by(sealed_op.c.seq)).all()
    return ((Op.model_validate_json(row.op), row.resolved_by is not None) for row in rows)


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
    settled = [each.op_id for each in reply.verdicts if each.verdict.terminal and each.reason is not Reason.OP_REUSE]
    mine = (sealed_op.c.device_id == call.device.id, sealed_op.c.op_id.in_(settled))
    with call.central.engine.begin() as connection:
        connection.execute(delete(sealed_op).where(*mine))
    return Counter(words(reply))
