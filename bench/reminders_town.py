"""A town for the measurements of what is said unasked, put into a database directly: its people, what waits for them, their classes."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from bot.service import now_ms
from services.calendar import DAY_MS, MINUTE_MS
from services.people import CONSENT_VERSION
from services.telling import notice
from services.topics import CLASS
from storage import migrations

FIRST_CHAT = 800_000_000
"""The chat of the person with the id n is this and n: ids count from 1 in a new database."""
SAYS = "就要上课了"
"""What every reminder of these measurements says, and nothing else does."""
_MINUTES = 90


def settle(path: Path, people: int) -> None:
    """A new database at `path` with one community and so many people, each with an account on Telegram."""
    migrations.upgrade(path)
    with _filling(path) as db:
        at = now_ms()
        db.execute("INSERT INTO community (id, slug, name) VALUES (1, 'bench', '小军山社区')")
        db.executemany(
            "INSERT INTO person (id, community_id, name, consent_version, created_ms) VALUES (?, 1, ?, ?, ?)",
            ((n, f"居民{n}", CONSENT_VERSION, at) for n in range(1, people + 1)),
        )
        db.executemany(
            "INSERT INTO account (id, person_id, channel, external_id, seen_ms) VALUES (?, ?, 'telegram', ?, ?)",
            ((n, n, str(FIRST_CHAT + n), at) for n in range(1, people + 1)),
        )


def queue(path: Path, reminders: int) -> None:
    """A reminder that waits in the outbox for each of the first so many people, of use until tomorrow."""
    at = now_ms()
    body = msgspec.json.encode(notice(f"「瑜伽」今天 19:00 {SAYS}，瑜伽室。路上慢点。")).decode()
    with _filling(path) as db:
        db.executemany(
            "INSERT INTO outbox (cause, n, channel, chat, account_id, lane, body, ready, due_ms, created_ms, topic, until_ms, by_ms)"
            f" VALUES (?, ?, 'telegram', ?, ?, 1, ?, 0, {at}, {at}, '{CLASS}', {at + DAY_MS}, {at + DAY_MS})",
            ((f"bench:{n}", n, str(FIRST_CHAT + n), n, body) for n in range(1, reminders + 1)),
        )


def hold_classes(path: Path, classes: int, people: int, starts_ms: int) -> None:
    """So many classes with one date each, at which the people have their seats, evenly spread. Nothing is due about them yet."""
    at, each = now_ms(), people // classes
    ends_ms = starts_ms + _MINUTES * MINUTE_MS
    numbers = range(1, classes + 1)
    with _filling(path) as db:
        db.executemany(
            "INSERT INTO course (id, community_id, slug, title, place, seats, taken, starts_ms, first_day, minutes, sessions,"
            f" ends_ms, created_ms) VALUES (?, 1, ?, ?, '瑜伽室', {each}, {each}, {starts_ms}, '2026-01-01', {_MINUTES}, 1,"
            f" {ends_ms}, {at})",
            ((n, f"course-{n}", f"瑜伽{n}班") for n in numbers),
        )
        db.executemany(
            f"INSERT INTO session (id, course_id, n, starts_ms, ends_ms) VALUES (?, ?, 1, {starts_ms}, {ends_ms})",
            ((n, n) for n in numbers),
        )
        db.executemany(
            "INSERT INTO enrolment (course_id, attendee_id, booked_by, state, created_ms, changed_ms)"
            f" VALUES (?, ?, ?, 'seat', {at}, {at})",
            (((n - 1) // each + 1, n, n) for n in range(1, classes * each + 1)),
        )


def make_due(path: Path, classes: int, seen_ms: int) -> None:
    """Have these classes looked at as soon as the service runs; what was due up to `seen_ms` has been said."""
    _schedule(path, range(1, classes + 1), 0, seen_ms)


def schedule_far(path: Path, subjects: int) -> None:
    """So many more subjects about which nothing is due before tomorrow."""
    _schedule(path, range(1_000_000, 1_000_000 + subjects), now_ms() + DAY_MS, now_ms())


def _schedule(path: Path, subjects: Iterable[int], due_ms: int, seen_ms: int) -> None:
    with _filling(path) as db:
        db.executemany(
            f"INSERT INTO reminder (community_id, kind, subject_id, due_ms, seen_ms) VALUES (1, 'session', ?, {due_ms}, {seen_ms})",
            ((subject,) for subject in subjects),
        )


@contextlib.contextmanager
def _filling(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that fills a database as fast as it goes: when the machine fails meanwhile, the measurement is over anyway."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;")
        yield db
        db.commit()
