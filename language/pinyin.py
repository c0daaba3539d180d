"""How a name sounds, so that it is found by its initials ("zhm") or written out ("zhanghanmei"), as people type names on a keyboard."""

from __future__ import annotations

import os
import re
import unicodedata
from typing import NamedTuple

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # 43 MB of memory for phrases, which names are not

from pypinyin import lazy_pinyin  # after the line above

SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "盖": "ge", "朴": "piao", "翟": "zhai",
    "覃": "qin", "缪": "miao", "乐": "yue", "召": "shao", "洗": "xian", "员": "yun", "祭": "zhai", "种": "chong", "秘": "bi",
    "薄": "bo", "能": "nai", "阚": "kan", "郇": "xun", "隗": "wei", "句": "gou", "黑": "he", "折": "she", "重": "chong",
    "都": "du", "卜": "bu", "乜": "nie",
}  # fmt: skip
"""Family names that are read otherwise than the same character is mostly read elsewhere."""
DOUBLE = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "澹台": ("tan", "tai"), "长孙": ("zhang", "sun"), "单于": ("chan", "yu"),
    "令狐": ("ling", "hu"), "宰父": ("zai", "fu"), "呼延": ("hu", "yan"), "乐正": ("yue", "zheng"), "拓跋": ("tuo", "ba"),
}  # fmt: skip
"""Family names of two characters that are read otherwise than each of them alone."""
LONGEST = 120

_NOT_HEARD = re.compile("[^a-z0-9]")


class Sound(NamedTuple):
    """`initials` of each syllable ("zhm"), and the whole ("zhanghanmei"); both "" where a name has no sound (😊)."""

    initials: str
    whole: str


def sound(name: str) -> Sound:
    """How a name sounds: of Chinese characters their pinyin without tones (ü as v), of other words their letters."""
    plain = unicodedata.normalize("NFKC", name).strip()
    parts = [plain_letters(part) for part in _syllables(plain)]
    heard = [part for part in parts if part]
    return Sound("".join(part[0] for part in heard)[:LONGEST], "".join(heard)[:LONGEST])


def plain_letters(words: str) -> str:
    """What somebody typed, as sounds are kept: "Zhāng Hàn-méi" is "zhanghanmei", "lü" is "lv"."""
    apart = unicodedata.normalize("NFD", words.lower()).replace("u\N{COMBINING DIAERESIS}", "v")
    return _NOT_HEARD.sub("", apart)


def is_sound(words: str) -> bool:
    """Whether somebody typed sounds rather than characters or a number."""
    return bool(re.fullmatch(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’ .-]*", words.strip()))


def _syllables(name: str) -> list[str]:
    for surname, read in DOUBLE.items():
        if name.startswith(surname):
            return [*read, *_read(name[len(surname) :])]
    if name[:1] in SURNAMES and len(name) > 1:
        return [SURNAMES[name[:1]], *_read(name[1:])]
    return _read(name)


def _read(words: str) -> list[str]:
    """Syllables of characters, and the words between them."""
    return [part for syllable in lazy_pinyin(words) for part in re.split(r"[\s·•.]+", syllable)]
