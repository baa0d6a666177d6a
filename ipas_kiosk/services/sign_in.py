"""Signing in: central first, else this kiosk's verifiers (model §5; requirements L1, L2, L5, L8).

Every local answer about an account that is held here costs exactly one bcrypt, whatever is wrong: name, password,
lock. Failures are counted in the store, so a restart forgives nothing.
"""

from dataclasses import dataclass
from typing import Final

from ipas_contract import calls, locks, passwords
from ipas_contract.codes import AttentionReason, SubmissionState
from ipas_contract.ids import uuid7
from ipas_contract.rules import name as name_rule
from ipas_kiosk.models.records import Attempt, Submission, Verifier
from ipas_kiosk.models.store import Store
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.guard import guarded
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.sync.gateway import Gateway, NoLine, Refused
from ipas_kiosk.services.sync.policy import device_answer
from ipas_kiosk.services.values import (
    Denied,
    MustChange,
    Session,
    SignedIn,
    SignInForm,
    SignInOutcome,
    UnknownAccount,
)

_HELD_REASONS: Final = (AttentionReason.IDENTITY, AttentionReason.REFUSED)


@dataclass(frozen=True, slots=True)
class _Held:
    """An account that this kiosk can answer for."""

    submission: Submission
    verifier: Verifier
    name_matches: bool
    attempt: Attempt

    @property
    def unsettled(self) -> bool:
        """Central may not know it yet, or has not given it to its owner: the kiosk answers over its "unknown"."""
        return self.submission.state is SubmissionState.PROVISIONAL or (
            self.submission.state is SubmissionState.ATTENTION and self.submission.reason in _HELD_REASONS
        )


class SignIn:
    """Implements `services.api.SignIn`."""

    def __init__(self, lanes: Lanes, store: Store, clock: Clock, gateway: Gateway) -> None:
        self._lanes, self._store, self._clock, self._gateway = lanes, store, clock, gateway

    async def sign_in(self, form: SignInForm) -> SignInOutcome:
        return await guarded(self._sign_in(form))

    async def _sign_in(self, form: SignInForm) -> SignInOutcome:
        request = calls.SignInRequest(request_id=uuid7(), account=form.account, name=form.name, password=form.password)
        reply = await self._gateway.sign_in(request)
        if isinstance(reply, NoLine | Refused):
            return device_answer(reply) or await self._here(form) or UnknownAccount(authoritative=False)
        match reply.outcome:
            case calls.SignInOutcome.UNKNOWN:
                return await self._here(form, unsettled_only=True) or UnknownAccount(authoritative=True)
            case calls.SignInOutcome.FAILED:
                return Denied()
            case _:
                return await self._let_in(form, reply)

    async def _let_in(self, form: SignInForm, reply: calls.SignInReply) -> SignInOutcome:
        if reply.candidate_id is None:
            return Denied()
        await self._lanes.store(self._forgive, form.account)
        session = Session(
            candidate_id=reply.candidate_id,
            account=form.account,
            name=name_rule.normalise(form.name),
            state=reply.state,
            reason=reply.reason,
            authoritative=True,
            profile_complete=reply.profile_complete is not False,
        )
        return MustChange(session) if reply.outcome is calls.SignInOutcome.MUST_CHANGE else SignedIn(session)

    async def _here(self, form: SignInForm, *, unsettled_only: bool = False) -> SignedIn | Denied | None:
        """This kiosk's own answer; None when it holds no such account."""
        held = await self._lanes.store(self._held, form)
        if held is None or (unsettled_only and not held.unsettled):
            return None
        right = await self._lanes.cpu(passwords.verify, form.password, held.verifier.password_hash)
        if not await self._lanes.store(self._judge, form.account, right and held.name_matches):
            return Denied()
        return SignedIn(
            Session(
                candidate_id=held.verifier.candidate_id,
                account=form.account,
                name=name_rule.normalise(form.name),
                state=held.submission.state,
                reason=held.submission.reason,
                authoritative=False,
                receipt_no=held.submission.receipt_no,
            )
        )

    # ---- STORE lane ----------------------------------------------------------------------------------------------

    def _held(self, form: SignInForm) -> _Held | None:
        with self._store.read() as work:
            verifier = work.verifiers.find(form.account, self._clock.now_ms())
            submission = work.registrations.submission(verifier.candidate_id) if verifier else None
            if verifier is None or submission is None:
                return None
            matches = work.verifiers.name_matches(verifier, name_rule.normalise(form.name))
            return _Held(submission, verifier, matches, work.attempts.get(form.account))

    def _judge(self, account: str, right: bool) -> bool:
        """Whether it lets in, after the lock has had its say; a wrong try outside a lock counts (L8)."""
        now = self._clock.now_ms()
        with self._store.write() as work:
            attempt = work.attempts.get(account)
            if now < attempt.locked_until <= now + locks.LONGEST_S * 1000:
                return False
            if right:
                work.attempts.clear(account)
            else:
                failures = attempt.failures + 1
                lock = locks.seconds(failures)
                work.attempts.put(Attempt(attempt.account_key, failures, now + lock * 1000 if lock else 0))
            work.commit()
        return right

    def _forgive(self, account: str) -> None:
        """Central let this account in: failures counted here are over (L8). Writes only if there were any."""
        with self._store.read() as work:
            if not work.attempts.get(account).failures:
                return
        with self._store.write() as work:
            work.attempts.clear(account)
            work.commit()
