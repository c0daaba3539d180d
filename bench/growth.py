"""`python -m bench.growth`: does a turn cost more when millions of people have been here before?

Two databases, one empty and one with 3.6 million people and 10 million enrolments, take the same sign-ups in interleaved rounds. The
turns run in this process (intake, flow, SQLite with a FULL commit), without a network, so that nothing hides the database's part.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import handlers
from bench.report import machine, table, verdict
from bot.channels.telegram.render import render
from bot.service import DEMO, now_ms
from conversation.intake import Intake
from language.message import Incoming
from services.community import loading, reading
from storage import migrations
from storage.sql import sql
from storage.sqlite import SQLite

ZONE = ZoneInfo("Asia/Shanghai")
GOAL = 0.8
COURSES = 2_000
_LAST = sql("SELECT body FROM outbox WHERE chat = :chat ORDER BY id DESC LIMIT 1")


def fill(path: Path, people: int, enrolments: int) -> None:
    """Put so many people, each with an account, and so many enrolments of past courses into the database."""
    db = sqlite3.connect(path)
    db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -500000;")
    community = _first(db, "community", "1 = 1")
    db.execute(
        f"INSERT INTO person (community_id, name, phone, consent_version, created_ms) {_numbers(people)}"
        f" SELECT {community}, '居民' || i, '1' || (3000000000 + i), 1, i FROM n"
    )
    db.execute(
        "INSERT INTO account (person_id, channel, external_id, seen_ms) SELECT id, 'telegram', 'past' || id, id FROM person"
    )
    db.execute(
        "INSERT INTO course (community_id, slug, title, seats, taken, starts_ms, first_day, minutes, sessions, ends_ms, created_ms)"
        f" {_numbers(COURSES)} SELECT {community}, 'past' || i, '往期' || i, 9000, 5000, i, '2020-01-01', 90, 8, 1000 + i, i FROM n"
    )
    person, course = _first(db, "person", "name LIKE '居民%'"), _first(db, "course", "slug LIKE 'past%'")
    db.execute(
        f"INSERT INTO enrolment (course_id, attendee_id, booked_by, state, created_ms, changed_ms) {_numbers(enrolments)}"
        f" SELECT {course} + (i / {people}) * 7 + i % {COURSES // 100} * 50, {person} + i % {people}, {person} + i % {people},"
        " 'seat', i, i FROM n"
    )
    db.commit()
    db.execute("ANALYZE")
    db.commit()
    db.close()


def _numbers(most: int) -> str:
    return f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most})"


def _first(db: sqlite3.Connection, table_name: str, where: str) -> int:
    return int(db.execute(f"SELECT MIN(id) FROM {table_name} WHERE {where}").fetchone()[0])


async def open_house(path: Path) -> tuple[SQLite, Intake]:
    """The database with the demo community, and the way in."""
    db = await SQLite.open(path)
    found, problems = reading.read(DEMO)
    assert found is not None, problems
    await db.write(lambda: loading.load_demo(found, now_ms(), ZONE, lambda: "ab" * 32))
    house = handlers.house(ZONE, {"telegram": lambda message, voice: render(message, voice)})
    return db, Intake(db, house, now_ms, paced=False)


class Resident:
    """Signs up for one course after another, always tapping what was offered."""

    def __init__(self, name: str, db: SQLite, intake: Intake) -> None:
        self.name = name
        self.db = db
        self.intake = intake
        self.steps = 0

    async def act(self, *, text: str = "", tap: str = "") -> dict[str, str]:
        """One step; returns the labels of the buttons that come back, with their data."""
        self.steps += 1
        incoming = Incoming(
            channel="telegram",
            update_id=f"{self.name}-{self.steps}",
            sender=self.name,
            chat=self.name,
            at_ms=0,
            text=text,
            tap=tap,
        )
        await self.intake.receive(incoming)
        body = (await self.db.read(lambda: _LAST.all(json.loads, chat=self.name)))[0]
        rows = body.get("reply_markup", {}).get("inline_keyboard", [])
        return {button["text"]: button.get("callback_data", "") for row in rows for button in row}

    async def run(self, until: float) -> None:
        """Sign up until the time is over."""
        offered = await self.act(text="/start")
        offered = await self.act(tap=offered["同意"])
        while time.monotonic() < until:
            offered = await self.act(text="/courses")
            for wish in ("书法", "我要报名", "我自己", "确认报名"):
                label = next((label for label in offered if wish in label), "")
                if wish == "我自己" and not label:
                    await self.act(text="张汉梅")
                    offered = await self.act(text="先不留电话")
                    label = next((label for label in offered if wish in label), "")
                if not label:
                    break
                offered = await self.act(tap=offered[label])


async def measure(path: Path, label: str, residents: int, seconds: float) -> float:
    """Steps per second with so many residents at once."""
    db, intake = await open_house(path)
    everyone = [Resident(f"{label}-{n}", db, intake) for n in range(residents)]
    began = time.monotonic()
    await asyncio.gather(*(one.run(began + seconds) for one in everyone))
    rate = sum(one.steps for one in everyone) / (time.monotonic() - began)
    await db.close()
    return rate


def main() -> int:
    """Measure and print; 0 where the goal is reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=3_600_000)
    parser.add_argument("--enrolments", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    print(machine())
    folder = Path(tempfile.mkdtemp(prefix="linli-growth-"))
    try:
        empty, full = folder / "empty.db", folder / "full.db"
        for path in (empty, full):
            migrations.upgrade(path)
            asyncio.run(_close(path))
        fill(full, options.people, options.enrolments)
        print(f"{options.people:,} people, {options.enrolments:,} enrolments: {full.stat().st_size / 1e9:.1f} GB")
        rates: list[tuple[float, float]] = []
        for n in range(options.rounds):
            pair = [asyncio.run(measure(path, f"round{n}", 64, options.seconds)) for path in (empty, full)]
            rates.append((pair[0], pair[1]))
        rows = [[str(n + 1), f"{e:,.0f}", f"{f:,.0f}", f"{f / e:.2f}"] for n, (e, f) in enumerate(rates)]
        ratio = statistics.median(f / e for e, f in rates)
        print(table(["round", "empty, steps/s", "full, steps/s", "full ÷ empty"], rows))
        print(f"\nfull ÷ empty ≥ {GOAL}: {ratio:.2f}, {verdict(ratio >= GOAL)}")
    finally:
        shutil.rmtree(folder)
    return 0 if ratio >= GOAL else 1


async def _close(path: Path) -> None:
    db, _intake = await open_house(path)
    await db.close()


if __name__ == "__main__":
    raise SystemExit(main())
