"""Planning a term: the dates of each new course around the days off, where two get into each other's way, and setting them up."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import TypeAlias
from zoneinfo import ZoneInfo

from services import course_changes, draw
from services.calendar import DAY_MS, Span, to_local, to_ms
from services.course_rows import Wanted
from services.courses import Refused
from services.days_off import Slot, WhyOff, held, lay
from services.staff import is_staff
from storage import audit, courses, sessions, timetable
from storage.courses import Course, Plan
from storage.timetable import Slot as Taken

Seed: TypeAlias = Callable[[], str]
"""Makes 64 random hex digits, such as `lambda: secrets.token_hex(32)`."""
SLUG_LENGTH = 12
MOST_CLASHES = 20
"""With one other course of the term: who sees these knows enough."""
OWN = "desk."
"""Begins the name of a course that no file names: a file's own names have no full stop."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two classes at the same time: in the same `place`, or with the same teacher, or both."""

    at_ms: int
    title: str
    place: bool
    teacher: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """A course that is to be, with each of its dates, those left out too, and what stands in its way."""

    wanted: Wanted
    slots: tuple[Slot, ...]
    clashes: tuple[Clash, ...] = ()

    @property
    def spans(self) -> list[Span]:
        """When it takes place."""
        return held(self.slots)

    @property
    def left_out(self) -> list[Slot]:
        """The days on which it would have been."""
        return [slot for slot in self.slots if slot.off is not None]


async def plan(community_id: int, term: Sequence[Wanted], zone: ZoneInfo, why_off: WhyOff) -> list[Planned]:
    """The term as it would be. Changes nothing. Raises ValueError where hardly any day is left for a course."""
    laid = [
        Planned(wanted, tuple(lay(wanted.starts, wanted.sessions, wanted.every, wanted.minutes, zone, why_off)))
        for wanted in term
    ]
    if not laid:
        return []
    spans = [span for one in laid for span in one.spans]
    around = min(span.starts_ms for span in spans) - DAY_MS, max(span.ends_ms for span in spans)
    taken = [slot for slot in await timetable.slots(community_id, *around) if slot.status == "planned"]
    return [Planned(one.wanted, one.slots, tuple(_clashes(one, laid, taken))) for one in laid]


async def clashes(course: Course, spans: Sequence[Span], instead_of: Collection[int]) -> list[Clash]:
    """What a course would get in the way of, were it held at these times instead of on those dates of it (session ids)."""
    around = min(span.starts_ms for span in spans) - DAY_MS, max(span.ends_ms for span in spans)
    taken = [
        slot
        for slot in await timetable.slots(course.community_id, *around)
        if slot.status == "planned" and slot.session_id not in instead_of
    ]
    return _against(spans, course.place, course.teacher, taken)


def seen(spans: Sequence[Span], found: Sequence[Clash]) -> str:
    """What somebody looked at, in a few letters: others where a date or a clash is another by now."""
    return hashlib.sha256(repr((list(spans), list(found))).encode()).hexdigest()[:16]


async def create(
    community_id: int, term: Sequence[Planned], by: int, now_ms: int, zone: ZoneInfo, seed: Seed
) -> list[int] | Refused:
    """Set up the courses of a term; returns their ids. `linli load` leaves them alone."""
    if not await is_staff(by, community_id):
        return Refused("not staff")
    made = []
    for planned in term:
        slug = OWN + seed()[:SLUG_LENGTH]
        course_id = await add(community_id, plan_of(planned.wanted, planned.spans, slug, zone), planned.spans, now_ms, seed)
        await audit.note(community_id, by, "add course", f"course:{course_id}", now_ms)
        made.append(course_id)
    return made


async def add(community_id: int, plan: Plan, spans: Sequence[Span], now_ms: int, seed: Seed) -> int:
    """A new course with its dates; returns its id. A draw is sealed with a seed of its own."""
    course_id = await courses.add(community_id, plan, now_ms)
    for n, span in enumerate(spans, 1):
        await sessions.save(course_id, n, span.starts_ms, span.ends_ms)
    if plan.mode == "draw":
        await draw.seal(course_id, seed(), now_ms)
    await course_changes.follow(course_id, now_ms)
    return course_id


def plan_of(wanted: Wanted, spans: Sequence[Span], slug: str, zone: ZoneInfo) -> Plan:
    """As it is stored."""
    return Plan(
        slug=slug,
        title=wanted.title,
        teacher=wanted.teacher,
        place=wanted.place,
        seats=wanted.seats,
        starts_ms=spans[0].starts_ms,
        first_day=to_local(spans[0].starts_ms, zone).date().isoformat(),
        minutes=wanted.minutes,
        sessions=wanted.sessions,
        every=wanted.every,
        ends_ms=spans[-1].ends_ms,
        opens_ms=0 if wanted.opens is None else to_ms(wanted.opens, zone),
        closes_ms=None if wanted.closes is None else to_ms(wanted.closes, zone),
        audience=wanted.audience,
        min_age=wanted.min_age,
        max_age=wanted.max_age,
        mode=wanted.mode,
        cancel_hours=wanted.cancel_hours,
        price_fen=wanted.price_fen,
    )


def _clashes(one: Planned, term: Sequence[Planned], taken: Sequence[Taken]) -> list[Clash]:
    spans = one.spans
    found = _against(spans, one.wanted.place, one.wanted.teacher, taken)
    for other in term:
        place, teacher = _same(one.wanted.place, one.wanted.teacher, other.wanted.place, other.wanted.teacher)
        if other is not one and (place or teacher):
            meeting = (span for theirs in other.spans for span in _meeting(spans, theirs.starts_ms, theirs.ends_ms))
            found += [Clash(span.starts_ms, other.wanted.title, place, teacher) for span in islice(meeting, MOST_CLASHES)]
    return sorted(found, key=lambda clash: clash.at_ms)


def _against(spans: Sequence[Span], place: str, teacher: str, taken: Sequence[Taken]) -> list[Clash]:
    return [
        Clash(span.starts_ms, slot.title, same_place, same_teacher)
        for slot in taken
        for same_place, same_teacher in [_same(place, teacher, slot.place, slot.teacher)]
        if same_place or same_teacher
        for span in _meeting(spans, slot.starts_ms, slot.ends_ms)
    ]


def _meeting(spans: Sequence[Span], starts_ms: int, ends_ms: int) -> Iterator[Span]:
    """Those of the spans, which stand in order, that have a moment in common with these; without looking at all of them."""
    for at in range(bisect_right(spans, starts_ms - DAY_MS, key=attrgetter("starts_ms")), len(spans)):
        if spans[at].starts_ms >= ends_ms:
            break
        if spans[at].ends_ms > starts_ms:
            yield spans[at]


def _same(place: str, teacher: str, other_place: str, other_teacher: str) -> tuple[bool, bool]:
    return bool(place) and place == other_place, bool(teacher) and teacher == other_teacher
