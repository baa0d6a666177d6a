"""The exact notices (screens §6) and the headings of the form (screens §2)."""

from ipas_kiosk.views.texts import QT_TRANSLATE_NOOP

NOTICES = {
    "notice.1": QT_TRANSLATE_NOOP(
        "Texts",
        "Account: 7 to 30 half-width characters. No full-width signs, no Chinese, no ID number. "
        "The system checks that the account is not taken.",
    ),
    "notice.2": QT_TRANSLATE_NOOP(
        "Texts",
        "Password: at least 12 characters, with upper-case and lower-case letters, digits and symbols.",
    ),
    "notice.3": QT_TRANSLATE_NOOP(
        "Texts",
        "Forgotten account or password: enter your name and registered e-mail and press "
        '"Look up account and password"; it is sent to that mailbox. If you forgot the mailbox, '
        'use account, name and registered mobile with "Look up e-mail".',
    ),
    "notice.4": QT_TRANSLATE_NOOP(
        "Texts",
        "Free mailboxes often file our notices as spam, so you may miss them. Please avoid them.",
    ),
    "steps.title": QT_TRANSLATE_NOOP("Texts", "How to register: sign in -> register for an exam"),
    "steps.1.1": QT_TRANSLATE_NOOP(
        "Texts",
        "New candidates: enter account, Chinese name, password and code, press Sign in, "
        "fill in your details to finish.",
    ),
    "steps.1.2": QT_TRANSLATE_NOOP(
        "Texts",
        'Group-registered candidates signing in for the first time: choose "Forgot account or password", '
        "receive a password by SMS or e-mail, sign in and complete the account.",
    ),
    "steps.1.3": QT_TRANSLATE_NOOP(
        "Texts",
        "Account and ID number cannot be changed after registration. Check them before saving.",
    ),
    "steps.2": QT_TRANSLATE_NOOP("Texts", "Once signed in you can register for any exam."),
    "hint.nosms": QT_TRANSLATE_NOOP("Texts", 'If you registered no mobile number, choose "Send by e-mail".'),
    "first.group": QT_TRANSLATE_NOOP(
        "Texts",
        'If you registered before, or through a group, use "Forgot account or password" first.',
    ),
}
REMINDER = QT_TRANSLATE_NOOP(
    "Texts",
    "Reminder: a password has at least 12 characters and mixes upper-case and lower-case letters, digits and "
    'symbols. Do not use "_", ":", "%", " ", "*", "-", "=", "~", "<", ">", "&", "|", "!", "+" or quotation marks.',
)
FORM_HEADING = (
    QT_TRANSLATE_NOOP(
        "Texts",
        "For the protection of your data, fill in account and password by the rules given for each.",
    ),
    QT_TRANSLATE_NOOP(
        "Texts",
        "The account must not be an ID number. Account and ID number cannot be changed once you are registered: "
        "check that they are right before you save.",
    ),
)
FORM_NOTES = (
    QT_TRANSLATE_NOOP("Texts", "(1) * marks what has to be filled in"),
    QT_TRANSLATE_NOOP("Texts", "(2) Account and ID number cannot be changed later; check them when you save"),
    QT_TRANSLATE_NOOP("Texts", "(3) To keep the system safe and the data right, the operator may maintain the data"),
    QT_TRANSLATE_NOOP(
        "Texts",
        "(4) A romanised name that is left empty is filled in by the organiser for the certificate in "
        "Tongyong Pinyin of the foreign ministry, without objection",
    ),
    QT_TRANSLATE_NOOP("Texts", "(5) Write a compound surname in the first box, as in your passport"),
)
LOOKUP_LEAD = QT_TRANSLATE_NOOP(
    "Texts",
    "If you forgot your password, enter your ID number, Chinese name and the e-mail or mobile that you registered "
    "with; a temporary password is then sent there.",
)
EMAIL_LOOKUP_LEAD = QT_TRANSLATE_NOOP(
    "Texts",
    "If you have signed in before and forgot which mailbox you registered with, fill in your account details and "
    'press "Look up e-mail" to see the registered mailbox.',
)
