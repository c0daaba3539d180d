"""People who tap and type whatever comes to their mind, for days: each act gets an answer with a way on, and nothing fails."""

from __future__ import annotations

import random
import re
from collections import deque
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from handlers import FLOWS
from language.message import Attached, Place
from services import staff
from tests.fuzz.neighbourhood import Message, Neighbourhood, neighbourhood, pick

ZHANG, WANG, LI, ZHAO = 101, 102, 103, 104
"""Two residents, one of whom reads English, a community worker, and an administrator."""
WORKERS = {LI: "staff", ZHAO: "admin"}

WORDS = (
    *(
        "1",
        "２",
        "二",
        "第二个",
        "99",
        "²",
        "0",
        "-1",
        "好",
        "是",
        "返回",
        "首页",
        "取消",
        "继续",
        "修改",
        "不办了",
        "没有",
        "跳过",
    ),
    *(
        "张汉梅",
        "小明",
        "13812345678",
        "027-82345678",
        "+86 138 1234 5678",
        "110",
        "1950年3月8日",
        "农历1950年三月初八",
        "2018-05-06",
    ),
    *(
        "下周三",
        "12月3号",
        "大后天下午三点",
        "19:30",
        "昨天",
        "2月30日",
        "我想学瑜伽",
        "取消瑜伽",
        "帮我妈报太极",
        "周一晚上有什么课",
    ),
    *(
        "爷爷 13812345678",
        "花生过敏",
        "3栋2单元",
        "301",
        "瑜伽室",
        "老师生病了",
        "张",
        "5678",
        "👵🏽",
        "🧧" * 40,
        "\u202e反着写",
        "é\u0301",
        "٣",
    ),
    *(
        " ",
        "\n\n",
        "{name}",
        "{",
        "%s",
        "*home",
        "..",
        "1.1.x",
        "'; DROP TABLE person; --",
        "<b>",
        "长" * 3000,
        "a" * 9000,
        "\u3000张\u3000",
    ),
    *(
        "/",
        "//",
        "/ x",
        "/nope",
        "/START",
        "/course\n1",
        "/start course_²",
        "/start sign_1",
        "/start x" * 9,
        "/start _",
        "/cancel now",
    ),
)
ARGUMENTS = (
    "",
    "",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "²",
    "0",
    "-1",
    "9" * 19,
    "9" * 40,
    "9" * 5000,
    "abc",
    "1 2 3",
    "K7ABCDEF",
)
ENDINGS = (
    "*key:x",
    "*key:",
    "*page:1",
    "*page:²",
    "*page:-1",
    "*page:" + "9" * 30,
    "*foo",
    "*",
    "",
    "..",
    "*review",
    "*change",
    "1",
    "-",
    "yes",
)
CODE = re.compile(r"\b(?:[A-Z0-9]{4}[ -]?[A-Z0-9]{4}|[0-9]{6})\b", re.ASCII)
SMALL = ("", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10")
ODD: tuple[dict[str, Any], ...] = (
    {"contact": "+8613812345678"},
    {"contact": ""},
    {"place": Place(30.5, 114.3)},
    {"event": "unblocked"},
)
PAUSES_MS = (500, 1_000, 1_000, 5_000, 20_000, 60_000)
FILES = ("photo", "voice", "document", "sticker", "other")


FITTING = (
    ("称呼|姓名|名字|是谁", ("张汉梅", "王秀英", "小明")),
    ("电话|手机|号码", ("13812345678", "027-82345678", "没有")),
    ("生日|出生", ("1950年3月8日", "2018年5月6日", "2014-06-01", "农历1950年三月初八")),
    ("哪天|日期|时间|几点|改到", ("下周三晚上七点", "12月3号 19:00", "后天上午九点", "12月30日")),
    ("谁来接", ("爷爷 13812345678",)),
    ("过敏", ("花生过敏",)),
    ("地点|地方|哪儿", ("二楼瑜伽室",)),
    ("楼|栋|单元|房", ("3", "2", "301")),
)
"""What a careful person types, by what the question speaks of."""


@dataclass
class Mood:
    """Careful people do what they are asked; careless ones whatever comes to their mind. Moods change.

    `codes` are the codes that anybody was shown lately: neighbours read them out to each other.
    """

    codes: list[str]

    careful: bool = True

    def act(self, chance: random.Random, screen: list[Message]) -> dict[str, Any]:
        """What somebody does in front of his screen."""
        if chance.random() < 0.04:
            self.careful = not self.careful
        newest = next((message for message in reversed(screen) if message.taps or message.keys), None)
        return (
            sensible(chance, newest) if newest and self.careful and chance.random() < 0.95 else anything(chance, screen, newest)
        )


def sensible(chance: random.Random, newest: Message) -> dict[str, Any]:
    """Answer what is asked, or go where a button leads."""
    answers = [tap for tap in newest.taps if not tap.startswith("/") and not tap.rpartition(".")[2].startswith("*")]
    ways = [tap for tap in newest.taps if tap.startswith("/") and tap != "/home"]
    fitting = [words for hint, words in FITTING if re.search(hint, newest.text)]
    asked = any(not tap.startswith("/") for tap in newest.taps) or newest.keys
    if asked and fitting and chance.random() < (0.35 if answers else 0.9):
        return {"text": pick(chance, pick(chance, fitting))}
    if newest.keys and not newest.taps:
        return {"text": pick(chance, newest.keys)}
    if answers or ways:
        liked = answers or ways
        tap = liked[0] if chance.random() < 0.4 else pick(chance, liked)
        return {"tap": tap, "tapped": newest.ref, "callback": "c"}
    return {"text": f"/{pick(chance, list(FLOWS.by_command))} {pick(chance, SMALL)}".strip()}


def anything(chance: random.Random, screen: list[Message], newest: Message | None) -> dict[str, Any]:
    """Whatever comes to somebody's mind."""
    dice = chance.random()
    if newest and dice < 0.5:
        return use(chance, newest)
    if screen and dice < 0.58:
        old = pick(chance, screen)
        return use(chance, old) if old.taps or old.keys else {"text": "首页"}
    if newest and newest.taps and dice < 0.66:
        ticket = pick(chance, newest.taps).rpartition(".")[0]
        return {"tap": f"{ticket}.{pick(chance, ENDINGS)}"[:64], "tapped": newest.ref, "callback": "c"}
    if dice < 0.8:
        return {"text": f"/{pick(chance, [*FLOWS.by_command, 'back', 'cancel', 'resume'])} {pick(chance, ARGUMENTS)}".strip()}
    if dice < 0.95:
        return {"text": pick(chance, WORDS)}
    if dice < 0.98:
        return {"files": (Attached(pick(chance, FILES), pick(chance, ("file", "gone", "")), chance.randrange(3)),)}
    odd: dict[str, Any] = pick(chance, ODD)
    return odd


def use(chance: random.Random, message: Message) -> dict[str, Any]:
    """Tap one of the message's buttons, or one of the keys it brought."""
    choice = chance.randrange(len(message.taps) + len(message.keys))
    if choice < len(message.taps):
        return {"tap": message.taps[choice], "tapped": message.ref, "callback": "c"}
    return {"text": message.keys[choice - len(message.taps)]}


async def walk(place: Neighbourhood, seed: int, acts: int) -> None:
    """Let everybody do what they like. Asserts after each act that it was answered, with a way on, or handed on to who listens.

    And that nothing failed.
    """
    chance = random.Random(seed)
    lately: deque[str] = deque(maxlen=12)
    codes = ["K7ABCDEF"]
    moods = {who: Mood(codes) for who in (ZHANG, WANG, LI, ZHAO)}
    for who in moods:
        await place.does(who, text="/start", language="en" if who == WANG else "zh")
        for _question in ("consent", "community"):
            await place.does(who, tap=place.screen(who)[-1].taps[0])
        if who in WORKERS:
            await place.db.write(partial(staff.grant, 1, WORKERS[who], who - ZHANG + 1, None, place.now_ms))
    for n in range(acts):
        who = pick(chance, list(moods))
        what = moods[who].act(chance, place.screen(who))
        place.now_ms += pick(chance, PAUSES_MS)
        if n % 100 == 99:
            await place.wait_for_next_class()
        lately.append(f"{who}: {str(what)[:160]}")
        story = "\n".join([f"seed {seed}", *lately])
        try:
            receipt, came = await place.does(who, **what)
        except Exception as error:
            raise AssertionError(f"failed\n{story}") from error
        if "event" in what:
            continue
        codes[:] = [*codes, *(code for message in came for code in CODE.findall(message.text))][-6:]
        assert receipt.toast or came or await place.listens(who), f"no answer\n{story}"
        assert not came or any(message.taps or message.keys for message in came), f"no way on: {came}\n{story}"
        assert chance.random() > 0.05 or await place.hears_nothing_when_it_comes_again(), story
        if troubles := await place.troubles():
            raise AssertionError(f"{troubles}\n{story}")


@pytest.mark.parametrize("seed", [1, 2, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(3, 43))])
async def test_whatever_people_do_they_are_answered_with_a_way_on(seed: int, tmp_path: Path) -> None:
    async with neighbourhood(tmp_path) as place:
        await walk(place, seed, acts=1_000)
