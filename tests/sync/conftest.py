"""What the tests of the sync share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.drains import Scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(tmp_path)
    yield scene
    scene.lanes.close()
    scene.store.close()
