"""A year of a community, straight into its database: for what a page looks like with it, and how long it takes."""

from __future__ import annotations

import random
import sqlite3
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from services.calendar import HOUR_MS, MINUTE_MS, to_ms

COURSES = ("周一 瑜伽", "周三 声乐", "周末烘焙", "育儿技能", "太极", "书法", "短视频剪辑", "八段锦", "合唱", "剪纸")
CATEGORIES = {
    "fire": "ordinary",
    "water": "utility",
    "power": "utility",
    "gas": "danger",
    "building": "ordinary",
    "other": "ordinary",
}
HOURS = {"danger": 2, "utility": 24, "ordinary": 168}
TEAMS = ("老街坊巡逻队", "栋力派", "送餐队")


class Year:
    """Fills the days from `first` to `last` of a community with what `people` do, as chance would have it."""

    def __init__(self, path: Path, zone: ZoneInfo, first: date, last: date, *, people: int = 200, orders: int = 60) -> None:
        self.db = sqlite3.connect(path)
        self.zone, self.first, self.last, self.orders = zone, first, last, orders
        self.chance = random.Random(7)
        self.community = int(self.db.execute("SELECT MIN(id) FROM community").fetchone()[0])
        self.people = [self._person(n) for n in range(people)]

    def fill(self) -> None:
        """All of it, committed."""
        with self.db:
            self.courses()
            self.meals()
            self.cases()
            self.shifts()
            self.kept()
        self.db.close()

    def courses(self) -> None:
        """Courses of ten weeks, one after the other; who came."""
        for n, title in enumerate(COURSES):
            day = self.first + timedelta(days=n)
            while day <= self.last:
                course = self._add(
                    "course", community_id=self.community, slug=f"y{n}-{day}", title=title, seats=20, taken=16, minutes=90, sessions=10,
                    starts_ms=self._ms(day, 19), first_day=day.isoformat(), ends_ms=self._ms(day + timedelta(weeks=9), 21), created_ms=0,
                )  # fmt: skip
                seats = [
                    self._add(
                        "enrolment", course_id=course, attendee_id=one, booked_by=one, state="seat", created_ms=0, changed_ms=0
                    )
                    for one in self.chance.sample(self.people, min(16, len(self.people)))
                ]
                for week in range(10):
                    self._session(course, week, day + timedelta(weeks=week), seats)
                day += timedelta(weeks=10)

    def meals(self) -> None:
        """Lunch from Monday to Friday."""
        self.db.execute(
            "INSERT OR REPLACE INTO canteen (community_id, cutoff, capacity, price_fen, prices) VALUES (?, '10:00', 5000, 1500, ?)",
            (self.community, '[{"title":"60岁以上","fen":800,"min_age":60,"verified":true,"daily":true}]'),
        )
        self.db.execute("DELETE FROM meal_day WHERE community_id = ?", (self.community,))
        for day in self._days():
            if day.weekday() > 4:
                continue
            made = self._add(
                "meal_day",
                community_id=self.community,
                day=day.isoformat(),
                closes_ms=self._ms(day, 10),
                capacity=5000,
                status="cooking",
            )
            dish = self._add("dish", meal_day_id=made, n=1, name="套餐")
            route = self._add("route", meal_day_id=made, n=1)
            for n, eater in enumerate(self.chance.sample(self.people, min(self.orders, len(self.people)))):
                way, reduced, fen = self.chance.choice(
                    (("dine", 1, 800), ("dine", 1, 800), ("pickup", 0, 1500), ("delivered", 1, 800))
                )
                order = self._add(
                    "meal_order", meal_day_id=made, eater_id=eater, ordered_by=eater, dish_id=dish, portions=1, way=way, reduced=reduced,
                    total_fen=fen, full_fen=1500, created_ms=0, changed_ms=0,
                )  # fmt: skip
                if way == "delivered":
                    outcome = "nobody" if self.chance.random() < 0.02 else "delivered"
                    self._add("meal_drop", order_id=order, route_id=route, n=n, outcome=outcome)

    def cases(self) -> None:
        """Some hazards a week, a suggestion and somebody who asks for help."""
        for day in self._days():
            for _one in range(self.chance.randint(0, 2)):
                category = self.chance.choice([*CATEGORIES] + ["fire"] * 3)
                severity = CATEGORIES[category]
                took = round(self.chance.expovariate(1.6 / HOURS[severity]) * HOUR_MS)
                self._case(
                    "hazard", day, category, severity, [("working", HOUR_MS), ("solved", took), ("done", took + HOUR_MS)]
                )
            if day.weekday() == 2:
                decided = [("declined", 240 * HOUR_MS)] if self.chance.random() < 0.4 else [
                    ("agenda", 100 * HOUR_MS), ("adopted", 240 * HOUR_MS), ("done", 900 * HOUR_MS)
                ]  # fmt: skip
                self._case("suggestion", day, "", "", decided)
                self._case("help", day, "", "", [("solved", 5 * HOUR_MS)])

    def shifts(self) -> None:
        """Each team goes out on three days a week, two at a time."""
        for n, name in enumerate(TEAMS):
            team = self._add("team", community_id=self.community, slug=f"y{n}", n=90 + n, name=name)
            duty = self._add(
                "duty", community_id=self.community, team_id=team, slug=f"y{n}", n=90 + n, name="巡逻", weekdays="135", starts="15:00",
                minutes=120, need=2,
            )  # fmt: skip
            for day in self._days():
                if day.weekday() % 2:
                    continue
                start = self._ms(day, 15)
                shift = self._add(
                    "shift", duty_id=duty, day=day.isoformat(), starts_ms=start, ends_ms=start + 2 * HOUR_MS, need=2
                )
                for person in self.chance.sample(self.people[:30], self.chance.choice((2, 2, 2, 1))):
                    came = self.chance.random() < 0.94
                    self._add(
                        "shift_place", shift_id=shift, person_id=person, state="taken", taken_ms=0, no_show=int(not came),
                        in_ms=start if came else None, out_ms=start + self.chance.randint(90, 125) * MINUTE_MS if came else None,
                    )  # fmt: skip

    def kept(self) -> None:
        """What upkeep wrote down day by day."""
        for n, day in enumerate(self._days()):
            if day == self.last:
                continue
            heads = {"registered": 3000 + n, "reached": 900 + 2 * n, "active": 500 + 2 * n, "under_18": 400, "under_60": 1600,
                     "under_70": 500, "under_80": 300, "over_80": 150, "ageless": 50 + n}  # fmt: skip
            sent = {"sent": 80 + n % 40, "unreached": n % 4, "to call": n % 4, "called": n % 3}
            for name, value in (heads | sent).items():
                self._add("day_figure", community_id=self.community, day=day.isoformat(), name=name, value=value)

    def _person(self, n: int) -> int:
        return self._add(
            "person", community_id=self.community, name=f"居民{n}", created_ms=0, birth_date=f"{1930 + n % 90}-03-0{1 + n % 9}"
        )

    def _session(self, course: int, week: int, day: date, seats: list[int]) -> None:
        starts_ms = self._ms(day, 19)
        over = day < self.last
        session = self._add(
            "session", course_id=course, n=week + 1, starts_ms=starts_ms, ends_ms=starts_ms + 90 * MINUTE_MS, code="",
            recorded_ms=starts_ms + 91 * MINUTE_MS if over else None,
        )  # fmt: skip
        for seat in seats if over else ():
            state = self.chance.choices(("present", "absent", "excused"), (85, 10, 5))[0]
            person = self.db.execute("SELECT attendee_id FROM enrolment WHERE id = ?", (seat,)).fetchone()[0]
            self._add("attendance", session_id=session, enrolment_id=seat, person_id=person, state=state, at_ms=starts_ms)

    def _case(self, kind: str, day: date, category: str, severity: str, went: list[tuple[str, int]]) -> None:
        created_ms, now_ms = self._ms(day, 9), self._ms(self.last, 9)
        happened = [(state, created_ms + after) for state, after in went if created_ms + after < now_ms]
        phases = {
            "working": "working",
            "agenda": "working",
            "adopted": "working",
            "solved": "solved",
            "done": "done",
            "declined": "declined",
        }
        state, at_ms = happened[-1] if happened else ("new", created_ms)
        phase = phases.get(state, "waiting")
        case = self._add(
            "cases", community_id=self.community, kind=kind, category=category, severity=severity, state=state, phase=phase,
            created_ms=created_ms, changed_ms=at_ms, closed_ms=at_ms if phase in ("done", "declined") else None,
        )  # fmt: skip
        self._add("case_event", case_id=case, kind="reported", state="new", at_ms=created_ms)
        over_ms = created_ms + HOURS[severity] * HOUR_MS if severity else now_ms
        if over_ms < min(now_ms, dict(happened).get("solved", now_ms)):
            self._add("case_event", case_id=case, kind="late", words="1", seen_by="staff", at_ms=over_ms)
        for state, at_ms in happened:
            self._add("case_event", case_id=case, kind="state", state=state, at_ms=at_ms)

    def _days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def _ms(self, day: date, hour: int) -> int:
        return to_ms(datetime.combine(day, time(hour)), self.zone)

    def _add(self, table: str, **values: object) -> int:
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        done = self.db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))
        return int(done.lastrowid or 0)
