"""Common Chinese phrases as they come out when typed through the standard Zhuyin layout (requirement L6).

`ji32k7au4a83` looks strong to every judge of passwords, but it is 我的密碼, "my password".
"""

import re
from functools import cache
from importlib.resources import files
from typing import Final

_LAYOUT: Final = str.maketrans(
    "ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙㄧㄨㄩㄚㄛㄜㄝㄞㄟㄠㄡㄢㄣㄤㄥㄦˊˇˋ˙",
    "1qaz2wsxedcrfv5tgbyhnujm8ik,9ol.0p;/-6347",
    " ",  # the first tone is typed as a blank or not at all; no password may hold one
)
_MIN_KEYS: Final = 5
_NOT_ON_LAYOUT: Final = re.compile(r"[^a-z0-9,./;\-]")
_SIGN: Final = re.compile(r"[^a-z0-9]")


def keys(bopomofo: str) -> str:
    """The keys that type a phrase written in Zhuyin, its tone marks behind their syllables."""
    return bopomofo.translate(_LAYOUT)


def replaced(text: str, word: str) -> set[str]:
    """A case-folded text without signs and with every known phrase replaced by `word`; nothing when there is none.

    Signs are padding and do not hide a phrase. Some are keys of the layout as well: both ways of reading them count.
    """
    cores = {_NOT_ON_LAYOUT.sub("", text), _SIGN.sub("", text)}
    return {_SIGN.sub("", swapped) for core in cores if (swapped := _phrases().sub(word, core)) != core}


@cache
def _phrases() -> re.Pattern[str]:
    lines = (files(__package__) / "data" / "zhuyin_phrases.csv").read_text(encoding="utf-8").split()[1:]
    typed = {keys(line.partition(",")[2]) for line in lines}
    longest_first = sorted((phrase for phrase in typed if len(phrase) >= _MIN_KEYS), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))
