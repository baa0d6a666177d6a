"""A filled-in form as the value that travels (model §1)."""

from ipas_contract.codes import Education, Nationality, RomanSource, Sex
from ipas_kiosk.services.values import RegistrationForm
from ipas_kiosk.views.presenters.form import Form
from ipas_kiosk.views.presenters.schools import OTHER


def compose(form: Form, roman: RomanSource, consent_version: str, consent_at: int) -> RegistrationForm:
    """Normalised values as the rules gave them; the password as typed."""
    values = form.values
    surname, given = roman_names(form)
    own_school, own_department = values["school"] == OTHER, values["department"] == OTHER
    return RegistrationForm(
        account=form.checked("account"),
        nationality=Nationality(values["nationality"]),
        id_number=form.checked("idNumber"),
        name=form.checked("name"),
        surname_roman=surname,
        given_roman=given,
        roman_source=roman if surname or given else RomanSource.ORGANISER,
        email=form.checked("email"),
        password=values["password"],
        mobile=form.checked("mobile"),
        sex=Sex(values["sex"]),
        education=Education(values["education"]),
        school_area=values["schoolArea"],
        school_code=None if own_school else values["school"],
        school_text=form.checked("schoolOther") if own_school else None,
        # Our short list of departments has no codes of the ministry: its names travel as texts.
        department_code=None,
        department_text=form.checked("departmentOther") if own_department else values["department"],
        consent_version=consent_version,
        consent_at=consent_at,
    )


def roman_names(form: Form) -> tuple[str, str]:
    """Surname and given name in capitals, as they are stored."""
    from ipas_contract.rules import romanisation

    found = romanisation.check(form.values["surnameRoman"], form.values["givenRoman"])
    return found.surname, found.given
