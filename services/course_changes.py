"""What is done to courses: sign-up opens and closes, dates and places move, classes are called off. Whoever is concerned is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from language.message import Button
from language.text import Joined, Moment, Saying, Text, _, lines
from services import enrolment
from services.calendar import DAY_MS, STEPS, Span, to_local
from services.course_words import EVERY
from services.courses import Refused
from services.days_off import WhyOff, held, lay, never
from services.staff import is_staff
from services.telling import ask_to_call, notice, tell, tell_booking
from services.topics import CHANGE, OPENS
from storage import audit, courses, enrolments, reminders, sessions
from storage.courses import Course
from storage.outbox import Terms, Weight
from storage.sessions import Session

MOST_TOLD = 200
"""In one transaction: at the minute of opening nobody's tap shall wait behind the telling."""
ENROLMENT = "<enrolment>"
"""Stands for each one's own in what a message to all is about."""
_STEP_DAYS = {step: every.days for step, every in STEPS.items()}
MOST_DATES = 12
"""Named in one message."""


@dataclass(frozen=True, slots=True)
class Changed:
    """It is done: how many were told, and who has to be called because no message reaches them (person ids)."""

    course: Course
    told: int = 0
    unreached: tuple[int, ...] = ()


Change: TypeAlias = Changed | Refused


async def tell_me(course_id: int, person_id: int, now_ms: int) -> bool:
    """Remember that the person wants to hear when sign-up opens. False where that was known."""
    course = await courses.get(course_id)
    if course is None or not await courses.want(course_id, person_id, now_ms):
        return False
    await reminders.follow("opening", course_id, course.community_id, now_ms)
    return True


async def follow(course_id: int, now_ms: int, moved: Collection[int] = ()) -> None:
    """Have everything looked at of which the people of a course must hear: it is new, or other than before.

    `moved` are the sessions whose time is another. An offer holds no longer than until the next date.
    """
    course = await courses.get(course_id)
    assert course is not None
    for session in await sessions.of_course(course_id):
        if session.recorded_ms is None:
            await reminders.follow("session", session.id, course.community_id, now_ms, moved=session.id in moved)
    for kind in ("opening", "draw", "seats"):
        await reminders.follow(kind, course_id, course.community_id, now_ms)
    if (next_ms := await sessions.next_start(course_id, now_ms)) is not None:
        for enrolment_id in await enrolments.shorten_offers(course_id, next_ms):
            await reminders.follow("offer", enrolment_id, course.community_id, now_ms)


async def open_(course_id: int, by: int | None, now_ms: int, *, closes_ms: int | None = None) -> Change:
    """Open sign-up now, until `closes_ms` or the first session (the last one for a course that has begun).

    Those who asked to be told are told.
    """
    course = await changeable(course_id, by, now_ms)
    if isinstance(course, Refused):
        return course
    if (course.taking(now_ms) and closes_ms is None) or (closes_ms is not None and closes_ms <= now_ms):
        return Refused("nothing to change")
    if closes_ms is None and course.closes_ms is not None and course.closes_ms > now_ms:
        closes_ms = course.closes_ms
    if course.mode == "draw" and course.drawn_ms is None and closes_ms is None:
        return Refused("no closing time")
    if closes_ms is None and course.starts_ms <= now_ms:
        closes_ms = course.ends_ms
    await courses.open_window(course_id, min(course.opens_ms, now_ms), closes_ms)
    await follow(course_id, now_ms)
    await note(course, by, "open", now_ms)
    changed = await _changed(course_id)
    return replace(changed, told=await tell_opening(changed.course, now_ms))


async def tell_opening(course: Course, now_ms: int) -> int:
    """Tell those who asked that sign-up opens; returns how many were, at most MOST_TOLD in one go. Call it until it is 0."""
    wanted = await courses.wanted_by(course.id, MOST_TOLD)
    text = _("「{course}」开始报名了，{when} 开课。", course=course.title, when=Moment(course.starts_ms))
    if now_ms < course.opens_ms:
        text = _(
            "「{course}」{opens} 开始报名，{when} 开课。到时点下面就能报。",
            course=course.title, opens=Moment(course.opens_ms, "near"), when=Moment(course.starts_ms),
        )  # fmt: skip
    button = Button(label=_("去报名"), data=f"/course {course.id}", look="main")
    terms = Terms(OPENS, course.closing_ms, f"opening:{course.id}", by_ms=course.opens_ms)
    for person_id in wanted:
        await tell(person_id, notice(text, button), f"opened:{course.id}", now_ms, terms)
        await courses.told(course.id, person_id, now_ms)
    return len(wanted)


async def close(course_id: int, by: int | None, now_ms: int) -> Change:
    """End sign-up. Whoever is in stays in, and the queue still moves up."""
    course = await changeable(course_id, by, now_ms)
    if isinstance(course, Refused):
        return course
    if not await courses.set_status(course_id, "closed"):
        return Refused("nothing to change")
    await note(course, by, "close", now_ms)
    return await _changed(course_id)


async def move_course(
    course_id: int, by: int | None, now_ms: int, zone: ZoneInfo, *,
    starts: datetime | None = None, place: str | None = None, why_off: WhyOff = never,
) -> Change:  # fmt: skip
    """Move what is still to come: the next session to `starts` (local), the others after it as before; or to another place.

    No date falls on a day that is off. Everyone in the course, in the queue and in the draw is told.
    """
    course = await changeable(course_id, by, now_ms)
    if isinstance(course, Refused):
        return course
    to_come = await ahead(course_id, now_ms)
    if not to_come:
        return Refused("over")
    spans = [Span(session.starts_ms, session.ends_ms) for session in to_come]
    if starts is not None:
        spans = held(lay(starts, len(to_come), course.every, course.minutes, zone, why_off))
    if spans[0].starts_ms <= now_ms:
        return Refused("over")
    new_place = course.place if place is None else place.strip()
    moved = [span.starts_ms for span in spans] != [session.starts_ms for session in to_come]
    if not moved and new_place == course.place:
        return Refused("nothing to change")
    if moved:
        for session, span in zip(to_come, spans, strict=True):
            await sessions.save(course_id, session.n, span.starts_ms, span.ends_ms)
    version = await redate(course, new_place, zone)
    await follow(course_id, now_ms, [session.id for session in to_come] if moved else ())
    await note(course, by, "move", now_ms)
    cause = f"moved:{course_id}:{version}"
    return await tell_moved(course_id, spans[0].starts_ms, cause, now_ms, before_ms=to_come[0].starts_ms)


async def tell_moved(course_id: int, next_ms: int, cause: str, now_ms: int, *, before_ms: int) -> Changed:
    """Tell everyone in a course its new time and place; they would have come at `before_ms`."""
    course = await courses.get(course_id)
    assert course is not None
    text = _(
        "「{course}」有变动，请留意新的时间地点：\n{when}\n{where}\n您的报名还在，不用重新报。",
        course=course.title, when=Moment(next_ms), where=course.place,
    )  # fmt: skip
    dated = await sessions.of_course(course_id)
    starts = [session.starts_ms for session in dated if session.starts_ms >= next_ms and session.status == "planned"]
    terms = Terms(CHANGE, next_ms, f"moved:{ENROLMENT}:{next_ms}", Weight.MATTERS, by_ms=min(before_ms, next_ms))
    return await tell_all(course, lines(text, _later(course, starts)), cause, now_ms, terms)


def _later(course: Course, starts: list[int]) -> Text | None:
    """The dates after the next one: their rhythm where they have one."""
    if len(starts) < 2:
        return None
    step = _STEP_DAYS[course.every]
    if all(round((after - before) / DAY_MS) == step for before, after in pairwise(starts)):
        return _("后面{n}次也照这样，{every}一次。", n=len(starts) - 1, every=EVERY[course.every])
    named = Joined(tuple(Moment(at_ms) for at_ms in starts[1 : MOST_DATES + 1]), "、")
    if len(starts) - 1 > MOST_DATES:
        return _("后面{n}次：{dates}……", n=len(starts) - 1, dates=named)
    return _("后面{n}次：{dates}。", n=len(starts) - 1, dates=named)


async def cancel_course(course_id: int, by: int | None, now_ms: int, *, reason: str = "") -> Change:
    """The course does not take place: everyone is told, every seat and every place in the queue is let go of."""
    course = await changeable(course_id, by, now_ms)
    if isinstance(course, Refused):
        return course
    await courses.set_status(course_id, "cancelled")
    next_ms = await sessions.next_start(course_id, now_ms)
    text = lines(
        _("很抱歉，「{course}」取消了，原定 {when}。", course=course.title, when=Moment(next_ms or course.starts_ms)),
        _("原因：{reason}", reason=reason.strip()) if reason.strip() else None,
        _("您的报名已取消，看看别的课程吧。"),
    )
    terms = Terms(CHANGE, course.ends_ms, weight=Weight.MATTERS, by_ms=next_ms or course.ends_ms)
    await _stop(course_id, now_ms)
    changed = await tell_all(
        course, text, f"course-cancelled:{course_id}", now_ms, terms, Button(label=_("看看别的课程"), data="/courses")
    )
    for booked in await enrolments.of_course(course_id):
        await enrolment.release(booked, by, now_ms)
    await note(course, by, "cancel course", now_ms)
    return replace(changed, course=(await _changed(course_id)).course)


async def cancel_session(session_id: int, by: int | None, now_ms: int, zone: ZoneInfo) -> Change:
    """One date is dropped; seats stay. Those with a seat are told. Where it was the first, the course begins with the next."""
    session = await sessions.get(session_id)
    course = await changeable(session.course_id, by, now_ms) if session else Refused("no such course")
    if isinstance(course, Refused) or session is None:
        return course if isinstance(course, Refused) else Refused("no such course")
    if session.starts_ms <= now_ms or not await sessions.set_status(session_id, "cancelled"):
        return Refused("nothing to change")
    version = await redate(course, course.place, zone)
    await follow(course.id, now_ms)
    await note(course, by, "cancel session", now_ms)
    text = _("「{course}」{when} 这一次停课，其他时间照常。", course=course.title, when=Moment(session.starts_ms))
    terms = Terms(CHANGE, session.ends_ms, weight=Weight.MATTERS, by_ms=session.starts_ms)
    return await tell_all(course, text, f"session-cancelled:{session_id}:{version}", now_ms, terms, only_seats=True)


async def ahead(course_id: int, now_ms: int) -> list[Session]:
    """The dates that are still to come, as they are planned."""
    dated = await sessions.of_course(course_id)
    return [session for session in dated if session.starts_ms > now_ms and session.status == "planned"]


async def _stop(course_id: int, now_ms: int) -> None:
    """No date that is still to come takes place."""
    for session in await sessions.of_course(course_id):
        if session.starts_ms > now_ms:
            await sessions.set_status(session.id, "cancelled")
    await follow(course_id, now_ms)


async def redate(course: Course, place: str, zone: ZoneInfo) -> int:
    """Have the course begin and end with its dates that take place; returns its new version."""
    dated = await sessions.of_course(course.id)
    held = [session for session in dated if session.status == "planned"] or dated
    starts_ms, ends_ms = min(session.starts_ms for session in held), max(session.ends_ms for session in held)
    return await courses.move(course.id, place, starts_ms, to_local(starts_ms, zone).date().isoformat(), ends_ms)


async def changeable(course_id: int, by: int | None, now_ms: int, *, date_ms: int = 0) -> Course | Refused:
    """The course, where `by` (None: the command line) may change it and it is not over.

    `date_ms`: when a date of it would be, were it not dropped; until then the course is not over either.
    """
    course = await courses.get(course_id)
    if course is None:
        return Refused("no such course")
    if by is not None and not await is_staff(by, course.community_id):
        return Refused("not staff")
    if course.status == "cancelled":
        return Refused("cancelled")
    return Refused("over") if now_ms >= course.ends_ms and now_ms >= date_ms else course


async def _changed(course_id: int) -> Changed:
    course = await courses.get(course_id)
    assert course is not None
    return Changed(course)


async def note(course: Course, by: int | None, action: str, now_ms: int) -> None:
    """Write an act on a course down."""
    await audit.note(course.community_id, by, action, f"course:{course.id}", now_ms)


async def tell_all(
    course: Course, text: Saying, cause: str, now_ms: int, terms: Terms, *buttons: Button, only_seats: bool = False
) -> Changed:
    """Tell everyone in a course, or only those with a seat; whoever no message reaches is put on the list of calls."""
    concerned = await (enrolments.holding if only_seats else enrolments.of_course)(course.id)
    unreached: list[int] = []
    told = 0
    for booked in concerned:
        theirs = msgspec.structs.replace(terms, about=terms.about.replace(ENROLMENT, str(booked.id)))
        missed = await tell_booking(booked, notice(text, *buttons), f"{cause}:{booked.id}", now_ms, theirs)
        await ask_to_call(missed, text, f"{cause}:{booked.id}", now_ms, theirs)
        unreached += missed
        told += not missed
    return Changed(course, told, tuple(dict.fromkeys(unreached)))
