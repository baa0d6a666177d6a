"""Central without its line: a real database, a clock that a test sets, people who are registered already."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from ipas_central.context import Central, install
from ipas_central.messages.worker import Worker
from ipas_central.settings import Settings
from ipas_central.tables import candidate, claim, message, submission
from ipas_contract import passwords
from ipas_contract.calls import (
    EmailLookupRequest,
    PasswordRequest,
    SignInRequest,
)
from ipas_contract.codes import Language
from ipas_contract.events import Channel, LookupBody
from ipas_contract.ids import uuid7
from ipas_contract.rules import identity, mobile
from tests.helpers.people import Person

COST = 4
CENTRE = "north"
MORNING = 1_800_000_000_000
KIOSK = UUID(int=1)
MINUTE = 60_000
HOUR = 60 * MINUTE


@dataclass
class Clock:
    """UTC milliseconds that pass when told."""

    now: int = MORNING

    def __call__(self) -> int:
        return self.now

    def pass_(self, ms: int) -> None:
        self.now += ms


@dataclass
class Office:
    """Central's parts, and the folders where its mails and texts arrive."""

    central: Central
    clock: Clock
    mails: Path
    texts: Path
    _read: dict[Path, int] = field(default_factory=dict)

    def with_settings(self, **changes: Any) -> "Office":
        settings = self.central.settings.model_copy(update=changes)
        return replace(self, central=replace(self.central, settings=settings))

    def register(self, who: Person, *, cost: int = COST, **changes: Any) -> UUID:
        """A confirmed candidate as the sync leaves one; `changes` are columns of `candidate`."""
        values = self._columns(who, cost) | changes
        values["account_key"] = values["account"].casefold()
        keys = {"account": values["account_key"].encode(), "id": values["id_key"]}
        rows = [
            {"kind": kind, "key": key, "candidate_id": values["id"], "made_at": MORNING} for kind, key in keys.items()
        ]
        with self.central.engine.begin() as connection:
            connection.execute(candidate.insert().values(values))
            connection.execute(claim.insert(), rows)
            self._submit(connection, values)
        found: UUID = values["id"]
        return found

    def send(self, *, worker: Worker | None = None) -> int:
        """Let the worker deal with what is due."""
        return (worker or Worker(self.central)).run_due()

    def mail(self) -> list[EmailMessage]:
        """The mails that arrived, in order."""
        return [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(self.mails.glob("*.eml"))]

    def sms(self) -> list[str]:
        return [path.read_text(encoding="utf-8") for path in sorted(self.texts.glob("*.txt"))]

    def rows(self, table: Any) -> list[Any]:
        with self.central.engine.begin() as connection:
            return list(connection.execute(select(table)))

    def messages(self) -> list[Any]:
        return sorted(self.rows(message), key=lambda row: (row.due_at, row.template, row.channel))

    def _columns(self, who: Person, cost: int) -> dict[str, Any]:
        kind = identity.check_any(who.id_number).kind
        assert kind is not None
        return {
            "id": uuid7(),
            "account": who.account,
            "nationality": "roc",
            "id_kind": kind,
            "id_number": who.id_number,
            "id_key": self.central.keys.id_key(kind, who.id_number),
            "name": who.name,
            "surname_roman": "",
            "given_roman": "",
            "roman_source": "organiser",
            "email": who.email,
            "mobile": mobile.check(who.mobile).value,
            "sex": "female",
            "education": "bachelor",
            "school_area": "other",
            "school_text": "x",
            "department_text": "無",
            "password_hash": passwords.hash_password(who.password, cost=cost),
            "language": "zh_TW",
            "consent_version": "1",
            "consent_at": MORNING,
            "origin": "kiosk",
            "centre_id": CENTRE,
            "status": "active",
        }

    @staticmethod
    def _submit(connection: Connection, values: dict[str, Any]) -> None:
        connection.execute(
            submission.insert().values(
                candidate_id=values["id"],
                receipt_no="AB12-1-00001-7",
                state="confirmed",
                last_op_id=uuid7(),
                account=values["account"],
                centre_id=CENTRE,
                device_id=KIOSK,
                received_at=MORNING,
            )
        )


@contextmanager
def open_office(database_url: str, folder: Path, smtp_port: int) -> Iterator[Office]:
    """Central over a database whose tables are empty."""
    clock = Clock()
    settings = Settings(
        database_url=database_url,
        keys_dir=folder / "keys",
        bcrypt_cost=COST,
        smtp_port=smtp_port,
        mail_from="iPAS <noreply@example.org>",
        sms_dir=folder / "sms",
    )
    install(settings)
    central = Central.open(settings, clock)
    try:
        yield Office(central, clock, folder / "mail", folder / "sms")
    finally:
        central.engine.dispose()


def signing_in(who: Person, **changes: Any) -> SignInRequest:
    values = {"request_id": uuid7(), "account": who.account, "name": who.name, "password": who.password}
    return SignInRequest(**(values | changes))


def changing(who: Person, new: str, **changes: Any) -> PasswordRequest:
    values: dict[str, Any] = {
        "request_id": uuid7(),
        "account": who.account,
        "name": who.name,
        "current": who.password,
        "new_hash": passwords.hash_password(new, cost=COST),
        "language": Language.ZH_TW,
    }
    return PasswordRequest(**(values | changes))


def asking_credentials(who: Person, channel: Channel = Channel.EMAIL, **changes: Any) -> LookupBody:
    address = who.email if channel is Channel.EMAIL else mobile.check(who.mobile).value
    values: dict[str, Any] = {
        "request_id": uuid7(),
        "channel": channel,
        "id_number": who.id_number,
        "name": who.name,
        "address": address,
        "language": Language.ZH_TW,
    }
    return LookupBody(**(values | changes))


def asking_email(who: Person, **changes: Any) -> EmailLookupRequest:
    values: dict[str, Any] = {
        "request_id": uuid7(),
        "account": who.account,
        "name": who.name,
        "mobile": mobile.check(who.mobile).value,
        "language": Language.ZH_TW,
    }
    return EmailLookupRequest(**(values | changes))


def secret_in(mail: EmailMessage) -> str:
    """The temporary password that a mail says, in either language."""
    body = mail.get_body()
    assert body is not None
    found = re.search(r"(?:臨時密碼：|Temporary password: )(\S+)", body.get_content())
    assert found, "no temporary password in this mail"
    return found[1]
