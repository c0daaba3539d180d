"""What happens when, across the courses of a community."""

from __future__ import annotations

from dataclasses import dataclass

from storage.sql import sql


@dataclass(frozen=True, slots=True)
class Date:
    """One session with what is needed to name it."""

    session_id: int
    course_id: int
    title: str
    place: str
    audience: str
    starts_ms: int
    ends_ms: int
    code: str
    taken: int


@dataclass(frozen=True, slots=True)
class Roll:
    """What the roll of a session says: how many seats are marked, how many of them are here, how many children nobody has fetched yet."""

    session_id: int
    marked: int
    here: int
    unfetched: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A session in a calendar: `n` of so many; `status` is "planned" or "cancelled"."""

    session_id: int
    n: int
    status: str
    starts_ms: int
    ends_ms: int
    course_id: int
    title: str
    teacher: str
    place: str
    seats: int
    taken: int
    waiting: int
    sessions: int


_COLUMNS = "s.id, c.id, c.title, c.place, c.audience, s.starts_ms, s.ends_ms, s.code, c.taken"
_BETWEEN = sql(
    f"SELECT {_COLUMNS} FROM course c JOIN session s ON s.course_id = c.id"
    " WHERE c.community_id = :community_id AND c.ends_ms >= :from_ms AND c.status <> 'cancelled' AND s.status = 'planned'"
    " AND s.starts_ms >= :from_ms AND s.starts_ms < :until_ms ORDER BY s.starts_ms, s.id"
)
_ROLLS = sql(
    "SELECT s.id, COUNT(*), COUNT(CASE WHEN a.state = 'present' THEN 1 END),"
    " COUNT(CASE WHEN a.state = 'present' AND a.arrived_ms IS NOT NULL AND a.collected_ms IS NULL THEN 1 END)"
    " FROM course c JOIN session s ON s.course_id = c.id JOIN attendance a ON a.session_id = s.id"
    " WHERE c.community_id = :community_id AND c.ends_ms >= :from_ms AND c.status <> 'cancelled' AND s.status = 'planned'"
    " AND s.starts_ms >= :from_ms AND s.starts_ms < :until_ms GROUP BY s.id ORDER BY s.id"
)
_SLOTS = sql(
    "SELECT s.id, s.n, s.status, s.starts_ms, s.ends_ms, c.id, c.title, c.teacher, c.place, c.seats, c.taken, c.waiting, c.sessions"
    " FROM course c JOIN session s ON s.course_id = c.id"
    " WHERE c.community_id = :community_id AND c.ends_ms >= :from_ms AND c.status <> 'cancelled'"
    " AND s.starts_ms >= :from_ms AND s.starts_ms < :until_ms ORDER BY s.starts_ms, s.id"
)
_NEXT = sql(
    "SELECT c.id, MIN(s.starts_ms) FROM course c JOIN session s ON s.course_id = c.id"
    " WHERE c.community_id = :community_id AND c.ends_ms > :now_ms AND s.status = 'planned' AND s.ends_ms > :now_ms GROUP BY c.id"
)
_DATE = sql(f"SELECT {_COLUMNS} FROM session s JOIN course c ON c.id = s.course_id WHERE s.id = :session_id")


async def between(community_id: int, from_ms: int, until_ms: int) -> list[Date]:
    """The sessions that begin between two moments and take place, the earliest first."""
    return await _BETWEEN.all(Date, community_id=community_id, from_ms=from_ms, until_ms=until_ms)


async def rolls(community_id: int, from_ms: int, until_ms: int) -> list[Roll]:
    """The rolls of the same sessions, of those of which anything is marked."""
    return await _ROLLS.all(Roll, community_id=community_id, from_ms=from_ms, until_ms=until_ms)


async def slots(community_id: int, from_ms: int, until_ms: int) -> list[Slot]:
    """The sessions that begin between two moments, also those that were dropped, the earliest first."""
    return await _SLOTS.all(Slot, community_id=community_id, from_ms=from_ms, until_ms=until_ms)


async def next_starts(community_id: int, now_ms: int) -> dict[int, int]:
    """For each course that is not over, when its next session begins (or the one that runs now)."""
    return dict(
        await _NEXT.all(lambda course_id, starts_ms: (int(course_id), int(starts_ms)), community_id=community_id, now_ms=now_ms)
    )


async def date(session_id: int) -> Date | None:
    """One session, whatever has become of it."""
    return await _DATE.one(Date, session_id=session_id)
