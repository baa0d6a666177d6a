"""What every page shares: its fields by short name, its error summary, its words."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLayout, QWidget

from ipas_kiosk.views.widgets.actions import Actions
from ipas_kiosk.views.widgets.basics import Text, spaced
from ipas_kiosk.views.widgets.field import Field, TextField
from ipas_kiosk.views.widgets.line_edit import commit_composition
from ipas_kiosk.views.widgets.messages import ErrorSummary

AnyField = TypeVar("AnyField", bound=Field)


class PageWidget(Actions):
    """A page of the stack; `name` is its objectName (`page.login`). Subclasses build themselves in the constructor
    and, if they are long, in `grow()`, end it with `finish()`, and override `retranslate` (every text) and `refresh`
    (everything the presenter knows)."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.short = name.partition(".")[2]
        self.fields: dict[str, Field] = {}
        self.title = Text("title", f"{self.short}.title")
        self.summary = ErrorSummary(f"{self.short}.errorSummary", self.focus)
        self._finished = False
        self.form.addWidget(self.title)
        self.form.addSpacing(8)
        self.form.addLayout(spaced(self.summary))
        self.form.addSpacing(4)

    def add(self, field: AnyField, layout: QLayout | None = None) -> AnyField:
        """Put a field into the form (or another layout); it is known by the last part of its name from now on."""
        self.fields[field.name.removeprefix(f"{self.short}.")] = field
        (layout or self.form).addWidget(field)
        if isinstance(field, TextField):
            field.edit.returnPressed.connect(self.press_primary)
        return field

    def bind(self, edit: Callable[[str, str], None], leave: Callable[[str], None]) -> None:
        """Tell what is typed or chosen, and where the focus left, by the fields' short names."""
        for short, field in self.fields.items():
            field.changed.connect(lambda value, short=short: edit(short, value))
            field.left.connect(lambda short=short: leave(short))

    def grow(self) -> Iterator[None]:
        """Build what the constructor left, part by part: a long page at one go would keep the window from its work."""
        yield from ()

    def finish(self) -> None:
        """The page is built: give it its words."""
        self.form.addStretch(1)
        self._finished = True
        self._retranslate()

    def retranslate(self) -> None:
        """Set every text of the page in the current language."""

    def refresh(self) -> None:
        """Show what the presenter knows."""

    def focus(self, field: str) -> None:
        """Put the focus into a field; what is being composed elsewhere is kept (M3)."""
        self.fields[field].focus_input()

    def focus_summary(self) -> None:
        self.to_top()
        self.summary.focus()

    def focus_first(self) -> None:
        """Where a keyboard starts on this page: in the first field, unless there is something to read before it."""
        commit_composition()
        fields = (field for field in self.fields.values() if field.isVisibleTo(self) and field.input.isEnabled())
        first = next(fields, None)
        if first is not None and self.seen_at_top(first):
            first.focus_input()
        else:
            self.setFocus()

    @property
    def shows_data(self) -> bool:
        """Whether it shows what is known of a person now: its idle limit is shorter (K9)."""
        return False

    def conceal(self) -> None:
        """Mask every secret again: the page is left, or sent (U16)."""
        for field in self.fields.values():
            field.conceal()

    def wipe(self) -> None:
        """Forget everything of a visit that stands in this page's widgets (P1)."""
        for field in self.fields.values():
            field.wipe()
        self.summary.show_entries(())
        self.to_top()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._finished:
            self._retranslate()

    def _retranslate(self) -> None:
        self.panel.retranslate()
        self.summary.set_heading(self.tr("There is a problem"))
        self.retranslate()
        self.refresh()
