"""Courses: looking around."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from language.numerals import row_id
from services.calendar import to_local
from services.staff import is_staff
from storage import communities, courses, draws, enrolments, sessions
from storage.courses import Course
from storage.enrolments import RosterLine
from storage.sessions import Session

PARTS_OF_DAY = {"morning": (0, 12), "afternoon": (12, 18), "evening": (18, 24)}


@dataclass(frozen=True, slots=True)
class Details:
    """A course with all its dates; `seed_hash` seals a draw that is still to come."""

    course: Course
    sessions: tuple[Session, ...]
    seed_hash: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not done: "not staff", "no such course", "no such day", "day over", "served", "over", "cancelled", "nothing to change", "below seats",
    "changed meanwhile", or for a draw "no closing time"."""

    why: str


async def browse(
    community_id: int, now_ms: int, zone: ZoneInfo, *,
    weekdays: Collection[int] = (), part_of_day: str = "", audience: str = "", free_only: bool = False,
) -> list[Course]:  # fmt: skip
    """Courses that one can still sign up for now or later, the earliest first.

    `weekdays` as in datetime (0 Monday), `part_of_day` one of PARTS_OF_DAY by the first session's local time; with `audience`
    those for that audience and those for everyone.
    """
    found = []
    for course in await courses.coming(community_id, now_ms):
        first = to_local(course.starts_ms, zone)
        since, until = PARTS_OF_DAY.get(part_of_day, (0, 24))
        days = {first.weekday()} if course.every == "week" else {(first.weekday() + n) % 7 for n in range(course.sessions)}
        if course.status == "open" and now_ms < course.closing_ms and (
            (not weekdays or days & set(weekdays))
            and since <= first.hour < until
            and (not audience or course.audience in (audience, "everyone"))
            and (not free_only or course.free >= course.places)
        ):  # fmt: skip
            found.append(course)
    return found


async def coming(community_id: int, now_ms: int) -> list[Course]:
    """Everything that is not over, also what is closed: what staff look at."""
    return await courses.coming(community_id, now_ms)


async def get(course_id: int) -> Course | None:
    """The course with this id."""
    return await courses.get(course_id)


async def named(words: str) -> Course | None:
    """The course of which the words are the id in its community's file, in whichever community; else its number."""
    for community in await communities.every():
        if found := await courses.by_slug(community.id, words):
            return found
    return await courses.get(row_id(words))


async def details(course_id: int) -> Details | None:
    """A course with its dates."""
    course = await courses.get(course_id)
    if course is None:
        return None
    sealed = await draws.get(course_id) if course.mode == "draw" else None
    return Details(course, tuple(await sessions.of_course(course_id)), sealed.seed_hash if sealed else "")


async def roster(course_id: int, by: int) -> list[RosterLine] | Refused:
    """Who is in the course: seats, then the queue, then the draw. For staff."""
    course = await courses.get(course_id)
    if course is None:
        return Refused("no such course")
    if not await is_staff(by, course.community_id):
        return Refused("not staff")
    return await enrolments.roster(course_id)
