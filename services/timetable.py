"""The days of a community: which classes there are."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.calendar import to_local, to_ms
from services.staff import is_staff
from storage import courses, timetable
from storage.timetable import Date


async def today(community_id: int, now_ms: int, zone: ZoneInfo) -> list[Date]:
    """The classes of this local day, the earliest first."""
    return await timetable.between(community_id, *midnights(now_ms, zone))


def midnights(now_ms: int, zone: ZoneInfo) -> tuple[int, int]:
    """When this local day begins, and when it ends."""
    midnight = datetime.combine(to_local(now_ms, zone).date(), datetime.min.time())
    return to_ms(midnight, zone), to_ms(midnight + timedelta(days=1), zone)


async def date(session_id: int, by: int) -> Date | None:
    """One session, for the staff of its community; None for everybody else, and where there is none."""
    found = await timetable.date(session_id)
    course = await courses.get(found.course_id) if found else None
    return found if course is not None and await is_staff(by, course.community_id) else None
