"""Registering, correcting, withdrawing: one path, online or not (model §3).

The password is hashed on CPU; rows and op are saved in one transaction on STORE; the pump is woken; with a line the
verdict is waited for a little. What comes later reaches the screen as news.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from ipas_contract import passwords
from ipas_contract.calls import TakenRequest
from ipas_contract.codes import Code, Language, Problem, SubmissionState
from ipas_contract.events import CaptchaPolicy, OpKind
from ipas_contract.ids import uuid7
from ipas_contract.rules import name as name_rule
from ipas_kiosk.models.records import Candidate, Submission
from ipas_kiosk.models.store import Store
from ipas_kiosk.models.uow import UnitOfWork
from ipas_kiosk.services import bodies
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.failpoints import Failpoint, failpoint
from ipas_kiosk.services.guard import guarded
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.link import Link
from ipas_kiosk.services.receipts import number, receipt
from ipas_kiosk.services.sync.gateway import Gateway, Identity, NoLine, Refused
from ipas_kiosk.services.sync.pump import Pump
from ipas_kiosk.services.values import (
    Failed,
    Invalid,
    Registered,
    RegisterOutcome,
    RegistrationForm,
    Taken,
)

_AMENDABLE = (SubmissionState.PROVISIONAL, SubmissionState.ATTENTION)


@dataclass(frozen=True, slots=True)
class Rules:
    """What of the settings a registration needs. `expires(now)`: when its verifier lapses (model §5)."""

    bcrypt_cost: int
    verdict_wait_s: float
    captcha: CaptchaPolicy
    expires: Callable[[int], int]


def lapse(exam_day: date | None, time_zone: str) -> Callable[[int], int]:
    """When verifiers lapse (model §5): the midnight after the exam day, by default after the day of registration.
    Times in UTC milliseconds."""
    zone = ZoneInfo(time_zone)

    def expires(now: int) -> int:
        day = exam_day or datetime.fromtimestamp(now / 1000, zone).date()
        return int(datetime.combine(day + timedelta(days=1), time(), zone).timestamp() * 1000)

    return expires


@dataclass(frozen=True, slots=True)
class _Saved:
    candidate: Candidate
    submission: Submission


class Registration:
    """Implements `services.api.Registration`."""

    def __init__(
        self,
        lanes: Lanes,
        store: Store,
        clock: Clock,
        gateway: Gateway,
        link: Link,
        pump: Pump,
        identity: Identity,
        rules: Rules,
    ) -> None:
        self._lanes, self._store, self._clock = lanes, store, clock
        self._gateway, self._link, self._pump = gateway, link, pump
        self._identity, self._rules = identity, rules

    async def account_taken(self, account: str, *, except_id: UUID | None = None) -> Taken:
        """This kiosk's own registrations first, then central; when it cannot be asked, what it last told of all names:
        LIKELY, else NOT_ASKED."""
        here = await guarded(self._lanes.store(self._known_here, account, except_id))
        if here is Taken.TAKEN:
            return here
        unasked = Taken.NOT_ASKED if isinstance(here, Failed) else here
        if not self._link.online:
            return unasked
        reply = await self._gateway.account_taken(TakenRequest(account=account, except_id=except_id))
        return unasked if isinstance(reply, NoLine | Refused) else Taken(reply.outcome.value)

    async def register(
        self, form: RegistrationForm, language: Language, *, key: UUID, amends: UUID | None = None
    ) -> RegisterOutcome:
        return await guarded(self._register(form, language, key, amends))

    async def withdraw(self, candidate_id: UUID) -> Failed | None:
        """Take a registration of this kiosk back; one that is unknown or already ended is left as it is."""
        outcome = await guarded(self._lanes.store(self._take_back, candidate_id))
        if isinstance(outcome, Failed):
            return outcome
        if outcome is not None:
            self._pump.queued(outcome)
        return None

    async def _register(
        self, form: RegistrationForm, language: Language, key: UUID, amends: UUID | None
    ) -> RegisterOutcome:
        self._store.require_room()
        hashed = await self._lanes.cpu(passwords.hash_password, form.password, cost=self._rules.bcrypt_cost)
        with self._pump.expecting(key) as judged:
            saved = await self._lanes.store(self._save, form, language, key, amends, hashed)
            if isinstance(saved, Invalid):
                return saved
            self._pump.queued(key)
            await self._wait_for(judged)
        now = await self._lanes.store(self._current, saved)
        return Registered(receipt(now.candidate, now.submission, self._identity.key))

    async def _wait_for(self, judged: asyncio.Event) -> None:
        """For the verdict, as long as there is a line and the wait is short."""
        until = asyncio.get_running_loop().time() + self._rules.verdict_wait_s
        while self._link.online and not judged.is_set():
            changed = self._link.changed
            waits = [asyncio.create_task(event.wait()) for event in (judged, changed)]
            left = until - asyncio.get_running_loop().time()
            done, _ = await asyncio.wait(waits, timeout=max(0.0, left), return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()
            if not done:
                return

    # ---- STORE lane ----------------------------------------------------------------------------------------------

    def _known_here(self, account: str, except_id: UUID | None) -> Taken:
        with self._store.read() as work:
            if work.registrations.taken(account, except_id=except_id):
                return Taken.TAKEN
            return Taken.LIKELY if work.names.holds(account) else Taken.NOT_ASKED

    def _current(self, saved: _Saved) -> _Saved:
        with self._store.read() as work:
            return _Saved(saved.candidate, work.registrations.submission(saved.candidate.id) or saved.submission)

    def _save(
        self, form: RegistrationForm, language: Language, key: UUID, amends: UUID | None, hashed: str
    ) -> _Saved | Invalid:
        """Everything or nothing: candidate, submission, op, verifier (row 2, U15)."""
        with self._store.write() as work:
            queued, taken = work.registrations.found(key, form.account, amends=amends)
            before = _find(work, queued or amends)
            if before is not None and (queued or before.submission.state not in _AMENDABLE):
                return before
            if taken:
                return Invalid({"account": (Problem(Code.TAKEN),)})
            saved = self._write(work, form, language, key, before, hashed)
            failpoint(Failpoint.SAVE_BEFORE_COMMIT)
            work.commit()
        failpoint(Failpoint.SAVE_AFTER_COMMIT)
        return saved

    def _write(
        self,
        work: UnitOfWork,
        form: RegistrationForm,
        language: Language,
        key: UUID,
        before: _Saved | None,
        hashed: str,
    ) -> _Saved:
        now = self._clock.now_ms()
        saved = _rows(work, form, language, key, before, hashed, now)
        candidate, submission = saved.candidate, saved.submission
        body = bodies.registration(candidate, submission.receipt_no, self._rules.captcha)
        if before is None:
            work.registrations.add(candidate, submission)
        else:
            work.registrations.amend(candidate, key)
            work.verifiers.drop_of(candidate.id)
        kind = OpKind.AMENDED if before else OpKind.SUBMITTED
        depends_on = before.submission.last_op_id if before else None
        work.outbox.append(bodies.op(kind, key, candidate.id, body, self._clock, depends_on))
        work.verifiers.put(
            candidate.account,
            name_rule.normalise(candidate.name),
            candidate_id=candidate.id,
            password_hash=hashed,
            expires=self._rules.expires(now),
        )
        return saved

    def _take_back(self, candidate_id: UUID) -> UUID | None:
        with self._store.write() as work:
            found = _find(work, candidate_id)
            if found is None or found.submission.state not in _AMENDABLE:
                return None
            op_id = uuid7()
            body = bodies.withdrawal(candidate_id, found.submission.receipt_no)
            last = found.submission.last_op_id
            work.outbox.append(bodies.op(OpKind.WITHDRAWN, op_id, candidate_id, body, self._clock, last))
            work.registrations.follow(candidate_id, op_id, SubmissionState.WITHDRAWN)
            work.verifiers.drop_of(candidate_id)
            work.commit()
        return op_id


def _rows(
    work: UnitOfWork,
    form: RegistrationForm,
    language: Language,
    key: UUID,
    before: _Saved | None,
    hashed: str,
    now: int,
) -> _Saved:
    """What is to be kept: under a new id and receipt number, or under those of what is amended."""
    if before is None:
        serial = work.device.next_receipt()
        candidate_id, centre_id, receipt_no, made_at = uuid7(), serial.centre_id, number(serial), now
    else:
        candidate_id, centre_id = before.candidate.id, before.candidate.centre_id
        receipt_no, made_at = before.submission.receipt_no, before.submission.made_at
    candidate = bodies.candidate(
        form, candidate_id=candidate_id, language=language, password_hash=hashed, centre_id=centre_id
    )
    submission = Submission(
        candidate_id=candidate_id,
        receipt_no=receipt_no,
        state=SubmissionState.PROVISIONAL,
        reason=None,
        last_op_id=key,
        made_at=made_at,
    )
    return _Saved(candidate, submission)


def _find(work: UnitOfWork, candidate_id: UUID | None) -> _Saved | None:
    candidate = work.registrations.get(candidate_id) if candidate_id else None
    submission = work.registrations.submission(candidate_id) if candidate_id else None
    return _Saved(candidate, submission) if candidate and submission else None
