"""The use cases as screens see them. Screens know these interfaces only; `app.py` joins them to what does the work.

All methods are coroutines of the NET lane's event loop (see `lanes`); none may be awaited on the UI thread, which
goes through `views.runner`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from ipas_contract.codes import Language, PrinterState
from ipas_kiosk.services.on_file import OnFile, Profile, ProfileOutcome
from ipas_kiosk.services.values import (
    Challenge,
    CredentialLookupForm,
    CredentialLookupOutcome,
    EmailLookupForm,
    EmailLookupOutcome,
    Failed,
    News,
    PasswordChangeForm,
    PasswordChangeOutcome,
    Receipt,
    RegisterOutcome,
    RegistrationForm,
    SignInForm,
    SignInOutcome,
    Taken,
)


class SignIn(Protocol):
    """The three-way decision (screens §1), central first, else this kiosk's verifiers (model §5)."""

    async def sign_in(self, form: SignInForm) -> SignInOutcome: ...


class Registration(Protocol):
    """Registering, correcting and withdrawing (model §3)."""

    async def account_taken(self, account: str, *, except_id: UUID | None = None) -> Taken: ...

    async def register(
        self, form: RegistrationForm, language: Language, *, key: UUID, amends: UUID | None = None
    ) -> RegisterOutcome:
        """Save, push, wait up to 5 s for the verdict. `key` is made once a form: a second call with it saves
        nothing twice (U15). `amends` is the candidate id of a submission in attention that this one replaces."""
        ...

    async def withdraw(self, candidate_id: UUID) -> Failed | None: ...


class Profiles(Protocol):
    """What is on file of a candidate of this kiosk, and changing it (screens §8, model §3)."""

    async def on_file(self, candidate_id: UUID) -> ProfileOutcome: ...

    async def change(self, candidate_id: UUID, seen: OnFile, profile: Profile, *, key: UUID) -> ProfileOutcome:
        """Save and send what differs from what the candidate had `seen`; `key` as with `register`. Whoever calls has
        had the current password verified (L12)."""
        ...


class Lookups(Protocol):
    """Credential and e-mail lookup (screens §4, §7)."""

    async def credentials(self, form: CredentialLookupForm, language: Language) -> CredentialLookupOutcome: ...

    async def email(self, form: EmailLookupForm, language: Language) -> EmailLookupOutcome: ...


class Passwords(Protocol):
    """Changing a password, and how easily a new one would be guessed."""

    async def change(self, form: PasswordChangeForm, language: Language) -> PasswordChangeOutcome: ...

    async def personal(self, candidate_id: UUID) -> tuple[str, ...]:
        """What a candidate's new password must not contain (rules §2), as far as this kiosk knows; often nothing."""
        ...

    async def strength(self, password: str, personal: tuple[str, ...]) -> tuple[int, bool]:
        """zxcvbn score 0 to 4, and whether the password is guessable (rules §2)."""
        ...


class Captcha(Protocol):
    """Verification codes: made, and used up by a check, right or wrong."""

    async def new(self) -> Challenge: ...

    async def check(self, challenge: UUID, digits: str) -> bool: ...


class Romanise(Protocol):
    """帶入通用拼音."""

    async def suggest(self, name: str) -> tuple[tuple[str, str], ...]:
        """(surname, given name) in Tongyong Pinyin capitals, the likeliest first, others where the split of the name
        is doubtful; empty texts where there is no reading."""
        ...


class Printing(Protocol):
    """The slip of a receipt (screens §3, O3)."""

    async def print_slip(self, receipt: Receipt, language: Language, *, again: bool) -> PrinterState:
        """Within five seconds; READY: it is printed. `again`: one of the same receipt may have come out before."""
        ...


class Visits(Protocol):
    """A person stands before the kiosk, or has left (probe every 5 s or 30 s; idling in attention ends alike)."""

    async def begin(self) -> None: ...

    async def end(self) -> None: ...

    async def probe(self) -> None:
        """Look at the line now (a link-up event)."""
        ...

    async def ask_again(self) -> None:
        """Ask central at once, whatever the timers say, whether it still keeps this device out."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a screen can ask for; `subscribe` hands over news from the event loop's thread."""

    sign_in: SignIn
    registration: Registration
    profiles: Profiles
    lookups: Lookups
    passwords: Passwords
    captcha: Captcha
    romanise: Romanise
    printing: Printing
    visits: Visits
    subscribe: Callable[[Callable[[News], None]], None]
