"""What presenters ask of the world around them: a runner, a view, the way to other pages. No Qt."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from ipas_contract.codes import Language, Problem
from ipas_kiosk.services.api import Services
from ipas_kiosk.services.values import Receipt, Session
from ipas_kiosk.views.presenters.pages import Page

T = TypeVar("T")


class Runner(Protocol):
    """Carries a use case off the UI thread and its result back; results of an ended visit are dropped."""

    def run(
        self,
        use_case: Callable[[Services], Coroutine[Any, Any, T]],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """`failed` is told when the use case raised: a bug, already logged and shown by the window."""
        ...

    def end_visit(self) -> None: ...


class View(Protocol):
    """What a presenter tells its page: look at my state again, or put the focus somewhere."""

    def refresh(self) -> None: ...

    def focus(self, field: str) -> None: ...

    def focus_summary(self) -> None: ...


class Pages(Protocol):
    """The stack of pages."""

    def show(self, page: Page) -> None: ...

    def wipe(self, *, over: bool = True) -> None:
        """Forget everything of a visit that stands in widgets (P1)."""
        ...


class NoView:
    """The view of a presenter whose page is not built yet: listens to nothing."""

    def refresh(self) -> None:
        return

    def focus(self, field: str) -> None:
        del field

    def focus_summary(self) -> None:
        return


@dataclass(frozen=True, slots=True)
class Context:
    """What the program is set to. `language` and `clock` (UTC milliseconds) are asked anew each time;
    `missing_glyphs` gives the characters of a text that no installed font can draw (rules §6); `prints`: a printer is
    set up."""

    captcha: bool
    language: Callable[[], Language]
    clock: Callable[[], int]
    missing_glyphs: Callable[[str], str] = lambda _text: ""
    prints: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """What was typed or chosen before and need not be given again (U14); empty where nothing is carried over."""

    account: str = ""
    name: str = ""
    password: str = ""
    id_number: str = ""
    item: str = ""


class Ways(Protocol):
    """The ways from page to page; `journey.Journey` is the map."""

    def go(self, page: Page, carried: Carried | None = None) -> None:
        """Show a page that needs nothing, or nothing but what was typed or chosen before."""
        ...

    def to_login(self, *, password_updated: bool = False) -> None: ...

    def to_form(self, field: str) -> None:
        """The registration form at the step that holds a field."""
        ...

    def correct(self, problems: Mapping[str, tuple[Problem, ...]], *, amends: UUID | None = None) -> None:
        """The registration form with what was refused; `amends` is the submission that waits for the correction."""
        ...

    def to_done(self, receipt: Receipt) -> None: ...

    def to_password_change(self, session: Session, *, temporary: str | None = None) -> None: ...

    def to_home(self, session: Session, *, password_updated: bool = False) -> None: ...

    def back(self) -> None:
        """The page before this one."""
        ...

    def cancel(self) -> None:
        """End the visit because the person says so."""
        ...


@dataclass(frozen=True, slots=True)
class Ground:
    """What each presenter stands on: the runner, the ways, the settings."""

    runner: Runner
    ways: Ways
    context: Context
