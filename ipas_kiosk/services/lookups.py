"""Credential lookup and e-mail lookup (screens §4, §7; model §3, §5; requirements R1, R10, R11)."""

from ipas_contract import calls
from ipas_contract.codes import Language
from ipas_contract.events import Channel, LookupBody, OpKind
from ipas_contract.ids import uuid7
from ipas_contract.masking import mask_email
from ipas_contract.rules import name as name_rule
from ipas_kiosk.models.store import Store
from ipas_kiosk.services import bodies
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.guard import guarded
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.sync.gateway import Gateway, NoLine, Refused
from ipas_kiosk.services.sync.policy import device_answer
from ipas_kiosk.services.sync.pump import Pump
from ipas_kiosk.services.values import (
    CredentialLookupForm,
    CredentialLookupOutcome,
    EmailFound,
    EmailLookupForm,
    EmailLookupOutcome,
    NoMatch,
    TakenIn,
    Unreachable,
)


class Lookups:
    """Implements `services.api.Lookups`. `whole`: offline answers show the whole address (setting `email_lookup`)."""

    def __init__(
        self, lanes: Lanes, store: Store, clock: Clock, gateway: Gateway, pump: Pump, *, whole: bool = False
    ) -> None:
        self._lanes, self._store, self._clock = lanes, store, clock
        self._gateway, self._pump, self._whole = gateway, pump, whole

    async def credentials(self, form: CredentialLookupForm, language: Language) -> CredentialLookupOutcome:
        """Central takes it in, or the request, which holds no secret, waits here under the same id (R10)."""
        return await guarded(self._credentials(form, language))

    async def email(self, form: EmailLookupForm, language: Language) -> EmailLookupOutcome:
        """Central's answer; without it what this kiosk itself registered."""
        return await guarded(self._email(form, language))

    async def _credentials(self, form: CredentialLookupForm, language: Language) -> CredentialLookupOutcome:
        body = LookupBody(
            request_id=uuid7(),
            channel=Channel(form.send_by.value),
            id_number=form.id_number,
            name=name_rule.normalise(form.name),
            address=form.address,
            language=language,
        )
        reply = await self._gateway.credential_lookup(calls.CredentialLookupRequest(**dict(body)))
        if isinstance(reply, NoLine | Refused):
            if (answer := device_answer(reply)) is not None:
                return answer
            await self._lanes.store(self._queue, body)
            self._pump.queued(body.request_id)
            return TakenIn(queued=True)
        return TakenIn(queued=False)

    async def _email(self, form: EmailLookupForm, language: Language) -> EmailLookupOutcome:
        name = name_rule.normalise(form.name)
        request = calls.EmailLookupRequest(
            request_id=uuid7(), account=form.account, name=name, mobile=form.mobile, language=language
        )
        reply = await self._gateway.email_lookup(request)
        if isinstance(reply, NoLine | Refused):
            return device_answer(reply) or await self._email_here(form)
        if reply.outcome is calls.EmailLookupOutcome.FOUND and reply.email is not None:
            return EmailFound(reply.email, authoritative=True)
        return NoMatch()

    async def _email_here(self, form: EmailLookupForm) -> EmailFound | Unreachable:
        address = await self._lanes.store(self._address, form)
        if address is None:
            return Unreachable()
        return EmailFound(address if self._whole else mask_email(address), authoritative=False)

    # ---- STORE lane ----------------------------------------------------------------------------------------------

    def _queue(self, body: LookupBody) -> None:
        with self._store.write() as work:
            bodies.enrolled(work)
            work.outbox.append(bodies.op(OpKind.LOOKUP, body.request_id, body.request_id, body, self._clock))
            work.commit()

    def _address(self, form: EmailLookupForm) -> str | None:
        with self._store.read() as work:
            found = work.registrations.by_account(form.account)
        if found is None:
            return None
        candidate = found[0]
        same = (candidate.name, candidate.mobile) == (name_rule.normalise(form.name), form.mobile)
        return candidate.email if same else None
