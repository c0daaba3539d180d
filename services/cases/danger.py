"""Danger to life, recognised by what somebody writes: it is answered with whom to call before anything else."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

Danger: TypeAlias = Literal["fire", "gas", "trapped", "injured", "crime"]

_SIGNS: dict[Danger, re.Pattern[str]] = {
    "fire": re.compile(r"着火|起火|失火|火灾|冒烟|冒黑烟|烧起来|爆炸|自燃|on fire|smoke"),
    "gas": re.compile(r"(煤气|燃气|天然气|瓦斯).{0,4}(味|漏|泄|爆)|漏(煤气|燃气|天然气|气)|gas (leak|smell)"),
    "trapped": re.compile(r"(困|关)在.{0,3}电梯|电梯.{0,4}[困关]了?.{0,2}人?|电梯里.{0,4}困|trapped in"),
    "injured": re.compile(
        r"触电|有人.{0,4}(受伤|晕|昏|倒在|倒了|摔|没气|不动|流血|落水|被困|被砸)|(晕|昏)(倒|过去)|心梗|中风|没呼吸|大出血"
        r"|摔.{0,3}起不来|救命"
        r"|溺水|掉(进|下).{0,4}(水|井|坑|楼)|unconscious|injured"
    ),
    "crime": re.compile(r"持刀|砍人|打人|抢劫|跳楼|轻生|绑架"),
}
_OVER = re.compile(
    r"演习|演练|讲座|安全课|知识|(怎么|如何)(预防|避免|灭)|(怕|担心|容易|防止)(会|引起|引发)?(着火|起火|失火|火灾)(?!了)|火灾隐患"
)
CALL: dict[Danger, str] = {"fire": "119", "gas": "119", "trapped": "119", "injured": "120", "crime": "110"}
"""Whom to call: fire brigade 119, ambulance 120, police 110. Leaking gas and lifts that stand still are the fire brigade's."""


def read(words: str) -> Danger | None:
    """The danger to life that the words speak of, None where they speak of none."""
    plain = "".join(words.lower().split()) if not words.isascii() else words.lower()
    if _OVER.search(plain):
        return None
    return next((danger for danger, sign in _SIGNS.items() if sign.search(plain)), None)
