"""What a kiosk knows of somebody who chooses a new password (rules §2, X6)."""

from pathlib import Path

from ipas_contract.ids import uuid7
from ipas_kiosk.services.values import Registered
from tests.helpers.kiosks import FakeClock, Running, enrolled_store, form, settings


async def test_x6_of_its_own_candidates_it_knows_what_the_password_must_not_contain(tmp_path: Path) -> None:
    kiosk = Running(enrolled_store(tmp_path), settings(tmp_path), FakeClock())
    person = form(email="fang.ju@example.org", mobile="+886912345678")
    outcome = await kiosk.register(person)
    assert isinstance(outcome, Registered)
    known = await kiosk.do(kiosk.services.passwords.personal(outcome.receipt.candidate_id))
    assert known == (person.account, person.id_number, "886912345678", "0912345678", "fang.ju")
    assert await kiosk.do(kiosk.services.passwords.personal(uuid7())) == ()
    await kiosk.close()
