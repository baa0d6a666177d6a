"""Bodies of older kiosks in today's form (sync §2, Versions): a chain of pure functions, one step a version.

Central reads the newest schema and the two before it. A step takes the fields of a body and returns them as the next
version has them; fields that it does not know it hands on. What is older is kept raw, what is newer waits. There is one
schema so far, so the chain has no step yet; a change of a body's form raises `events.SCHEMA_VERSION` and adds one here.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from ipas_contract.events import SCHEMA_VERSION, SCHEMAS_READ

Step = Callable[[dict[str, Any]], dict[str, Any]]

NEWEST: Final = SCHEMA_VERSION
STEPS: Final[dict[int, Mapping[str, Step]]] = {}
"""By the version that they lead away from, by the kind of op; a kind that is not there has the same form in both."""


def too_old(schema_ver: int) -> bool:
    """Whether bodies of that version cannot be read any more."""
    return schema_ver < max(1, NEWEST - SCHEMAS_READ + 1)


def too_new(schema_ver: int) -> bool:
    """Whether bodies of that version cannot be read yet."""
    return schema_ver > NEWEST


def today(kind: str, schema_ver: int, body: str) -> str:
    """A body in the form of the newest schema. One that is not of the form it says is handed on as it is: it does not
    read as today's either."""
    if schema_ver == NEWEST:
        return body
    try:
        fields = json.loads(body)
        for version in range(schema_ver, NEWEST):
            step = STEPS.get(version, {}).get(kind)
            fields = step(fields) if step else fields
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return body
    return json.dumps(fields)
