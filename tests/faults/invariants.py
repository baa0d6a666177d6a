"""I1-I7 of the table, asked of the real stores and the real database.

An `Oracle` remembers what people were told and which ops were ever queued; `check` holds after any step, `settled`
when everything has drained.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, select, text

from ipas_central.tables import applied_op, conflict, meta, raw_inbox, submission
from ipas_contract.codes import SubmissionState
from ipas_contract.events import OpKind, Verdict
from ipas_kiosk.models.records import OpState, QueuedOp
from tests.faults.site import Site

_HOLES = text(
    "SELECT device.kiosk_code, stream.contiguous_through FROM stream"
    " JOIN device ON device.id = stream.device_id AND device.incarnation = stream.incarnation"
    " WHERE stream.contiguous_through > (SELECT count(DISTINCT seq) FROM applied_op"
    " WHERE applied_op.device_id = stream.device_id AND applied_op.incarnation <= stream.incarnation"
    " AND seq BETWEEN 1 AND stream.contiguous_through)"
)
_SHARED = text(
    "SELECT account_key FROM candidate WHERE status <> 'merged' GROUP BY account_key HAVING count(*) > 1"
    " UNION ALL SELECT encode(id_key, 'hex') FROM candidate WHERE status <> 'merged'"
    " GROUP BY id_key HAVING count(*) > 1"
)
_UNCLAIMED = text(
    "SELECT id FROM candidate WHERE status <> 'merged' AND 2 <> (SELECT count(*) FROM claim"
    " WHERE candidate_id = candidate.id AND (kind = 'account' AND key = convert_to(candidate.account_key, 'UTF8')"
    " OR kind = 'id' AND key = candidate.id_key))"
)
_OWNERLESS = text("SELECT kind FROM claim WHERE NOT EXISTS (SELECT 1 FROM candidate WHERE id = claim.candidate_id)")
_TOLD_TWICE = text("SELECT cause FROM message GROUP BY cause, template, channel, address HAVING count(*) > 1")


@dataclass
class Known:
    """What central has, at one moment."""

    epoch: UUID
    verdicts: dict[UUID, str]
    standings: dict[UUID, Any]
    contested: set[UUID]
    raw: set[UUID]

    @classmethod
    def read(cls, connection: Connection) -> "Known":
        return cls(
            connection.execute(select(meta.c.server_epoch)).scalar_one(),
            {row.op_id: row.verdict for row in connection.execute(select(applied_op.c.op_id, applied_op.c.verdict))},
            {row.candidate_id: row for row in connection.execute(select(submission))},
            set(connection.execute(select(conflict.c.op_id)).scalars()),
            set(connection.execute(select(raw_inbox.c.op_id)).scalars()),
        )


@dataclass
class Oracle:
    """What was promised: `lost` are candidates whose only copy a restored kiosk destroyed, which nothing can mend."""

    ops: dict[UUID, UUID] = field(default_factory=dict)
    lost: set[UUID] = field(default_factory=set)
    gone: set[UUID] = field(default_factory=set)
    others: Counter[UUID] = field(default_factory=Counter)
    """Ops on a candidate that no site made: another kiosk's, the staff's."""

    def check(self, engine: Engine, sites: Iterable[Site]) -> Known:
        """Everything that holds at any time."""
        with engine.begin() as connection:
            known = Known.read(connection)
            self._central(connection, known)
        for site in sites:
            self._site(site, known)
        return known

    def settled(self, engine: Engine, sites: Iterable[Site]) -> Known:
        """And when nothing waits any more: both sides say the same of every registration."""
        sites = list(sites)
        known = self.check(engine, sites)
        for site in sites:
            assert site.counts()[OpState.PENDING] == 0
            for candidate_id in site.told.keys() - self.lost:
                here, there = site.submission(candidate_id), known.standings.get(candidate_id)
                assert there is not None, f"I1: {candidate_id} is not at central"
                if here is not None:
                    pair = (here.state, here.reason), (there.state, there.reason)
                    assert pair[0] == pair[1], f"I5: {candidate_id} is {pair[0]} here and {pair[1]} at central"
        return known

    def forget(self, site: Site, known: Known) -> None:
        """The site is about to lose what only it has (an old copy takes its place)."""
        self.lost |= {candidate for candidate in site.told if candidate not in known.standings}
        self.gone |= {row.op_id for row in site.outbox()}

    def _central(self, connection: Connection, known: Known) -> None:
        assert not connection.execute(_HOLES).all(), "I3: a hole below contiguous_through"
        assert not connection.execute(_SHARED).all(), "I4: two owners"
        assert not connection.execute(_UNCLAIMED).all(), "I4: a candidate without its claims"
        assert not connection.execute(_OWNERLESS).all(), "I4: a claim of nobody's"
        assert not connection.execute(_TOLD_TWICE).all(), "I2: told twice"

    def _site(self, site: Site, known: Known) -> None:
        rows = site.outbox()
        queued = {row.op_id: row for row in rows}
        missing = {op for op, entity in self.ops.items() if entity in site.told} - queued.keys() - self.gone
        assert not missing, f"I6: ops vanished from the outbox: {missing}"
        self.ops |= {row.op_id: row.entity_id for row in rows}
        for candidate_id in site.told.keys() - self.lost:
            there = site.submission(candidate_id) is not None or candidate_id in known.standings
            assert there, f"I1: {candidate_id} was shown as saved and is nowhere"
        with site.store.read() as work:
            device = work.device.get()
        if device is not None and device.server_epoch == known.epoch:
            self._agree(site, rows, known)
        effects = self.others + Counter(self.ops[op] for op in known.verdicts if op in self.ops)
        for candidate_id, standing in known.standings.items():
            if candidate_id in site.told and candidate_id not in self.lost:
                assert standing.version <= effects[candidate_id], f"I2: more effects than ops on {candidate_id}"

    def _agree(self, site: Site, rows: tuple[QueuedOp, ...], known: Known) -> None:
        for row in rows:
            if row.state is OpState.DONE:
                here = json.loads(row.last_reply or "{}").get("verdict")
                there = known.verdicts.get(row.op_id)
                erased = row.kind == OpKind.LOOKUP and there is None  # a restored central is not told of it again
                assert erased or there == here, (
                    f"I5: {row.op_id} {row.kind} {row.seq} is {here} here and {there} at central"
                )
            self._kept(row, known)
        by_id = {row.op_id: row for row in rows}
        for candidate_id in site.told:
            here = site.submission(candidate_id)
            if here is None or here.state is not SubmissionState.CONFIRMED:
                continue
            last = by_id[here.last_op_id]
            assert '"verdict"' in (last.last_reply or ""), "I7: confirmed before any verdict came"
            if last.state is OpState.DONE:  # else it is offered again to a restored central
                there = known.standings.get(candidate_id)
                assert there is not None, "I7: confirmed here, unknown at central"

    @staticmethod
    def _kept(row: QueuedOp, known: Known) -> None:
        verdict = known.verdicts.get(row.op_id)
        if verdict in (Verdict.CONFLICT, Verdict.REJECTED) and row.kind != OpKind.LOOKUP:
            assert row.op_id in known.contested, "I6: not accepted, and staff know nothing of it"
        if verdict == Verdict.ACCEPTED_RAW:
            assert row.op_id in known.raw, "I6: taken in raw, and not there"
