"""The wire of staff decisions: what becomes of something that central did not take (sync §2, Staff conflict queue)."""

import unicodedata
from enum import StrEnum
from uuid import UUID

from ipas_contract.events import Short, Wire


class Action(StrEnum):
    """What the staff decide. The first five are about a registration that waits, the last about a profile."""

    RENAME = "rename"  # it gets another `account`
    CORRECT_ID = "correct_id"  # its own ID number was mistyped: `id_number` is the right one
    KEEP_BOTH = "keep_both"  # that of who holds the number was mistyped: `id_number` is theirs, both stay
    MERGE = "merge"  # the same person twice: the holder's account is theirs; takes two of the staff
    WITHDRAW = "withdraw"  # given up; of a change that was not taken: central's stands
    TAKE = "take"  # the change is made after all, over what central has


class ResolutionBody(Wire):
    """Body of `conflict.resolved`, about the candidate `id` whose op was contested. `by` and `reason` go to the audit.
    From a kiosk it counts if `by` is a name that central knows for that centre.

    A merge takes effect with the op of a second person; that of the first is kept beside the conflict."""

    id: UUID
    conflict_id: UUID
    action: Action
    by: Short
    reason: Short
    account: Short | None = None
    id_number: Short | None = None


def one_person(by: str, other: str) -> bool:
    """Whether two decisions are signed with one name, whatever its case, width and blanks: that is no second person."""
    return plain_name(by) == plain_name(other)


def plain_name(name: str) -> str:
    """A name of the staff whatever its case, width and blanks."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
