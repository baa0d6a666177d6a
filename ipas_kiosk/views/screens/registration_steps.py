"""The four steps of the registration form: their fields and words."""

from typing import Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QSizePolicy, QWidget

from ipas_contract.codes import Education, Nationality, Sex
from ipas_kiosk.views.presenters.pages import Page
from ipas_kiosk.views.presenters.ports import Carried
from ipas_kiosk.views.presenters.registration import RegistrationPresenter
from ipas_kiosk.views.presenters.registration_fields import nationality
from ipas_kiosk.views.presenters.schools import NONE, OTHER
from ipas_kiosk.views.texts import choices, consent, say
from ipas_kiosk.views.texts.notices import FORM_HEADING, NOTICES
from ipas_kiosk.views.texts.problems import words
from ipas_kiosk.views.widgets.basics import Button, Column, LinkButton, Row, Text, spaced
from ipas_kiosk.views.widgets.choices import CheckField, ChoiceField
from ipas_kiosk.views.widgets.combos import ComboField
from ipas_kiosk.views.widgets.field import LATIN, Field, MessageLine, Status, TextField
from ipas_kiosk.views.widgets.flow import Flow
from ipas_kiosk.views.widgets.messages import Banner
from ipas_kiosk.views.widgets.password_help import StrengthBar, TickList
from ipas_kiosk.views.widgets.secrets import PasswordField

AnyField = TypeVar("AnyField", bound=Field)
LEFT = Qt.AlignmentFlag.AlignLeft


class Host(Protocol):
    """The page that a step stands on."""

    def add(self, field: AnyField, layout: QLayout | None = None) -> AnyField: ...


class Step(QWidget):
    """One step. `prepare` comes before the fields take their values, `refresh` after."""

    def __init__(self, presenter: RegistrationPresenter) -> None:
        super().__init__()
        self.presenter = presenter
        self.column = Column(self, spacing=8)

    def retranslate(self) -> None:
        """Every text of the step."""

    def prepare(self) -> None:
        """Lists that depend on what is chosen."""

    def refresh(self) -> None:
        """What is shown beside the fields."""


class NoticeStep(Step):
    """First what the law wants said, and the way for those who have an account already."""

    def __init__(self, host: Host, presenter: RegistrationPresenter) -> None:
        super().__init__(presenter)
        self._first = Banner("registration.firstGroup")
        self.forgot = LinkButton("registration.forgot")
        self._page_heading = [Text("body") for _ in FORM_HEADING]
        self._heading = Text("section")
        self._parts = [(Text("strong"), Text("body")) for _ in consent.SECTIONS]
        self._version = Text("hint")
        self.column.addWidget(self._first)
        self.column.addWidget(self.forgot, 0, LEFT)
        for text in self._page_heading:
            self.column.addWidget(text)
        self.column.addSpacing(16)
        self.column.addWidget(self._heading)
        for title, text in self._parts:
            self.column.addWidget(title)
            self.column.addWidget(text)
            self.column.addSpacing(8)
        self.column.addWidget(self._version)
        self._consent = host.add(CheckField("registration.consent"), self.column)
        self.forgot.clicked.connect(self._look_up)

    def _look_up(self) -> None:
        carried = self.presenter.carried()
        self.presenter.ways.go(Page.CREDENTIAL_LOOKUP, Carried(name=carried.name, id_number=carried.id_number))

    def retranslate(self) -> None:
        self._first.say(Status.NEUTRAL, say(NOTICES["first.group"]))
        self.forgot.setText(self.tr("Forgot account or password"))
        for label, sentence in zip(self._page_heading, FORM_HEADING, strict=True):
            label.setText(say(sentence))
        self._heading.setText(self.tr("How your personal data is used"))
        for (title, text), (heading, body) in zip(self._parts, consent.SECTIONS, strict=True):
            title.setText(say(heading))
            text.setText(say(body))
        self._version.setText(self.tr("Version of this notice: {version}").replace("{version}", consent.VERSION))
        self._consent.set_texts(say(consent.AGREE))


class PersonStep(Step):
    """Account and person."""

    def __init__(self, host: Host, presenter: RegistrationPresenter) -> None:
        super().__init__(presenter)
        self._headings = Text("section"), Text("section")
        self.column.addWidget(self._headings[0])
        self.account = host.add(TextField("registration.account"), self.column)
        self.password = host.add(PasswordField("registration.password"), self.column)
        self.ticks = TickList("registration.passwordRules")
        self.strength = StrengthBar("registration.passwordStrength")
        self.column.addWidget(self.ticks)
        self.column.addWidget(self.strength)
        self.again = host.add(PasswordField("registration.passwordAgain"), self.column)
        self.column.addSpacing(16)
        self.column.addWidget(self._headings[1])
        self.nationality = host.add(ComboField("registration.nationality"), self.column)
        self.id_number = host.add(TextField("registration.idNumber"), self.column)
        self.name = host.add(TextField("registration.name"), self.column)
        self._add_roman(host)
        self.sex = host.add(
            ChoiceField(
                "registration.sex",
                [(Sex.MALE.value, "registration.sexMale"), (Sex.FEMALE.value, "registration.sexFemale")],
            ),
            self.column,
        )
        for field in (self.account, self.id_number, self.surname, self.given):
            field.set_hints(LATIN)
        self._shown_nationality: Nationality | None = None

    def _add_roman(self, host: Host) -> None:
        """Two boxes side by side with one line for both, and the button that fills them."""
        boxes = Row(spacing=16)
        self.surname = host.add(TextField("registration.surnameRoman"), boxes)
        self.given = host.add(TextField("registration.givenRoman"), boxes)
        for field in (self.surname, self.given):
            field.line.hide()
        self.suggest = Button("registration.suggestRoman")
        self.roman_line = MessageLine("registration.roman")
        self._or_else = Text("hint", "registration.roman.alternatives")
        self._others = Flow(spacing=12)
        self._other_buttons: list[Button] = []
        self.column.addLayout(boxes)
        self.column.addWidget(self.roman_line)
        self.column.addWidget(self.suggest, 0, LEFT)
        self.column.addWidget(self._or_else)
        self.column.addLayout(self._others)
        self.column.addSpacing(16)
        self.suggest.clicked.connect(lambda: self.presenter.roman.ask(self.presenter.view))

    def retranslate(self) -> None:
        self._headings[0].setText(self.tr("Account and password"))
        self._headings[1].setText(self.tr("Person"))
        self.account.set_texts(self.tr("Account"), self.tr("7 to 30 letters and digits; cannot be changed later"))
        self.password.set_texts(self.tr("Password"), self.tr("The list below shows what is still missing"))
        self.again.set_texts(self.tr("Confirm password"), self.tr("The same password once more"))
        self.nationality.set_texts(self.tr("Nationality"))
        self.nationality.set_choices([(key.value, say(text)) for key, text in choices.NATIONALITY.items()])
        self.name.set_texts(self.tr("Chinese name"), self.tr("As on your ID document, with the same characters"))
        optional = self.tr(
            "Optional: left empty, the organiser fills it in. A compound surname goes into the first box."
        )
        self.surname.set_texts(self.tr("Romanised surname"), optional, required=False)
        self.given.set_texts(self.tr("Romanised given name"), optional, required=False)
        self.roman_line.set_hint(optional)
        self.suggest.setText(self.tr("Fill in Tongyong Pinyin"))
        self._or_else.setText(self.tr("Your surname may be another one. Press the spelling that is right:"))
        self.sex.set_texts(self.tr("Sex"))
        self.sex.set_choice_texts([say(text) for text in choices.SEX.values()])
        self._shown_nationality = None

    def prepare(self) -> None:
        """The number asked for follows the nationality."""
        chosen = nationality(self.presenter.form.values)
        if chosen is self._shown_nationality:
            return
        self._shown_nationality = chosen
        if chosen is Nationality.ROC:
            hint = self.tr("One letter and nine digits; cannot be changed later")
            self.id_number.set_texts(self.tr("ID number"), hint)
        else:
            hint = self.tr("The number on your residence card or passport; cannot be changed later")
            self.id_number.set_texts(self.tr("UI number or passport number"), hint)

    def refresh(self) -> None:
        presenter, values = self.presenter, self.presenter.form.values
        ticks = presenter.meter.ticks(values)
        self.ticks.show_rules([(say(choices.TICKS[tick]), met) for tick, met in ticks])
        score = presenter.meter.score(values)
        self.strength.show_score(score, "" if score is None else say(choices.STRENGTH[score]))
        self._offer(presenter.roman.alternatives)
        problem = presenter.form.state("roman").problem
        error = words("roman", problem) if problem else ""
        if error:
            self.roman_line.show_message(Status.ERROR, error)
        elif presenter.roman.no_reading:
            self.roman_line.show_message(
                Status.WARNING, self.tr("No reading was found; enter it yourself or leave it empty")
            )
        else:
            self.roman_line.show_message(Status.NEUTRAL, "")
        self._mark_roman(error)

    def _mark_roman(self, error: str) -> None:
        """Both boxes are in error together; the words stand once, below them."""
        for field in (self.given, self.surname):
            if field.line.error() != error:
                field.show_message(Status.ERROR if error else Status.NEUTRAL, error)

    def _offer(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """What else the name could be: buttons that stay where they are, so that the focus does too."""
        self._or_else.setVisible(bool(pairs))
        for number in range(len(self._other_buttons), len(pairs)):
            button = Button(f"registration.suggestRoman.{number + 1}")
            button.clicked.connect(lambda _=False, at=number: self._choose(at))
            self._others.addWidget(button)
            QWidget.setTabOrder((self.suggest, *self._other_buttons)[-1], button)
            self._other_buttons.append(button)
        for number, button in enumerate(self._other_buttons):
            button.setText(", ".join(filter(None, pairs[number])) if number < len(pairs) else "")
            button.setVisible(number < len(pairs))

    def _choose(self, number: int) -> None:
        self.presenter.roman.choose(self.presenter.roman.alternatives[number])
        self.presenter.view.refresh()


class ContactStep(Step):
    """Where the candidate is told things."""

    def __init__(self, host: Host, presenter: RegistrationPresenter) -> None:
        super().__init__(presenter)
        self.email = host.add(TextField("registration.email"), self.column)
        self.use_suggestion = Button("registration.email.useSuggestion")
        self.column.addLayout(spaced(self.use_suggestion))
        self.use_suggestion.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.mobile = host.add(TextField("registration.mobile"), self.column)
        self.email.set_hints(LATIN)
        self.mobile.set_hints(LATIN)
        self.use_suggestion.clicked.connect(presenter.use_suggestion)

    def retranslate(self) -> None:
        self.email.set_texts(self.tr("E-mail"), self.tr("Results and notices are sent there"))
        self.mobile.set_texts(self.tr("Mobile number"), self.tr("For example 0912-345-678"))

    def refresh(self) -> None:
        meant = self.presenter.suggestion
        self.use_suggestion.setVisible(bool(meant))
        self.use_suggestion.setText(self.tr("Use {address}").replace("{address}", meant.replace("&", "&&")))


class SchoolStep(Step):
    """Education, and three lists that follow each other."""

    def __init__(self, host: Host, presenter: RegistrationPresenter) -> None:
        super().__init__(presenter)
        self.education = host.add(ComboField("registration.education"), self.column)
        self.area = host.add(ComboField("registration.schoolArea", searchable=True), self.column)
        self.school = host.add(ComboField("registration.school", searchable=True), self.column)
        self.school_other = host.add(TextField("registration.schoolOther"), self.column)
        self.department = host.add(ComboField("registration.department", searchable=True), self.column)
        self.department_other = host.add(TextField("registration.departmentOther"), self.column)
        self._listed: str | None = None

    def retranslate(self) -> None:
        self.education.set_texts(self.tr("Education"), self.tr("The highest you have completed or are attending"))
        self.area.set_texts(self.tr("City of the school"))
        self.school.set_texts(self.tr("School"), self.tr('Not in the list: choose "Other" at its end'))
        self.school_other.set_texts(self.tr("Name of the school"))
        self.department.set_texts(self.tr("Department"), self.tr('Without a department choose "None"'))
        self.department_other.set_texts(self.tr("Name of the department"))
        schools = self.presenter.schools
        other = (OTHER, say(choices.OTHER))
        none = {NONE: say(choices.NO_DEPARTMENT)}
        self.education.set_choices(
            [(key.value, say(choices.EDUCATION[key])) for key in Education], self.tr("Choose from the list")
        )
        self.area.set_choices([*((area, area) for area in schools.areas), other])
        self.department.set_choices([*((name, none.get(name, name)) for name in schools.departments), other])
        self._listed = None

    def prepare(self) -> None:
        area = self.presenter.form.values["schoolArea"]
        if area != self._listed:
            self._listed = area
            schools = [(school.code, school.name) for school in self.presenter.schools.of(area)]
            self.school.set_choices([*schools, (OTHER, say(choices.OTHER))])

    def refresh(self) -> None:
        values = self.presenter.form.values
        self.school.setEnabled(bool(values["schoolArea"]))
        self.school_other.setVisible(values["school"] == OTHER)
        self.department_other.setVisible(values["department"] == OTHER)
