"""A few people for the demo: they do not exist, their ID numbers have serials near zero, their passwords are shown."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, select, tuple_

from ipas_central.candidates.repository import ACTIVE, GROUP_PENDING
from ipas_central.context import Central
from ipas_central.db import insert_rows
from ipas_central.sync import names
from ipas_central.tables import candidate, claim
from ipas_contract import passwords
from ipas_contract.rules import identity

CENTRE: Final = "demo"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """What the demo tells about a candidate; without a password it is a group's, who asks for one first."""

    account: str
    name: str
    id_number: str
    email: str
    mobile: str
    password: str | None = None
    nationality: str = "roc"
    sex: str = "female"


PEOPLE: Final = (
    DemoPerson("yijun.lin", "林怡君", "F200000017", "yijun@mail.example.org", "+886900000001", "Harbour#Lantern21"),
    DemoPerson(
        "zhiming88",
        "張簡志明",
        "F100000024",
        "zhiming@mail.example.org",
        "+886900000002",
        "Quarry.Meadow76",
        sex="male",
    ),
    DemoPerson(
        "anna_demo", "Anna Demo", "F800000037", "anna@mail.example.org", "+886900000003", "Willow(Copper)58", "foreign"
    ),
    DemoPerson("gdemo0001", "黃‧小美", "F200000044", "group@mail.example.org", "+886900000004"),
)


def seed_demo(central: Central) -> tuple[DemoPerson, ...]:
    """Put the demo's people into central, but for those whose name or number is held; returns all."""
    with central.engine.begin() as connection:
        for serial, person in enumerate(PEOPLE, 1):
            _add(connection, central, person, UUID(f"00000000-0000-7000-8000-{serial:012}"))
    return PEOPLE


def _add(connection: Connection, central: Central, person: DemoPerson, candidate_id: UUID) -> None:
    now = central.clock()
    kind = identity.check_any(person.id_number).kind
    assert kind is not None
    id_key = central.keys.id_key(kind, person.id_number)
    keys = [("account", person.account.encode()), ("id", id_key)]
    if connection.execute(select(claim.c.kind).where(tuple_(claim.c.kind, claim.c.key).in_(keys))).first():
        return
    rows = [{"kind": kind_, "key": key, "candidate_id": candidate_id, "made_at": now} for kind_, key in keys]
    insert_rows(connection, claim, rows)
    names.touched(connection, [person.account.encode()])
    connection.execute(
        candidate.insert().values(
            _columns(person, central.settings.bcrypt_cost, now)
            | {"id": candidate_id, "id_kind": kind, "id_key": id_key}
        )
    )


def _columns(person: DemoPerson, cost: int, now: int) -> dict[str, Any]:
    return {
        "account": person.account,
        "account_key": person.account.casefold(),
        "nationality": person.nationality,
        "id_number": person.id_number,
        "name": person.name,
        "surname_roman": "",
        "given_roman": "",
        "roman_source": "organiser",
        "email": person.email,
        "mobile": person.mobile,
        "sex": person.sex,
        "education": "bachelor",
        "school_area": "other",
        "school_text": "其他",
        "department_text": "無",
        "password_hash": passwords.hash_password(person.password, cost=cost) if person.password else None,
        "language": "zh_TW",
        "consent_version": "demo",
        "consent_at": now,
        "origin": "kiosk" if person.password else "group",
        "centre_id": CENTRE,
        "status": ACTIVE if person.password else GROUP_PENDING,
    }
