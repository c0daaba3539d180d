"""The house in which the storm is measured, at work: its clock, errands and sender, and the platform that takes its messages."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import msgspec
from PIL import Image

import handlers
from bench import growth
from bench.storm_people import REPAIRED, Arrivals, Office, Phone, Reporter, Waited
from bot.case_files import case_file_doers
from bot.channels.telegram.render import render
from bot.files import Files
from bot.service import now_ms
from conversation.errand_runner import ErrandRunner
from conversation.intake import Intake
from language.catalogue import Voice
from language.message import Outgoing
from reminders.channel import Delivery
from reminders.clock import Clock
from reminders.quiet import Quiet
from reminders.rules import RULES
from reminders.sender import Sender
from services import people
from services.cases import files
from storage import accounts, cases, communities, errands, roles
from storage.cases import Case
from storage.outbox import Lane
from storage.sql import sql
from storage.sqlite import SQLite

TELEGRAM_PER_SECOND = 30
QUIET = Quiet(growth.ZONE, ends=Quiet(growth.ZONE).begins)
"""Whoever measures at night shall see the same as by day."""
PICTURES = 50
PATIENCE_S = 300
P = TypeVar("P", bound=Phone)
_REPLIES = sql(f"SELECT id FROM outbox WHERE lane = {int(Lane.REPLY)}")
_WAITING = sql("SELECT COUNT(*) FROM outbox WHERE state = 'pending' AND ready = 0")


class Phones:
    """A platform that takes everything at once, and on which photos wait to be fetched."""

    name = "telegram"
    paced = True

    def __init__(self, chance: random.Random) -> None:
        self.arrived: list[tuple[int, str, str]] = []
        self.arrivals = Arrivals()
        self.photos = [photo(chance) for _n in range(PICTURES)]

    def render(self, message: Outgoing, voice: Voice) -> list[str]:
        return render(message, voice)

    def is_group(self, chat: str) -> bool:
        return False

    async def deliver(self, delivery: Delivery) -> str:
        body = msgspec.json.decode(delivery.payload)
        self.arrived.append((delivery.id, delivery.chat, body.get("text") or body.get("caption", "")))
        self.arrivals.note(delivery.id)
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


class Town:
    """The house at work, with residents and somebody at the office."""

    def __init__(self, db: SQLite, folder: Path, chance: random.Random) -> None:
        self.db = db
        self.phones = Phones(chance)
        self.waited = Waited()
        house = handlers.house(growth.ZONE, {"telegram": self.phones.render})
        self.intake = Intake(db, house, now_ms, self.committed, paced=False)
        self.sender = Sender(db, self.phones, house.voice, now_ms, QUIET, TELEGRAM_PER_SECOND)
        self.clock = Clock(db, RULES, now_ms, QUIET, self.committed, ["telegram"])
        does = case_file_doers(db, Files(folder / "files"), {"telegram": self.phones}, now_ms, self.committed)
        self.errands = ErrandRunner(db, does, now_ms)
        self.residents: list[Reporter] = []
        self.office = self._phone(Office, "office", 0)
        self.community_id = 0

    def committed(self) -> None:
        self.sender.wake()
        self.errands.wake()
        self.clock.wake()

    async def settle(self, number: int, reads_s: float) -> None:
        """So many residents move in, half of them at the stairwell where the pipe is, and somebody works at the office."""
        self.residents = [self._phone(Reporter, str(n + 1), reads_s) for n in range(number)]

        async def move_in() -> None:
            self.community_id = (await communities.every())[0].id
            for n, one in enumerate([*self.residents, self.office]):
                account = await accounts.arrive("telegram", one.chat, "zh", now_ms())
                await people.set_community(account.person_id, self.community_id)
                await people.consent(account.person_id, now_ms())
                await accounts.seen(account, now_ms(), last_tap="", last_message="")
                if one is self.office:
                    await roles.grant(self.community_id, "staff", account.person_id, None, now_ms())
                elif n % 4 < 2:  # of whom every other sends a photo
                    await people.set_home(account.person_id, "3", "2", str(n))

        await self.db.write(move_in)

    def _phone(self, who: type[P], chat: str, reads_s: float) -> P:
        return who(chat, self.db, self.intake, self.phones.arrivals, self.waited, reads_s)

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

    async def open_now(self) -> list[Case]:
        return await self.db.read(lambda: cases.since(self.community_id, 0))

    async def until(self, done: str) -> float:
        """Wait until no photo is on its way ("photos"), nothing waits to be told ("quiet"), or all who had got through were told of
        the repair ("told"); returns the seconds that took.
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
        times = self.told()
        return all(times[one.chat] for one in self.residents if not one.gave_up)

    async def unasked(self) -> dict[str, int]:
        """How many messages came to each resident, and to the office, that answered nothing."""
        replies = set(await self.db.read(lambda: _REPLIES.all(int)))
        times = {one.chat: 0 for one in (*self.residents, self.office)}
        for number, chat, _text in self.phones.arrived:
            if chat in times and number not in replies:
                times[chat] += 1
        return times

    def told(self) -> dict[str, int]:
        """How often each resident was told of the repair."""
        times = {one.chat: 0 for one in self.residents}
        for _number, chat, text in self.phones.arrived:
            if chat in times:
                times[chat] += text.count(REPAIRED)
        return times
