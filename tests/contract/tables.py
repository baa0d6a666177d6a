"""The tables of examples, read as they are: blanks, tabs and line feeds in them are meant."""

import csv
from pathlib import Path

FOLDER = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
