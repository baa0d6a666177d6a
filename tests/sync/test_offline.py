"""Without a line: everything that the kiosk answers by itself (model §3, §5; L1, L2, L8, R10, U15)."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from ipas_contract import passwords, receipts
from ipas_contract.codes import AttentionReason, Code, Language, Problem, SubmissionState
from ipas_contract.events import OpKind
from ipas_contract.ids import uuid7
from ipas_kiosk.models.records import Judged, OpState, QueuedOp
from ipas_kiosk.services.registration import lapse
from ipas_kiosk.services.values import (
    CredentialLookupForm,
    Denied,
    EmailFound,
    EmailLookupForm,
    Invalid,
    PasswordChangeForm,
    Receipt,
    Registered,
    SendBy,
    SignedIn,
    SignInForm,
    SignInOutcome,
    Taken,
    TakenIn,
    UnknownAccount,
    Unreachable,
)
from tests.helpers.kiosks import PASSWORD, FakeClock, Running, enrolled_store, form, settings

WRONG = "Wrong(Harbour)27"


class Alone(Running):
    """A kiosk without a line."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        super().__init__(enrolled_store(folder), settings(folder), self.clock)

    async def registered(self, serial: int = 1, **other: object) -> Receipt:
        outcome = await self.register(form(serial, **other))
        assert isinstance(outcome, Registered)
        return outcome.receipt

    async def sign_in(self, account: str, *, name: str = "林芳如", password: str = PASSWORD) -> SignInOutcome:
        return await self.do(self.services.sign_in.sign_in(SignInForm(account, name, password)))

    def outbox(self) -> tuple[QueuedOp, ...]:
        with self.store.read() as work:
            return work.outbox.page()

    def judge(self, op_id: UUID, state: SubmissionState, reason: AttentionReason | None) -> None:
        with self.store.write() as work:
            work.registrations.judge([Judged(op_id, state, reason)])
            work.commit()


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Alone]:
    kiosk = Alone(tmp_path)
    yield kiosk
    await kiosk.close()


# ---- registering -----------------------------------------------------------------------------------------------------


async def test_model_3_rows_and_op_are_saved_together_and_the_person_gets_a_receipt(kiosk: Alone) -> None:
    receipt = await kiosk.registered()
    assert receipt.state is SubmissionState.PROVISIONAL
    assert receipts.valid(receipt.receipt_no)
    assert receipt.receipt_no.startswith("T001-1-00001-")
    assert receipt.masked_name == "林○如"
    (row,) = kiosk.outbox()
    body = json.loads(row.body)
    assert (row.kind, row.entity_id) == (OpKind.SUBMITTED, receipt.candidate_id)
    assert body["receipt_no"] == receipt.receipt_no
    assert passwords.verify(PASSWORD, body["password_hash"])
    assert PASSWORD not in row.body


async def test_p10_the_token_holds_number_and_minute_alone(kiosk: Alone) -> None:
    receipt = await kiosk.registered()
    token = receipts.read_token(receipt.token)
    assert token is not None
    assert (token.number, token.minute) == (receipt.receipt_no, receipt.made_at // 60_000)


async def test_u15_a_double_submit_saves_once(kiosk: Alone) -> None:
    key, person = uuid7(), form()
    first, second = await asyncio.gather(kiosk.register(person, key=key), kiosk.register(person, key=key))
    third = await kiosk.register(replace(person, account="another01"), key=key)
    assert first == second == third
    assert len(kiosk.outbox()) == 1


async def test_model_3_an_account_of_a_live_submission_here_is_taken_whatever_its_case(kiosk: Alone) -> None:
    await kiosk.registered(1)
    outcome = await kiosk.register(form(2, account="CANDIDATE0001"))
    assert outcome == Invalid({"account": (Problem(Code.TAKEN),)})
    assert await kiosk.do(kiosk.services.registration.account_taken("Candidate0001")) is Taken.TAKEN
    assert await kiosk.do(kiosk.services.registration.account_taken("candidate0002")) is Taken.NOT_ASKED
    assert len(kiosk.outbox()) == 1


async def test_x9_the_same_id_number_is_saved_and_sent_central_decides(kiosk: Alone) -> None:
    await kiosk.registered(1)
    await kiosk.registered(2, id_number=form(1).id_number)
    assert len(kiosk.outbox()) == 2


async def test_model_3_amending_keeps_id_and_receipt_and_depends_on_what_it_amends(kiosk: Alone) -> None:
    first = await kiosk.registered(1)
    kiosk.judge(kiosk.outbox()[0].op_id, SubmissionState.ATTENTION, AttentionReason.ACCOUNT_TAKEN)
    outcome = await kiosk.register(form(1, account="secondname01"), amends=first.candidate_id)
    assert isinstance(outcome, Registered)
    assert outcome.receipt == replace(
        first, account="secondname01", state=SubmissionState.PROVISIONAL, token=outcome.receipt.token
    )
    submitted, amended = kiosk.outbox()
    assert (amended.kind, amended.entity_id) == (OpKind.AMENDED, first.candidate_id)
    assert amended.depends_on == submitted.op_id
    assert await kiosk.sign_in("candidate0001") == UnknownAccount(authoritative=False)
    assert isinstance(await kiosk.sign_in("secondname01"), SignedIn)


async def test_model_3_the_own_name_is_not_taken_for_whoever_amends(kiosk: Alone) -> None:
    first = await kiosk.registered(1)
    taken = kiosk.services.registration.account_taken
    assert await kiosk.do(taken("candidate0001", except_id=first.candidate_id)) is Taken.NOT_ASKED
    assert isinstance(await kiosk.register(form(1), amends=first.candidate_id), Registered)


async def test_model_3_a_confirmed_registration_is_not_amended(kiosk: Alone) -> None:
    first = await kiosk.registered(1)
    kiosk.judge(kiosk.outbox()[0].op_id, SubmissionState.CONFIRMED, None)
    outcome = await kiosk.register(form(1, account="secondname01"), amends=first.candidate_id)
    assert outcome == Registered(replace(first, state=SubmissionState.CONFIRMED))
    assert len(kiosk.outbox()) == 1


async def test_model_3_withdrawing_is_a_later_op_and_frees_the_name_here(kiosk: Alone) -> None:
    first = await kiosk.registered(1)
    assert await kiosk.do(kiosk.services.registration.withdraw(first.candidate_id)) is None
    submitted, withdrawn = kiosk.outbox()
    assert (withdrawn.kind, withdrawn.depends_on) == (OpKind.WITHDRAWN, submitted.op_id)
    assert await kiosk.sign_in("candidate0001") == UnknownAccount(authoritative=False)
    assert await kiosk.do(kiosk.services.registration.withdraw(first.candidate_id)) is None
    assert await kiosk.do(kiosk.services.registration.withdraw(uuid7())) is None
    assert len(kiosk.outbox()) == 2
    await kiosk.registered(2, account="candidate0001")


# ---- signing in ------------------------------------------------------------------------------------------------------


async def test_model_5_who_registered_here_signs_in_here_and_sees_the_state(kiosk: Alone) -> None:
    receipt = await kiosk.registered()
    outcome = await kiosk.sign_in("CANDIDATE0001", name=" 林　芳如 ")
    assert isinstance(outcome, SignedIn)
    session = outcome.session
    assert (session.candidate_id, session.state) == (receipt.candidate_id, SubmissionState.PROVISIONAL)
    assert session.receipt_no == receipt.receipt_no
    assert not session.authoritative


async def test_model_5_an_account_not_held_here_may_exist_elsewhere(kiosk: Alone) -> None:
    assert await kiosk.sign_in("someoneelse") == UnknownAccount(authoritative=False)


async def test_l1_wrong_name_wrong_password_and_locked_are_one_answer(kiosk: Alone) -> None:
    await kiosk.registered()
    tries = (("林芳如", WRONG), ("林芳茹", PASSWORD), *(("林芳如", ""),) * 4, ("林芳如", PASSWORD))
    answers = [await kiosk.sign_in("candidate0001", name=name, password=password) for name, password in tries]
    assert answers == [Denied()] * len(tries)


async def test_l2_every_denial_costs_exactly_one_bcrypt(kiosk: Alone, monkeypatch: pytest.MonkeyPatch) -> None:
    await kiosk.registered()
    real, calls = passwords.verify, []

    def counted(text: str, stored: str) -> bool:
        calls.append(stored)
        return real(text, stored)

    monkeypatch.setattr(passwords, "verify", counted)
    for name, password in (("林芳如", WRONG), ("錯名", PASSWORD), ("錯名", ""), ("林芳如", "x" * 300)):
        await kiosk.sign_in("candidate0001", name=name, password=password)
    await kiosk.sign_in("candidate0001", password=WRONG)
    locked = len(calls)
    await kiosk.sign_in("candidate0001")
    await kiosk.sign_in("candidate0001", password=WRONG)
    assert (locked, len(calls)) == (5, 7)


async def test_l8_five_failures_lock_15_minutes_rising_on_disk_and_success_clears(tmp_path: Path) -> None:
    first = Alone(tmp_path)
    await first.registered()
    for _ in range(5):
        await first.sign_in("candidate0001", password=WRONG)
    await first.close()
    again = Running(first.store, first.settings, first.clock)
    right = SignInForm("candidate0001", "林芳如", PASSWORD)
    wrong = replace(right, password=WRONG)

    async def attempt(each: SignInForm) -> SignInOutcome:
        return await again.do(again.services.sign_in.sign_in(each))

    first.clock.later(seconds=15 * 60 - 1)
    assert await attempt(right) == Denied()
    first.clock.later(seconds=1)
    for _ in range(5):
        assert await attempt(wrong) == Denied()
    first.clock.later(seconds=30 * 60 - 1)
    assert await attempt(right) == Denied()
    first.clock.later(seconds=1)
    assert isinstance(await attempt(right), SignedIn)
    with again.store.read() as work:
        assert work.attempts.get("candidate0001").failures == 0
    await again.close()


async def test_l8_row_33_a_clock_set_back_by_years_locks_nobody_for_years(kiosk: Alone) -> None:
    await kiosk.registered()
    for _ in range(5):
        await kiosk.sign_in("candidate0001", password=WRONG)
    kiosk.clock.now -= 2 * 365 * 24 * 3600 * 1000
    assert isinstance(await kiosk.sign_in("candidate0001"), SignedIn)


async def test_model_5_a_verifier_lapses_at_the_midnight_in_taipei(kiosk: Alone) -> None:
    await kiosk.registered()
    kiosk.clock.now = lapse(None, "Asia/Taipei")(kiosk.clock.now)
    assert await kiosk.sign_in("candidate0001") == UnknownAccount(authoritative=False)


@pytest.mark.parametrize(
    ("now", "exam_day", "expected"),
    [
        ("2026-11-23T15:59:59+00:00", None, "2026-11-23T16:00:00+00:00"),
        ("2026-11-23T16:00:00+00:00", None, "2026-11-24T16:00:00+00:00"),
        ("2026-11-23T16:00:00+00:00", date(2026, 12, 5), "2026-12-05T16:00:00+00:00"),
    ],
)
def test_model_5_lapse_is_the_midnight_after_the_exam_day(now: str, exam_day: date | None, expected: str) -> None:

    at = {text: round(datetime.fromisoformat(text).timestamp() * 1000) for text in (now, expected)}
    assert lapse(exam_day, "Asia/Taipei")(at[now]) == at[expected]


async def test_x7_the_same_password_in_another_normal_form_signs_in(kiosk: Alone) -> None:
    await kiosk.registered(password="Café#Harbour27")
    assert isinstance(await kiosk.sign_in("candidate0001", password="Cafe\u0301#Harbour27"), SignedIn)


# ---- lookups and passwords -----------------------------------------------------------------------------------------


async def test_r10_a_lookup_waits_here_without_any_secret_under_one_id(kiosk: Alone) -> None:
    asked = CredentialLookupForm(SendBy.EMAIL, form().id_number, "林芳如", "candidate1@itri.org.tw")
    assert await kiosk.do(kiosk.services.lookups.credentials(asked, Language.EN)) == TakenIn(queued=True)
    (row,) = kiosk.outbox()
    body = json.loads(row.body)
    assert (row.kind, row.state) == (OpKind.LOOKUP, OpState.PENDING)
    assert str(row.op_id) == body["request_id"]
    assert set(body) == {"request_id", "channel", "id_number", "name", "address", "language"}


async def test_screens_7_the_mailbox_is_told_from_what_this_kiosk_holds_and_masked(kiosk: Alone) -> None:
    await kiosk.registered()
    asked = EmailLookupForm("Candidate0001", "林芳如", form().mobile)
    look_up = kiosk.services.lookups.email
    found = await kiosk.do(look_up(asked, Language.EN))
    assert isinstance(found, EmailFound)
    assert not found.authoritative
    assert found.email.startswith("c•")
    assert "candidate1" not in found.email
    for miss in (
        replace(asked, account="candidate0002"),
        replace(asked, name="林芳茹"),
        replace(asked, mobile="+886912000002"),
    ):
        assert await kiosk.do(look_up(miss, Language.EN)) == Unreachable()


async def test_model_3_a_password_is_changed_with_central_only(kiosk: Alone) -> None:
    await kiosk.registered()
    change = PasswordChangeForm("candidate0001", "林芳如", PASSWORD, "Other(Harbour)28")
    assert await kiosk.do(kiosk.services.passwords.change(change, Language.EN)) == Unreachable()
    assert isinstance(await kiosk.sign_in("candidate0001"), SignedIn)
    assert len(kiosk.outbox()) == 1
