"""Everything but the password once more, before it is saved (screens §2, U13)."""

from PySide6.QtWidgets import QFrame

from ipas_contract.codes import Education, Nationality, Sex
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.registration_fields import nationality
from ipas_kiosk.views.presenters.review import LINES, ReviewPresenter
from ipas_kiosk.views.presenters.schools import NONE, OTHER
from ipas_kiosk.views.presenters.submission import roman_names
from ipas_kiosk.views.screens.formats import grouped_mobile
from ipas_kiosk.views.texts import choices, outcomes, say
from ipas_kiosk.views.texts.notices import FORM_HEADING, NOTICES
from ipas_kiosk.views.widgets.basics import Column, LinkButton, Row, Text
from ipas_kiosk.views.widgets.field import Status
from ipas_kiosk.views.widgets.page import PageWidget


class ReviewPage(PageWidget):
    """`page.registrationReview`."""

    def __init__(self, presenter: ReviewPresenter) -> None:
        super().__init__(Page.REVIEW.value)
        self._presenter = presenter
        presenter.view = self
        self._intro = Text("body")
        self.form.addWidget(self._intro)
        self.result = self.result_banner()
        self.form.addSpacing(8)
        self._lines: dict[str, tuple[Text, Text, LinkButton]] = {}
        for field in LINES:
            self._add_line(field)
        self.submit = self.primary("registrationReview.submit")
        self.back = self.secondary("registrationReview.back", "arrow_left")
        self.cancel = self.secondary("registrationReview.cancel")
        self.submit.pressed_once.connect(presenter.submit)
        self.back.clicked.connect(presenter.back)
        self.cancel.clicked.connect(presenter.cancel)
        self.finish()

    def _add_line(self, field: str) -> None:
        label, value = Text("hint"), Text("strong", f"registrationReview.{field}")
        edit = LinkButton(f"registrationReview.edit.{field}")
        edit.clicked.connect(lambda _=False, field=field: self._presenter.edit(field))
        words = Column(spacing=0)
        words.addWidget(label)
        words.addWidget(value)
        card = QFrame()
        card.setProperty("kind", "line")
        row = Row(card, spacing=16, margins=(0, 8, 0, 8))
        row.addLayout(words, 1)
        row.addWidget(edit)
        self.form.addWidget(card)
        self._lines[field] = label, value, edit

    @property
    def shows_data(self) -> bool:
        return True

    def retranslate(self) -> None:
        self.title.setText(self.tr("Check everything before you save"))
        self._intro.setText(self.tr("Nothing has been saved yet. The password is not shown."))
        self.panel.set_lead(say(FORM_HEADING[1]))
        self.panel.set_notices([say(NOTICES["steps.1.3"])])
        self.submit.setText(self.tr("Save and register"))
        self.back.setText(self.tr("Back"))
        self.cancel.setText(self.tr("Cancel"))

    def refresh(self) -> None:
        presenter = self._presenter
        for field, words in self._labels().items():
            label, _, edit = self._lines[field]
            label.setText(words)
            edit.setText(self.tr("Change"))
            edit.setAccessibleName(self.tr("Change: {field}").replace("{field}", words))
        for field, text in self._values().items():
            self._lines[field][1].setText(text)
        self.submit.set_busy(presenter.busy)
        self.result.say(Status.WARNING, outcomes.setback(presenter.trouble) if presenter.trouble else "")

    def wipe(self) -> None:
        super().wipe()
        for _, value, _ in self._lines.values():
            value.setText("")

    def _labels(self) -> dict[str, str]:
        """As the form says them: the number asked for follows the nationality."""
        roc = nationality(self._presenter.registration.form.values) is Nationality.ROC
        return {
            "account": self.tr("Account"),
            "nationality": self.tr("Nationality"),
            "idNumber": self.tr("ID number") if roc else self.tr("UI number or passport number"),
            "name": self.tr("Chinese name"),
            "roman": self.tr("Romanised name"),
            "sex": self.tr("Sex"),
            "email": self.tr("E-mail"),
            "mobile": self.tr("Mobile number"),
            "education": self.tr("Education"),
            "school": self.tr("School"),
            "department": self.tr("Department"),
        }

    def _values(self) -> dict[str, str]:
        """What is shown beside the labels; all empty before the form is filled in."""
        form, values = self._presenter.registration.form, self._presenter.registration.form.values
        if not values["education"] or not values["sex"]:
            return dict.fromkeys(LINES, "")
        surname, given = roman_names(form)
        department = values["department"]
        return {
            "account": form.checked("account"),
            "nationality": say(choices.NATIONALITY[Nationality(values["nationality"])]),
            "idNumber": form.checked("idNumber"),
            "name": form.checked("name"),
            "roman": ", ".join(filter(None, (surname, given))) or self.tr("The organiser fills it in"),
            "sex": say(choices.SEX[Sex(values["sex"])]),
            "email": form.checked("email"),
            "mobile": grouped_mobile(form.checked("mobile")),
            "education": say(choices.EDUCATION[Education(values["education"])]),
            "school": self._school(),
            "department": {OTHER: form.checked("departmentOther"), NONE: say(choices.NO_DEPARTMENT)}.get(
                department, department
            ),
        }

    def _school(self) -> str:
        registration = self._presenter.registration
        area, school = registration.form.values["schoolArea"], registration.form.values["school"]
        name = registration.form.checked("schoolOther") if school == OTHER else registration.schools.name(school)
        return name if area == OTHER else f"{area} {name}"
