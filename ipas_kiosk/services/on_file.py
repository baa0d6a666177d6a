"""What is on file of a candidate, as the profile page sees and changes it (screens §8). Standard library only."""

from dataclasses import dataclass

from ipas_contract.codes import Education, Language, RomanSource, Sex
from ipas_kiosk.services.values import Failed


@dataclass(frozen=True, slots=True)
class Profile:
    """What a candidate may change, normalised as the rules gave it; the fields of `events.Profile`."""

    name: str
    surname_roman: str
    given_roman: str
    roman_source: RomanSource
    email: str
    mobile: str
    sex: Sex
    education: Education
    school_area: str
    school_code: str | None
    school_text: str | None
    department_code: str | None
    department_text: str | None
    language: Language


@dataclass(frozen=True, slots=True)
class OnFile:
    """A profile as it stands here; `waiting`: the fields that were changed here and not yet confirmed by central;
    `version`: of the candidate, as far as central told."""

    profile: Profile
    version: int
    waiting: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NotOnFile:
    """There is nothing to change: never confirmed, withdrawn, merged, or not of this kiosk."""


ProfileOutcome = OnFile | NotOnFile | Failed
