"""Many rows given to one statement as JSON: SQLite reads them in a third of the time of as many statements."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Text, bindparam, func

_GIVEN: Final = func.json_each(bindparam("given", type_=Text)).table_valued("value", name="given")


def given(place: int) -> ColumnElement[Any]:
    """The value at a place of each row that `as_given` gives the statement, as text."""
    return _GIVEN.c.value.op("->>", return_type=Text())(place)


def as_given(rows: Iterable[Sequence[UUID | str | None]]) -> dict[str, str]:
    """The statement's parameter for these rows; ids as the store writes them."""
    return {"given": json.dumps([[each.hex if isinstance(each, UUID) else each for each in row] for row in rows])}
