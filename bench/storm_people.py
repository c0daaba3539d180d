"""Whoever taps in the storm, through the engine as from a phone: residents who report the pipe, somebody at the office, others."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench import growth
from bench.similar_words import Meant
from conversation.intake import Intake
from language.message import Attached, Incoming
from storage.outbox import Lane
from storage.sql import sql
from storage.sqlite import SQLite

BURST = Meant("water", 0, building=3, unit=2)
REPAIRED = "处理好了"
JOIN, REFUSE, HAND_IN, DONE = "就是这个", "都不是", "报上去", "看看进展"
HAZARD, WHAT, ENDS = "报隐患", "哪里有问题", ("报上了", "好，算您一个")
ON_THE_WAY = ("漏水", "我家楼下", "选楼栋", "3栋", "2单元", "楼下、门口")
"""What whoever reports it taps, whichever is offered: the category, and where it is."""
MERGE_ALL = ("连前后几小时的", "把这")
MOST_STEPS = 20
"""Whoever is not done by then gives up."""
CHANGED = ("刚刚有变动", "刚刚没有了")
_ANSWER = sql(
    f"SELECT id, body FROM outbox WHERE channel = 'telegram' AND chat = :chat AND lane = {int(Lane.REPLY)} ORDER BY id DESC LIMIT 1"
)


class Stuck(Exception):
    """The flow offers nothing that the script knows to tap."""


@dataclass(slots=True)
class Waited:
    """How long answers took, in ms, with when each act was: until they were committed, and until they were on the phone."""

    committed: list[tuple[float, float]] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)


class Arrivals:
    """Which messages have arrived, by their number in the outbox."""

    def __init__(self) -> None:
        self._came: dict[int, asyncio.Event] = {}

    def note(self, message: int) -> None:
        self._event(message).set()

    async def of(self, message: int) -> None:
        await self._event(message).wait()

    def _event(self, message: int) -> asyncio.Event:
        return self._came.setdefault(message, asyncio.Event())


class Phone:
    """Somebody who does the next thing once the answer to the last has arrived, and been read for `reads_s` or so."""

    def __init__(self, chat: str, db: SQLite, intake: Intake, arrivals: Arrivals, waited: Waited, reads_s: float = 0) -> None:
        self.chat, self.db, self.intake, self.arrivals, self.waited, self.reads_s = chat, db, intake, arrivals, waited, reads_s
        self.chance = random.Random(f"storm {chat}")
        self.steps = 0
        self.again = 0
        """How often what was shown had changed meanwhile, and was shown again."""
        self.said = ""
        self.offered: dict[str, str] = {}

    async def act(self, *, text: str = "", tap: str = "", photo: str = "") -> None:
        """One step. Then `said` and `offered` are what came back."""
        self.steps += 1
        incoming = Incoming(
            channel="telegram", update_id=f"{self.chat}-{self.steps}", sender=self.chat, chat=self.chat, at_ms=0, text=text, tap=tap,
            files=(Attached("photo", photo, 1),) if photo else (),
        )  # fmt: skip
        began = time.perf_counter()
        await self.intake.receive(incoming)
        self.waited.committed.append((began, (time.perf_counter() - began) * 1000))
        number, body = (await self.db.read(lambda: _ANSWER.all(_answer, chat=self.chat)))[0]
        await self.arrivals.of(number)
        self.waited.shown.append((time.perf_counter() - began) * 1000)
        self.said = body.get("text", "")
        markup = body.get("reply_markup", {})
        self.again += any(words in self.said for words in CHANGED)
        rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
        self.offered = {button["text"]: button.get("callback_data", "") for row in rows for button in row}
        await asyncio.sleep(self.reads_s * self.chance.uniform(0.5, 1.5))

    async def tap(self, *wishes: str) -> None:
        """Tap the first of these that is offered. Raises Stuck."""
        label = self.sees(*wishes)
        if not label:
            raise Stuck(f"{self.chat} step {self.steps}: none of {wishes} in {[*self.offered]} under: {self.said}")
        data = self.offered[label]
        await (self.act(tap=data) if data else self.act(text=label))  # a button of Telegram's own keyboard says what is on it

    def sees(self, *wishes: str) -> str:
        """The button that begins like the first of these which is offered; "" where none is."""
        return next((label for wish in wishes for label in self.offered if label.startswith(wish)), "")


class Reporter(Phone):
    """A resident who stands before the burst pipe. Whoever does not `join` says of what is open already that it is another thing."""

    gave_up = False
    misheard = False
    """Whether their words were taken for something else at first."""

    async def report(self, photo: str, *, joins: bool) -> None:
        """From the photo (its number; "" for words) to the number of a case. Raises Stuck."""
        words = BURST.said(self.chance, self.chance.randrange(4), place=self.chance.random() < 0.5)
        await self.act(photo=photo) if photo else await self.act(text=words)
        while not (DONE in self.offered and self.said.startswith(ENDS)):
            if self.steps >= MOST_STEPS:
                self.gave_up = True
                return
            if self.said.startswith(WHAT):
                await self.act(text=words)
                continue
            self.misheard |= bool(self.sees(HAZARD)) and not self.sees(*ON_THE_WAY)
            await self.tap(JOIN if joins else REFUSE, HAND_IN, *ON_THE_WAY, HAZARD)


class Office(Phone):
    """Somebody who works there."""

    async def merge(self, case_id: int) -> tuple[int, float]:
        """Have all that are the same go on as this case; returns how many were, and the ms of the tap that did it. Raises Stuck."""
        await self.act(text=f"/staff_case {case_id}")
        if not self.sees("合并相同的"):
            return 0, 0.0
        await self.tap("合并相同的")
        await self.tap(*MERGE_ALL)
        number = "".join(sign for sign in self.said.partition("件")[0] if sign.isdigit())
        return int(number or 0), self.waited.committed[-1][1]

    async def repaired(self) -> None:
        """Say of the case on the screen that it is repaired, with a word and a photo. Raises Stuck."""
        await self.tap("改状态")
        await self.tap(REPAIRED)
        await self.act(text="水管换好了")
        await self.act(photo="1")
        await self.tap("就这些")
        await self.tap("确认")


class Tapper(growth.Resident):
    """Somebody who signs up for courses meanwhile. `waited` gets when each act was, and how long its answer took, in ms."""

    waited: list[tuple[float, float]]

    async def act(self, *, text: str = "", tap: str = "") -> dict[str, str]:
        began = time.perf_counter()
        offered = await super().act(text=text, tap=tap)
        self.waited.append((began, (time.perf_counter() - began) * 1000))
        await asyncio.sleep(2)
        return offered


def _answer(number: int, body: str) -> tuple[int, dict[str, Any]]:
    return number, json.loads(body)


def tappers(number: int, db: SQLite, intake: Intake, waited: list[tuple[float, float]]) -> Sequence[Tapper]:
    """So many others."""
    made = [Tapper(f"t{n}", db, intake) for n in range(number)]
    for one in made:
        one.waited = waited
    return made
