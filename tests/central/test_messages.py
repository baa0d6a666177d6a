"""What is told to whom, by real mail (model §12; L12, X2)."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import event, update

from ipas_central.messages import notes, outbox
from ipas_central.messages.notes import Contact, Note
from ipas_central.messages.sms import FileSms
from ipas_central.messages.smtp import SmtpLine, reason
from ipas_central.messages.worker import Worker
from ipas_central.tables import lookup_request, message, request_result, send_count, submission, temporary_secret
from ipas_contract.codes import Language
from ipas_contract.events import RegistrationBody
from ipas_contract.ids import uuid7
from tests.helpers.credentials import give_secret
from tests.helpers.notices import a_note, body_of, post, the_only
from tests.helpers.office import HOUR, MINUTE, Office
from tests.helpers.people import person

ANNE = person(1)
BOB = person(2)
DAY = 24 * HOUR
NOT_SENT = "message_not_sent"


def attention(op_id: UUID, body: RegistrationBody, office: Office) -> Note:
    return notes.attention(op_id, notes.contact_of(body), body.receipt_no, office.clock())


def test_confirmed_attention_and_claimed_again(office: Office) -> None:
    anne = office.register(ANNE)
    owner = Contact(anne, ANNE.account, ANNE.name, ANNE.email, "+886912000001", Language.EN)
    with office.central.engine.begin() as connection:
        connection.execute(update(submission).values(state="attention", reason="identity"))
    op = uuid7()
    post(
        office,
        notes.confirmed(op, body_of(BOB)),
        attention(op, body_of(ANNE, anne, email="new@mail.example.org"), office),
        notes.claimed_again(op, owner),
    )
    assert office.send() == 2
    office.clock.pass_(15 * MINUTE)
    assert office.send() == 1
    sent = {mail["To"]: mail["Subject"] for mail in office.mail()}
    assert sent == {
        BOB.email: "iPAS 考生註冊完成",
        ANNE.email: "Somebody registered with your ID number again at iPAS",
        "new@mail.example.org": "iPAS 考生註冊需要您協助確認",
    }


@pytest.mark.parametrize("state", ["confirmed", "withdrawn"])
def test_attention_that_was_settled_within_fifteen_minutes_is_not_told(office: Office, state: str) -> None:
    anne = office.register(ANNE)
    with office.central.engine.begin() as connection:
        connection.execute(update(submission).values(state=state))
    post(office, attention(uuid7(), body_of(ANNE, anne), office))
    office.clock.pass_(15 * MINUTE)
    office.send()
    assert office.mail() == []
    assert the_only(office) == (0, None, "settled", None)


def test_l12_a_changed_contact_is_told_to_old_and_new(office: Office) -> None:
    before = Contact(uuid7(), ANNE.account, ANNE.name, ANNE.email, "+886912000001", Language.ZH_TW)
    after = Contact(before.candidate_id, ANNE.account, ANNE.name, BOB.email, "+886912000001", Language.ZH_TW)
    post(office, *notes.contact_changed(uuid7(), before, after, Language.ZH_TW, office.clock()))
    office.send()
    assert {mail["To"] for mail in office.mail()} == {ANNE.email, BOB.email}
    assert len(office.sms()) == 1


def test_the_same_note_posted_again_is_one_message(office: Office) -> None:
    note = notes.confirmed(uuid7(), body_of(ANNE))
    post(office, note, note)
    post(office, note)
    office.send()
    post(office, note)
    assert office.send() == 0
    assert len(office.mail()) == 1


def test_five_hundred_notes_are_one_statement(office: Office) -> None:
    said: list[str] = []
    event.listen(office.central.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    post(office, *(notes.confirmed(uuid7(), body_of(ANNE)) for _ in range(500)))
    assert len(said) == 1
    assert len(office.messages()) == 500


@pytest.mark.parametrize(
    "name", ["王\r\nBcc: eve@example.org", "<img src=file:///x>", "{{7*7}} %s $account", "王\u202e小明", "' OR 1=1--"]
)
def test_x2_a_name_is_text_all_the_way(office: Office, name: str) -> None:
    post(office, notes.confirmed(uuid7(), body_of(ANNE, name=name)))
    office.send()
    (mail,) = office.mail()
    assert mail["Bcc"] is None
    assert mail["To"] == ANNE.email
    assert mail.get_content_type() == "text/plain"
    assert "\u202e" not in mail.get_content()
    assert len(mail.keys()) == len(set(mail.keys()))


@pytest.mark.parametrize("address", ["anne@example.org\r\nBcc: eve@example.org", "nobody", "a@b, c@d"])
def test_x2_an_address_that_is_none_is_dropped(office: Office, address: str) -> None:
    post(office, a_note(address))
    office.send()
    assert the_only(office)[2] == "not_an_address"
    assert office.mail() == []


def test_what_has_served_its_purpose_is_forgotten(office: Office) -> None:
    office.register(ANNE)
    give_secret(office, ANNE)
    with office.central.engine.begin() as connection:
        outbox.forget(connection, office.clock())
    tables = (message, lookup_request, temporary_secret, send_count)
    assert all(office.rows(table) for table in tables)
    with office.central.engine.begin() as connection:
        outbox.forget(connection, office.clock() + 31 * DAY)
    assert not any(office.rows(table) for table in (*tables, request_result))


def test_what_is_still_to_be_sent_is_never_forgotten(office: Office) -> None:
    post(office, a_note())
    with office.central.engine.begin() as connection:
        outbox.forget(connection, office.clock() + 365 * DAY)
    assert len(office.messages()) == 1


def test_the_file_driver_numbers_its_files_whoever_writes(tmp_path: Path) -> None:
    gateways = [FileSms(tmp_path) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: gateways[n % 4].send("+886912000001", f"text {n}", f"reference-{n}"), range(40)))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"{number:04}-886912000001.txt" for number in range(1, 41)]
    assert {path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {
        f"To: +886912000001\n\ntext {number}\n" for number in range(40)
    }


def test_a_lost_line_is_opened_anew(office: Office) -> None:
    settings = office.central.settings
    line = SmtpLine(settings.smtp_host, settings.smtp_port, settings.mail_from)
    post(office, a_note(), a_note(BOB.email))
    worker = Worker(office.central)
    worker._line = line  # the line between two mails of a burst
    worker._one()
    assert line._line is not None
    line._line.sock.close()  # type: ignore[union-attr]
    worker._one()
    line.close()
    assert len(office.mail()) == 2


def test_reasons_for_staff_hold_no_address() -> None:
    refused = smtplib.SMTPRecipientsRefused({"anne@example.org": (550, b"no anne@example.org here")})
    assert reason(refused) == "SMTP:550"
    assert reason(smtplib.SMTPDataError(554, b"anne@example.org")) == "SMTP:554"
    assert reason(TimeoutError("anne@example.org")) == "TimeoutError"
