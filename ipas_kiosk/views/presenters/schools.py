"""The short list of schools and departments that the product brings along (rules §8)."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass

OTHER = "other"
"""The last entry of each of the three lists: 其他（自行填寫）."""
NONE = "無"
"""The department of those whose school has none."""


@dataclass(frozen=True, slots=True)
class School:
    """A school by the education ministry's code."""

    area: str
    code: str
    name: str


class Schools:
    """City → school → department; the lists do not hold the entry OTHER, which always is possible."""

    def __init__(self, schools: Iterable[str], departments: Iterable[str]) -> None:
        """Both CSV with a header: `area,code,name` and `name`."""
        self._schools = tuple(School(row["area"], row["code"], row["name"]) for row in csv.DictReader(schools))
        self.departments = tuple(row["name"] for row in csv.DictReader(departments))
        self.areas = tuple(dict.fromkeys(school.area for school in self._schools))
        self._names = {school.code: school.name for school in self._schools}

    def of(self, area: str) -> tuple[School, ...]:
        """The schools of a city."""
        return tuple(school for school in self._schools if school.area == area)

    def name(self, code: str) -> str:
        """The name of a school, or an empty text."""
        return self._names.get(code, "")
