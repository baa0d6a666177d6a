"""Words for what is chosen, and for the states of a registration."""

from ipas_contract.codes import Education, Nationality, Sex, SubmissionState
from ipas_kiosk.services.values import SendBy
from ipas_kiosk.views.presenters.password_meter import Tick
from ipas_kiosk.views.texts import QT_TRANSLATE_NOOP

NATIONALITY = {
    Nationality.ROC: QT_TRANSLATE_NOOP("Texts", "National"),
    Nationality.FOREIGN: QT_TRANSLATE_NOOP("Texts", "Foreign national"),
}
SEX = {Sex.MALE: QT_TRANSLATE_NOOP("Texts", "Male"), Sex.FEMALE: QT_TRANSLATE_NOOP("Texts", "Female")}
EDUCATION = {
    Education.JUNIOR_HIGH_OR_BELOW: QT_TRANSLATE_NOOP("Texts", "Junior high school or below"),
    Education.SENIOR_HIGH: QT_TRANSLATE_NOOP("Texts", "Senior high or vocational school"),
    Education.JUNIOR_COLLEGE: QT_TRANSLATE_NOOP("Texts", "Junior college"),
    Education.BACHELOR: QT_TRANSLATE_NOOP("Texts", "University"),
    Education.MASTER: QT_TRANSLATE_NOOP("Texts", "Master"),
    Education.DOCTOR: QT_TRANSLATE_NOOP("Texts", "Doctor"),
    Education.OTHER: QT_TRANSLATE_NOOP("Texts", "Other education"),
}
SEND_BY = {
    SendBy.EMAIL: QT_TRANSLATE_NOOP("Texts", "Send by e-mail"),
    SendBy.SMS: QT_TRANSLATE_NOOP("Texts", "Send by SMS"),
}
OTHER = QT_TRANSLATE_NOOP("Texts", "Other (enter it yourself)")
NO_DEPARTMENT = QT_TRANSLATE_NOOP("Texts", "None")

TICKS = {
    Tick.LENGTH: QT_TRANSLATE_NOOP("Texts", "12 to 64 characters"),
    Tick.UPPER: QT_TRANSLATE_NOOP("Texts", "an upper-case letter"),
    Tick.LOWER: QT_TRANSLATE_NOOP("Texts", "a lower-case letter"),
    Tick.DIGIT: QT_TRANSLATE_NOOP("Texts", "a digit"),
    Tick.SYMBOL: QT_TRANSLATE_NOOP("Texts", "a symbol out of # $ ( ) , . / ; ? @ [ \\ ] ^ { } `"),
    Tick.ALLOWED: QT_TRANSLATE_NOOP("Texts", "half-width only, none of _ : % * - = ~ < > & | ! + blank and quotes"),
    Tick.PERSONAL: QT_TRANSLATE_NOOP("Texts", "without account, ID number, mobile or mailbox name"),
}
STRENGTH = (
    QT_TRANSLATE_NOOP("Texts", "Strength: guessed at once"),
    QT_TRANSLATE_NOOP("Texts", "Strength: easy to guess"),
    QT_TRANSLATE_NOOP("Texts", "Strength: could be guessed"),
    QT_TRANSLATE_NOOP("Texts", "Strength: good"),
    QT_TRANSLATE_NOOP("Texts", "Strength: very good"),
)
STATES = {
    SubmissionState.PROVISIONAL: QT_TRANSLATE_NOOP("Texts", "Saved on this machine; sent when the line is back"),
    SubmissionState.CONFIRMED: QT_TRANSLATE_NOOP("Texts", "Registration complete"),
    SubmissionState.ATTENTION: QT_TRANSLATE_NOOP(
        "Texts", "We need your help to confirm this: take this number to the service desk"
    ),
    SubmissionState.WITHDRAWN: QT_TRANSLATE_NOOP("Texts", "Withdrawn"),
    SubmissionState.MERGED: QT_TRANSLATE_NOOP("Texts", "Joined with your other registration"),
}
"""What people see of a registration (model §2)."""
PROVISIONAL_NEWS = QT_TRANSLATE_NOOP(
    "Texts", "Saved on this machine; sent when the line is back. The result comes by e-mail or SMS"
)
"""The same on the page of the receipt (screens §3)."""
