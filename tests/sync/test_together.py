"""Kiosks and a real central: online, offline, back (model §3, §5, §7; rows 2, 35-37; X9, R10)."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import func, select, update

from ipas_central.tables import candidate, conflict, device, lookup_request, submission
from ipas_contract import receipts
from ipas_contract.codes import AttentionReason, Language, SubmissionState
from ipas_contract.ids import uuid7
from ipas_kiosk.models.store import Store
from ipas_kiosk.services.values import (
    CredentialLookupForm,
    Denied,
    EmailFound,
    EmailLookupForm,
    Failed,
    LinkState,
    NoMatch,
    PasswordChanged,
    PasswordChangeForm,
    Receipt,
    Registered,
    SendBy,
    SignedIn,
    SignInForm,
    SubmissionNews,
    Taken,
    TakenIn,
    Trouble,
    UnknownAccount,
)
from tests.helpers.central import CentralServer
from tests.helpers.kiosks import PASSWORD, Running, form
from tests.helpers.store import KEY
from tests.sync.conftest import MakeKiosk

S, A = SubmissionState, AttentionReason
RIGHT = SignInForm("candidate0001", "林芳如", PASSWORD)


def count(central: CentralServer, table: object) -> int:
    with central.central.engine.begin() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]


async def registered(kiosk: Running, serial: int = 1, **other: object) -> Receipt:
    outcome = await kiosk.register(form(serial, **other))
    assert isinstance(outcome, Registered)
    return outcome.receipt


async def verdict(kiosk: Running, receipt: Receipt) -> tuple[SubmissionState, AttentionReason | None]:
    news = await kiosk.until(
        lambda each: isinstance(each, SubmissionNews) and each.candidate_id == receipt.candidate_id
    )
    assert isinstance(news, SubmissionNews)
    return news.state, news.reason


async def test_online_a_registration_is_confirmed_while_the_person_waits(
    central: CentralServer, make_kiosk: MakeKiosk
) -> None:
    kiosk = await make_kiosk()
    receipt = await registered(kiosk)
    assert receipt.state is S.CONFIRMED
    outcome = await kiosk.do(kiosk.services.sign_in.sign_in(RIGHT))
    assert isinstance(outcome, SignedIn)
    assert outcome.session.candidate_id == receipt.candidate_id
    assert outcome.session.authoritative
    assert count(central, candidate) == 1


async def test_offline_registrations_drain_by_themselves_when_the_line_is_back(
    central: CentralServer, make_kiosk: MakeKiosk
) -> None:
    kiosk = await make_kiosk()
    await kiosk.cable(plugged=False)
    receipts = [await registered(kiosk, serial) for serial in range(1, 6)]
    assert {receipt.state for receipt in receipts} == {S.PROVISIONAL}
    assert count(central, candidate) == 0
    await kiosk.cable(plugged=True)
    for receipt in receipts:
        assert await verdict(kiosk, receipt) == (S.CONFIRMED, None)
    await kiosk.drained()
    assert count(central, candidate) == 5


async def test_u19_pending_is_told_while_offline(make_kiosk: MakeKiosk) -> None:
    kiosk = await make_kiosk()
    await kiosk.cable(plugged=False)
    await registered(kiosk)
    await kiosk.until(lambda news: getattr(news, "pending", 0) == 1 and not getattr(news, "online", True))


async def test_row_35_two_kiosks_take_one_account_offline_one_is_confirmed_the_others_data_is_kept(
    central: CentralServer, make_kiosk: MakeKiosk
) -> None:
    first, second = await make_kiosk(plugged=False), await make_kiosk(plugged=False)
    one = await registered(first, 1)
    other = await registered(second, 2, account="CANDIDATE0001")
    await first.cable(plugged=True)
    assert await verdict(first, one) == (S.CONFIRMED, None)
    await second.cable(plugged=True)
    assert await verdict(second, other) == (S.ATTENTION, A.ACCOUNT_TAKEN)
    with central.central.engine.begin() as connection:
        kept = connection.execute(select(conflict.c.body)).scalar_one()
    assert form(2).id_number.encode() in bytes(kept)
    with second.store.read() as work:
        held = work.registrations.get(other.candidate_id)
        assert work.verifiers.find("candidate0001", 0) is None
    assert held is not None
    assert held.id_number == form(2).id_number
    amended = await second.register(form(2, account="candidate0002"), amends=other.candidate_id)
    assert isinstance(amended, Registered)
    assert (amended.receipt.state, amended.receipt.receipt_no) == (S.CONFIRMED, other.receipt_no)


async def test_model_3_account_taken_online_comes_back_at_once_and_can_be_withdrawn(make_kiosk: MakeKiosk) -> None:
    first, second = await make_kiosk(), await make_kiosk()
    await registered(first)
    taken = second.services.registration.account_taken
    assert await second.do(taken("CANDIDATE0001")) is Taken.TAKEN
    assert await second.do(taken("candidate0002")) is Taken.FREE
    lost = await registered(second, 2, account="candidate0001")
    assert (lost.state, lost.reason) == (S.ATTENTION, A.ACCOUNT_TAKEN)
    assert await second.do(second.services.registration.withdraw(lost.candidate_id)) is None
    await second.until(lambda news: isinstance(news, SubmissionNews) and news.state is S.WITHDRAWN)


async def test_row_37_the_same_id_number_is_attention_for_identity_and_names_nobody(
    central: CentralServer, make_kiosk: MakeKiosk
) -> None:
    first, second = await make_kiosk(), await make_kiosk()
    await registered(first, 1)
    again = await registered(second, 2, id_number=form(1).id_number)
    assert (again.state, again.reason) == (S.ATTENTION, A.IDENTITY)
    outcome = await second.do(second.services.sign_in.sign_in(replace(RIGHT, account="candidate0002")))
    assert isinstance(outcome, SignedIn)
    assert not outcome.session.authoritative
    assert outcome.session.reason is A.IDENTITY
    assert count(central, submission) == 2


async def test_model_3_the_same_id_on_one_kiosk_is_decided_by_central(make_kiosk: MakeKiosk) -> None:
    kiosk = await make_kiosk()
    await registered(kiosk, 1)
    again = await registered(kiosk, 2, id_number=form(1).id_number)
    assert (again.state, again.reason) == (S.ATTENTION, A.IDENTITY)


async def test_u15_a_double_submit_online_is_one_registration(central: CentralServer, make_kiosk: MakeKiosk) -> None:
    kiosk = await make_kiosk()
    key = uuid7()
    both = await asyncio.gather(kiosk.register(form(), key=key), kiosk.register(form(), key=key))
    assert both[0] == both[1]
    assert count(central, candidate) == 1


async def test_model_5_sign_in_asks_central_and_only_what_is_unsettled_here_is_answered_here(
    make_kiosk: MakeKiosk,
) -> None:
    kiosk, elsewhere = await make_kiosk(), await make_kiosk()
    await registered(elsewhere)
    sign_in = kiosk.services.sign_in.sign_in
    assert isinstance(await kiosk.do(sign_in(RIGHT)), SignedIn)
    assert await kiosk.do(sign_in(replace(RIGHT, password="Wrong(Harbour)27"))) == Denied()
    assert await kiosk.do(sign_in(replace(RIGHT, name="林芳茹"))) == Denied()
    assert await kiosk.do(sign_in(replace(RIGHT, account="nobody0001"))) == UnknownAccount(authoritative=True)


async def test_r10_a_queued_lookup_goes_out_with_the_line_and_its_body_is_erased(
    central: CentralServer, make_kiosk: MakeKiosk
) -> None:
    kiosk = await make_kiosk()
    await registered(kiosk)
    asked = CredentialLookupForm(SendBy.EMAIL, form().id_number, "林芳如", form().email)
    look_up = kiosk.services.lookups.credentials
    assert await kiosk.do(look_up(asked, Language.EN)) == TakenIn(queued=False)
    await kiosk.cable(plugged=False)
    assert await kiosk.do(look_up(asked, Language.EN)) == TakenIn(queued=True)
    await kiosk.cable(plugged=True)
    await kiosk.drained()
    assert count(central, lookup_request) == 2
    with kiosk.store.read() as work:
        assert work.outbox.page()[-1].body == ""


async def test_r10_a_lookup_older_than_24_hours_lapses(central: CentralServer, make_kiosk: MakeKiosk) -> None:
    kiosk = await make_kiosk()
    await kiosk.cable(plugged=False)
    asked = CredentialLookupForm(SendBy.EMAIL, form().id_number, "林芳如", form().email)
    await kiosk.do(kiosk.services.lookups.credentials(asked, Language.EN))
    kiosk.clock.later(seconds=24 * 3600)
    central.clock.pass_(24 * 3600 * 1000)
    await kiosk.cable(plugged=True)
    await kiosk.drained()
    with kiosk.store.read() as work:
        assert '"lapsed":true' in (work.outbox.page()[0].last_reply or "")


async def test_screens_7_the_mailbox_comes_masked_from_central(make_kiosk: MakeKiosk) -> None:
    kiosk, elsewhere = await make_kiosk(), await make_kiosk()
    await registered(elsewhere)
    look_up = kiosk.services.lookups.email
    asked = EmailLookupForm("candidate0001", "林芳如", form().mobile)
    found = await kiosk.do(look_up(asked, Language.EN))
    assert isinstance(found, EmailFound)
    assert found.authoritative
    assert "•" in found.email
    assert await kiosk.do(look_up(replace(asked, mobile="+886912000009"), Language.EN)) == NoMatch()


async def test_model_5_a_changed_password_counts_everywhere_and_the_old_verifier_is_gone(
    make_kiosk: MakeKiosk,
) -> None:
    kiosk = await make_kiosk()
    await registered(kiosk)
    new = "Other(Harbour)28"
    change = kiosk.services.passwords.change
    asked = PasswordChangeForm("candidate0001", "林芳如", PASSWORD, new)
    assert await kiosk.do(change(replace(asked, current="Wrong(Harbour)27"), Language.EN)) is PasswordChanged.FAILED
    assert await kiosk.do(change(replace(asked, new=PASSWORD), Language.EN)) is PasswordChanged.SAME_AS_OLD
    assert await kiosk.do(change(asked, Language.EN)) is PasswordChanged.CHANGED
    sign_in = kiosk.services.sign_in.sign_in
    assert await kiosk.do(sign_in(RIGHT)) == Denied()
    assert isinstance(await kiosk.do(sign_in(replace(RIGHT, password=new))), SignedIn)
    await kiosk.cable(plugged=False)
    assert await kiosk.do(sign_in(RIGHT)) == UnknownAccount(authoritative=False)


async def test_model_5_a_password_changed_elsewhere_drops_the_verifier_by_the_feed(make_kiosk: MakeKiosk) -> None:
    kiosk, elsewhere = await make_kiosk(), await make_kiosk()
    await registered(kiosk)
    change = PasswordChangeForm("candidate0001", "林芳如", PASSWORD, "Other(Harbour)28")
    changed = await elsewhere.do(elsewhere.services.passwords.change(change, Language.EN))
    assert changed is PasswordChanged.CHANGED
    await kiosk.drained()
    await kiosk.cable(plugged=False)
    assert await kiosk.do(kiosk.services.sign_in.sign_in(RIGHT)) == UnknownAccount(authoritative=False)


async def test_model_10_any_kiosk_of_the_centre_knows_the_keys_of_the_others(make_kiosk: MakeKiosk) -> None:
    kiosk, elsewhere = await make_kiosk(), await make_kiosk()
    receipt = await registered(elsewhere)
    await kiosk.drained()
    code = receipt.receipt_no.split("-")[0]
    with kiosk.store.read() as work:
        (key,) = work.pulled.keys_of(code)
    assert receipts.verify_token(receipt.token, Ed25519PublicKey.from_public_bytes(key))


@pytest.mark.logs("store_is_a_copy", "op_reused", "store_rolled_back", "op_reuse", "forked")
async def test_row_16_a_restored_disk_is_noticed_and_loses_nothing(
    central: CentralServer, make_kiosk: MakeKiosk, tmp_path: Path
) -> None:
    kiosk = await make_kiosk()
    kiosk.store.checkpoint()
    backup = shutil.copy(kiosk.store.path, tmp_path / "backup.db")
    await registered(kiosk, 1)
    await kiosk.close()
    shutil.copy(backup, kiosk.store.path)
    restored = Running(Store.open(kiosk.store.path, KEY), kiosk.settings, kiosk.clock)
    await restored.online()
    receipt = await registered(restored, 2)
    await restored.close()
    assert receipt.state is S.CONFIRMED
    assert count(central, candidate) == 2
    with restored.store.read() as work:
        found = work.device.get()
    assert found is not None
    assert found.incarnation == 2


@pytest.mark.parametrize(("status", "trouble"), [("revoked", Trouble.REVOKED), ("suspended", Trouble.SUSPENDED)])
async def test_v7_a_refused_kiosk_says_so_keeps_what_is_registered_and_sends_it_when_taken_back(
    central: CentralServer, make_kiosk: MakeKiosk, status: str, trouble: Trouble
) -> None:
    kiosk = await make_kiosk()

    def stand(word: str) -> None:
        with central.central.engine.begin() as connection:
            connection.execute(update(device).values(status=word))

    stand(status)
    assert await kiosk.do(kiosk.services.sign_in.sign_in(RIGHT)) == Failed(trouble)
    waiting = asyncio.create_task(kiosk.register(form()))
    await kiosk.until(lambda news: isinstance(news, LinkState) and news.trouble is trouble and news.pending > 0)
    stand("active")
    await kiosk.do(kiosk.services.visits.ask_again())
    await kiosk.until(lambda news: isinstance(news, LinkState) and news.trouble is None and news.pending == 0)
    outcome = await waiting
    assert isinstance(outcome, Registered)
    assert outcome.receipt.state is S.CONFIRMED
