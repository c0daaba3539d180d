"""What somebody's words say, as signs that can be compared: without courtesies, without where it is, and however numbers are written.

Chinese has no spaces. A sign is a character (a word, in other scripts) or a pair of neighbours: whoever says the same thing otherwise
shares the characters, and a slip of the keyboard leaves most of them alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from itertools import pairwise
from math import fsum

from language import numerals

LONGEST = 40
"""So many characters are looked at: what it is about is said at the beginning."""
_CHINESE_NUMBER = re.compile(r"[零〇一二两三四五六七八九十百]{1,5}(?=\s*(?:栋|幢|号楼|座|单元|门洞|楼|层|室|号))")
_PLACE = re.compile(
    r"[a-z]?\d{1,4}\s*(?:栋|幢|号楼|座|单元|门洞|楼|层|室|号)|\b(?:building|unit|floor|room) \w{1,4}\b"
    r"|小区|社区|门口|旁边|附近|那里|这里|那边|这边|楼下|前面|后面"
)
_EMPTY = re.compile(
    r"你好|您好|同志|麻烦|我要|反映|报告|帮忙|看一下|尽快|处理|来人|派人|修一下|谢谢|已经|好几天|好多天|几天了?|一直|希望|建议|能不能|可不可以|是不是"
    r"|[的了着过吗呢吧啊呀哦又都也很太就还把被给和是在请急]"
    r"|\b(?:the|a|an|is|are|in|at|on|of|to|please|hello|there|it|and)\b"
)
_SIGN = re.compile(r"[a-zà-ÿ]+|\d+|[^\W\d_]")


def digits(words: str) -> str:
    """The words with numbers of buildings, units, floors and rooms in digits: 十二栋 is 12栋."""

    def read(found: re.Match[str]) -> str:
        number = numerals.number(found[0])
        return found[0] if number is None else str(number)

    return _CHINESE_NUMBER.sub(read, unicodedata.normalize("NFKC", words).lower())


def grams(words: str) -> set[str]:
    """The signs of the words; none where nothing is said. Where nothing but courtesies is said, they are the signs."""
    plain = digits(words)
    signs = _SIGN.findall(_EMPTY.sub("", _PLACE.sub(" ", plain)))[:LONGEST] or _SIGN.findall(plain)[:LONGEST]
    return {*signs, *(one + other for one, other in pairwise(signs))}


def likeness(telling: Mapping[str, float], other: set[str]) -> float:
    """How much signs, each of which tells so much, have in common with other ones, between 0 and 1: Dice's coefficient.

    How much a sign tells that only the others have is not known: it counts as one like the rest.
    """
    if not telling or not other:
        return 0.0
    whole = fsum(telling.values())
    shared = fsum(much for sign, much in telling.items() if sign in other)
    alien = len(other) - sum(sign in other for sign in telling)
    return 2 * shared / (whole + shared + alien * whole / len(telling))
