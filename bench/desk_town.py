"""A town for the desk's figures: as many residents as the community has, a year of everything, and as many orders as are asked for.

Rows are written past the services, as a year of work would have left them; what stands today is such that each page has something to show.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import upkeep
from bot.service import DEMO
from services.calendar import DAY_MS, HOUR_MS, MINUTE_MS, to_ms
from services.community import loading, reading
from storage import migrations
from storage.sqlite import SQLite

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 12, 1)
NOW_MS = to_ms(datetime.combine(TODAY, datetime.min.time().replace(hour=10, minute=30)), ZONE)
"""A Tuesday morning: orders have closed, meals are on their way, a class is going on."""
DAYS = 365
COURSES, SESSIONS, SEATS = 360, 10, 25
CASES, OPEN = 4_000, 240
DUTIES = 8
TALKS, LINES = 2_000, 6
FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英建国建华志强玉兰桂花"
WORDS = (
    "路灯不亮了",
    "楼道里堆了东西",
    "水管漏水，楼下都湿了",
    "栏杆松了",
    "垃圾没有人收",
    "电梯停了",
    "下水道堵了",
    "树枝要掉下来",
)
CATEGORIES = ("power", "fire", "water", "building", "other", "power", "water", "other")


def build(path: Path, people: int, orders: int) -> None:
    """Make the town at `path`. Takes some ten seconds for a million orders."""
    migrations.upgrade(path)
    asyncio.run(_community(path))
    chance = random.Random(6)
    db = sqlite3.connect(path)
    db.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA foreign_keys = OFF"
    )
    first = _people(db, people, chance)
    _courses(db, first, people, chance)
    _meals(db, first, people, orders)
    _cases(db, first, people, chance)
    _shifts(db, first)
    _messages(db, first, people, chance)
    db.commit()
    db.execute("ANALYZE")
    db.commit()
    db.execute("PRAGMA journal_mode = WAL")
    db.close()
    asyncio.run(_counted(path))


async def _community(path: Path) -> None:
    db = await SQLite.open(path)
    found, problems = reading.read(DEMO)
    assert found is not None, problems
    await db.write(lambda: loading.load_demo(found, NOW_MS, ZONE, lambda: "ab" * 32))
    await db.close()


async def _counted(path: Path) -> None:
    """What upkeep writes down of days that are over."""
    db = await SQLite.open(path)
    await upkeep.count(db, NOW_MS, ZONE)
    await db.close()


def _numbers(most: int) -> str:
    return f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {most - 1})"


def _people(db: sqlite3.Connection, people: int, chance: random.Random) -> int:
    """Residents with homes, half of them old, most with an account; returns the first one's id."""
    first: int = db.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM person").fetchone()[0]
    rows = []
    for n in range(people):
        name = chance.choice(FAMILY) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))
        born = date(chance.choice((1935, 1945, 1955, 1965, 1985, 2014)), 1, 1) + timedelta(chance.randrange(3_600))
        lunar = "农历八月十五" if n % 12 == 0 else ""
        home = (str(n % 40 + 1), str(n % 3 + 1), f"{n % 18 + 1}0{n % 4 + 1}")
        initials = "".join(chance.choices("abcdefghjklmnpqrstwxyz", k=len(name)))
        rows.append((name, f"138{n:08d}", *home, born.isoformat(), lunar, initials, NOW_MS - DAY_MS * (n % DAYS)))
    db.executemany(
        "INSERT INTO person (community_id, name, phone, building, unit, room, birth_date, birth_lunar, initials, consent_version,"
        " created_ms) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
        rows,
    )
    here = f"id >= {first}"
    db.execute(
        "INSERT INTO account (person_id, channel, external_id, seen_ms, blocked_ms) SELECT id, 'telegram', 'a' || id, created_ms,"
        f" CASE WHEN id % 50 = 0 THEN created_ms END FROM person WHERE {here} AND id % 10 < 7"
    )
    db.execute(
        f"INSERT INTO kinship (guardian_id, member_id, kind, agreed_ms, created_ms) SELECT id, id + 1, 'parent', {NOW_MS}, {NOW_MS}"
        f" FROM person WHERE {here} AND id % 7 = 0 AND id < (SELECT MAX(id) FROM person)"
    )
    roles = [("admin", 1), ("staff", 6), ("kitchen", 2), ("reader", 1), ("courier", 10)]
    holders = iter(range(first, first + people))
    db.executemany(
        "INSERT INTO role (community_id, name, person_id, granted_ms) VALUES (1, ?, ?, ?)",
        [(role, next(holders), NOW_MS) for role, number in roles for _one in range(number)],
    )
    db.execute(
        "INSERT INTO audit (community_id, actor_id, action, subject, at_ms)"
        f" {_numbers(50_000)} SELECT 1, {first} + i % 7, 'see phone', 'person:' || ({first} + i % {people}), {NOW_MS} - i * 600000 FROM n"
    )
    return first


def _courses(db: sqlite3.Connection, first: int, people: int, chance: random.Random) -> None:
    """A year of courses, one in six still going on or ahead; each with its people, sessions and roll calls."""
    for n in range(COURSES):
        begins = TODAY - timedelta(DAYS - n * (DAYS + 30) // COURSES)
        hour = chance.choice((9, 10, 14, 15, 19))
        starts_ms = to_ms(datetime.combine(begins, datetime.min.time().replace(hour=hour)), ZONE)
        last_ms = starts_ms + (SESSIONS - 1) * 7 * DAY_MS + 90 * MINUTE_MS
        taken, waits = chance.randrange(12, SEATS + 1), n % 5
        course: int = db.execute(
            "INSERT INTO course (community_id, slug, title, teacher, place, seats, taken, waiting, next_ticket, starts_ms, first_day, minutes,"
            " sessions, ends_ms, status, created_ms) VALUES (1, ?, ?, '林老师', '多功能活动室', ?, ?, ?, ?, ?, ?, 90, ?, ?, ?, ?) RETURNING id",
            (f"past{n}", f"第{n}期手工", SEATS, taken, waits, waits + 1, starts_ms, begins.isoformat(), SESSIONS, last_ms,
             "closed" if last_ms < NOW_MS else "open", starts_ms - 14 * DAY_MS),
        ).fetchone()[0]  # fmt: skip
        db.executemany(
            "INSERT INTO session (course_id, n, starts_ms, ends_ms, code, recorded_ms) VALUES (?, ?, ?, ?, '', ?)",
            [
                (course, k + 1, starts_ms + k * 7 * DAY_MS, starts_ms + k * 7 * DAY_MS + 90 * MINUTE_MS,
                 starts_ms + k * 7 * DAY_MS + 2 * HOUR_MS if starts_ms + k * 7 * DAY_MS + 2 * HOUR_MS < NOW_MS else None)
                for k in range(SESSIONS)
            ],
        )  # fmt: skip
        chosen = chance.sample(range(first, first + people), taken + waits)
        made_ms = starts_ms - 7 * DAY_MS
        db.executemany(
            "INSERT INTO enrolment (course_id, attendee_id, booked_by, state, ticket, created_ms, changed_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (course, who, who, "seat" if k < taken else "waiting", None if k < taken else k - taken + 1, made_ms, made_ms)
                for k, who in enumerate(chosen)
            ],
        )
    db.execute(
        "INSERT INTO attendance (session_id, enrolment_id, person_id, state, at_ms, arrived_ms)"
        " SELECT s.id, e.id, e.attendee_id, CASE WHEN (s.id + e.id) % 6 = 0 THEN 'absent' ELSE 'present' END, s.starts_ms, s.starts_ms"
        f" FROM session s JOIN enrolment e ON e.course_id = s.course_id AND e.state = 'seat' WHERE s.ends_ms < {NOW_MS}"
    )


def _meals(db: sqlite3.Connection, first: int, people: int, orders: int) -> None:
    """As many days of meals as the orders need, everybody eating each day; today's are on their way. Fewer ahead."""
    past = max(orders // people, 1)
    days = [TODAY - timedelta(n) for n in range(past - 1, -1, -1)] + [TODAY + timedelta(n) for n in range(1, 6)]
    db.execute("DELETE FROM dish")
    db.execute("DELETE FROM meal_day")
    db.executemany(
        "INSERT INTO meal_day (community_id, day, closes_ms, capacity, status) VALUES (1, ?, ?, ?, ?)",
        [
            (day.isoformat(), to_ms(datetime.combine(day, datetime.min.time().replace(hour=9, minute=30)), ZONE), people,
             "cooking" if day <= TODAY else "open")
            for day in days
        ],
    )  # fmt: skip
    for n, name in enumerate(("番茄牛腩套餐", "清蒸鲈鱼套餐（低盐）"), 1):
        db.execute("INSERT INTO dish (meal_day_id, n, name) SELECT id, ?, ? FROM meal_day", (n, name))
    db.execute(
        "INSERT INTO meal_order (meal_day_id, eater_id, ordered_by, dish_id, portions, way, address, total_fen, full_fen, created_ms,"
        " changed_ms) SELECT d.id, p.id, p.id, x.id, 1, CASE p.id % 10 WHEN 0 THEN 'delivered' WHEN 1 THEN 'pickup' ELSE 'dine' END,"
        " CASE p.id % 10 WHEN 0 THEN p.building || '栋' || p.unit || '单元' || p.room ELSE '' END, 800, 1500, d.closes_ms - 3600000,"
        " d.closes_ms - 3600000 FROM meal_day d JOIN dish x ON x.meal_day_id = d.id JOIN person p"
        f" WHERE p.id >= {first} AND x.n = 1 + p.id % 2 AND (d.status = 'cooking' OR p.id % 5 = 0)"
    )
    db.execute("UPDATE meal_day SET taken = (SELECT COUNT(*) FROM meal_order o WHERE o.meal_day_id = meal_day.id)")
    today = f"(SELECT id FROM meal_day WHERE day = '{TODAY.isoformat()}')"
    db.execute(
        f"INSERT INTO route (meal_day_id, n, courier_id, taken_ms, done_ms) {_numbers(10)} SELECT d.id, i + 1,"
        f" CASE WHEN d.id <> {today} OR i < 7 THEN {first + 10} + i END, d.closes_ms, CASE WHEN d.id <> {today} THEN d.closes_ms + 7200000 END"
        " FROM n, meal_day d WHERE d.status = 'cooking'"
    )
    db.execute(
        "INSERT INTO meal_drop (order_id, route_id, n, outcome, courier_id, done_ms, knocked_ms, staff_told_ms)"
        " SELECT o.id, r.id, o.id / 10, CASE WHEN d.id <> "
        f"{today} OR o.id % 3 = 0 THEN 'delivered' WHEN o.id % 91 = 0 THEN 'nobody' ELSE 'waiting' END, r.courier_id, d.closes_ms + 3600000,"
        f" NULL, CASE WHEN d.id = {today} AND o.id % 3 <> 0 AND o.id % 91 = 0 THEN d.closes_ms + 1800000 END"
        " FROM meal_order o JOIN meal_day d ON d.id = o.meal_day_id JOIN route r ON r.meal_day_id = d.id AND r.n = 1 + (o.id / 10) % 10"
        " WHERE o.way = 'delivered' AND d.status = 'cooking'"
    )
    monthly = f"date('{TODAY.isoformat()}', '-' || (i * 30) || ' days'), {first}, {NOW_MS} - i * {30 * DAY_MS}"
    db.execute(
        "INSERT INTO payment (community_id, person_id, kind, fen, day, made_by, at_ms)"
        f" {_numbers(12)} SELECT 1, p.id, 'cash', 16000, {monthly}"
        f" FROM n, person p WHERE p.id >= {first} AND p.id % 2 = 0"
    )
    db.execute(
        "INSERT INTO standing_order (community_id, eater_id, ordered_by, n, portions, way, created_ms)"
        f" SELECT 1, id, id, 1, 1, 'dine', {NOW_MS} FROM person WHERE id >= {first} AND id % 5 = 0"
    )
    db.execute(
        f"INSERT INTO diet_card (person_id, tags, changed_ms) SELECT id, '低盐', {NOW_MS} FROM person WHERE id >= {first} AND id % 12 = 0"
    )


def _cases(db: sqlite3.Connection, first: int, people: int, chance: random.Random) -> None:
    """A year of cases, some of them open, late or dangerous; each with its timeline and followers."""
    for n in range(CASES):
        is_open = n >= CASES - OPEN
        created_ms = NOW_MS - (CASES - n) * DAYS * DAY_MS // CASES
        closed_ms = None if is_open else min(created_ms + (n % 9 + 1) * 7 * HOUR_MS, NOW_MS - 1)
        due_ms = created_ms + (n % 9 + 1) * DAY_MS if is_open else None
        words, category = WORDS[n % len(WORDS)], CATEGORIES[n % len(CATEGORIES)]
        suggestion = n % 10 == 9
        reporter = first + chance.randrange(people)
        home = f"{n % 40 + 1}栋{n % 3 + 1}单元"
        case: int = db.execute(
            "INSERT INTO cases (community_id, kind, words, category, severity, danger, place, place_key, latitude_e6, longitude_e6,"
            " reporter_id, made_by, state, phase, shown, told, owner_id, followers, due_ms, created_ms, changed_ms, closed_ms)"
            " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, 3, ?, ?, ?, ?) RETURNING id",
            ("suggestion" if suggestion else "hazard", words, "" if suggestion else category, "" if suggestion else "ordinary",
             int(is_open and n % 60 == 0), "" if suggestion else home, "" if suggestion else home, 30_400_000 + n % 900, 114_000_000 + n % 900,
             reporter, reporter, "new" if is_open else "done", "waiting" if is_open else "done",
             ("asked" if n % 4 == 0 else "yes") if suggestion else "no", first + n % 6 if n % 3 else None, due_ms, created_ms,
             closed_ms or created_ms, closed_ms),
        ).fetchone()[0]  # fmt: skip
        events = [("reported", "new", words, "followers"), ("taken", "", "", "staff"), ("note", "", "看过了", "staff")]
        events += [] if is_open else [("state", "solved", "修好了", "followers"), ("state", "done", "", "followers")]
        db.executemany(
            "INSERT INTO case_event (case_id, actor_id, kind, state, words, seen_by, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (case, first + n % 6, kind, state, said, seen, created_ms + k * HOUR_MS)
                for k, (kind, state, said, seen) in enumerate(events)
            ],
        )
        db.executemany(
            "INSERT INTO case_follower (case_id, person_id, why, since_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(case, first + (reporter - first + k) % people, "joined" if k else "reporter", created_ms) for k in range(3)],
        )
    db.executemany(
        "INSERT INTO meeting (community_id, title, starts_ms, place, state, outcome, created_ms) VALUES (1, '居民议事会', ?, '会议室', ?, '', ?)",
        [(NOW_MS + (7 - 30 * k) * DAY_MS, "planned" if k == 0 else "held", NOW_MS - 400 * DAY_MS) for k in range(12)],
    )


def _shifts(db: sqlite3.Connection, first: int) -> None:
    """A year of shifts, and those of the next week; two people on each, of whom one in thirty did not come."""
    teams = [team for (team,) in db.execute("SELECT id FROM team WHERE community_id = 1 ORDER BY id").fetchall()]
    for n, team in enumerate(teams):
        db.executemany(
            "INSERT INTO team_member (team_id, person_id, lead, joined_ms) VALUES (?, ?, ?, ?)",
            [(team, first + 100 + n * 40 + k, int(k == 0), NOW_MS - 300 * DAY_MS) for k in range(40)],
        )
    for n in range(DUTIES):
        team_n = n % len(teams)
        duty: int = db.execute(
            "INSERT INTO duty (community_id, team_id, slug, n, name, weekdays, starts, minutes, need) VALUES (1, ?, ?, ?, ?, '', ?, 90, 3)"
            " RETURNING id",
            (teams[team_n], f"bench{n}", 10 + n, f"第{n + 1}班", f"{8 + n:02d}:00"),
        ).fetchone()[0]
        for back in range(DAYS, -7, -1):
            day = TODAY - timedelta(back)
            starts_ms = to_ms(datetime.combine(day, datetime.min.time().replace(hour=8 + n)), ZONE)
            ends_ms = starts_ms + 90 * MINUTE_MS
            shift: int = db.execute(
                "INSERT INTO shift (duty_id, day, starts_ms, ends_ms, need) VALUES (?, ?, ?, ?, 3) RETURNING id",
                (duty, day.isoformat(), starts_ms, ends_ms),
            ).fetchone()[0]
            came = ends_ms < NOW_MS
            db.executemany(
                "INSERT INTO shift_place (shift_id, person_id, state, taken_ms, in_ms, in_how, out_ms, out_how, no_show)"
                " VALUES (?, ?, 'taken', ?, ?, ?, ?, ?, ?)",
                [
                    (shift, first + 100 + team_n * 40 + (back * 2 + k) % 40, starts_ms - 5 * DAY_MS,
                     starts_ms if came and (back + k) % 30 else None, "spot" if came else "", ends_ms if came and (back + k) % 30 else None,
                     "tap" if came else "", int(came and not (back + k) % 30))
                    for k in range(2)
                ],
            )  # fmt: skip


def _messages(db: sqlite3.Connection, first: int, people: int, chance: random.Random) -> None:
    """A year of talks and broadcasts, a week of the outbox, calls to make, and what could not be handled."""
    for n in range(TALKS):
        is_open = n >= TALKS - 4
        asked_ms = NOW_MS - (TALKS - n) * DAYS * DAY_MS // TALKS if not is_open else NOW_MS - (TALKS - n) * 5 * MINUTE_MS
        talk: int = db.execute(
            "INSERT INTO talk (community_id, person_id, staff_id, state, asked_ms, answered_ms, said_ms, ended_ms)"
            " VALUES (1, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (first + 500 + n % (people - 500), None if is_open else first + n % 6, "everyone" if is_open else "ended", asked_ms,
             None if is_open else asked_ms + MINUTE_MS, asked_ms, None if is_open else asked_ms + HOUR_MS),
        ).fetchone()[0]  # fmt: skip
        db.executemany(
            "INSERT INTO talk_line (talk_id, by_staff, words, at_ms) VALUES (?, ?, ?, ?)",
            [(talk, k % 2, chance.choice(WORDS), asked_ms + k * MINUTE_MS) for k in range(LINES)],
        )
    for n in range(100):
        db.execute(
            "INSERT INTO broadcast (community_id, made_by, words, audience, state, total, result, created_ms, done_ms)"
            " VALUES (1, ?, '周五停水，请提前存水', '{}', 'done', ?, ?, ?, ?)",
            (first, people, f'{{"sent":{people - 900},"waiting":0,"unreached":900,"muted":0,"stopped":0}}', NOW_MS - n * 3 * DAY_MS,
             NOW_MS - n * 3 * DAY_MS + HOUR_MS),
        )  # fmt: skip
    db.execute(
        "INSERT INTO outbox (cause, n, channel, chat, account_id, lane, body, ready, state, due_ms, created_ms, done_ms)"
        f" {_numbers(30_000)} SELECT 'm' || i, 0, 'telegram', 'x' || i, (SELECT MIN(id) FROM account) + i % 2000, 1, '{{}}', 0,"
        f" CASE WHEN i % 100 = 0 THEN 'unreachable' ELSE 'sent' END, {NOW_MS} - i * 20000, {NOW_MS} - i * 20000, {NOW_MS} - i * 20000 FROM n"
    )
    words = '["明天 19:00 的课改到多功能活动室了。"]'.replace("[", "").replace("]", "")
    db.executemany(
        "INSERT INTO call (community_id, person_id, cause, words, until_ms, created_ms, told_ms, done_ms) VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
        [
            (first + n, f"c{n}", words, NOW_MS + DAY_MS, NOW_MS - HOUR_MS, NOW_MS, None if n < 60 else NOW_MS - MINUTE_MS)
            for n in range(600)
        ],
    )
    db.execute(
        f"INSERT INTO parked (channel, update_id, account_id, body, error, parked_ms) {_numbers(4)}"
        f" SELECT 'telegram', 'p' || i, (SELECT MIN(id) FROM account) + i, '', 'ValueError at x.py:3', {NOW_MS} - {HOUR_MS} FROM n"
    )
