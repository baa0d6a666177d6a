"""Notes and the message table, for tests of the worker."""

from uuid import UUID

from ipas_central.messages import outbox
from ipas_central.messages.notes import Note
from ipas_central.messages.rendering import Template
from ipas_contract.codes import Language
from ipas_contract.events import Channel, RegistrationBody
from ipas_contract.ids import uuid7
from tests.helpers.office import Office
from tests.helpers.people import Person, person


def body_of(who: Person, candidate_id: UUID | None = None, **changes: str) -> RegistrationBody:
    values = {
        "id": str(candidate_id or uuid7()), "account": who.account, "nationality": "roc", "id_number": who.id_number,
        "name": who.name, "surname_roman": "", "given_roman": "", "roman_source": "organiser", "email": who.email,
        "mobile": "+886912000001", "sex": "female", "education": "bachelor", "school_area": "other",
        "school_text": "x", "department_text": "無", "password_hash": "", "language": "zh_TW", "consent_version": "1",
        "consent_at": 0, "receipt_no": "AB12-1-00001-7", "captcha_policy": "off",
    }  # fmt: skip
    return RegistrationBody.model_validate(values | changes, strict=False)


def post(office: Office, *written: Note) -> None:
    with office.central.engine.begin() as connection:
        outbox.post(connection, written, office.clock())


def a_note(address: str = person(1).email, template: Template = Template.ID_CLAIMED_AGAIN) -> Note:
    return Note(uuid7(), template, Channel.EMAIL, address, Language.ZH_TW, {"name": "王小明"})


def the_only(office: Office) -> tuple[int, int | None, str | None, str | None]:
    (row,) = office.messages()
    return row.tries, row.sent_at, row.dropped, row.last_error
