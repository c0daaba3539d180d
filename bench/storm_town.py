"""The house in which the storm is measured, and whoever is in it: residents who report, somebody at the office, others who tap."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import msgspec
from PIL import Image

import handlers
from bench import growth
from bench.similar_words import Meant
from bot.case_files import case_file_doers
from bot.channels.telegram.render import render
from bot.files import Files
from bot.service import now_ms
from conversation.errand_runner import ErrandRunner
from conversation.intake import Intake
from language.catalogue import Voice
from language.message import Attached, Outgoing
from reminders.channel import Delivery
from reminders.clock import Clock
from reminders.quiet import Quiet
from reminders.rules import RULES
from reminders.sender import Sender
from services import people
from services.cases import files, following, kinds, places, reports, similar
from services.cases.outcomes import CaseOutcome, OpenOutcome
from services.cases.reports import Report
from storage import accounts, cases, communities, errands, roles
from storage.cases import Case
from storage.sql import sql
from storage.sqlite import SQLite

TELEGRAM_PER_SECOND = 30
QUIET = Quiet(growth.ZONE, ends=Quiet(growth.ZONE).begins)
"""Whoever measures at night shall see the same as by day."""
REPAIRED = "处理好了"
BURST = Meant("water", 0, building=3, unit=2)
PICTURES = 50
PATIENCE_S = 300
_WAITING = sql("SELECT COUNT(*) FROM outbox WHERE state = 'pending' AND ready = 0")


class Phones:
    """A platform that takes everything at once, and on which photos wait to be fetched."""

    name = "telegram"
    paced = True

    def __init__(self, chance: random.Random) -> None:
        self.arrived: list[tuple[float, str, str]] = []
        self.photos = [photo(chance) for _n in range(PICTURES)]

    def render(self, message: Outgoing, voice: Voice) -> list[str]:
        return render(message, voice)

    def is_group(self, chat: str) -> bool:
        return False

    async def deliver(self, delivery: Delivery) -> str:
        body = msgspec.json.decode(delivery.payload)
        self.arrived.append((time.perf_counter(), delivery.chat, body.get("text") or body.get("caption", "")))
        return str(len(self.arrived))

    async def toast(self, callback: str, text: str) -> None:
        """Nobody looks."""

    async def fetch(self, ref: str) -> bytes:
        return self.photos[int(ref) % PICTURES]


def photo(chance: random.Random) -> bytes:
    """A photo as Telegram hands it on."""
    content = BytesIO()
    Image.frombytes("RGB", (64, 48), chance.randbytes(64 * 48 * 3)).resize((1280, 960)).save(content, "JPEG", quality=87)
    return content.getvalue()


class Tapper(growth.Resident):
    """Somebody who signs up for courses meanwhile. `waited` gets when each act was, and how long its answer took, in ms."""

    waited: list[tuple[float, float]]

    async def act(self, *, text: str = "", tap: str = "") -> dict[str, str]:
        began = time.perf_counter()
        offered = await super().act(text=text, tap=tap)
        self.waited.append((began, (time.perf_counter() - began) * 1000))
        await asyncio.sleep(2)
        return offered


class Town:
    """The house at work, with residents and somebody at the office."""

    def __init__(self, db: SQLite, folder: Path, chance: random.Random) -> None:
        self.db, self.chance = db, chance
        self.phones = Phones(chance)
        house = handlers.house(growth.ZONE, {"telegram": self.phones.render})
        self.intake = Intake(db, house, now_ms, self.committed, paced=False)
        self.sender = Sender(db, self.phones, house.voice, now_ms, QUIET, TELEGRAM_PER_SECOND)
        self.clock = Clock(db, RULES, now_ms, QUIET, self.committed, ["telegram"])
        does = case_file_doers(db, Files(folder / "files"), {"telegram": self.phones}, now_ms, self.committed)
        self.errands = ErrandRunner(db, does, now_ms)
        self.residents: list[int] = []
        self.staff = self.community_id = 0

    def committed(self) -> None:
        self.sender.wake()
        self.errands.wake()
        self.clock.wake()

    async def settle(self, number: int) -> None:
        """So many residents move in, who can be reached, and somebody works at the office."""

        async def move_in() -> None:
            self.community_id = (await communities.every())[0].id
            for n in range(number + 1):
                account = await accounts.arrive("telegram", str(n + 1), "zh", now_ms())
                await people.set_community(account.person_id, self.community_id)
                await people.consent(account.person_id, now_ms())
                self.residents.append(account.person_id)
            self.staff = self.residents.pop()
            await roles.grant(self.community_id, "staff", self.staff, None, now_ms())

        await self.db.write(move_in)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """While the service runs."""
        self.clock.start()
        works = [asyncio.create_task(self.sender.run()), asyncio.create_task(self.errands.run())]
        try:
            yield
        finally:
            self.clock.stop()
            for work in works:
                work.cancel()
            await asyncio.gather(*works, return_exceptions=True)

    async def report(self, n: int, joins: bool) -> None:
        """A resident reports the burst pipe: what the last turn of `/report` does. (Here is the place to tap through the flow.)"""
        whose = self.residents[n]
        words = BURST.said(self.chance, self.chance.randrange(4), place=self.chance.random() < 0.5)
        where = places.of_words("3栋2单元")
        sent = (Attached("photo", str(n), 1),)
        made = Report(kinds.HAZARD, words=words, category=BURST.category, where=where, files=sent)

        async def turn() -> OpenOutcome | CaseOutcome:
            alike = await similar.find(self.community_id, kinds.HAZARD, words, BURST.category, where.key)
            if alike and joins:
                return await following.join(alike[0].case.id, whose, now_ms())
            return await reports.open_case(made, whose, whose, whose, "telegram", now_ms())

        await self.db.write(turn)
        self.committed()

    async def open_now(self) -> list[Case]:
        return await self.db.read(lambda: cases.open_ones(self.community_id, 10_000))

    async def until(self, done: str) -> float:
        """Wait until no photo is on its way ("photos"), nothing waits to be told ("quiet"), or everybody was told of the repair
        ("told"); returns the seconds that took.
        """
        began = time.perf_counter()
        for _time in range(PATIENCE_S * 20):
            if await self._is(done):
                break
            await asyncio.sleep(0.05)
        return time.perf_counter() - began

    async def _is(self, done: str) -> bool:
        if done == "photos":
            return not await self.db.read(lambda: errands.of_kind(files.FETCH))
        if done == "quiet":
            return not await self.db.read(_WAITING.value)
        return all(self.told().values())

    def told(self) -> dict[str, int]:
        """How often each resident was told of the repair."""
        times = {str(n + 1): 0 for n in range(len(self.residents))}
        for _at, chat, text in self.phones.arrived:
            if chat in times:
                times[chat] += text.count(REPAIRED)
        return times
