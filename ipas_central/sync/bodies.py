"""Op bodies, judged again by the rules of the contract: central never trusts a kiosk (rules, introduction)."""

import json
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from ipas_central.keys import Keys
from ipas_central.sync import upcasting
from ipas_contract import passwords, receipts
from ipas_contract.codes import Checked, Code, Nationality
from ipas_contract.events import ID_CARD_SEEN, Op, Profile, ProfileBody, Reason, RegistrationBody, WithdrawalBody
from ipas_contract.resolutions import ResolutionBody, plain_name
from ipas_contract.rules import account, email, identity, mobile, name, romanisation

B = TypeVar("B", RegistrationBody, ProfileBody, WithdrawalBody, ResolutionBody)

MAX_FREE_TEXT: Final = 60
"""School and department in the candidate's own words (rules §8)."""
MAX_NOTE: Final = 200
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a body is not accepted."""

    reason: Reason
    field: str | None = None
    code: Code | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration that keeps every rule: `body` as it came, `row` the candidate's columns, normalised."""

    body: RegistrationBody
    row: dict[str, Any]
    account_key: bytes
    id_key: bytes
    card_seen: bool


class Outline(BaseModel):
    """The little that is read of a body whose form is not understood, so that its receipt can be answered for."""

    model_config = ConfigDict(extra="ignore")

    receipt_no: str = ""
    account: str | None = None


def registration(op: Op, keys: Keys, bcrypt_cost: int | None, staff: Container[str]) -> Registration | Refusal:
    """Judge the body of `registration.submitted` or `.amended`; the first finding refuses it. Without a `bcrypt_cost`
    the password may be of any: it was judged by the one of then. `staff`: whose word about an ID card counts."""
    body = read(RegistrationBody, op)
    if isinstance(body, Refusal):
        return body
    number = identity.check(body.id_number, nationality=body.nationality)
    named = _values((("account", account.check(body.account, id_number=number.value)), ("id_number", number)))
    if isinstance(named, Refusal):
        return named
    said = profile(body, body.nationality)
    if isinstance(said, Refusal):
        return said
    cost = passwords.cost_of(body.password_hash)
    if not cost or bcrypt_cost not in (None, cost):
        return Refusal(Reason.BAD_FIELD, "password_hash", Code.BAD_FORMAT)
    for field, code in _plain_findings(body):
        return Refusal(Reason.BAD_FIELD, field, code)
    assert number.kind is not None
    id_key = keys.id_key(number.kind, named["id_number"])
    row = said | named
    row |= zip(_COLUMNS, _columns_of(body), strict=True)
    row |= {"account_key": row["account"].casefold(), "id_kind": number.kind.value, "id_key": id_key}
    who, _, reason = (body.assisted or "").rpartition("/")
    card_seen = reason == ID_CARD_SEEN and plain_name(who) in staff
    return Registration(body, row, row["account_key"].encode(), id_key, card_seen)


def profile(said: Profile, nationality: Nationality) -> dict[str, Any] | Refusal:
    """Judge what a candidate may change: the candidate's columns, normalised, or the first finding."""
    romanised = romanisation.check(said.surname_roman, said.given_roman)
    values = _values(_by_rules(said, nationality, romanised))
    if isinstance(values, Refusal):
        return values
    for field, code in _free_texts(said):
        return Refusal(Reason.BAD_FIELD, field, code)
    row = dict(zip(_PROFILE, _profile_of(said), strict=True))
    row |= values
    row |= {"surname_roman": romanised.surname, "given_roman": romanised.given}
    row["extra"] = json.dumps(said.model_extra) if said.model_extra else None
    return row


def read(form: type[B], op: Op) -> B | Refusal:
    """An op's body as today's wire defines it, about the entity that the op names."""
    try:
        body = form.model_validate_json(upcasting.today(op.kind, op.schema_ver, op.body))
    except ValidationError as error:
        place = error.errors(include_input=False, include_url=False, include_context=False)[0]["loc"]
        field = next((str(part) for part in reversed(place) if part in _FIELDS), None)
        return Refusal(Reason.BAD_BODY, field)
    return body if body.id == op.entity_id else Refusal(Reason.BAD_FIELD, "id")


def outline(content: str) -> Outline:
    """What a refused or unread body says of its receipt and account; empty where it says nothing of use."""
    try:
        found = Outline.model_validate_json(content)
    except ValidationError:
        return Outline()
    receipt_no = found.receipt_no if receipts.valid(found.receipt_no) else ""
    named = found.account if found.account and account.check(found.account).good else None
    return Outline(receipt_no=receipt_no, account=named)


def addressed(op: Op) -> RegistrationBody | None:
    """A refused registration that can be answered by mail all the same: who and where."""
    body = read(RegistrationBody, op)
    if isinstance(body, Refusal) or text_problem(body.name, MAX_FREE_TEXT):
        return None
    return body if email.check(body.email).good else None


_FIELDS: Final = frozenset(RegistrationBody.model_fields)
_COLUMNS: Final = ("id", "nationality", "password_hash", "consent_version", "consent_at")
"""What a registration's row takes as it came, besides account, ID number and profile."""
_PROFILE: Final = tuple(Profile.model_fields)
_columns_of, _profile_of = attrgetter(*_COLUMNS), attrgetter(*_PROFILE)


def _values(judged: Iterable[tuple[str, Checked]]) -> dict[str, Any] | Refusal:
    values: dict[str, Any] = {}
    for field, checked in judged:
        if not checked.good:
            return Refusal(Reason.BAD_FIELD, field, checked.problems[0].code)
        values[field] = checked.value
    return values


def _by_rules(said: Profile, nationality: Nationality, romanised: Checked) -> Iterator[tuple[str, Checked]]:
    yield "name", name.check(said.name, nationality=nationality)
    yield "surname_roman", romanised
    yield "email", email.check(said.email)
    yield "mobile", mobile.check(said.mobile, nationality=nationality)


def _free_texts(said: Profile) -> Iterator[tuple[str, Code]]:
    for field in ("school", "department"):
        coded, written = getattr(said, f"{field}_code"), getattr(said, f"{field}_text")
        if (coded is None) == (written is None):
            yield f"{field}_code", Code.REQUIRED
        elif code := text_problem(coded or written or "", MAX_FREE_TEXT):
            yield (f"{field}_text" if coded is None else f"{field}_code"), code
    if code := text_problem(said.school_area, MAX_FREE_TEXT):
        yield "school_area", code


def _plain_findings(body: RegistrationBody) -> Iterator[tuple[str, Code]]:
    """What else no rule module judges: the receipt, the consent, who assisted."""
    if not receipts.valid(body.receipt_no):
        yield "receipt_no", Code.BAD_FORMAT
    if code := text_problem(body.consent_version, MAX_FREE_TEXT):
        yield "consent_version", code
    if body.assisted is not None and (code := text_problem(body.assisted, MAX_NOTE)):
        yield "assisted", code


def text_problem(text: str, most: int) -> Code | None:
    """What is wrong with a text in somebody's own words."""
    if not text.strip():
        return Code.EMPTY
    if len(text) > most:
        return Code.TOO_LONG
    return Code.BAD_CHARACTER if _CONTROL.search(text) else None
