"""Signing up and cancelling. The seats themselves are given out by `storage.courses.take`, in one statement.

A seat that becomes free while people wait is offered to them by the clock (`services.offers`): whoever frees one has the course's
"seats" looked at.
"""

from __future__ import annotations

from language.text import Moment, _
from services import draw, households, rules
from services.outcomes import (
    AlreadyIn,
    Cancelled,
    CancelOutcome,
    Closed,
    Entered,
    Gone,
    Missing,
    NotBooked,
    NotYours,
    Outcome,
    Seat,
    TooLate,
    Waiting,
)  # fmt: skip
from services.staff import is_staff
from services.telling import notice, tell_booking
from storage import audit, communities, courses, draws, enrolments, people, reminders
from storage.courses import Course
from storage.enrolments import Booking, Enrolment
from storage.people import Person


async def enrol(
    course_id: int, attendee_id: int, booked_by: int, now_ms: int, *,
    companion_id: int | None = None, pickup: str = "", allergy: str = "",
) -> Outcome:  # fmt: skip
    """Sign somebody up: for a seat, else for the queue, else with the reason why not.

    The cost does not depend on how many people, courses or enrolments there are.
    """
    course = await courses.get(course_id)
    attendee = await people.get(attendee_id)
    if course is None or attendee is None or attendee.erased_ms is not None:
        return Gone()
    standing = await enrolments.standing(course_id, attendee_id, now_ms)
    if standing.enrolment_id is not None:
        return await _already(standing.enrolment_id)
    refusal = (
        rules.closed(course, now_ms)
        or await rules.not_for(course, attendee, booked_by, now_ms)
        or await rules.missing(course, attendee, booked_by, companion_id, pickup, allergy)
        or await rules.held_back(course, standing.active, standing.paused_until_ms)
    )
    if refusal is not None:
        return refusal
    if course.mode == "draw" and course.drawn_ms is None:
        return await _enter(course, attendee, booked_by, companion_id, pickup, allergy, now_ms)
    if await courses.take(course_id, course.places, now_ms):
        state, ticket, position = "seat", None, 0
    else:
        queued = await courses.queue(course_id, now_ms)
        if queued is None:  # staff closed it in this very moment
            return Closed()
        state, (ticket, position) = "waiting", queued
    enrolment_id = await enrolments.add(
        course_id, attendee_id, companion_id, booked_by, course.places, state, ticket, pickup, allergy, now_ms
    )
    if enrolment_id is None:  # the other parent was a moment faster
        if state == "seat":
            await courses.give_back(course_id, course.places)
            await reminders.follow("seats", course_id, course.community_id, now_ms)
        else:
            await courses.unqueue(course_id)
        return await _already_in(course_id, attendee_id)
    cancel_by_ms = course.cancel_by_ms if now_ms < course.cancel_by_ms else None
    outcome = Seat(enrolment_id, cancel_by_ms) if state == "seat" else Waiting(enrolment_id, position)
    if booked_by != attendee_id or companion_id is not None:
        await _tell_booked(course, attendee, outcome, booked_by, now_ms)
    return outcome


async def obstacle(course_id: int, attendee_id: int, booked_by: int, now_ms: int) -> Outcome | None:
    """What already stands against a booking, before anything else is asked for it; None where nothing does. Changes nothing."""
    course, attendee = await courses.get(course_id), await people.get(attendee_id)
    if course is None or attendee is None or attendee.erased_ms is not None:
        return Gone()
    standing = await enrolments.standing(course_id, attendee_id, now_ms)
    if standing.enrolment_id is not None:
        return await _already(standing.enrolment_id)
    refusal = rules.closed(course, now_ms) or await rules.not_for(course, attendee, booked_by, now_ms)
    if isinstance(refusal, Missing):  # it will be asked
        refusal = None
    return refusal or await rules.held_back(course, standing.active, standing.paused_until_ms)


async def position(enrolment: Enrolment | Booking) -> int | None:
    """The place in the queue, counted from 1; None for who does not wait."""
    if enrolment.state != "waiting" or enrolment.ticket is None:
        return None
    return await enrolments.ahead(enrolment.course_id, enrolment.ticket) + 1


async def mine(person_id: int, now_ms: int) -> list[Booking]:
    """What the person booked, for whomever, and what was booked for them; the earliest first."""
    return await enrolments.mine(person_id, now_ms)


async def cancel(enrolment_id: int, by_person: int, now_ms: int) -> CancelOutcome:
    """Give a seat, an offer or a place in the queue back. A freed seat is offered to the first in the queue."""
    named = await enrolments.get(enrolment_id)
    if named is None:
        return Gone()
    await courses.hold(named.course_id)  # seats and states are locked in one order everywhere: course, then enrolment
    enrolment, course = await enrolments.get(enrolment_id), await courses.get(named.course_id)
    if enrolment is None or course is None:
        return Gone()
    if refusal := await _against_cancelling(enrolment, course, by_person, now_ms):
        return refusal
    await release(enrolment, by_person, now_ms)
    await _tell_cancelled(course, enrolment, by_person, now_ms)
    if await is_staff(by_person, course.community_id):
        await audit.note(course.community_id, by_person, "cancel", f"enrolment:{enrolment_id}", now_ms)
    return Cancelled(course.id)


async def kept(enrolment_id: int, by_person: int, now_ms: int) -> CancelOutcome | None:
    """Why the person could not cancel that now; None where they could. Changes nothing."""
    enrolment = await enrolments.get(enrolment_id)
    course = await courses.get(enrolment.course_id) if enrolment else None
    if enrolment is None or course is None:
        return Gone()
    return await _against_cancelling(enrolment, course, by_person, now_ms)


async def may_act_on(enrolment: Enrolment, course: Course, by_person: int) -> bool:
    """The attendee, who comes along, who acts for the attendee today (to have booked it once is not enough), and staff."""
    return (
        by_person in (enrolment.attendee_id, enrolment.companion_id)
        or await households.may_act_for(by_person, enrolment.attendee_id)
        or await is_staff(by_person, course.community_id)
    )


async def release(enrolment: Enrolment, by_person: int | None, now_ms: int) -> None:
    """Cancel the enrolment and let go of what it held; a freed seat is for who waits."""
    if not await enrolments.cancel(enrolment.id, enrolment.state, by_person, now_ms):
        return
    if enrolment.state in ("seat", "offered"):
        await courses.give_back(enrolment.course_id, enrolment.places)
    elif enrolment.state == "waiting":
        await courses.unqueue(enrolment.course_id)
    elif enrolment.state == "entered":
        await draws.withdraw(enrolment.id)
    course = await courses.get(enrolment.course_id)
    if course is not None and course.waiting and course.taken < course.seats:
        await reminders.follow("seats", course.id, course.community_id, now_ms)


async def _against_cancelling(enrolment: Enrolment, course: Course, by_person: int, now_ms: int) -> CancelOutcome | None:
    if not await may_act_on(enrolment, course, by_person):
        return NotYours()
    if enrolment.state == "cancelled":
        return NotBooked()
    deadline_ms = deadline(enrolment, course)
    if enrolment.state == "seat" and now_ms >= deadline_ms and not await is_staff(by_person, course.community_id):
        community = await communities.get(course.community_id)
        return TooLate(deadline_ms, community.phone if community else "")
    return None


def deadline(enrolment: Enrolment, course: Course) -> int:
    """Until when a seat can be given back: who was offered it after the deadline can until the first session."""
    moved_up_late = enrolment.changed_ms > enrolment.created_ms and enrolment.changed_ms >= course.cancel_by_ms
    return course.starts_ms if moved_up_late else course.cancel_by_ms


async def _enter(
    course: Course, attendee: Person, booked_by: int, companion_id: int | None, pickup: str, allergy: str, now_ms: int
) -> Outcome:
    enrolment_id = await enrolments.add(
        course.id, attendee.id, companion_id, booked_by, course.places, "entered", None, pickup, allergy, now_ms
    )
    if enrolment_id is None:
        return await _already_in(course.id, attendee.id)
    number, seed_hash = await draw.enter(course.id, enrolment_id, course.places)
    outcome = Entered(enrolment_id, number, course.closing_ms, seed_hash)
    if booked_by != attendee.id or companion_id is not None:
        await _tell_booked(course, attendee, outcome, booked_by, now_ms)
    return outcome


async def _already(enrolment_id: int) -> Outcome:
    enrolment = await enrolments.get(enrolment_id)
    assert enrolment is not None
    return AlreadyIn(enrolment.id, enrolment.state, await position(enrolment))


async def _already_in(course_id: int, attendee_id: int) -> Outcome:
    enrolment = await enrolments.active(course_id, attendee_id)
    return await _already(enrolment.id) if enrolment else Gone()


async def _tell_booked(
    course: Course, attendee: Person, outcome: Seat | Waiting | Entered, booked_by: int, now_ms: int
) -> None:
    """Whom it concerns besides the one who booked, and so sees the answer."""
    enrolment = await enrolments.get(outcome.enrolment_id)
    booker = await people.get(booked_by)
    assert enrolment is not None
    match outcome:
        case Seat():
            result = _("报名成功")
        case Waiting():
            result = _("候补第{n}位", n=outcome.position)
        case Entered():
            result = _("已参加抽签")
    text = _(
        "{booker} 帮 {who} 报了「{course}」：{result}。{when}，{where}。",
        booker=booker.name if booker else "", who=attendee.name, course=course.title, result=result,
        when=Moment(course.starts_ms), where=course.place,
    )  # fmt: skip
    await tell_booking(enrolment, notice(text), f"booked:{enrolment.id}", now_ms, besides=booked_by)


async def _tell_cancelled(course: Course, enrolment: Enrolment, by_person: int, now_ms: int) -> None:
    attendee, by = await people.get(enrolment.attendee_id), await people.get(by_person)
    text = _(
        "已取消：{by} 取消了 {who} 的「{course}」报名。想再来，可以重新报名。",
        by=by.name if by else "", who=attendee.name if attendee else "", course=course.title,
    )  # fmt: skip
    await tell_booking(enrolment, notice(text), f"cancelled:{enrolment.id}", now_ms, besides=by_person)
