"""The version that kiosks tell central (O1) is the project's."""

import tomllib
from pathlib import Path

from ipas_contract import VERSION


def test_one_version() -> None:
    project = Path(__file__).parents[2] / "pyproject.toml"
    assert tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"] == VERSION
