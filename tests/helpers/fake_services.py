"""The use cases as values to be set: the real interface, no store and no line; and runners that run at once."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from ipas_contract.codes import AttentionReason, Language, PrinterState, SubmissionState
from ipas_kiosk.services.api import Services
from ipas_kiosk.services.on_file import NotOnFile, OnFile, Profile, ProfileOutcome
from ipas_kiosk.services.values import (
    Challenge,
    CredentialLookupForm,
    CredentialLookupOutcome,
    Denied,
    EmailLookupForm,
    EmailLookupOutcome,
    Failed,
    News,
    NoMatch,
    PasswordChanged,
    PasswordChangeForm,
    PasswordChangeOutcome,
    Receipt,
    Registered,
    RegisterOutcome,
    RegistrationForm,
    SignInForm,
    SignInOutcome,
    Taken,
    TakenIn,
)

T = TypeVar("T")
CANDIDATE = UUID("01900000-0000-7000-8000-000000000001")
DIGITS = "24680"


def receipt(
    state: SubmissionState = SubmissionState.CONFIRMED, reason: AttentionReason | None = None, account: str = "lin.1990"
) -> Receipt:
    """A receipt in a state."""
    return Receipt(
        CANDIDATE, "K001-1-00042-7", 1_790_000_000_000, account, "林○華", state, reason, "1|K001-1-00042-7|x"
    )


@dataclass
class FakeSignIn:
    outcome: SignInOutcome = field(default_factory=Denied)
    forms: list[SignInForm] = field(default_factory=list)

    async def sign_in(self, form: SignInForm) -> SignInOutcome:
        self.forms.append(form)
        return self.outcome


@dataclass
class FakeRegistration:
    taken: Taken = Taken.FREE
    outcome: RegisterOutcome = field(default_factory=lambda: Registered(receipt()))
    withdrawal: Failed | None = None
    asked: list[tuple[str, UUID | None]] = field(default_factory=list)
    calls: list[tuple[RegistrationForm, Language, UUID, UUID | None]] = field(default_factory=list)
    withdrawn: list[UUID] = field(default_factory=list)

    async def account_taken(self, account: str, *, except_id: UUID | None = None) -> Taken:
        self.asked.append((account, except_id))
        return self.taken

    async def register(
        self, form: RegistrationForm, language: Language, *, key: UUID, amends: UUID | None = None
    ) -> RegisterOutcome:
        self.calls.append((form, language, key, amends))
        return self.outcome

    async def withdraw(self, candidate_id: UUID) -> Failed | None:
        self.withdrawn.append(candidate_id)
        return self.withdrawal


@dataclass
class FakeLookups:
    credential_outcome: CredentialLookupOutcome = field(default_factory=lambda: TakenIn(queued=False))
    email_outcome: EmailLookupOutcome = field(default_factory=NoMatch)
    credential_forms: list[CredentialLookupForm] = field(default_factory=list)
    email_forms: list[EmailLookupForm] = field(default_factory=list)

    async def credentials(self, form: CredentialLookupForm, language: Language) -> CredentialLookupOutcome:
        self.credential_forms.append(form)
        return self.credential_outcome

    async def email(self, form: EmailLookupForm, language: Language) -> EmailLookupOutcome:
        self.email_forms.append(form)
        return self.email_outcome


@dataclass
class FakePasswords:
    outcome: PasswordChangeOutcome = PasswordChanged.CHANGED
    score: tuple[int, bool] = (4, False)
    forms: list[PasswordChangeForm] = field(default_factory=list)
    measured: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    held: tuple[str, ...] = ()

    async def change(self, form: PasswordChangeForm, language: Language) -> PasswordChangeOutcome:
        self.forms.append(form)
        return self.outcome

    async def personal(self, candidate_id: UUID) -> tuple[str, ...]:
        return self.held

    async def strength(self, password: str, personal: tuple[str, ...]) -> tuple[int, bool]:
        self.measured.append((password, personal))
        return self.score


@dataclass
class FakeCaptcha:
    """Each code is used up by one check; the right digits are always DIGITS."""

    made: int = 0
    open: set[UUID] = field(default_factory=set)
    image: bytes = b""
    audio: bytes = b""

    async def new(self) -> Challenge:
        self.made += 1
        challenge = Challenge(UUID(int=self.made), self.image, self.audio)
        self.open.add(challenge.id)
        return challenge

    async def check(self, challenge: UUID, digits: str) -> bool:
        known = challenge in self.open
        self.open.discard(challenge)
        return known and digits == DIGITS


@dataclass
class FakeRomanise:
    answer: tuple[tuple[str, str], ...] = (("LIN", "HUA"),)
    names: list[str] = field(default_factory=list)

    async def suggest(self, name: str) -> tuple[tuple[str, str], ...]:
        self.names.append(name)
        return self.answer


@dataclass
class FakeProfiles:
    answer: ProfileOutcome = field(default_factory=NotOnFile)
    changed: list[Profile] = field(default_factory=list)

    async def on_file(self, candidate_id: UUID) -> ProfileOutcome:
        return self.answer

    async def change(self, candidate_id: UUID, seen: OnFile, profile: Profile, *, key: UUID) -> ProfileOutcome:
        self.changed.append(profile)
        return self.answer


@dataclass
class FakePrinting:
    answer: PrinterState = PrinterState.READY
    slips: list[tuple[Receipt, Language, bool]] = field(default_factory=list)

    async def print_slip(self, receipt: Receipt, language: Language, *, again: bool) -> PrinterState:
        self.slips.append((receipt, language, again))
        return self.answer


@dataclass
class FakeVisits:
    log: list[str] = field(default_factory=list)

    async def begin(self) -> None:
        self.log.append("begin")

    async def end(self) -> None:
        self.log.append("end")

    async def probe(self) -> None:
        self.log.append("probe")

    async def ask_again(self) -> None:
        self.log.append("ask again")


@dataclass
class World:
    """All fakes of one test, and the services made of them."""

    sign_in: FakeSignIn = field(default_factory=FakeSignIn)
    registration: FakeRegistration = field(default_factory=FakeRegistration)
    lookups: FakeLookups = field(default_factory=FakeLookups)
    passwords: FakePasswords = field(default_factory=FakePasswords)
    captcha: FakeCaptcha = field(default_factory=FakeCaptcha)
    romanise: FakeRomanise = field(default_factory=FakeRomanise)
    profiles: FakeProfiles = field(default_factory=FakeProfiles)
    printing: FakePrinting = field(default_factory=FakePrinting)
    visits: FakeVisits = field(default_factory=FakeVisits)
    listeners: list[Callable[[News], None]] = field(default_factory=list)

    def services(self) -> Services:
        return Services(
            sign_in=self.sign_in,
            registration=self.registration,
            lookups=self.lookups,
            passwords=self.passwords,
            captcha=self.captcha,
            romanise=self.romanise,
            profiles=self.profiles,
            printing=self.printing,
            visits=self.visits,
            subscribe=self.listeners.append,
        )


class InlineRunner:
    """Runs a use case where it stands. `hold()`: keeps the answers back until `release()`."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._held: list[Callable[[], None]] | None = None
        self._visit = 0
        self.started = 0
        self.error: BaseException | None = None

    def run(
        self,
        use_case: Callable[[Services], Coroutine[Any, Any, T]],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        self.started += 1
        visit, coroutine = self._visit, use_case(self._services)
        if self.error is not None:
            coroutine.close()
            if failed is not None:
                failed(self.error)
            return
        answer = finish(coroutine)

        def deliver() -> None:
            if visit == self._visit:
                done(answer)

        if self._held is None:
            deliver()
        else:
            self._held.append(deliver)

    def end_visit(self) -> None:
        self._visit += 1

    def hold(self) -> None:
        self._held = []

    def release(self) -> None:
        held, self._held = self._held or [], None
        for deliver in held:
            deliver()


def finish(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    raise AssertionError("a fake waited")
