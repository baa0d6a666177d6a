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
    "bo": "柏薄擘泊栢",
    "bu": "卜",
    "chang": "長裳",
    "di": "的",
    "dian": "鈿",
    "du": "都",
    "feng": "豊",
    "fo": "佛",
    "fu": "芾",
    "gou": "茍",
    "gui": "溎",
    "hai": "骸",
    "heng": "珩",
    "huan": "還",
    "huo": "壑",
    "ji": "𠮷",
    "jia": "伽茄",
    "jie": "頡絜緁偈擷櫛价",
    "jing": "勁",
    "jun": "雋頵",
    "kuai": "檜",
    "le": "樂垃勒",
    "liao": "了",
    "nian": "粘",
    "qi": "﨑緝錤",
    "qian": "茜",
    "qiang": "彊",
    "rao": "嬈",
    "se": "圾",
    "shi": "什",
    "shuai": "率",
    "si": "偲賜似伺俟",
    "tan": "鐔",
    "tao": "燾",
    "ti": "堤隄媞禔",
    "tiao": "調苕",
    "ting": "鋌",
    "tong": "侗",
    "tou": "鈄",
    "wan": "莞菀",
    "wei": "崴",
    "wen": "琝",
    "xi": "攜𤋮蹊郄",
    "xia": "廈",
    "xian": "孅",
    "xin": "莘",
    "xiu": "綉",
    "xun": "蕁郇",
    "yang": "瑒",
    "yao": "么崤淆",
    "ye": "琊",
    "yuan": "芫",
    "zeng": "曾曽",
    "zha": "柵",
    "zhai": "翟",
    "zhen": "溱縝媜",
    "zhu": "朮苧",
    "zhun": "隼",
    "zhuo": "琢焯",
    "zou": "驟",
    "zun": "圳",
    "zuo": "柞",
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
