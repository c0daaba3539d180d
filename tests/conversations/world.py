"""The neighbourhood in which transcripts play: a database of its own, a community made for the stories, and a clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import handlers
from bot.doers import doers
from bot.files import Files
from bot.links import Links
from conversation.errand_runner import ErrandRunner
from conversation.intake import Intake
from reminders.channel import Channel
from reminders.clock import Clock
from reminders.quiet import Quiet
from reminders.rules import RULES
from reminders.sender import Sender
from services.calendar import to_ms
from services.community import loading, reading
from storage.database import Database
from storage.sqlite import SQLite
from tests.databases import fresh

ZONE = ZoneInfo("Asia/Shanghai")
COMMUNITY = Path(__file__).with_name("community.toml")
SEED = "0123456789abcdef" * 4
"""Seals every draw, so that each play draws the same."""
LINKS = Links(web="https://linli.example")
"""Where posters lead."""
BETWEEN_ACTS_MS = 2_000
"""Nobody acts faster than this, except where a transcript says so."""


class World:
    """What survives a restart: the database, the files and the time."""

    def __init__(self, folder: Path, now_ms: int) -> None:
        self.path = fresh(folder)
        self.files = Files(folder / "files")
        self.now_ms = now_ms

    @classmethod
    async def make(cls, folder: Path, at: datetime) -> World:
        """A world at this local time, with the community in it."""
        world = cls(folder, to_ms(at, ZONE))
        found, problems = reading.read(COMMUNITY)
        assert found is not None, problems
        db = await SQLite.open(world.path)
        try:
            await db.write(lambda: loading.load(found, world.now_ms, ZONE, lambda: SEED))
        finally:
            await db.close()
        return world

    def clock(self) -> int:
        """UTC milliseconds."""
        return self.now_ms

    def wait_until(self, at: datetime) -> None:
        """Let time pass. Raises ValueError for a time that has been."""
        at_ms = to_ms(at, ZONE)
        if at_ms < self.now_ms:
            raise ValueError(f"@ {at:%Y-%m-%d %H:%M} has been already")
        self.now_ms = at_ms


class Works:
    """What a restart makes anew: the engine, the sender and the errands of one channel, over one open database."""

    def __init__(self, world: World, db: Database, channel: Channel, committed: Callable[[], None] = lambda: None) -> None:
        self.db = db
        house = handlers.house(ZONE, {channel.name: channel.render})
        self.intake = Intake(db, house, world.clock, committed)
        quiet = Quiet(ZONE)
        self.sender = Sender(db, channel, house.voice, world.clock, quiet)
        self.clock = Clock(db, RULES, world.clock, quiet, committed, [channel.name], self.intake.handled_ms)
        does = doers(db, self.intake, world.files, {channel.name: channel}, world.clock, committed, ZONE, LINKS)
        self.errands = ErrandRunner(db, does, world.clock)

    async def settle(self) -> None:
        """Send and do everything that is due."""
        while True:
            looks = await self.clock.catch_up()
            await self.sender.drain()
            if not await self.errands.do_due() and not looks:
                return
