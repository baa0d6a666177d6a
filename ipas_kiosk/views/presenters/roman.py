"""帶入通用拼音: what is proposed for the romanised name, and whose spelling stands in the boxes (rules §7)."""

from ipas_contract.codes import RomanSource
from ipas_kiosk.views.presenters.form import Form
from ipas_kiosk.views.presenters.ports import Runner, View
from ipas_kiosk.views.presenters.registration_fields import ROMAN

Pair = tuple[str, str]
"""Surname and given name."""


class RomanName:
    """`no_reading`: nothing could be proposed."""

    def __init__(self, runner: Runner, form: Form) -> None:
        self._runner, self._form = runner, form
        self.source, self.no_reading = RomanSource.ORGANISER, False
        self._proposals: tuple[Pair, ...] = ()

    @property
    def alternatives(self) -> tuple[Pair, ...]:
        """What the name could be as well, where its split is doubtful, while one of the proposals is in the boxes."""
        shown = tuple(self._form.values[field] for field in ROMAN)
        return tuple(pair for pair in self._proposals if pair != shown) if shown in self._proposals else ()

    def ask(self, view: View) -> None:
        """Propose a spelling for the name and fill it in; without a name the focus goes there."""
        form = self._form
        form.show("name")
        if not form.values["name"].strip() or form.judge("name").problems:
            view.refresh()
            view.focus("name")
            return
        name = form.checked("name")

        def take(proposals: tuple[Pair, ...]) -> None:
            if form.checked("name") != name:
                return
            self._proposals = tuple(filter(any, proposals))
            self.no_reading = not self._proposals
            if self._proposals:
                self.choose(self._proposals[0])
            view.refresh()

        self._runner.run(lambda services: services.romanise.suggest(name), take)

    def choose(self, pair: Pair) -> None:
        """Fill a proposal into the boxes."""
        for field, text in zip(ROMAN, pair, strict=True):
            self._form.edit(field, text)
        self.source = RomanSource.SUGGESTED

    def typed(self, field: str) -> None:
        """A field of the form changed."""
        if field in ROMAN:
            self.source, self.no_reading = RomanSource.CANDIDATE, False
        if field == "name":
            self._proposals, self.no_reading = (), False

    def wipe(self) -> None:
        self.source, self.no_reading, self._proposals = RomanSource.ORGANISER, False, ()
