"""The demo's candidates (U9)."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from ipas_central import cli
from ipas_central.candidates import sign_in
from ipas_central.seed import PEOPLE, DemoPerson, seed_demo
from ipas_central.tables import candidate, claim
from ipas_contract.calls import SignInOutcome, SignInRequest
from ipas_contract.codes import Nationality
from ipas_contract.ids import uuid7
from ipas_contract.rules import account, email, identity, mobile, name, password
from tests.helpers import people
from tests.helpers.credentials import give_secret
from tests.helpers.office import KIOSK, Office


def outcome(office: Office, person: DemoPerson, typed: str) -> SignInOutcome:
    request = SignInRequest(request_id=uuid7(), account=person.account, name=person.name, password=typed)
    return sign_in.sign_in(office.central, KIOSK, request)[0].outcome


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.account)
def test_u9_the_demos_people_keep_every_rule_and_do_not_exist(person: DemoPerson) -> None:
    nationality = Nationality(person.nationality)
    assert identity.check(person.id_number, nationality=nationality).good
    assert int(person.id_number[2:]) < 1000
    assert account.check(person.account, id_number=person.id_number).good
    assert name.check(person.name, nationality=nationality).value == person.name
    assert email.check(person.email).value == person.email
    assert email.check(person.email).good
    assert mobile.check(person.mobile).value == person.mobile
    if person.password:
        assert password.rules(person.password, personal=(person.account, person.id_number)) == ()


def test_seeding_again_changes_nothing_and_all_can_sign_in(office: Office) -> None:
    seed_demo(office.central)
    before = office.rows(candidate), office.rows(claim)
    seed_demo(office.central)
    assert (office.rows(candidate), office.rows(claim)) == before
    for person in PEOPLE:
        if person.password:
            assert outcome(office, person, person.password) is SignInOutcome.SIGNED_IN


def test_the_group_candidate_asks_for_a_password_first(office: Office) -> None:
    seed_demo(office.central)
    (person,) = [person for person in PEOPLE if person.password is None]
    who = people.Person(person.account, person.id_number, person.name, person.email, person.mobile, "")
    assert outcome(office, person, give_secret(office, who)) is SignInOutcome.MUST_CHANGE


def test_who_registered_at_the_kiosk_first_keeps_name_and_number(office: Office) -> None:
    taken = people.person(1)
    mine = office.register(taken, account=PEOPLE[0].account)
    seed_demo(office.central)
    held = {row.candidate_id for row in office.rows(claim) if row.key == PEOPLE[0].account.encode()}
    assert held == {mine}
    assert len(office.rows(candidate)) == len(PEOPLE)


def test_seeding_is_for_demos_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IPAS_DEMO", raising=False)
    refused = CliRunner().invoke(cli.app, ["seed-demo"])
    assert refused.exit_code == 78
    assert "demo" in refused.stderr


def test_the_command_says_how_they_sign_in(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = office.central.settings
    lines = f'database_url = "{settings.database_url}"\nkeys_dir = "keys"\nbcrypt_cost = 4\nlog_path = "central.log"\n'
    (tmp_path / "central.toml").write_text(lines, encoding="utf-8")
    monkeypatch.setenv("IPAS_DEMO", str(tmp_path))
    told = CliRunner().invoke(cli.app, ["seed-demo"])
    assert told.exit_code == 0, told.output
    for person in PEOPLE:
        assert person.account in told.stdout
        assert (person.password or "-") in told.stdout
