"""Two days in the life of 3,661 residents: everybody hears of their own classes, twice, in time, and of nothing else."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import handlers
from language.catalogue import Voice
from language.message import Outgoing
from reminders.channel import Delivery
from reminders.clock import Clock
from reminders.quiet import Quiet
from reminders.rules import RULES
from reminders.sender import Sender
from services import course_changes, enrolment
from services.calendar import HOUR_MS, MINUTE_MS, dates, to_ms
from storage import accounts, communities, courses, enrolments, people, reminders, sessions
from storage.courses import Plan
from storage.sqlite import SQLite
from tests.conversations.world import ZONE
from tests.databases import fresh

RESIDENTS = 3_661
CLASSES = 30
SEATS = 140
BEGINS = datetime(2026, 12, 1, 6)  # noqa: DTZ001  # local
MORNING = datetime(2026, 11, 30, 0)  # noqa: DTZ001
QUIET = Quiet(ZONE)


class Screens:
    """Remembers what arrived when, chat by chat."""

    name = "plain"
    paced = False

    def __init__(self) -> None:
        self.now_ms = to_ms(MORNING, ZONE)
        self.seen: dict[str, list[tuple[int, str]]] = {}
        self.aloud_at: set[int] = set()

    def render(self, message: Outgoing, voice: Voice) -> list[str]:
        return [voice.say(message.text)]

    def is_group(self, chat: str) -> bool:
        return False

    async def deliver(self, delivery: Delivery) -> str:
        self.seen.setdefault(delivery.chat, []).append((self.now_ms, delivery.payload))
        if not delivery.silent:
            self.aloud_at.add(self.now_ms)
        return "1"

    async def toast(self, callback: str, text: str) -> None: ...

    async def fetch(self, ref: str) -> bytes:
        return b""


class Estate:
    """The service over a database, and a clock moved from one due moment to the next."""

    def __init__(self, db: SQLite) -> None:
        self.db = db
        self.screens = Screens()
        house = handlers.house(ZONE, {"plain": self.screens.render})
        self.clock = Clock(db, RULES, self.now, QUIET, channels=["plain"])
        self.sender = Sender(db, self.screens, house.voice, self.now, QUIET)
        self.chance = random.Random(3661)
        self.wanted: dict[str, Counter[str]] = {}

    def now(self) -> int:
        return self.screens.now_ms

    async def settle(self) -> None:
        while await self.clock.catch_up():
            pass
        await self.sender.drain()

    async def live_until(self, at: datetime) -> None:
        """Let everything happen that is due by then, each at its moment."""
        until_ms = to_ms(at, ZONE)
        while (due_ms := await self.db.read(reminders.next_due)) is not None and due_ms <= until_ms:
            self.screens.now_ms = max(self.screens.now_ms, due_ms)
            await self.settle()
        self.screens.now_ms = until_ms
        await self.settle()

    async def fill(self) -> None:
        """Residents, classes from six in the morning on, and who goes where."""
        now_ms = self.now()

        async def make() -> None:
            community = await communities.save("lixia", "里下社区", "", "", "")
            for n in range(RESIDENTS):
                account = await accounts.arrive("plain", f"chat{n}", "zh", now_ms)
                await people.set_name(account.person_id, f"居民{n}")
                await people.set_community(account.person_id, community.id)
            for n in range(CLASSES):
                await self.add_class(community.id, n, now_ms)

        await self.db.write(make)

    async def add_class(self, community_id: int, n: int, now_ms: int) -> None:
        starts = BEGINS + timedelta(minutes=30 * n)
        [span] = dates(starts, 1, "week", 60, ZONE)
        plan = Plan(
            slug=f"c{n}", title=f"课程{n:02}", teacher="", place="教室", seats=SEATS, starts_ms=span.starts_ms,
            first_day=starts.date().isoformat(), minutes=60, sessions=1, every="week", ends_ms=span.ends_ms, opens_ms=0,
            closes_ms=None, audience="everyone", min_age=None, max_age=None, mode="grab", cancel_hours=0, price_fen=0,
        )  # fmt: skip
        course_id = await courses.add(community_id, plan, now_ms)
        await sessions.save(course_id, 1, span.starts_ms, span.ends_ms)
        await course_changes.follow(course_id, now_ms)
        for resident in self.chance.sample(range(RESIDENTS), SEATS):
            person = await accounts.find("plain", f"chat{resident}")
            assert person and await courses.take(course_id, 1, now_ms)
            await enrolments.add(course_id, person.person_id, None, person.person_id, 1, "seat", None, "", "", now_ms)
            self.wanted.setdefault(f"chat{resident}", Counter()).update({f"课程{n:02} tomorrow": 1, f"课程{n:02} soon": 1})

    async def cancel_some(self) -> None:
        """In the evening, when all were told of tomorrow, some give their seat back, one class is called off and one moved."""

        async def change() -> None:
            for chat in self.chance.sample(sorted(self.wanted), 200):
                account = await accounts.find("plain", chat)
                assert account
                for booked in await enrolments.touching(account.person_id):
                    await enrolment.cancel(booked.id, account.person_id, self.now())
                self.forget(chat, "soon")
            await course_changes.cancel_course(CLASSES - 1, None, self.now())
            at = BEGINS + timedelta(minutes=30 * (CLASSES - 1), days=7)
            await course_changes.move_course(CLASSES, None, self.now(), ZONE, starts=at)

        await self.db.write(change)
        for chat in self.wanted:
            for n in (CLASSES - 2, CLASSES - 1):
                self.wanted[chat].pop(f"课程{n:02} soon", None)

    def forget(self, chat: str, kind: str) -> None:
        for what in [what for what in self.wanted[chat] if what.endswith(kind)]:
            del self.wanted[chat][what]


@pytest.fixture
async def estate(tmp_path: Path) -> AsyncIterator[Estate]:
    db = await SQLite.open(fresh(tmp_path))
    try:
        yield Estate(db)
    finally:
        await db.close()


async def test_everybody_hears_of_their_own_classes_and_of_nothing_else(estate: Estate) -> None:
    await estate.fill()
    await estate.live_until(datetime(2026, 11, 30, 18))  # noqa: DTZ001
    await estate.cancel_some()
    await estate.live_until(datetime(2026, 12, 2, 0))  # noqa: DTZ001

    screens = estate.screens
    heard = {chat: Counter(kind for _at, text in seen for kind in told(text)) for chat, seen in screens.seen.items()}
    assert {chat: kinds for chat, kinds in heard.items() if kinds} == {c: k for c, k in estate.wanted.items() if k}
    assert all(QUIET.end(at_ms) == 0 for at_ms in screens.aloud_at), "nobody is woken"
    first_ms = to_ms(BEGINS, ZONE)
    for seen in screens.seen.values():
        for at_ms, text in seen:
            for kind in told(text):
                starts_ms = first_ms + int(kind[2:4]) * 30 * MINUTE_MS
                early = at_ms <= starts_ms - HOUR_MS
                assert early if kind.endswith("tomorrow") else at_ms < starts_ms
    together = [text for seen in screens.seen.values() for _at, text in seen if text.startswith("有")]
    assert any(len(told(text)) > 1 for text in together), "what is due at the same time comes as one message"


def told(text: str) -> list[str]:
    """Of which classes the message speaks, and how."""
    return [
        f"{part.split('「')[1].split('」')[0]} {'soon' if '再过一会儿' in part else 'tomorrow'}"
        for part in text.split("\n\n")
        if "上课提醒" in part or "再过一会儿" in part
    ]
