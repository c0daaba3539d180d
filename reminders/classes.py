"""What is said about classes: sign-up opens, a class is tomorrow, or in an hour. And what is done: the draw, the absences."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial

from language.message import Button
from language.text import Moment, Saying, Value, _, lines
from reminders.quiet import BEFORE_MS, Quiet
from reminders.steps import AT_ONCE, Look, Stand, Step, take
from services import course_changes, rollcall
from services import draw as draw_service
from services.calendar import HOUR_MS, to_local, to_ms
from services.telling import MY_BOOKINGS, ask_to_call, notice, tell_booking
from services.topics import CLASS
from storage import courses, enrolments, people, sessions
from storage.courses import Course
from storage.enrolments import Enrolment
from storage.outbox import Terms, Weight
from storage.sessions import Session

EVENING = time(17)
"""The day before a class: early enough for the office to phone those whom no message reaches."""


def day_before(starts_ms: int, quiet: Quiet) -> tuple[int, int]:
    """When to say that a class is tomorrow, and until when that is of use: an hour before it begins."""
    day = to_local(starts_ms, quiet.zone).date() - timedelta(days=1)
    until_ms = starts_ms - HOUR_MS
    return quiet.plan(to_ms(datetime.combine(day, EVENING), quiet.zone), until_ms), until_ms


def hour_before(starts_ms: int, quiet: Quiet) -> tuple[int, int]:
    """When to say that a class is about to begin, and until when that is of use.

    For a class so early that it would be of no use in the morning it is said at its time, at night, silently: the evening before
    everybody has just been told.
    """
    due_ms = starts_ms - HOUR_MS
    return quiet.plan(due_ms, starts_ms) if quiet.end(due_ms) < starts_ms else due_ms, starts_ms


async def session(look: Look) -> Stand | None:
    """A date of a course: two reminders, and afterwards who was absent."""
    held = await sessions.get(look.reminder.subject_id)
    course = await courses.get(held.course_id) if held else None
    if held is None or course is None or "cancelled" in (held.status, course.status):
        return None
    tomorrow_ms, tomorrow_until_ms = day_before(held.starts_ms, look.quiet)
    soon_ms, soon_until_ms = hour_before(held.starts_ms, look.quiet)
    steps = {  # by moment: where two fall together, the later one says enough
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
        return 0 if await course_changes.tell_opening(course, look.now_ms) else None

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


async def _tell_class(course: Course, held: Session, now_ms: int, tomorrow: bool, after: int) -> int | None:
    booked = await enrolments.seated_after(course.id, after, AT_ONCE)
    for enrolment in booked:
        await (_tell_tomorrow if tomorrow else _tell_soon)(course, held, enrolment, now_ms)
    return booked[-1].attendee_id if len(booked) == AT_ONCE else None


async def _tell_tomorrow(course: Course, held: Session, enrolment: Enrolment, now_ms: int) -> None:
    text: Saying = _("上课提醒：{who} {when} 上「{course}」，{where}。", **await _facts(course, held, enrolment))
    buttons = [MY_BOOKINGS]
    if now_ms < course.cancel_by_ms:
        by = Moment(course.cancel_by_ms, "near")
        text = lines(text, _("来不了的话，{until} 之前可以取消，让给候补的邻居。", until=by))
        label = _("取消报名：{course}", course=course.title)
        buttons = [Button(label=label, data=f"/cancel_booking {enrolment.id}"), MY_BOOKINGS]
    terms = Terms(CLASS, held.starts_ms - HOUR_MS, _about(enrolment, held), Weight.MATTERS)
    cause = f"tomorrow:{held.id}:{held.starts_ms}:{enrolment.id}"
    missed = await tell_booking(enrolment, notice(text, *buttons), cause, now_ms, terms)
    await ask_to_call(missed, text, cause, now_ms, terms)


async def _tell_soon(course: Course, held: Session, enrolment: Enrolment, now_ms: int) -> None:
    text = _("再过一会儿，{who} {when} 上「{course}」，{where}。路上慢点。", **await _facts(course, held, enrolment))
    terms = Terms(CLASS, held.starts_ms, _about(enrolment, held))
    await tell_booking(enrolment, notice(text), f"soon:{held.id}:{held.starts_ms}:{enrolment.id}", now_ms, terms)


async def _facts(course: Course, held: Session, enrolment: Enrolment) -> dict[str, Value]:
    attendee = await people.get(enrolment.attendee_id)
    return {
        "who": attendee.name if attendee else "", "course": course.title, "where": course.place,
        "when": Moment(held.starts_ms, "near"),
    }  # fmt: skip


def _about(enrolment: Enrolment, held: Session) -> str:
    return f"class:{enrolment.id}:{held.id}:{held.starts_ms}"


async def _record(held: Session, now_ms: int, _cursor: int) -> None:
    await rollcall.record_absences(held.id, now_ms)
