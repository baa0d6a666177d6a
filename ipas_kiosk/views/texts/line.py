"""How the line is, in plain words: for whoever stands before the kiosk, and whole for the staff (U19; rows 23, 54)."""

from ipas_kiosk.services.values import Cause, LinkState, Trouble
from ipas_kiosk.views.texts import QT_TRANSLATE_NOOP, outcomes, say

CONNECTED = QT_TRANSLATE_NOOP("Texts", "Connected")
WAITING = QT_TRANSLATE_NOOP("Texts", "Connected, but iPAS is busy; what is registered is kept here and sent later")
UNHEARD = QT_TRANSLATE_NOOP("Texts", "Offline since {time}; registrations are kept here first")
NO_REPLY: dict[Cause, str] = {
    Cause.CUT: QT_TRANSLATE_NOOP(
        "Texts", "Offline since {time}: the line breaks off; registrations are kept here first"
    ),
    Cause.REFUSED: QT_TRANSLATE_NOOP(
        "Texts", "Offline since {time}: iPAS takes no calls; registrations are kept here first"
    ),
    Cause.DNS: QT_TRANSLATE_NOOP("Texts", "Offline since {time}: iPAS is not found; registrations are kept here first"),
    Cause.TLS: QT_TRANSLATE_NOOP(
        "Texts",
        "Offline since {time}: wrong certificate or clock; registrations are kept here first; call staff",
    ),
    Cause.PIN: QT_TRANSLATE_NOOP(
        "Texts", "Offline since {time}: a wrong key at the server; registrations are kept here first; call staff"
    ),
    Cause.DEADLINE: QT_TRANSLATE_NOOP(
        "Texts", "Offline since {time}: iPAS does not answer; registrations are kept here first"
    ),
    Cause.FOREIGN: QT_TRANSLATE_NOOP(
        "Texts", "Offline since {time}: network sign-in needed; registrations are kept here first; call staff"
    ),
    Cause.TRUNCATED: QT_TRANSLATE_NOOP(
        "Texts", "Offline since {time}: answers are cut off; registrations are kept here first"
    ),
    Cause.OVERSIZED: QT_TRANSLATE_NOOP(
        "Texts", "Offline since {time}: another server answers; registrations are kept here first; call staff"
    ),
}

LASTING = frozenset({
    Trouble.CLOCK_OFF, Trouble.NOT_ENROLLED, Trouble.REVOKED, Trouble.SUSPENDED, Trouble.LOST_CONTACT
})  # fmt: skip
"""What stands until staff do something; trouble of one press is told where it was pressed."""


def words(link: LinkState, since: str, *, brief: bool = False) -> str:
    """One sentence, the part that matters to visitors first; `since` is the time that `link.since` shows as. `brief`:
    without the cause, which matters to staff."""
    if not link.online:
        text = UNHEARD if brief or link.cause is None else NO_REPLY[link.cause]
        return say(text).replace("{time}", since)
    if link.trouble in LASTING:
        trouble = outcomes.trouble(link.trouble)
        return _first_clause(trouble) if brief else trouble
    sentence = say(WAITING if link.waiting else CONNECTED)
    return _first_clause(sentence) if brief else sentence


def _first_clause(sentence: str) -> str:
    for mark in (": ", "：", ";", "；", "，", ". ", "。"):
        sentence = sentence.partition(mark)[0]
    return sentence
