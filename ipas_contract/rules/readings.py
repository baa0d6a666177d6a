"""How Chinese characters are read in Taiwanese names, and where a surname ends (rules §7).

The readings are generated at development time and kept as one text of 42,000 characters that is searched, which costs
1.1 MiB of resident memory and 6 µs a character; pypinyin costs 11.8 MiB without its phrases (measured with 0.55), and a
kiosk has 20 MiB for everything after its start.
"""

import csv
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from ipas_contract.rules.name import HAN

_HAN: Final = re.compile(f"[{HAN}]")


class Surname(NamedTuple):
    """One line of the table of surnames.

    kind: `common`; `single`, listed for its reading; `compound`; `double`, two surnames grown into one; `joined`, two
    surnames seen together or a rare compound that is mostly a surname and a given name (賀蘭英). hanyu: a syllable a
    character; `|` before another reading; empty: as in given names.
    """

    surname: str
    kind: str
    hanyu: str


def is_han(character: str) -> bool:
    return bool(_HAN.fullmatch(character))


def given(character: str) -> str:
    """The Hanyu syllable of a character in a given name, empty when it is not known."""
    table = _readings()
    at = table.find(character) if is_han(character) else -1
    return table[table.rfind("\n", 0, at) + 1 : at].partition(" ")[0] if at >= 0 else ""


def surname(han: str) -> Sequence[Sequence[str]]:
    """The readings of a surname, most likely first, each a syllable a character; none when one is not known."""
    if (line := _surnames().get(han)) and line.hanyu:
        return [reading.split() for reading in line.hanyu.split("|")]
    if len(han) == 1:
        return [[syllable]] if (syllable := given(han)) else []
    parts = [surname(character) for character in han]
    return [[part[0][0] for part in parts]] if all(parts) else []


def splits(han: str) -> Sequence[int]:
    """How many characters the surname may have, most likely first; `han` is a name without ‧ of any length."""
    first_two = _surnames().get(han[:2])
    kind = first_two.kind if first_two and len(han) > 2 else ""
    if kind == "compound":
        return [2]
    # Four characters that begin with two surnames: mostly a husband's surname before one's own.
    if kind == "double" or (len(han) == 4 and (kind == "joined" or all(map(_is_common, han[:2])))):
        return [2, 1]
    return [1, 2] if kind == "joined" else [1]


def _is_common(character: str) -> bool:
    line = _surnames().get(character)
    return line is not None and line.kind == "common"


@cache
def _readings() -> str:
    """Lines of a syllable, a blank and all characters read so."""
    return (files(__package__) / "data" / "readings.txt").read_text(encoding="utf-8")


@cache
def _surnames() -> dict[str, Surname]:
    lines = (files(__package__) / "data" / "surnames.csv").read_text(encoding="utf-8").splitlines()
    return {row["surname"]: Surname(**row) for row in csv.DictReader(lines)}
