"""The fields of the registration form, its steps, and how each field is judged (screens §2, rules §1 to §8)."""

from collections.abc import Callable

from ipas_contract.codes import Checked, Code, Nationality, Problem
from ipas_kiosk.views.presenters.form import Judge, Values
from ipas_kiosk.views.presenters.schools import OTHER
from ipas_kiosk.views.presenters.typed import free_text, required

ROMAN = ("surnameRoman", "givenRoman")
STEPS: tuple[tuple[str, ...], ...] = (
    ("consent",),
    ("account", "password", "passwordAgain", "nationality", "idNumber", "name", *ROMAN, "roman", "sex"),
    ("email", "mobile"),
    ("education", "schoolArea", "school", "schoolOther", "department", "departmentOther"),
)
"""Notice · account and person · contact · school. `roman` stands for both boxes together."""
DEFAULTS = {"nationality": Nationality.ROC.value}
YES = "yes"


def step_of(field: str) -> int:
    """The step that holds a field; the first for one that is unknown."""
    return next((number for number, fields in enumerate(STEPS) if field in fields), 0)


def judges(missing_glyphs: Callable[[str], str]) -> dict[str, Judge]:
    """All but the two password fields, whose judge is the password meter."""
    chosen = ("consent", "nationality", "sex", "education", "schoolArea", "school", "department")
    return {
        **{field: _chosen(field) for field in chosen},
        **dict.fromkeys(ROMAN, lambda _values: Checked("")),
        "roman": _roman,
        "account": _account,
        "idNumber": _id_number,
        "name": lambda values: _name(values, missing_glyphs),
        "email": _email,
        "mobile": _mobile,
        "schoolOther": lambda values: _other(values, "school"),
        "departmentOther": lambda values: _other(values, "department"),
    }


def personal(values: Values) -> tuple[str, ...]:
    """What a password must not contain (rules §2), as far as it is known yet."""
    from ipas_contract.rules import password

    return password.personal(
        account=values["account"].strip(),
        id_number=_settled(_id_number(values)),
        mobile=_settled(_mobile(values)),
        email=_settled(_email(values)),
    )


def nationality(values: Values) -> Nationality:
    """The nationality chosen."""
    return Nationality(values["nationality"] or Nationality.ROC)


def _settled(checked: Checked) -> str:
    """A value that may be looked for in another field: the first letter of an ID number stands in most accounts."""
    return checked.value if checked.good else ""


def _chosen(field: str) -> Judge:
    def judge(values: Values) -> Checked:
        return required(values[field]) or Checked(values[field])

    return judge


def _account(values: Values) -> Checked:
    from ipas_contract.rules import account  # rules are imported after the first paint

    text = values["account"].strip()
    return required(text) or account.check(text, id_number=_settled(_id_number(values)))


def _id_number(values: Values) -> Checked:
    from ipas_contract.rules import identity

    text = values["idNumber"]
    return required(text) or identity.check(text, nationality=nationality(values))


def _name(values: Values, missing_glyphs: Callable[[str], str]) -> Checked:
    from ipas_contract.rules import name

    if missing := required(values["name"]):
        return missing
    found = name.check(values["name"], nationality=nationality(values))
    boxes = missing_glyphs(found.value)
    if not boxes:
        return found
    return Checked(found.value, found.problems, (*found.warnings, Problem(Code.NO_GLYPH, boxes)))


def _roman(values: Values) -> Checked:
    from ipas_contract.rules import romanisation  # imports its table

    found = romanisation.check(values["surnameRoman"], values["givenRoman"])
    return Checked("", found.problems, found.warnings)


def _email(values: Values) -> Checked:
    from ipas_contract.rules import email  # imports email-validator

    return required(values["email"]) or email.check(values["email"])


def _mobile(values: Values) -> Checked:
    from ipas_contract.rules import mobile  # imports phonenumbers

    return required(values["mobile"]) or mobile.check(values["mobile"], nationality=nationality(values))


def _other(values: Values, of: str) -> Checked:
    return free_text(values[f"{of}Other"]) if values[of] == OTHER else Checked("")
