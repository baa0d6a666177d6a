"""Changing a profile (model §3, screens §8): queued in one transaction, marked until central has confirmed it.

The row keeps what central is known to have; what waits to be sent lies over it (sync §2, Pull) and is read from the
outbox, so that a change that central does not take is gone here by itself.
"""

from dataclasses import asdict, fields, replace
from uuid import UUID

from ipas_contract.codes import SubmissionState
from ipas_contract.events import OpKind, ProfileBody
from ipas_kiosk.models.records import Candidate
from ipas_kiosk.models.store import Store
from ipas_kiosk.models.uow import UnitOfWork
from ipas_kiosk.services import bodies
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.failpoints import Failpoint, failpoint
from ipas_kiosk.services.guard import guarded
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.on_file import NotOnFile, OnFile, Profile, ProfileOutcome
from ipas_kiosk.services.sync.pump import Pump

_FIELDS = tuple(field.name for field in fields(Profile))
_CHANGEABLE = (SubmissionState.PROVISIONAL, SubmissionState.CONFIRMED)


class Profiles:
    """Implements `services.api.Profiles`."""

    def __init__(self, lanes: Lanes, store: Store, clock: Clock, pump: Pump) -> None:
        self._lanes, self._store, self._clock, self._pump = lanes, store, clock, pump

    async def on_file(self, candidate_id: UUID) -> ProfileOutcome:
        """The profile with what waits laid over it."""
        return await guarded(self._lanes.store(self._read, candidate_id))

    async def change(self, candidate_id: UUID, seen: OnFile, profile: Profile, *, key: UUID) -> ProfileOutcome:
        outcome = await guarded(self._lanes.store(self._save, candidate_id, seen, profile, key))
        if isinstance(outcome, OnFile) and outcome.waiting:
            self._pump.queued(key)
        return outcome

    def _read(self, candidate_id: UUID) -> OnFile | NotOnFile:
        with self._store.read() as work:
            return _on_file(work, candidate_id)

    def _save(self, candidate_id: UUID, seen: OnFile, profile: Profile, key: UUID) -> OnFile | NotOnFile:
        """Everything or nothing: the op is the change."""
        with self._store.write() as work:
            now = _on_file(work, candidate_id)
            if isinstance(now, NotOnFile) or work.outbox.get(key) or profile == seen.profile:
                return now
            body = bodies.profile(candidate_id, asdict(seen.profile), asdict(profile))
            last = _last_op(work, candidate_id)
            op = bodies.op(OpKind.PROFILE, key, candidate_id, body, self._clock, last)
            work.outbox.append(replace(op, base_version=seen.version))
            now = _on_file(work, candidate_id)
            failpoint(Failpoint.SAVE_BEFORE_COMMIT)
            work.commit()
        failpoint(Failpoint.SAVE_AFTER_COMMIT)
        return now


def _on_file(work: UnitOfWork, candidate_id: UUID) -> OnFile | NotOnFile:
    candidate, submission = work.registrations.get(candidate_id), work.registrations.submission(candidate_id)
    if candidate is None or submission is None or submission.state not in _CHANGEABLE:
        return NotOnFile()
    confirmed = now = _profile(candidate)
    for row in work.outbox.waiting(candidate_id, OpKind.PROFILE):
        now = replace(now, **bodies.changed(ProfileBody.model_validate_json(row.body)))
    changed = (name for name in _FIELDS if getattr(now, name) != getattr(confirmed, name))
    return OnFile(now, candidate.version, frozenset(changed))


def _last_op(work: UnitOfWork, candidate_id: UUID) -> UUID | None:
    """What a change has to wait for."""
    if waiting := work.outbox.waiting(candidate_id, OpKind.PROFILE):
        return waiting[-1].op_id
    submission = work.registrations.submission(candidate_id)
    return submission.last_op_id if submission else None


def _profile(candidate: Candidate) -> Profile:
    return Profile(**{name: getattr(candidate, name) for name in _FIELDS})
