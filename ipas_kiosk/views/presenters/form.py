"""Fields and when their findings are shown: not while typed for the first time (U1), gone with the keystroke
that makes them good (U2), all of them on submit (U3). A form clears nothing by itself (U4)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ipas_contract.codes import Checked, Problem

Values = Mapping[str, str]
Judge = Callable[[Values], Checked]
"""Judges one field; it sees all values because some rules look at two."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a field shows: its text, the first problem, everything pointed out."""

    value: str = ""
    problem: Problem | None = None
    warnings: tuple[Problem, ...] = ()


class Form:
    """The texts of a page and what is shown about them."""

    def __init__(self, judges: Mapping[str, Judge], defaults: Values | None = None) -> None:
        self._judges = judges
        self._defaults = dict.fromkeys(judges, "") | dict(defaults or {})
        self.values: dict[str, str] = dict(self._defaults)
        self._shown: set[str] = set()
        self._refused: dict[str, tuple[str, Problem]] = {}
        self._findings: dict[str, Checked] = {}
        self._summary: tuple[str, ...] = ()

    def state(self, field: str) -> Entry:
        """What `field` shows now."""
        found = self._findings.get(field)
        if found is None:
            return Entry(self.values[field])
        return Entry(self.values[field], next(iter(found.problems), None), found.warnings)

    @property
    def summary(self) -> tuple[str, ...]:
        """The fields of the error summary: those of the last check that still have a problem (U3)."""
        return tuple(field for field in self._summary if self.state(field).problem)

    def judge(self, field: str) -> Checked:
        """Judge without showing; a refusal from elsewhere holds as long as the text is the one refused."""
        refused = self._refused.get(field)
        if refused and refused[0] == self.values[field]:
            return Checked(self.values[field], (refused[1],))
        return self._judges[field](self.values)

    def edit(self, field: str, text: str) -> None:
        """A text changed; what is shown is judged anew, and what turned good falls silent until left again.
        A field with a default cannot be emptied."""
        self.values[field] = text or self._defaults[field]
        if field not in self._shown:
            self._findings.pop(field, None)
        for name in tuple(self._shown):
            self.show(name)
            found = self._findings[name]
            if not found.problems and not found.warnings:
                self._hide(name)

    def leave(self, field: str) -> None:
        """The focus left a field: from now on its findings are shown, unless it is still empty."""
        if self.values[field].strip():
            self.show(field)

    def look_again(self, field: str) -> None:
        """Typing has paused, or something a rule depends on has changed: what is shown is judged anew, and what is
        pointed out of a good text is shown until the next key; a problem is not, before the field is left (U1)."""
        if field in self._shown:
            self.show(field)
            return
        found = self.judge(field)
        if found.warnings and not found.problems:
            self._findings[field] = found

    def show(self, field: str) -> None:
        """Judge a field and show what is found."""
        self._shown.add(field)
        self._findings[field] = self.judge(field)

    def check(self, fields: Iterable[str]) -> tuple[str, ...]:
        """Judge and show fields; answer, and keep for the summary, those with a problem, in order."""
        names = tuple(fields)
        for name in names:
            self.show(name)
        self._summary = tuple(name for name in names if self._findings[name].problems)
        return self._summary

    def refuse(self, field: str, problem: Problem, *, summarise: bool = True) -> None:
        """Somebody else refused this text (account taken, wrong code): shown until it changes."""
        self._refused[field] = (self.values[field], problem)
        self.show(field)
        if summarise and field not in self._summary:
            self._summary = (*self.summary, field)

    def checked(self, field: str) -> str:
        """The normalised value of a field."""
        return self.judge(field).value

    def clear(self, field: str) -> None:
        """Empty one field and everything said about it."""
        self.values[field] = self._defaults[field]
        self._refused.pop(field, None)
        self._hide(field)

    def wipe(self) -> None:
        """Forget everything typed (P1)."""
        for field in self.values:
            self.clear(field)
        self._summary = ()

    def _hide(self, field: str) -> None:
        self._shown.discard(field)
        self._findings.pop(field, None)
