"""What a running kiosk does by itself (model §9; V11): people go on, data does not stay."""

import json
from pathlib import Path

import pytest

from ipas_contract.codes import Language, SubmissionState
from ipas_kiosk.services.contact import FACT
from ipas_kiosk.services.retention import SEAL_AFTER_MS, Retention
from ipas_kiosk.services.values import (
    EmailFound,
    EmailLookupForm,
    LinkState,
    Registered,
    SignedIn,
    SignInForm,
    Trouble,
    Unreachable,
)
from tests.helpers.central import CentralServer
from tests.helpers.kiosks import PASSWORD, FakeClock, Running, enrolled, form, settings
from tests.sync.conftest import MakeKiosk

DAYS_46 = 46 * 24 * 60 * 60 * 1000


@pytest.mark.logs("skew_ms")
async def test_offline_sign_in_goes_on_when_the_data_is_gone(make_kiosk: MakeKiosk) -> None:
    """Model §5, §9: the e-mail lookup answers from the kiosk's records until they are gone, then it says so."""
    kiosk = await make_kiosk()
    person = form(1)
    assert isinstance(await kiosk.register(person), Registered)
    await kiosk.cable(plugged=False)
    lookup = EmailLookupForm(person.account, person.name, person.mobile)
    here = await kiosk.do(kiosk.services.lookups.email(lookup, Language.ZH_TW))
    assert isinstance(here, EmailFound)
    assert not here.authoritative
    with kiosk.store.write() as work:
        work._connection.exec_driver_sql("UPDATE verifier SET expires = 9000000000000")
        work.commit()
    kiosk.clock.later(seconds=SEAL_AFTER_MS / 1000)
    retention = Retention(kiosk.store, kiosk.clock, agreed=lambda: True)  # type: ignore[arg-type]
    assert await kiosk.lanes.store(retention.step, 0) is None
    assert await kiosk.do(kiosk.services.lookups.email(lookup, Language.ZH_TW)) == Unreachable()
    typed = SignInForm(person.account.upper(), person.name, PASSWORD)
    outcome = await kiosk.do(kiosk.services.sign_in.sign_in(typed))
    assert isinstance(outcome, SignedIn)
    assert (outcome.session.state, outcome.session.name) == (SubmissionState.CONFIRMED, person.name)


async def test_v11_a_kiosk_left_alone_is_locked_until_the_line_is_back(central: CentralServer, tmp_path: Path) -> None:
    store = await enrolled(tmp_path / "kiosk", central)
    clock = FakeClock()
    silence = {"ms": DAYS_46, "wall": clock.now, "mono": clock.mono_ms(), "boot": clock.boot_id}
    with store.write() as work:
        work.pulled.put_fact(FACT, json.dumps(silence))
        work.commit()
    kiosk = Running(store, settings(tmp_path / "kiosk", central.url), clock, plugged=False)
    try:
        await kiosk.until(lambda news: isinstance(news, LinkState) and news.trouble is Trouble.LOST_CONTACT)
        await kiosk.cable(plugged=True)
        await kiosk.until(lambda news: isinstance(news, LinkState) and news.trouble is None)
    finally:
        await kiosk.close()
