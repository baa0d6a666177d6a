"""What came of a press: one sentence each, the same words whatever the hidden reason (L1, R1, X10)."""

from ipas_kiosk.services.values import Failed, SlowDown, Trouble, Unreachable
from ipas_kiosk.views.texts import QT_TRANSLATE_NOOP, say

TROUBLE: dict[Trouble, str] = {
    Trouble.NOT_ENROLLED: QT_TRANSLATE_NOOP(
        "Texts", 'This machine is not yet joined to a test centre. Staff can do that with "ipas-kiosk enrol".'
    ),
    Trouble.WIPED: QT_TRANSLATE_NOOP(
        "Texts",
        "This machine has been taken out of service and is no longer joined to a test centre. "
        "Use another machine, or call staff.",
    ),
    Trouble.NO_KEY: QT_TRANSLATE_NOOP(
        "Texts", "The key to this machine's data is out of reach. Staff need to look at its key store."
    ),
    Trouble.WRONG_KEY: QT_TRANSLATE_NOOP(
        "Texts", "The key at hand does not open this machine's data. Staff need to look at its key store."
    ),
    Trouble.NOT_ENCRYPTED: QT_TRANSLATE_NOOP(
        "Texts", "The data on this machine would not be encrypted, so it does not start. Call staff."
    ),
    Trouble.DAMAGED: QT_TRANSLATE_NOOP(
        "Texts", "The data on this machine is damaged. Nothing has been deleted; staff need to look at it."
    ),
    Trouble.NEWER_SCHEMA: QT_TRANSLATE_NOOP(
        "Texts", "The data on this machine comes from a newer version of this program. Staff need to update it."
    ),
    Trouble.LOCKED: QT_TRANSLATE_NOOP(
        "Texts", "Another program is using this machine's data; nothing was saved. Try again in a moment."
    ),
    Trouble.DISK_FULL: QT_TRANSLATE_NOOP(
        "Texts", "This machine has no room left to save anything; nothing was saved. Call staff."
    ),
    Trouble.STORE_IO: QT_TRANSLATE_NOOP(
        "Texts", "This machine could not read or write its data; nothing was saved. Try again, or call staff."
    ),
    Trouble.REVOKED: QT_TRANSLATE_NOOP(
        "Texts", "This machine may no longer connect to iPAS. Use another machine, or call staff."
    ),
    Trouble.SUSPENDED: QT_TRANSLATE_NOOP(
        "Texts", "iPAS has put this machine on hold. Use another machine, or call staff."
    ),
    Trouble.LOST_CONTACT: QT_TRANSLATE_NOOP(
        "Texts",
        "This machine has not reached iPAS for weeks and has locked itself. Nothing is lost; "
        "staff need to bring its connection back.",
    ),
    Trouble.NO_NETWORK: QT_TRANSLATE_NOOP(
        "Texts", "This machine has no network. You can go on; what you save is sent when the line is back."
    ),
    Trouble.CLOCK_OFF: QT_TRANSLATE_NOOP(
        "Texts", "The clock of this machine is wrong. You can go on; staff need to set it right."
    ),
}
UNKNOWN_TROUBLE = QT_TRANSLATE_NOOP("Texts", "This machine cannot start at the moment. Try again, or call staff.")

DENIED = QT_TRANSLATE_NOOP(
    "Texts",
    "Account, name and password do not go together, or the account is locked for now. After five failures an "
    'account is locked for 15 minutes. If you forgot something, choose "Forgot account or password"; if you are '
    'here for the first time, choose "First time here (register)".',
)
PASSWORD_UPDATED = QT_TRANSLATE_NOOP("Texts", "Your password has been changed. Sign in with the new one.")
PASSWORD_UPDATED_HOME = QT_TRANSLATE_NOOP("Texts", "Your password has been changed.")
SAME_AS_OLD = QT_TRANSLATE_NOOP("Texts", "The new password is the same as the one you have now; choose another.")
CURRENT_DENIED = QT_TRANSLATE_NOOP(
    "Texts",
    "The current password is not right, or the account is locked for now. After five failures an account is locked "
    'for 15 minutes. If you forgot it, sign out and choose "Forgot account or password".',
)
TEMPORARY_DENIED = QT_TRANSLATE_NOOP(
    "Texts",
    "The temporary password has lapsed, or the account is locked for now. After five failures an account is locked "
    'for 15 minutes. Press "Cancel" and choose "Forgot account or password" to receive a new one.',
)
TAKEN_IN = QT_TRANSLATE_NOOP("Texts", "If the details match, your account and a temporary password are sent.")
TAKEN_IN_QUEUED = QT_TRANSLATE_NOOP(
    "Texts",
    "If the details match, your account and a temporary password are sent. This machine is offline: your request "
    "goes out when the line is back and lapses after 24 hours.",
)
ASK_AGAIN = QT_TRANSLATE_NOOP("Texts", "Sent at most once a minute: ask again in {seconds} s")
NO_MATCH = QT_TRANSLATE_NOOP("Texts", "No record matches these details.")
EXHAUSTED = QT_TRANSLATE_NOOP("Texts", "No record matches these details. Staff can help you from here: call them.")
EMAIL_FOUND = QT_TRANSLATE_NOOP("Texts", "The registered mailbox is {email}")
EMAIL_FOUND_SMS = QT_TRANSLATE_NOOP("Texts", "The whole address is sent by SMS to the registered mobile.")
EMAIL_FOUND_HERE = QT_TRANSLATE_NOOP(
    "Texts", "This machine is offline and answers from its own records, which it keeps for a day."
)
LOOKUP_UNREACHABLE = QT_TRANSLATE_NOOP(
    "Texts", "Looking this up needs the connection. Try again when the line is back, or call staff."
)
PASSWORD_UNREACHABLE = QT_TRANSLATE_NOOP(
    "Texts", "Changing the password needs the connection. Try again when the line is back."
)
SLOW_DOWN = QT_TRANSLATE_NOOP(
    "Texts", "There were many attempts at this machine. Wait {seconds} seconds, then try again."
)
SLOW_DOWN_MINUTES = QT_TRANSLATE_NOOP(
    "Texts", "There were many attempts at this machine. Wait {minutes} minutes, then try again."
)
EXISTING_ACCOUNT = QT_TRANSLATE_NOOP(
    "Texts",
    "Your account was made elsewhere, and this machine is offline. Sign in again when the line is back, or call staff.",
)


def trouble(what: Trouble | None) -> str:
    """The sentence of a known trouble, or of one that is not known."""
    return say(TROUBLE[what]) if what is not None else say(UNKNOWN_TROUBLE)


def setback(outcome: Failed | SlowDown | Unreachable, unreachable: str = LOOKUP_UNREACHABLE) -> str:
    """Why a press led nowhere; trying again later is all there is to do."""
    match outcome:
        case Failed(what):
            return trouble(what)
        case SlowDown(seconds) if seconds > 120:
            return say(SLOW_DOWN_MINUTES).replace("{minutes}", str(-(-seconds // 60)))
        case SlowDown(seconds):
            return say(SLOW_DOWN).replace("{seconds}", str(seconds))
        case Unreachable():
            return say(unreachable)
