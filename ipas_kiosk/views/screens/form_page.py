"""What every page with fields does alike: values in, findings under their fields, the summary above."""

from ipas_contract.codes import Code
from ipas_kiosk.views.presenters.base import FormPresenter
from ipas_kiosk.views.presenters.captcha import FIELD, CaptchaPresenter
from ipas_kiosk.views.presenters.form import Entry
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.texts.problems import words
from ipas_kiosk.views.widgets.field import Status
from ipas_kiosk.views.widgets.page import PageWidget
from ipas_kiosk.views.widgets.secrets import CaptchaField

Note = tuple[Status, str]
CALM: Note = (Status.NEUTRAL, "")


class FormPage(PageWidget):
    """A page with fields. Subclasses add fields, then call `join()`, then `finish()`."""

    NEW = frozenset[str]()
    """Fields judged by the creation rules: their texts are those under `new.`."""
    BRIEF = frozenset({"consent", "current", "education", "nationality", "passwordAgain", "schoolArea", "sex"})
    """Fields about which all sentences fit into one line."""

    def __init__(self, page: Page, presenter: FormPresenter) -> None:
        super().__init__(page.value)
        self._presenter = presenter
        self._said: dict[str, Note] = {}

    def join(self) -> None:
        """All fields are there: tell the presenter what happens in them."""
        self._presenter.view = self
        for field in self.BRIEF & self.fields.keys():
            self.fields[field].line.keep_lines(1)
        self.bind(self._presenter.edit, self._presenter.leave)

    def text_key(self, field: str) -> str:
        """The key of a field's texts."""
        return f"new.{field}" if field in self.NEW else field

    def note(self, field: str) -> Note:
        """What the line under a field says when there is no problem and nothing is pointed out."""
        del field
        return CALM

    def refresh(self) -> None:
        for field, widget in self.fields.items():
            entry = self._presenter.form.state(field)
            widget.set_value(entry.value)
            said = self._message(field, entry)
            if self._said.get(field, CALM) != said:
                self._said[field] = said
                widget.show_message(*said)
        self.summary.show_entries(self._summary())

    def retranslate(self) -> None:
        self._said.clear()

    def wipe(self) -> None:
        super().wipe()
        self._said.clear()

    def _message(self, field: str, entry: Entry) -> Note:
        key = self.text_key(field)
        if entry.problem:
            return Status.ERROR, words(key, entry.problem)
        # A typing slip is shown before the advice about free mailboxes: it is the one to mend.
        found = sorted(entry.warnings, key=lambda warning: warning.code is not Code.TYPO)
        if found:
            return Status.WARNING, words(key, found[0])
        return self.note(field)

    def _summary(self) -> list[tuple[str, str]]:
        form = self._presenter.form
        found = ((field, form.state(field).problem) for field in form.summary)
        return [(field, words(self.text_key(field), problem)) for field, problem in found if problem]


class CaptchaPage(FormPage):
    """A form with a verification code, where the policy asks for one."""

    def __init__(self, page: Page, presenter: CaptchaPresenter) -> None:
        super().__init__(page, presenter)
        self._guarded = presenter
        self._picture: object = None
        self.captcha: CaptchaField | None = None

    def add_captcha(self) -> None:
        """Put the verification code here."""
        if self._guarded.code_fields:
            self.captcha = self.add(CaptchaField(f"{self.short}.{FIELD}"))
            self.captcha.refresh_asked.connect(self._guarded.renew_code)

    def refresh(self) -> None:
        super().refresh()
        if self.captcha is not None and self._guarded.challenge is not self._picture:
            self._picture = challenge = self._guarded.challenge
            image, audio = (challenge.image, challenge.audio) if challenge else (b"", b"")
            self.captcha.set_challenge(image, audio)

    def retranslate(self) -> None:
        super().retranslate()
        if self.captcha is not None:
            self.captcha.set_texts(self.tr("Verification code"), self.tr("The five digits in the picture"))
