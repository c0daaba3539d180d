"""What is said about classes: sign-up opens, a class is tomorrow, or in an hour. And what is done: the draw, the absences."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial

from language.text import Moment, Value, _, lines
from reminders.quiet import BEFORE_MS, Quiet
from reminders.steps import Look, Stand, Step, take
from services import courses as course_service
from services import draw as draw_service
from services import rollcall
from services.calendar import HOUR_MS, to_local, to_ms
from services.telling import ask_to_call, notice, tell_booking
from services.topics import CLASS
from storage import courses, enrolments, people, sessions
from storage.courses import Course
from storage.enrolments import Enrolment
from storage.outbox import Terms, Weight
from storage.sessions import Session

EVENING = time(17)
"""The day before a class: early enough for the office to phone those whom no message reaches."""
AT_ONCE = 100
"""Bookings told in one transaction: residents' taps wait no longer than that takes."""


def day_before(starts_ms: int, quiet: Quiet) -> tuple[int, int]:
    """When to say that a class is tomorrow, and until when that is of use: an hour before it begins."""
    day = to_local(starts_ms, quiet.zone).date() - timedelta(days=1)
    until_ms = starts_ms - HOUR_MS
    return quiet.plan(to_ms(datetime.combine(day, EVENING), quiet.zone), until_ms), until_ms


def hour_before(starts_ms: int, quiet: Quiet) -> tuple[int, int]:
    """When to say that a class is about to begin, and until when that is of use."""
    return quiet.plan(starts_ms - HOUR_MS, starts_ms), starts_ms


async def session(look: Look) -> Stand | None:
    """A date of a course: two reminders, and afterwards who was absent."""
    held = await sessions.get(look.reminder.subject_id)
    course = await courses.get(held.course_id) if held else None
    if held is None or course is None or "cancelled" in (held.status, course.status):
        return None
    tomorrow_ms, tomorrow_until_ms = day_before(held.starts_ms, look.quiet)
    soon_ms, soon_until_ms = hour_before(held.starts_ms, look.quiet)
    steps = {
        tomorrow_ms: Step(tomorrow_ms, partial(_tell_class, course, held, look.now_ms, True), tomorrow_until_ms),
        soon_ms: Step(soon_ms, partial(_tell_class, course, held, look.now_ms, False), soon_until_ms),
        held.ends_ms: Step(held.ends_ms, partial(_record, held, look.now_ms)),
    }
    return await take(list(steps.values()), look)


async def opening(look: Look) -> Stand | None:
    """Sign-up for a course opens: those who asked are told."""
    course = await courses.get(look.reminder.subject_id)
    if course is None or course.status != "open" or not await courses.wanted_by(course.id, 1):
        return None

    async def tell(_cursor: int) -> int | None:
        return 0 if await course_service.tell_opening(course, look.now_ms) else None

    # Seats go in seconds: at night it is said the evening before, and silently at the moment itself to who asked later than that.
    steps = [Step(max(course.opens_ms, look.reminder.seen_ms + 1), tell, course.closing_ms)]
    if begin_ms := look.quiet.begin(course.opens_ms):
        steps.append(Step(begin_ms - BEFORE_MS, tell, course.opens_ms))
    return await take(steps, look)


async def draw(look: Look) -> Stand | None:
    """The entries of a draw have closed: it is held."""
    course = await courses.get(look.reminder.subject_id)
    if course is None or course.mode != "draw" or course.drawn_ms is not None or course.status == "cancelled":
        return None

    async def hold(_cursor: int) -> None:
        await draw_service.hold(course.id, None, look.now_ms)

    return await take([Step(max(course.closing_ms, look.reminder.seen_ms + 1), hold)], look)


async def still_on(enrolment_id: int, session_id: int, starts_ms: int) -> bool:
    """Whether that booking is still a seat, and the class still at that time."""
    enrolment, held = await enrolments.get(enrolment_id), await sessions.get(session_id)
    return (
        enrolment is not None and enrolment.state == "seat"
        and held is not None and held.status == "planned" and held.starts_ms == starts_ms
    )  # fmt: skip


async def still_open(course_id: int) -> bool:
    """Whether sign-up for that course is not over."""
    course = await courses.get(course_id)
    return course is not None and course.status == "open"


async def still_version(course_id: int, version: int) -> bool:
    """Whether nothing has been changed since about that course."""
    course = await courses.get(course_id)
    return course is not None and course.status != "cancelled" and course.version == version


async def _tell_class(course: Course, held: Session, now_ms: int, tomorrow: bool, after: int) -> int | None:
    booked = await enrolments.seated_after(course.id, after, AT_ONCE)
    missed: list[int] = []
    for enrolment in booked:
        missed += await _tell_one(course, held, enrolment, now_ms, tomorrow)
    if tomorrow:
        words = _(
            "「{course}」{when} 上课，{where}。", course=course.title, when=Moment(held.starts_ms, "near"), where=course.place
        )
        cause = f"tomorrow-call:{held.id}:{held.starts_ms}:{after}"
        await ask_to_call(course.community_id, missed, words, cause, now_ms, held.starts_ms)
    return booked[-1].attendee_id if len(booked) == AT_ONCE else None


async def _tell_one(course: Course, held: Session, enrolment: Enrolment, now_ms: int, tomorrow: bool) -> list[int]:
    attendee = await people.get(enrolment.attendee_id)
    facts: dict[str, Value] = {
        "course": course.title, "when": Moment(held.starts_ms, "near"), "where": course.place,
        "who": attendee.name if attendee else "",
    }  # fmt: skip
    about = f"class:{enrolment.id}:{held.id}:{held.starts_ms}"
    if tomorrow:
        by_ms = course.cancel_by_ms
        text = lines(
            _("上课提醒：「{course}」{when} 上课，{where}。{who}，记得来哦。", **facts),
            _("来不了的话，{until} 之前可以取消，让给候补的邻居。", until=Moment(by_ms, "near")) if now_ms < by_ms else None,
        )
        terms = Terms(CLASS, held.starts_ms - HOUR_MS, about, Weight.MATTERS)
        return await tell_booking(enrolment, notice(text), f"tomorrow:{held.id}:{held.starts_ms}:{enrolment.id}", now_ms, terms)
    soon = _("「{course}」{when} 就要上课了，{where}。{who}，路上慢点。", **facts)
    terms = Terms(CLASS, held.starts_ms, about)
    return await tell_booking(enrolment, notice(soon), f"soon:{held.id}:{held.starts_ms}:{enrolment.id}", now_ms, terms)


async def _record(held: Session, now_ms: int, _cursor: int) -> None:
    await rollcall.record_absences(held.id, now_ms)
