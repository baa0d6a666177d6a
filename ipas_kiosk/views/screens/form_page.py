"""What every page with fields does alike: values in, findings under their fields, the summary above.

The sign-in page is painted before presenters are imported, so nothing here imports one.
"""

from typing import TYPE_CHECKING

from ipas_contract.codes import Code
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.widgets.field import Status
from ipas_kiosk.views.widgets.page import PageWidget
from ipas_kiosk.views.widgets.secrets import CaptchaField

if TYPE_CHECKING:
    from ipas_kiosk.views.presenters.base import FormPresenter
    from ipas_kiosk.views.presenters.captcha import CaptchaPresenter
    from ipas_kiosk.views.presenters.form import Entry

Note = tuple[Status, str]
CALM: Note = (Status.NEUTRAL, "")


class FormPage(PageWidget):
    """A page with fields. Subclasses add fields, then call `join(presenter)`, then `finish()`."""

    NEW = frozenset[str]()
    """Fields judged by the creation rules: their texts are those under `new.`."""
    BRIEF = frozenset({"consent", "current", "education", "nationality", "passwordAgain", "schoolArea", "sex"})
    """Fields about which all sentences fit into one line."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.value)
        self._joined: FormPresenter | None = None
        self._said: dict[str, Note] = {}

    def join_form(self, presenter: "FormPresenter") -> None:
        """All fields are there: tell the presenter what happens in them, and what has been typed already."""
        self._joined = presenter
        presenter.view = self
        typed = {field: widget.value() for field, widget in self.fields.items() if widget.value()}
        self.bind(presenter.edit, presenter.leave)
        for field, value in typed.items():
            presenter.edit(field, value)

    def finish(self) -> None:
        for field in self.BRIEF & self.fields.keys():
            self.fields[field].line.keep_lines(1)
        super().finish()

    def text_key(self, field: str) -> str:
        """The key of a field's texts."""
        return f"new.{field}" if field in self.NEW else field

    def note(self, field: str) -> Note:
        """What the line under a field says when there is no problem and nothing is pointed out."""
        del field
        return CALM

    def refresh(self) -> None:
        if self._joined is None:
            return
        for field, widget in self.fields.items():
            entry = self._joined.form.state(field)
            widget.set_value(entry.value)
            said = self._message(field, entry)
            if self._said.get(field, CALM) != said:
                self._said[field] = said
                widget.show_message(*said)
        self.summary.show_entries(self._summary(self._joined))

    def retranslate(self) -> None:
        self._said.clear()

    def wipe(self) -> None:
        super().wipe()
        self._said.clear()
        self.refresh()  # what stands beside the fields follows the presenter, which is empty by now

    def _message(self, field: str, entry: "Entry") -> Note:
        from ipas_kiosk.views.texts.problems import words

        key = self.text_key(field)
        if entry.problem:
            return Status.ERROR, words(key, entry.problem)
        # A typing slip is shown before the advice about free mailboxes: it is the one to mend.
        found = sorted(entry.warnings, key=lambda warning: warning.code is not Code.TYPO)
        if found:
            return Status.WARNING, words(key, found[0])
        return self.note(field)

    def _summary(self, presenter: "FormPresenter") -> list[tuple[str, str]]:
        from ipas_kiosk.views.texts.problems import words

        form = presenter.form
        found = ((field, form.state(field).problem) for field in form.summary)
        return [(field, words(self.text_key(field), problem)) for field, problem in found if problem]


class CaptchaPage(FormPage):
    """A form with a verification code, where the policy asks for one."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._guarded: CaptchaPresenter | None = None
        self._picture: object = None
        self.captcha: CaptchaField | None = None

    def add_captcha(self) -> None:
        """Put the verification code here."""
        self.captcha = self.add(CaptchaField(f"{self.short}.captcha"))

    def join_guarded(self, presenter: "CaptchaPresenter") -> None:
        """`join_form`, and the pictures."""
        self._guarded = presenter
        if self.captcha is not None:
            self.captcha.refresh_asked.connect(presenter.another_code)
        self.join_form(presenter)

    def note(self, field: str) -> Note:
        if field == "captcha" and self._guarded is not None and self._guarded.wants_new_digits:
            return Status.NEUTRAL, self.tr("This is a new picture: enter its five digits")
        return super().note(field)

    def refresh(self) -> None:
        super().refresh()
        if self._guarded is None or self.captcha is None:
            return
        if self._guarded.challenge is not self._picture:
            self._picture = challenge = self._guarded.challenge
            image, audio = (challenge.image, challenge.audio) if challenge else (b"", b"")
            self.captcha.set_challenge(image, audio)

    def retranslate(self) -> None:
        super().retranslate()
        if self.captcha is not None:
            self.captcha.set_texts(self.tr("Verification code"), self.tr("The five digits in the picture"))
