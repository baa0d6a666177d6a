"""Changing a password (model §5) and how easily a new one would be guessed (rules §2)."""

from uuid import UUID

from ipas_contract import calls
from ipas_contract import passwords as stored_form
from ipas_contract.codes import Language
from ipas_contract.ids import uuid7
from ipas_contract.rules import name as name_rule
from ipas_kiosk.models.store import Store
from ipas_kiosk.services.guard import guarded
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.sync.gateway import Gateway, NoLine, Refused
from ipas_kiosk.services.sync.policy import device_answer
from ipas_kiosk.services.values import (
    Failed,
    PasswordChanged,
    PasswordChangeForm,
    PasswordChangeOutcome,
    Unreachable,
)


class Passwords:
    """Implements `services.api.Passwords`."""

    def __init__(self, lanes: Lanes, store: Store, gateway: Gateway, *, bcrypt_cost: int) -> None:
        self._lanes, self._store, self._gateway, self._cost = lanes, store, gateway, bcrypt_cost

    async def change(self, form: PasswordChangeForm, language: Language) -> PasswordChangeOutcome:
        """Only with central: the new password goes there as its hash. The verifier here is then of the past."""
        return await guarded(self._change(form, language))

    async def personal(self, candidate_id: UUID) -> tuple[str, ...]:
        words = await guarded(self._lanes.store(self._personal, candidate_id))
        return () if isinstance(words, Failed) else words

    async def strength(self, password: str, personal: tuple[str, ...]) -> tuple[int, bool]:
        return await self._lanes.cpu(_strength, password, personal)

    async def _change(self, form: PasswordChangeForm, language: Language) -> PasswordChangeOutcome:
        new_hash = await self._lanes.cpu(stored_form.hash_password, form.new, cost=self._cost)
        request = calls.PasswordRequest(
            request_id=uuid7(),
            account=form.account,
            name=name_rule.normalise(form.name),
            current=form.current,
            new_hash=new_hash,
            language=language,
        )
        reply = await self._gateway.change_password(request)
        if isinstance(reply, NoLine | Refused):
            return device_answer(reply) or Unreachable()
        if reply.outcome is calls.PasswordOutcome.CHANGED:
            await self._lanes.store(self._forget, form.account)
        return PasswordChanged(reply.outcome.value)

    def _personal(self, candidate_id: UUID) -> tuple[str, ...]:
        from ipas_contract.rules import password as rule

        with self._store.read() as work:
            held = work.registrations.get(candidate_id)
        return rule.personal(held.account, held.id_number, held.mobile, held.email) if held else ()

    def _forget(self, account: str) -> None:
        with self._store.write() as work:
            work.verifiers.drop(account)
            work.attempts.clear(account)
            work.commit()


def _strength(password: str, personal: tuple[str, ...]) -> tuple[int, bool]:
    from ipas_contract.rules import password as rule

    return rule.strength(password, personal)
