"""Masked addresses, one style for both programs (screens §7; requirement R11). Standard library only."""

from typing import Final

_LOCAL_BULLETS: Final = "•" * 5
_LABEL_BULLETS: Final = "•" * 3
_SEPARATORS: Final = frozenset(" ‧-,.'")
_KINDS: Final = frozenset({"ac", "co", "com", "edu", "gov", "gv", "idv", "mil", "ne", "net", "or", "org"})


def mask_email(address: str) -> str:
    """`susan.lin@itri.org.tw` → `s•••••n@i•••.org.tw`.

    The numbers of bullets are fixed, so that lengths stay unknown. A local part shows its first and last character
    from three characters on, only its first with two, nothing with one. Of the domain the last label is shown, the
    one before it too where it only says what kind (`org.tw`, `edu.tw`); every other label keeps its first character
    unless that is all it has. Text without `@` is all local part.
    """
    local, at, domain = address.rpartition("@")
    if not at:
        return _masked_local(address)
    labels = domain.split(".")
    shown = 2 if len(labels) > 2 and labels[-2].casefold() in _KINDS else 1
    hidden = [_masked_label(label) for label in labels[:-shown]]
    return f"{_masked_local(local)}@{'.'.join(hidden + labels[-shown:])}"


def _masked_local(text: str) -> str:
    first = text[0] if len(text) > 1 else ""
    last = text[-1] if len(text) > 2 else ""
    return f"{first}{_LOCAL_BULLETS}{last}"


def _masked_label(text: str) -> str:
    return f"{text[0] if len(text) > 1 else ''}{_LABEL_BULLETS}"


def mask_name(name: str) -> str:
    """`王小明` → `王○明`, `王明` → `王○`: the first and, from three characters on, the last stay; so do separators."""
    last = len(name) - 1 if len(name) > 2 else -1
    return "".join(
        character if index in (0, last) or character in _SEPARATORS else "○" for index, character in enumerate(name)
    )
