"""What every page's presenter has: the ground it stands on, its page, and one thing at a time being worked on."""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar

from ipas_kiosk.services.api import Services
from ipas_kiosk.views.presenters.form import Form
from ipas_kiosk.views.presenters.ports import Carried, Ground, NoView, View

T = TypeVar("T")


class Presenter:
    """A page's state and decisions. `busy` while a use case of the page runs: nothing is started twice (U15)."""

    def __init__(self, ground: Ground) -> None:
        self.runner, self.ways, self.context = ground.runner, ground.ways, ground.context
        self.view: View = NoView()
        self.busy = False

    def arrive(self) -> None:
        """The page is about to be shown."""
        self.view.refresh()

    def take_over(self, carried: Carried) -> None:
        """Fill in what was typed on other pages (U14); most pages need none of it."""

    def wipe(self) -> None:
        """The visit has ended: forget everything (P1)."""
        self.busy = False

    def work(self, use_case: Callable[[Services], Coroutine[Any, Any, T]], done: Callable[[T], None]) -> None:
        """Run a use case with the page busy until its answer is here."""

        def answered(answer: T) -> None:
            self.busy = False
            done(answer)
            self.view.refresh()

        def broken(_error: BaseException) -> None:
            self.busy = False
            self.failed()
            self.view.refresh()

        self.busy = True
        self.view.refresh()
        self.runner.run(use_case, answered, broken)

    def failed(self) -> None:
        """The use case raised; the window has said so already, the page puts its own things in order."""


class FormPresenter(Presenter):
    """A page with fields."""

    def __init__(self, ground: Ground, form: Form) -> None:
        super().__init__(ground)
        self.form = form

    def edit(self, field: str, text: str) -> None:
        """The text of a field changed."""
        if self.form.values[field] != text:
            self.form.edit(field, text)
            self.view.refresh()

    def leave(self, field: str) -> None:
        """The focus left a field."""
        self.form.leave(field)
        self.view.refresh()

    def wipe(self) -> None:
        super().wipe()
        self.form.wipe()

    def accept(self, fields: Iterable[str]) -> bool:
        """Check before submitting; with problems the summary is shown and takes the focus (U3)."""
        if not self.form.check(fields):
            return True
        self.view.refresh()
        self.view.focus_summary()
        return False
