"""The ops that were judged before, by id and by place in their stream: repeats and forgeries (sync §2, Push)."""

from dataclasses import dataclass, field
from typing import Final, Self
from uuid import UUID

from sqlalchemy import Connection, text

from ipas_central.db import insert_rows, run
from ipas_central.sync.batch import Batch
from ipas_central.tables import applied_op
from ipas_contract.events import Op, OpVerdict, Reason, Verdict
from ipas_contract.logs import get_logger

log = get_logger(__name__)

_BY_ID: Final = text(
    "SELECT op_id, device_id, incarnation, seq, sha256, reply FROM applied_op WHERE op_id = ANY(CAST(:ids AS uuid[]))"
)
_BY_PLACE: Final = text(
    "SELECT seq, op_id FROM applied_op"
    " WHERE device_id = :device_id AND incarnation = :incarnation AND seq = ANY(CAST(:seqs AS bigint[]))"
)
_MOVE: Final = text(
    "UPDATE applied_op SET device_id = :device_id, incarnation = :incarnation, seq = moved.seq"
    " FROM unnest(CAST(:ids AS uuid[]), CAST(:seqs AS bigint[])) AS moved (op_id, seq)"
    " WHERE applied_op.op_id = moved.op_id"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """An op's stored terminal verdict and where the op was last offered."""

    verdict: OpVerdict
    sha256: bytes
    stream: tuple[UUID, int]


@dataclass(slots=True)
class Ledger:
    """What is stored of a batch's ops and of those they depend on, and what this batch adds."""

    batch: Batch
    judged: dict[UUID, Judged] = field(default_factory=dict)
    places: dict[int, UUID] = field(default_factory=dict)
    forked: bool = False
    _new: list[tuple[Op, OpVerdict]] = field(default_factory=list)
    _moved: dict[UUID, int] = field(default_factory=dict)

    @classmethod
    def load(cls, connection: Connection, batch: Batch, ops: list[Op]) -> Self:
        """Two statements, whatever the number of ops."""
        ids = {op.op_id for op in ops} | {op.depends_on for op in ops if op.depends_on}
        judged = {
            row.op_id: Judged(OpVerdict.model_validate_json(row.reply), row.sha256, (row.device_id, row.incarnation))
            for row in run(connection, _BY_ID, {"ids": ids})
        }
        places = {
            row.seq: row.op_id for row in run(connection, _BY_PLACE, {"seqs": [op.seq for op in ops]}, **batch.place)
        }
        return cls(batch, judged, places)

    def repeat(self, op: Op) -> OpVerdict | None:
        """The stored verdict of an op that comes again, `op_reuse` for one that only pretends to; None for a new one.

        `op_reuse` is never stored: under a new incarnation and as itself the op is welcome."""
        known = self.judged.get(op.op_id)
        if known is None:
            return self._forged(op) if self.places.get(op.seq, op.op_id) != op.op_id else None
        if known.sha256.hex() != op.body_sha256:
            return self._forged(op)
        self._follow(op, known)
        return known.verdict.model_copy(update={"duplicate": True})

    def settled(self, op_id: UUID) -> bool:
        """Whether an op has a terminal verdict."""
        return op_id in self.judged

    def store(self, op: Op, verdict: OpVerdict) -> None:
        """Keep a new terminal verdict."""
        self.judged[op.op_id] = Judged(verdict, bytes.fromhex(op.body_sha256), self.batch.stream)
        self.places[op.seq] = op.op_id
        self._new.append((op, verdict))

    def write(self, connection: Connection) -> None:
        """Two statements at most."""
        if self._moved:
            run(connection, _MOVE, {"ids": self._moved, "seqs": self._moved.values()}, **self.batch.place)
        rows = [
            {
                "op_id": op.op_id,
                "device_id": self.batch.device_id,
                "incarnation": self.batch.incarnation,
                "seq": op.seq,
                "sha256": self.judged[op.op_id].sha256,
                "verdict": verdict.verdict.value,
                "reply": verdict.model_dump_json(),
                "made_at": op.made_at,
                "received_at": self.batch.now,
            }
            for op, verdict in self._new
        ]
        insert_rows(connection, applied_op, rows)

    def _forged(self, op: Op) -> OpVerdict:
        self.forked = True
        log.error("op_reuse", device=self.batch.device_id, incarnation=self.batch.incarnation, op=op.op_id, seq=op.seq)
        return OpVerdict(op_id=op.op_id, verdict=Verdict.REJECTED, reason=Reason.OP_REUSE)

    def _follow(self, op: Op, known: Judged) -> None:
        """An op sits where it was last offered: a kiosk that goes on under a new incarnation, or enrolled anew, offers
        its ops again, and `contiguous_through` of that stream must count them."""
        device_id, incarnation = known.stream
        newer = device_id != self.batch.device_id or incarnation < self.batch.incarnation
        if newer and op.seq not in self.places:
            self.places[op.seq] = op.op_id
            self._moved[op.op_id] = op.seq
