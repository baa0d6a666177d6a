"""Ops and their bodies as they travel (model §3): the exact text that is stored, hashed and sent."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel

from ipas_contract.codes import Language, Nationality
from ipas_contract.events import (
    SCHEMA_VERSION,
    CaptchaPolicy,
    OpKind,
    Profile,
    ProfileBody,
    RegistrationBody,
    WithdrawalBody,
)
from ipas_contract.rules import identity as identity_rule
from ipas_kiosk.models.records import Candidate, Device, NewOp
from ipas_kiosk.models.store import Store
from ipas_kiosk.models.uow import UnitOfWork
from ipas_kiosk.services.clock import Clock
from ipas_kiosk.services.opening import NotEnrolledError
from ipas_kiosk.services.sync.gateway import Identity
from ipas_kiosk.services.values import RegistrationForm

_TRAVELS: Final = tuple(name for name in RegistrationBody.model_fields if name in Candidate.__dataclass_fields__)


def candidate(
    form: RegistrationForm,
    *,
    candidate_id: UUID,
    language: Language,
    password_hash: str,
    centre_id: str,
) -> Candidate:
    """The row of a form whose fields the rules have judged. Raises ValueError for an ID number they refuse."""
    nationality = Nationality(form.nationality)
    kind = identity_rule.check(form.id_number, nationality=nationality).kind
    if kind is None:
        raise ValueError("the form's ID number was never judged")
    return Candidate(
        id=candidate_id,
        account=form.account,
        nationality=nationality,
        id_kind=kind,
        id_number=form.id_number,
        name=form.name,
        surname_roman=form.surname_roman,
        given_roman=form.given_roman,
        roman_source=form.roman_source,
        email=form.email,
        mobile=form.mobile,
        sex=form.sex,
        education=form.education,
        school_area=form.school_area,
        school_code=form.school_code,
        school_text=form.school_text,
        department_code=form.department_code,
        department_text=form.department_text,
        password_hash=password_hash,
        language=language,
        consent_version=form.consent_version,
        consent_at=form.consent_at,
        centre_id=centre_id,
    )


def registration(candidate: Candidate, receipt_no: str, captcha: CaptchaPolicy) -> BaseModel:
    """The body of `registration.submitted` and `registration.amended`."""
    fields = {name: getattr(candidate, name) for name in _TRAVELS}
    return RegistrationBody(**fields, receipt_no=receipt_no, captcha_policy=captcha)


def withdrawal(candidate_id: UUID, receipt_no: str) -> BaseModel:
    """The body of `registration.withdrawn`."""
    return WithdrawalBody(id=candidate_id, receipt_no=receipt_no)


def profile(candidate_id: UUID, base: Mapping[str, Any], profile: Mapping[str, Any]) -> BaseModel:
    """The body of `profile.changed`."""
    return ProfileBody(id=candidate_id, base=dict(base), profile=Profile(**profile))


def changed(body: ProfileBody) -> dict[str, Any]:
    """The fields that a `profile.changed` changes, with their new values."""
    after = body.profile.model_dump(include=set(Profile.model_fields))
    return {name: value for name, value in after.items() if value != body.base.get(name)}


def op(
    kind: OpKind, op_id: UUID, entity_id: UUID, body: BaseModel, clock: Clock, depends_on: UUID | None = None
) -> NewOp:
    """An op ready to be queued."""
    return NewOp(
        op_id=op_id,
        kind=kind.value,
        entity_id=entity_id,
        body=body.model_dump_json(),
        made_at=clock.now_ms(),
        boot_id=clock.boot_id,
        mono_ms=clock.mono_ms(),
        schema_ver=SCHEMA_VERSION,
        depends_on=depends_on,
    )


def identity(device: Device) -> Identity:
    """Who signs this kiosk's requests and receipts."""
    return Identity(device.device_id, Ed25519PrivateKey.from_private_bytes(device.private_key))


def device(store: Store) -> Device:
    """This kiosk's enrolment; `NotEnrolledError` without one."""
    with store.read() as work:
        return enrolled(work)


def enrolled(work: UnitOfWork) -> Device:
    """This kiosk's enrolment; `NotEnrolledError` without one."""
    device = work.device.get()
    if device is None:
        raise NotEnrolledError("no device in the store")
    return device
