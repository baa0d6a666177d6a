"""Makes `ipas_contract/rules/data/readings.txt`: `python -m tests.contract.make_readings`.

One reading a character, as in Taiwanese given names: the pinyin library's first one that is a syllable of Mandarin,
unless Taiwan's differs or the library has none. Surname readings have their own table (`surnames.csv`).
"""

import os
from pathlib import Path

from ipas_contract.rules import readings
from tests.contract.tables import rows

FILE = Path(readings.__file__).parent / "data" / "readings.txt"

TAIWANESE = {
    "bo": "柏薄",
    "chang": "長",
    "di": "的",
    "du": "都",
    "fo": "佛",
    "fu": "芾",
    "hai": "骸",
    "huan": "還",
    "ji": "𠮷",
    "jia": "伽茄",
    "jie": "頡絜緁偈",
    "jun": "雋",
    "kuai": "檜",
    "le": "樂垃",
    "liao": "了",
    "nian": "粘",
    "qi": "﨑",
    "qian": "茜",
    "rao": "嬈",
    "se": "圾",
    "shi": "什",
    "shuai": "率",
    "si": "偲賜",
    "ti": "堤",
    "tiao": "調",
    "wan": "莞菀",
    "wei": "崴",
    "xi": "攜𤋮",
    "xia": "廈",
    "xin": "莘",
    "yao": "么",
    "yi": "液",
    "zeng": "曾",
    "zhai": "翟",
    "zhen": "溱",
    "zun": "圳",
}


def generated() -> str:
    os.environ["PYPINYIN_NO_PHRASES"] = "true"
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    syllables = {row["hanyu"] for row in rows("tongyong_syllables.csv")}
    readings_by_code = {
        code: [plain for text in marked.split(",") if (plain := to_normal(text, v_to_u=True)) in syllables]
        for code, marked in PINYIN_DICT.items()
    }
    own = {ord(character): [syllable] for syllable, characters in TAIWANESE.items() for character in characters}
    lines: dict[str, list[str]] = {}
    for code, known in sorted((readings_by_code | own).items()):
        if known and readings.is_han(chr(code)):
            lines.setdefault(known[0], []).append(chr(code))
    return "".join(f"{syllable} {''.join(characters)}\n" for syllable, characters in sorted(lines.items()))


if __name__ == "__main__":
    FILE.write_text(generated(), encoding="utf-8", newline="\n")
