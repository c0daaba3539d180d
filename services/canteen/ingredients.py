"""What is in a dish: as the kitchen wrote it, and as its name says. Tables and one reader; `services.canteen.diets` decides what follows.

A name tells what somebody could be allergic to as soon as it may be in there (an egg in a meatball is not said, and cannot be
known): rather one dish too few than one too many. False friends are taken out first: 鱼香肉丝 holds no fish, 土豆 no soya.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from language.text import Text, _

ALLERGENS: dict[str, Text] = {
    "fish": _("鱼"), "shellfish": _("虾蟹"), "egg": _("鸡蛋"), "milk": _("牛奶"), "nuts": _("花生坚果"), "soya": _("大豆"),
    "wheat": _("小麦"),
}  # fmt: skip
"""What one can be allergic to."""
TRAITS: dict[str, Text] = {"sugar": _("含糖较多"), "salt": _("偏咸"), "hard": _("偏硬")}
"""What is not good for everybody."""

WRITTEN: dict[str, str] = {
    "鱼": "fish", "虾蟹": "shellfish", "虾": "shellfish", "蟹": "shellfish", "鸡蛋": "egg", "蛋": "egg", "牛奶": "milk", "奶": "milk",
    "花生坚果": "nuts", "花生": "nuts", "坚果": "nuts", "大豆": "soya", "豆制品": "soya", "小麦": "wheat", "面": "wheat",
    "糖": "sugar", "甜": "sugar", "咸": "salt", "硬": "hard",
    "低糖": "-sugar", "低盐": "-salt", "软食": "-hard", "软": "-hard",
}  # fmt: skip
"""The words that a kitchen writes beside a dish, also with 不含 before them; what they say goes before what the name says."""

_FALSE_FRIENDS: dict[str, str] = {
    "fish": "鱼香|鱼腥草|甲鱼|鲍鱼",
    "shellfish": "蟹味菇|地三鲜",
    "egg": "蛋白质",
    "milk": "奶白菜|奶汤|奶奶|豆奶",
    "soya": "蚕豆|土豆|绿豆|红豆|四季豆|荷兰豆|豌豆|豆角|刀豆|扁豆|蜜豆|甜豆|豆沙|芸豆|豆苗|果酱|番茄酱|花生酱|芝麻酱|沙拉酱",
    "wheat": "油麦菜|莜麦菜|米饼",
    "sugar": "(?:低|少|无|零|不加|不放)糖|甜椒|甜豆|蜜豆|甜菜",
    "salt": "不咸|腊八|果酱|番茄酱|花生酱|芝麻酱|麻酱|沙拉酱",
    "hard": "(?:无|去|剔|脱)骨|骨头?汤|大骨|炸酱|不硬",
}
_NAMED: dict[str, str] = {
    "fish": "鱼|鲈|鳜|鲫|鲤|鳕|鲳|鲢|鳙|鳝|鳗|鲑|泥鳅|三文|海鲜",
    "shellfish": "虾|蟹|蚝|牡蛎|蛤|蛏|扇贝|干贝|瑶柱|螺|鲍|鱿|墨鱼|章鱼|海鲜|三鲜",
    "egg": "蛋|三鲜豆皮|芙蓉|木须|木樨|赛螃蟹|蛋糕|酥肉",
    "milk": "奶|芝士|奶酪|黄油|起司|炼乳|蛋糕",
    "nuts": "花生|坚果|核桃|腰果|杏仁|榛|松仁|松子|开心果|板栗|栗子|果仁|宫保|沙茶|沙嗲|麻酱|热干面",
    "soya": "豆腐|豆干|香干|干张|千张|百页|豆皮|豆卷|腐竹|腐乳|豆浆|豆奶|豆花|豆脑|黄豆|毛豆|大豆|黑豆|豆豉|豆瓣|豆芽|素鸡|素肉|纳豆|麻婆|鱼香"
    "|回锅|宫保|红烧|黄焖|酱|卤",
    "wheat": "面|馒头|包子|肉包|菜包|汤包|豆沙包|奶黄包|饺|馄饨|云吞|抄手|花卷|饼|烧麦|烧卖|油条|麦|烤麸|春卷|锅贴|疙瘩|生煎|馍|蛋糕|披萨|麻花|酥肉",
    "sugar": "糖|甜|蜜|红烧|拔丝|八宝饭|豆沙|汤圆|蛋糕|可乐|锅包肉|荔枝肉|樱桃肉|咕咾|咕噜|照烧|叉烧|酒酿|醪糟|年糕|奶茶",
    "salt": "咸|腊|酱|卤|腌|泡菜|泡椒|酸菜|榨菜|梅菜|梅干菜|雪菜|萝卜干|火腿|香肠|培根|熏|豆豉|腐乳|椒盐|盐焗|盐水",
    "hard": "炸|煎|骨|干煸|干锅|爆|烤|脆|酥|花生|坚果|核桃|腰果|锅巴|牛筋|凤爪|鸡爪|麻花|油条",
}
_ANSWERED = {
    "salt": "[低少减淡轻]盐|清淡|少咸", "sugar": "[低少减轻无零]糖|不[加放]糖|木糖醇", "hard": "软食|软烂|软糯|炖烂|肉糜|肉末|羹",
}  # fmt: skip
"""A name that says how it is cooked answers for what its other words would mean."""


def unknown(words: Iterable[str]) -> list[str]:
    """Those of a kitchen's words that say nothing here."""
    return [word for word in words if word.strip().removeprefix("不含") not in WRITTEN]


def within(name: str, tags: str) -> frozenset[str]:
    """What is in a dish: of ALLERGENS and TRAITS. `tags` are a kitchen's words, separated by commas; they go before the name."""
    noted = {_key(word.strip()) for word in re.split("[,，、]", tags)}
    found = {key for key in _NAMED if _says(name, key)} | {key for key in noted if key and not key.startswith("-")}
    return frozenset(found - {key[1:] for key in noted if key.startswith("-")})


def _key(word: str) -> str:
    plain = word.removeprefix("不含")
    key = WRITTEN.get(plain, "")
    return key if plain == word or not key else f"-{key.removeprefix('-')}"


def _says(name: str, key: str) -> bool:
    if key in _ANSWERED and re.search(_ANSWERED[key], name):
        return False
    plain = re.sub(_FALSE_FRIENDS[key], "·", name) if key in _FALSE_FRIENDS else name
    return re.search(_NAMED[key], plain) is not None
