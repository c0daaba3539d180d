"""What is done to one date of a course besides dropping it: another time, or back on after all. Those with a seat are told."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from language.text import Moment, _
from services.calendar import to_ms
from services.course_changes import ENROLMENT, Change, changeable, follow, note, redate, tell_all
from services.courses import Refused
from services.topics import CHANGE
from storage import sessions
from storage.courses import Course
from storage.outbox import Terms, Weight
from storage.sessions import Session


async def move(session_id: int, by: int, now_ms: int, zone: ZoneInfo, starts: datetime) -> Change:
    """This one date is at `starts` (local) instead; the others stay."""
    found = await _ahead(session_id, by, now_ms)
    if isinstance(found, Refused):
        return found
    course, session = found
    starts_ms = to_ms(starts, zone)
    if starts_ms <= now_ms:
        return Refused("over")
    if session.status != "planned" or starts_ms == session.starts_ms:
        return Refused("nothing to change")
    await sessions.save(course.id, session.n, starts_ms, starts_ms + session.ends_ms - session.starts_ms)
    version = await redate(course, course.place, zone)
    await follow(course.id, now_ms, [session_id])
    await note(course, by, "move session", now_ms)
    text = _(
        "「{course}」原定 {before} 的课，改到 {when}，{where}。其他时间照常。",
        course=course.title, before=Moment(session.starts_ms), when=Moment(starts_ms), where=course.place,
    )  # fmt: skip
    by_ms = min(session.starts_ms, starts_ms)
    terms = Terms(CHANGE, starts_ms, f"moved:{ENROLMENT}:{starts_ms}", Weight.MATTERS, by_ms=by_ms)
    return await tell_all(course, text, f"session-moved:{session_id}:{version}", now_ms, terms, only_seats=True)


async def restore(session_id: int, by: int, now_ms: int, zone: ZoneInfo) -> Change:
    """A date that was dropped takes place after all."""
    found = await _ahead(session_id, by, now_ms)
    if isinstance(found, Refused):
        return found
    course, session = found
    if not await sessions.set_status(session_id, "planned"):
        return Refused("nothing to change")
    version = await redate(course, course.place, zone)
    await follow(course.id, now_ms, [session_id])
    await note(course, by, "restore session", now_ms)
    text = _(
        "「{course}」{when} 这一次照常上课，不停课了。{where}见。",
        course=course.title, when=Moment(session.starts_ms), where=course.place,
    )  # fmt: skip
    terms = Terms(CHANGE, session.starts_ms, f"moved:{ENROLMENT}:{session.starts_ms}", Weight.MATTERS, by_ms=session.starts_ms)
    return await tell_all(course, text, f"session-restored:{session_id}:{version}", now_ms, terms, only_seats=True)


async def _ahead(session_id: int, by: int, now_ms: int) -> tuple[Course, Session] | Refused:
    session = await sessions.get(session_id)
    if session is None:
        return Refused("no such course")
    course = await changeable(session.course_id, by, now_ms, date_ms=session.starts_ms)
    if isinstance(course, Refused):
        return course
    return (course, session) if session.starts_ms > now_ms else Refused("over")
