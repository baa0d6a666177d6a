"""The verification code of a form: a picture and its digits spoken, used up by one check (A8)."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from ipas_contract.codes import Checked, Code, Problem
from ipas_kiosk.services.api import Services
from ipas_kiosk.services.values import Challenge
from ipas_kiosk.views.presenters.base import FormPresenter
from ipas_kiosk.views.presenters.form import Form, Values
from ipas_kiosk.views.presenters.ports import Ground

T = TypeVar("T")

FIELD = "captcha"
DIGITS = 5


def judge(values: Values) -> Checked:
    """Five digits, full-width ones too; blanks between them do not matter."""
    from ipas_contract.rules import folding

    text = "".join(folding.nfkc(values[FIELD]).split())
    if not text:
        return Checked(text, (Problem(Code.REQUIRED),))
    if any(sign not in "0123456789" for sign in text):
        return Checked(text, (Problem(Code.BAD_CHARACTER),))
    if len(text) != DIGITS:
        return Checked(text, (Problem(Code.TOO_SHORT if len(text) < DIGITS else Code.TOO_LONG),))
    return Checked(text)


class CaptchaPresenter(FormPresenter):
    """A form behind a verification code; `code_fields` is empty when the policy turns the code off."""

    def __init__(self, ground: Ground, form: Form) -> None:
        super().__init__(ground, form)
        self._asked = self._replaced = False
        self.challenge: Challenge | None = None

    @property
    def wants_new_digits(self) -> bool:
        """Whether the picture took another's place, and its digits have not been entered yet."""
        return self._replaced and not self.form.values[FIELD]

    @property
    def code_fields(self) -> tuple[str, ...]:
        return (FIELD,) if self.context.captcha else ()

    def arrive(self) -> None:
        if self.challenge is None and not self._asked:
            self.renew_code()
        super().arrive()

    def another_code(self) -> None:
        """Somebody asks for another picture; its digits come next."""
        self.renew_code()
        self.view.focus(FIELD)

    def renew_code(self) -> None:
        """Ask for a new picture. The digits typed belonged to the old one, so this is the third field that is emptied
        on an error (U4); the page says so beside it."""
        if not self.code_fields:
            return

        def take(challenge: Challenge) -> None:
            self._asked, self.challenge = False, challenge
            self.view.refresh()

        def failed(_error: BaseException) -> None:
            self._asked = False

        self._replaced = self._replaced or self.challenge is not None
        self.challenge, self._asked = None, True
        self.form.clear(FIELD)
        self.view.refresh()
        self.runner.run(lambda services: services.captcha.new(), take, failed)

    def behind_code(self, use_case: Callable[[Services], Awaitable[T]], take: Callable[[T], None]) -> None:
        """Run a use case if the digits typed are those of the picture. They are used up either way."""

        async def guarded(services: Services) -> T | Code:
            return await use_case(services) if await self._passed(services) else Code.WRONG_CODE

        def taken(outcome: T | Code) -> None:
            self.renew_code()
            if isinstance(outcome, Code):
                self._refuse()
            else:
                take(outcome)

        self.work(guarded, taken)

    async def _passed(self, services: Services) -> bool:
        if not self.code_fields:
            return True
        if self.challenge is None:
            return False
        return await services.captcha.check(self.challenge.id, self.form.checked(FIELD))

    def _refuse(self) -> None:
        """The digits were wrong: a new picture, and the field says so."""
        self.form.refuse(FIELD, Problem(Code.WRONG_CODE))
        self.view.refresh()
        self.view.focus_summary()

    def failed(self) -> None:
        self.renew_code()

    def wipe(self) -> None:
        super().wipe()
        self.challenge, self._asked, self._replaced = None, False, False
