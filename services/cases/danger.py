"""Danger to life, recognised by what somebody writes: it is answered with whom to call before anything else."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from language.text import Saying, Text, _
from services.cases.kinds import Category

Danger: TypeAlias = Literal["fire", "gas", "trapped", "injured", "crime"]

_SIGNS: dict[Danger, re.Pattern[str]] = {
    "fire": re.compile(
        r"着了?火|(?<!一)起了?火|失火|火灾|冒烟|冒黑烟|冒火[花苗星]|烧起来|爆炸|自燃"
        r"|on fire|\bsmoke\b(?! (alarm|detector))|there('s| is) (a )?fire\b"
    ),
    "gas": re.compile(r"(煤气|燃气|天然气|瓦斯).{0,4}(味|漏|泄|爆)|漏(煤气|燃气|天然气|气)|gas (leak|smell)"),
    "trapped": re.compile(r"(困|关)在.{0,3}电梯|电梯.{0,4}(困|关了?.{0,2}人)|电梯里.{0,4}困|trapped in"),
    "injured": re.compile(
        r"触电|有人.{0,4}(受伤|晕|昏|倒在|倒了|摔|没气|不动|流血|落水|被困|被砸)|(晕|昏)(倒|过去)|没有?呼吸|喘不上气|大出血"
        r"|(心梗|中风)(?!后|过|多年|以后|[一二两三四五六七八九十几\d]+年|病|患|康复|偏瘫)|摔.{0,3}起不来|救命|溺水|掉(进|下|到).{0,4}(水|井|坑|楼|河|湖|池)|割腕|上吊|喝农药|unconscious|injured"
    ),
    "crime": re.compile(r"持刀|砍人|(?<!拨)打人(?!工)|抢劫|跳楼|轻生|自杀|绑架"),
}
_TALKED_OF = re.compile(
    r"演习|演练|讲座|安全课|知识|(怎么|如何)(预防|避免|灭)|(怕|担心|容易|防止)(会|引起|引发)?(着火|起火|失火|火灾)(?!了)|火灾隐患"
)
"""Fire and gas are also talked of where there is none."""
_NOW = re.compile(r"[着起失]火了|着了火|起了火|冒(黑|浓)?烟了|烧起来了|爆炸了|不是(演习|演练)")
"""Whoever says that has one before them, whatever else they say."""
CALL: dict[Danger, str] = {"fire": "119", "gas": "119", "trapped": "119", "injured": "120", "crime": "110"}
"""Whom to call: fire brigade 119, ambulance 120, police 110. Leaking gas and lifts that stand still are the fire brigade's."""


FIRST: dict[Danger, Text] = {
    "fire": _("人先离开，别坐电梯，喊上邻居。到了安全的地方，马上打 119！"),
    "gas": _("别开灯、别打火、别在屋里打电话。开窗，人先出去，到外面马上打 119！"),
    "trapped": _("别扒门，按电梯里的警铃，等人来开。马上打 119！"),
    "injured": _("马上打 120！别急着搬动人，守在旁边等医生。"),
    "crime": _("先躲到安全的地方，马上打 110！自己别上前。"),
}
"""What to do, and whom to call."""
ANY = _("人先离开，到安全的地方。着火打 119，有人受伤打 120，有坏人打 110。")


def read(words: str) -> Danger | None:
    """The danger to life that the words speak of, None where they speak of none."""
    plain = "".join(words.lower().split()) if not words.isascii() else words.lower()
    only_talk = _TALKED_OF.search(plain) is not None and _NOW.search(plain) is None
    signs = (danger for danger in _SIGNS if not (only_talk and danger in ("fire", "gas")))
    return next((danger for danger in signs if _SIGNS[danger].search(plain)), None)


def first_words(words: str, category: Category | None = None) -> Saying:
    """What is said before anything else. A category that is a danger of itself is what its words are when they leak: 煤气."""
    found = read(words)
    if found is None and category is not None:
        found = read("，".join(f"{word}泄漏" for word in category.words))
    return FIRST[found] if found else ANY
