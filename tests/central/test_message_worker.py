"""The worker: sending, failing, trying again, side by side (model §12; R3, R4, R6, R14)."""

import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, select, update

from ipas_central.candidates.lookups import Taking
from ipas_central.messages.sms import FileSms
from ipas_central.messages.worker import Worker
from ipas_central.tables import message, temporary_secret
from ipas_contract.events import Channel
from tests.helpers.credentials import ask
from tests.helpers.notices import a_note, post, the_only
from tests.helpers.office import HOUR, MINUTE, Office, asking_credentials
from tests.helpers.people import person

ANNE = person(1)
BOB = person(2)
DAY = 24 * HOUR
NOT_SENT = "message_not_sent"


@contextmanager
def relay_that(answers: str) -> Iterator[int]:
    """A mail server that says this line to every recipient, and nothing good otherwise; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    line, _ = listening.accept()
                except OSError:
                    return
                with line, line.makefile("rw", newline="\r\n") as talk:
                    talk.write("220 here\n")
                    talk.flush()
                    for asked in talk:
                        talk.write(f"{answers}\n" if asked.upper().startswith("RCPT") else "250 fine\n")
                        talk.flush()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def test_a_mail_is_whole_and_has_a_stable_message_id(office: Office) -> None:
    post(office, a_note())
    office.send()
    (mail,), (row,) = office.mail(), office.messages()
    assert mail["Message-ID"] == f"<{row.id}@example.org>"
    assert mail["From"] == "iPAS <noreply@example.org>"
    assert mail["Date"].datetime.timestamp() * 1000 == office.clock()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert the_only(office) == (1, office.clock(), None, None)


@pytest.mark.logs(NOT_SENT)
def test_r14_without_a_relay_it_is_kept_and_tried_again(office: Office) -> None:
    post(office, a_note())
    away = office.with_settings(smtp_port=1)
    assert away.send() == 1
    assert the_only(office) == (1, None, None, "ConnectionRefusedError")
    assert away.send() == 0, "not before its time"
    for seconds in (5, 10, 20):
        office.clock.pass_(seconds * 1000)
        assert away.send() == 1
    office.clock.pass_(40_000)
    assert office.send() == 1
    assert the_only(office) == (5, office.clock(), None, None)
    assert len(office.mail()) == 1


@pytest.mark.logs(NOT_SENT)
@pytest.mark.parametrize("answer", ["451 later", "550 nobody here"])
def test_r3_r14_what_the_relay_refuses_is_for_staff_only(office: Office, answer: str) -> None:
    post(office, a_note())
    with relay_that(answer) as port:
        office.with_settings(smtp_port=port).send()
    assert the_only(office) == (1, None, None, f"SMTP:{answer[:3]}")


@pytest.mark.logs(NOT_SENT)
def test_r14_trying_ends_with_the_time_to_live(office: Office) -> None:
    office.register(ANNE)
    ask(office, Taking(asking_credentials(ANNE)))
    post(office, a_note())
    away = office.with_settings(smtp_port=1)
    for _ in range(20):
        away.send()
        office.clock.pass_(10 * MINUTE)
    assert {row.template: row.dropped for row in office.messages()} == {
        "credential": "expired",
        "id_claimed_again": None,
    }
    office.clock.pass_(3 * DAY)
    away.send()
    assert {row.dropped for row in office.messages()} == {"expired"}
    office.send()
    assert office.mail() == []


@pytest.mark.logs(NOT_SENT)
def test_r6_a_retry_makes_a_new_secret_with_a_new_message_id(office: Office) -> None:
    office.register(ANNE)
    ask(office, Taking(asking_credentials(ANNE)))
    office.with_settings(smtp_port=1).send()
    (first,) = office.rows(temporary_secret)
    office.clock.pass_(5000)
    office.send()
    (second,) = office.rows(temporary_secret)
    assert first.digest != second.digest
    (mail,), (row,) = office.mail(), office.messages()
    assert str(row.id) not in mail["Message-ID"]
    assert re.fullmatch(r"<[0-9a-f-]{36}@example\.org>", mail["Message-ID"])


def test_a_worker_that_dies_after_the_relays_word_repeats_the_mail_under_one_id(office: Office) -> None:
    """At least once: the send is done, its commit never happens."""
    post(office, a_note())

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    event.listen(office.central.engine, "commit", die)
    with pytest.raises(KeyboardInterrupt):
        office.send()
    event.remove(office.central.engine, "commit", die)
    assert office.send() == 1
    first, second = office.mail()
    assert first["Message-ID"] == second["Message-ID"]
    assert office.send() == 0


def test_the_secret_is_stored_before_it_leaves(office: Office) -> None:
    """R4: who reads the mail at once can sign in at once, whatever happens to the worker then."""
    office.register(ANNE)
    ask(office, Taking(asking_credentials(ANNE)))
    stored: list[int] = []

    class Watching(FileSms):
        def send(self, number: str, text: str, reference: str) -> None:
            with office.central.engine.begin() as other:
                stored.append(other.scalar(select(func.count()).select_from(temporary_secret)) or 0)

    office.clock.pass_(MINUTE)
    ask(office, Taking(asking_credentials(ANNE, Channel.SMS)))
    with office.central.engine.begin() as connection:
        connection.execute(message.delete().where(message.c.channel == "email"))
    Worker(office.central, Watching(office.texts)).run_due()
    assert stored == [1]


@pytest.mark.logs("message_broken")
def test_one_broken_message_stops_no_other(office: Office) -> None:
    post(office, a_note())
    with office.central.engine.begin() as connection:
        connection.execute(update(message).values(params="{}"))
    post(office, a_note(BOB.email))
    assert office.send() == 2
    assert [mail["To"] for mail in office.mail()] == [BOB.email]


def test_four_workers_send_each_message_once(office: Office) -> None:
    post(office, *(a_note(person(serial).email) for serial in range(60)))
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: office.send(), range(4)))
    assert sum(counts) == 60
    assert sorted(mail["To"] for mail in office.mail()) == sorted(person(serial).email for serial in range(60))


def test_the_worker_starts_promptly_and_stops_cleanly(office: Office) -> None:
    stop, arrived = threading.Event(), threading.Event()

    class Telling(FileSms):
        def send(self, number: str, text: str, reference: str) -> None:
            super().send(number, text, reference)
            arrived.set()

    thread = threading.Thread(target=Worker(office.central, Telling(office.texts)).run, args=(stop,))
    thread.start()
    office.register(ANNE)
    ask(office, Taking(asking_credentials(ANNE, Channel.SMS)))
    try:
        assert arrived.wait(5)
    finally:
        stop.set()
        thread.join(5)
    assert not thread.is_alive()
    assert len(office.sms()) == 1


@pytest.mark.logs("message_worker_without_database")
def test_the_worker_outlives_a_database_that_is_away(office: Office) -> None:
    post(office, a_note())
    stop, failed = threading.Event(), threading.Event()

    def cut(connection: object, cursor: object, statement: str, *_: object) -> None:
        if "FOR UPDATE SKIP LOCKED" in statement and not failed.is_set():
            failed.set()
            getattr(connection, "connection").driver_connection.close()  # noqa: B009
        elif failed.is_set() and "UPDATE message" in statement:
            stop.set()

    event.listen(office.central.engine, "before_cursor_execute", cut)
    thread = threading.Thread(target=Worker(office.central).run, args=(stop,))
    thread.start()
    thread.join(20)
    stop.set()
    thread.join(5)
    assert failed.is_set()
    assert len(office.mail()) == 1


def test_without_a_gateway_no_text_message_is_sent(office: Office) -> None:
    office.register(ANNE)
    ask(office, Taking(asking_credentials(ANNE, Channel.SMS)))
    office.with_settings(sms_dir=None).send()
    assert the_only(office)[2] == "no_sms_gateway"
