"""The notice that article 8 of the Personal Data Protection Act asks for (P7). A change of it needs a new version."""

from ipas_kiosk.views.texts import QT_TRANSLATE_NOOP

VERSION = "2026-11-01"

SECTIONS: tuple[tuple[str, str], ...] = (
    (
        QT_TRANSLATE_NOOP("Texts", "Who collects"),
        QT_TRANSLATE_NOOP(
            "Texts",
            "The Industrial Development Administration, Ministry of Economic Affairs (organiser), through the "
            "Industrial Technology Research Institute (executing body).",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Texts", "What for"),
        QT_TRANSLATE_NOOP(
            "Texts",
            "To run the iPAS certification exams: your account, exam registration, identity check, results, "
            "certificates, and notices to you; and to answer your questions.",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Texts", "Which data"),
        QT_TRANSLATE_NOOP(
            "Texts",
            "Account, name and romanised name, ID, UI or passport number, nationality, sex, e-mail, mobile number, "
            "education, school and department. Your password is kept only in a form that cannot be read back.",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Texts", "How long, where, by whom and how"),
        QT_TRANSLATE_NOOP(
            "Texts",
            "As long as you have an account and as long after as the law on certificates demands; in Taiwan; by the "
            "organiser, the executing body and those they charge with the exams; on paper and in computers. "
            "This machine keeps what you enter encrypted and passes it on to the executing body only.",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Texts", "Your rights"),
        QT_TRANSLATE_NOOP(
            "Texts",
            "You may ask to see your data, to have a copy, to have it completed or corrected, to have its "
            "collection, processing and use stopped, and to have it deleted: telephone 03-5917544, "
            "e-mail iPAS@itri.org.tw.",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Texts", "If you do not provide it"),
        QT_TRANSLATE_NOOP(
            "Texts",
            "You are free not to. Without the fields marked * no account can be made, so you cannot register for "
            "an exam here. The romanised name may stay empty.",
        ),
    ),
)
AGREE = QT_TRANSLATE_NOOP(
    "Texts", "I have read this notice and agree that my data is collected, processed and used as it says"
)
