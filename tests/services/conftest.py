"""A neighbourhood in a database of its own for each test."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
import pytest

from language.catalogue import Voice
from language.message import Outgoing
from language.text import Saying
from reminders.quiet import Quiet
from reminders.rules import RULES
from reminders.steps import look
from services import course_changes, households, people
from services.calendar import DAY_MS, HOUR_MS, dates, to_ms
from storage import accounts, communities, courses, migrations, reminders, roles, sessions
from storage import people as people_stored
from storage.courses import Course, Plan
from storage.sql import Query
from storage.sqlite import drive

T = TypeVar("T")

ZONE = ZoneInfo("Asia/Shanghai")


def local(words: str) -> datetime:
    """A local moment."""
    return datetime.fromisoformat(words)


NOW = to_ms(local("2026-11-23 09:00"), ZONE)
"""A Monday morning."""
NEXT_MONDAY = local("2026-11-30 19:00")


@dataclass
class Town:
    """A community with people in it, and short ways to do things in it."""

    connection: sqlite3.Connection
    community_id: int = 0
    now_ms: int = NOW
    made: int = 0
    handled_ms: int | None = None
    """What people did before this moment has been handled; None: all of it."""

    def do(self, work: Coroutine[Query, Any, T]) -> T:
        """Run work in a transaction."""
        with self.connection:
            return drive(self.connection, lambda: work)

    def wait(self, *, days: float = 0, hours: float = 0) -> int:
        """Let time pass; returns the new time."""
        self.now_ms += round(days * DAY_MS + hours * HOUR_MS)
        return self.now_ms

    def catch_up(self) -> None:
        """Do everything that the clock would have done by now."""
        while due := self.do(reminders.due(self.now_ms, 100)):
            for reminder in due:
                self.do(look(reminder.id, RULES, self.now_ms, Quiet(ZONE), self.handled_ms))

    def person(self, name: str, *, born: date | None = None, chat: bool = True, phone: str = "") -> int:
        """A resident who consented, reachable in a chat unless said otherwise."""
        self.made += 1
        if chat:
            account = self.do(accounts.arrive("test", f"chat-{self.made}", "zh", self.now_ms))
            person_id = account.person_id
            self.do(people_stored.set_name(person_id, name))
            self.do(people.set_community(person_id, self.community_id))
        else:
            person_id = self.do(people_stored.add(self.community_id, name, self.now_ms))
        if born is not None:
            self.do(people_stored.set_birth(person_id, born))
        if phone:
            self.do(people_stored.set_phone(person_id, phone))
        self.do(people.consent(person_id, self.now_ms))
        return person_id

    def crowd(self, number: int) -> list[int]:
        """Some residents without a chat."""
        return [self.person(f"居民{n}", chat=False) for n in range(number)]

    def staff(self, name: str = "周丹丹") -> int:
        """Somebody who works for the community."""
        person_id = self.person(name)
        self.do(roles.grant(self.community_id, "staff", person_id, None, self.now_ms))
        return person_id

    def child(self, guardian_id: int, name: str = "王小宝", born: date = date(2018, 6, 1)) -> int:
        """A child of the guardian."""
        child_id = self.do(households.add_child(guardian_id, name, born, self.now_ms))
        assert isinstance(child_id, int)
        return child_id

    def course(self, title: str = "周一 瑜伽", *, seats: int = 2, starts: datetime = NEXT_MONDAY, **more: Any) -> int:
        """A course with its sessions."""
        self.made += 1
        plan: dict[str, Any] = {
            "slug": f"course-{self.made}", "title": title, "teacher": "林老师", "place": "瑜伽室", "seats": seats, "minutes": 90,
            "sessions": 4, "every": "week", "opens_ms": 0, "closes_ms": None, "audience": "everyone", "min_age": None,
            "max_age": None, "mode": "grab", "cancel_hours": 24, "price_fen": 0,
        } | more  # fmt: skip
        spans = dates(starts, plan["sessions"], plan["every"], plan["minutes"], ZONE)
        planned = Plan(starts_ms=spans[0].starts_ms, first_day=starts.date().isoformat(), ends_ms=spans[-1].ends_ms, **plan)
        course_id = self.do(courses.add(self.community_id, planned, self.now_ms))
        for n, span in enumerate(spans, 1):
            self.do(sessions.save(course_id, n, span.starts_ms, span.ends_ms))
        self.do(course_changes.follow(course_id, self.now_ms))
        return course_id

    def look(self, course_id: int) -> Course:
        """The course as it stands."""
        found = self.do(courses.get(course_id))
        assert found is not None
        return found

    def say(self, saying: Saying) -> str:
        """It, in Chinese."""
        return Voice("zh", ZONE).say(saying)

    def said_now(self, person_id: int) -> list[str]:
        """The same as `heard`, in the words of this moment: 今天, 明天."""
        voice = Voice("zh", ZONE).at(self.now_ms)
        return [voice.say(message.text) for message in self.messages(person_id)]

    def heard(self, person_id: int) -> list[str]:
        """What was said to the person unasked, in Chinese, the oldest first."""
        return [self.say(message.text) for message in self.messages(person_id)]

    def messages(self, person_id: int) -> list[Outgoing]:
        """What was said to the person unasked, the oldest first."""
        rows = self.connection.execute(
            "SELECT o.body FROM outbox o JOIN account a ON a.id = o.account_id WHERE a.person_id = ? AND o.ready = 0 ORDER BY o.id",
            (person_id,),
        )
        return [msgspec.json.decode(body, type=Outgoing) for (body,) in rows]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the schema and nothing in it."""
    path = tmp_path_factory.mktemp("schema") / "empty.db"
    migrations.upgrade(path)
    return path


def new_town(empty_database: Path) -> Town:
    """A town in memory."""
    connection = sqlite3.connect(":memory:")
    with sqlite3.connect(empty_database) as source:
        source.backup(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    town = Town(connection)
    town.community_id = town.do(communities.save("xiaojunshan", "小军山社区", "军山街道", "027-84951234", "8:30–17:30")).id
    return town


@pytest.fixture
def town(empty_database: Path) -> Iterator[Town]:
    """A town in memory."""
    made = new_town(empty_database)
    yield made
    made.connection.close()


@pytest.fixture
def found_town(empty_database: Path) -> Callable[[], Town]:
    """Makes as many towns as wanted."""
    return lambda: new_town(empty_database)
