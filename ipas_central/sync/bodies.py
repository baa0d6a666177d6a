"""Op bodies, judged again by the rules of the contract: central never trusts a kiosk (rules, introduction)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from ipas_central.keys import Keys
from ipas_contract import passwords, receipts
from ipas_contract.codes import Checked, Code
from ipas_contract.events import ID_CARD_SEEN, Reason, RegistrationBody
from ipas_contract.rules import account, email, identity, mobile, name, romanisation

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


def registration(content: str, entity_id: UUID, keys: Keys, bcrypt_cost: int) -> Registration | Refusal:
    """Judge the body of `registration.submitted` or `.amended`; the first finding refuses it."""
    try:
        body = RegistrationBody.model_validate_json(content)
    except ValidationError as error:
        place = error.errors(include_input=False, include_url=False, include_context=False)[0]["loc"]
        field = str(place[0]) if place and str(place[0]) in RegistrationBody.model_fields else None
        return Refusal(Reason.BAD_BODY, field)
    if body.id != entity_id:
        return Refusal(Reason.BAD_FIELD, "id")
    number = identity.check(body.id_number, nationality=body.nationality)
    values: dict[str, str] = {}
    romanised = romanisation.check(body.surname_roman, body.given_roman)
    for field, checked in _by_rules(body, number, romanised):
        if not checked.good:
            return Refusal(Reason.BAD_FIELD, field, checked.problems[0].code)
        values[field] = checked.value
    values |= {"surname_roman": romanised.surname, "given_roman": romanised.given}
    if not passwords.well_formed(body.password_hash, cost=bcrypt_cost):
        return Refusal(Reason.BAD_FIELD, "password_hash", Code.BAD_FORMAT)
    for field, code in _plain_findings(body):
        return Refusal(Reason.BAD_FIELD, field, code)
    assert number.kind is not None
    id_key = keys.id_key(number.kind, values["id_number"])
    row = body.model_dump(exclude=set(_NOT_COLUMNS)) | values
    row |= {"account_key": values["account"].casefold(), "id_kind": number.kind.value, "id_key": id_key}
    card_seen = (body.assisted or "").rpartition("/")[2] == ID_CARD_SEEN
    return Registration(body, row, row["account_key"].encode(), id_key, card_seen)


def outline(content: str) -> Outline:
    """What a refused or unread body says of its receipt and account; empty where it says nothing of use."""
    try:
        found = Outline.model_validate_json(content)
    except ValidationError:
        return Outline()
    receipt_no = found.receipt_no if receipts.valid(found.receipt_no) else ""
    named = found.account if found.account and account.check(found.account).good else None
    return Outline(receipt_no=receipt_no, account=named)


_NOT_COLUMNS: Final = frozenset({"receipt_no", "captcha_policy", "assisted"})


def _by_rules(body: RegistrationBody, number: Checked, romanised: Checked) -> Iterator[tuple[str, Checked]]:
    yield "account", account.check(body.account, id_number=body.id_number)
    yield "id_number", number
    yield "name", name.check(body.name, nationality=body.nationality)
    yield "surname_roman", romanised
    yield "email", email.check(body.email)
    yield "mobile", mobile.check(body.mobile, nationality=body.nationality)


def _plain_findings(body: RegistrationBody) -> Iterator[tuple[str, Code]]:
    """What no rule module judges: choices, free texts, the receipt."""
    if not receipts.valid(body.receipt_no):
        yield "receipt_no", Code.BAD_FORMAT
    for field in ("school", "department"):
        coded, written = getattr(body, f"{field}_code"), getattr(body, f"{field}_text")
        if (coded is None) == (written is None):
            yield f"{field}_code", Code.REQUIRED
        elif code := _text_problem(coded or written or "", MAX_FREE_TEXT):
            yield (f"{field}_text" if coded is None else f"{field}_code"), code
    for field in ("school_area", "consent_version"):
        if code := _text_problem(getattr(body, field), MAX_FREE_TEXT):
            yield field, code
    if body.assisted is not None and (code := _text_problem(body.assisted, MAX_NOTE)):
        yield "assisted", code


def _text_problem(text: str, most: int) -> Code | None:
    if not text.strip():
        return Code.EMPTY
    if len(text) > most:
        return Code.TOO_LONG
    return Code.BAD_CHARACTER if _CONTROL.search(text) else None
