"""Offers: a freed seat is held for the first in the queue until a deadline, then for the next.

While it is held the seat counts as taken, so nobody else can have it. Making offers is the clock's work (`reminders.offers`), right
after a seat became free: how long an offer holds depends on the time of day.
"""

from __future__ import annotations

from collections.abc import Callable

from language.message import Button
from language.text import Moment, Value, _, lines
from services.enrolment import cancel, deadline, may_act_on, release
from services.outcomes import AlreadyIn, CourseCancelled, Gone, NotBooked, NotYours, OfferOutcome, OfferOver, Seat
from services.staff import is_staff
from services.telling import ask_to_call, notice, tell_booking
from services.topics import OFFER
from storage import audit, courses, enrolments, people, reminders, sessions
from storage.courses import Course
from storage.enrolments import Enrolment
from storage.outbox import Terms, Weight


async def make(course_id: int, now_ms: int, hold_until: Callable[[int], int]) -> list[int]:
    """Hold every free seat for the head of the queue, and tell them; returns the enrolments that have an offer now.

    `hold_until` tells from the start of the next session until when an offer holds. Nobody overtakes: where two wait as a pair and
    one seat is free, that seat stays free.
    """
    if not await courses.hold(course_id):
        return []
    course, next_ms = await courses.get(course_id), await sessions.next_start(course_id, now_ms)
    assert course is not None
    if course.status == "cancelled" or next_ms is None:
        return []
    made: list[int] = []
    while (head := await enrolments.head(course_id)) and await courses.seat_next(course_id, head.places):
        until_ms = hold_until(next_ms)
        await enrolments.offer(head.id, until_ms, now_ms)
        await reminders.follow("offer", head.id, course.community_id, now_ms)
        await _tell(course, head, next_ms, until_ms, now_ms)
        made.append(head.id)
    return made


async def accept(enrolment_id: int, by: int, now_ms: int) -> OfferOutcome:
    """Take the seat that is held, for whoever the booking is for. A late answer is told what became of the seat."""
    held = await _held(enrolment_id, by)
    if not isinstance(held, tuple):
        return held
    enrolment, course, until_ms = held
    if now_ms >= until_ms:
        await expire(enrolment.id, now_ms, besides=by)
        return OfferOver(until_ms)
    await enrolments.turn(enrolment.id, "offered", "seat", None, now_ms)
    await _tell_accepted(course, enrolment, by, now_ms)
    seated = await enrolments.get(enrolment.id)
    assert seated is not None
    until_ms = deadline(seated, course)
    return Seat(enrolment.id, until_ms if now_ms < until_ms else None)


async def decline(enrolment_id: int, by: int, now_ms: int) -> OfferOutcome:
    """Let the seat go to the next. Only an offer is declined: a seat that was taken meanwhile stays."""
    held = await _held(enrolment_id, by)
    return await cancel(enrolment_id, by, now_ms) if isinstance(held, tuple) else held


async def _held(enrolment_id: int, by: int) -> tuple[Enrolment, Course, int] | OfferOutcome:
    """The offer with its course and its end, the course locked; or why there is none for this person (any more)."""
    named = await enrolments.get(enrolment_id)
    if named is None or not await courses.hold(named.course_id):
        return Gone()
    enrolment, course = await enrolments.get(enrolment_id), await courses.get(named.course_id)
    assert enrolment is not None and course is not None
    if not await may_act_on(enrolment, course, by):
        return NotYours()
    if enrolment.state == "seat":
        return AlreadyIn(enrolment.id, "seat", None)
    if enrolment.offer_until_ms is None:  # it never came to an offer
        return NotBooked()
    if course.status == "cancelled":
        return CourseCancelled()
    until_ms = enrolment.offer_until_ms
    if enrolment.state != "offered":
        return OfferOver(until_ms, given_up=enrolment.changed_ms < until_ms)
    return enrolment, course, until_ms


async def expire(enrolment_id: int, now_ms: int, *, besides: int | None = None) -> bool:
    """The deadline has passed: the seat goes to the next, and the person is told, but not `besides`, who knows already.

    False where there is nothing to expire.
    """
    named = await enrolments.get(enrolment_id)
    if named is None or not await courses.hold(named.course_id):
        return False
    enrolment, course = await enrolments.get(enrolment_id), await courses.get(named.course_id)
    assert enrolment is not None and course is not None
    if enrolment.state != "offered" or now_ms < (enrolment.offer_until_ms or 0):
        return False
    await release(enrolment, None, now_ms)
    text = _(
        "给 {who} 留的「{course}」位子到时间了，没有再留。还想上，可以再报一次。",
        who=await _name(enrolment),
        course=course.title,
    )
    again = Button(label=_("再报一次"), data=f"/sign_up {course.id}", look="main")
    terms = Terms(OFFER, until_ms=course.ends_ms)
    await tell_booking(enrolment, notice(text, again), f"expired:{enrolment.id}", now_ms, terms, besides=besides)
    return True


async def named(enrolment_id: int) -> tuple[Course | None, str]:
    """The course of a booking and for whom it is, to word an outcome with."""
    enrolment = await enrolments.get(enrolment_id)
    return (await courses.get(enrolment.course_id), await _name(enrolment)) if enrolment else (None, "")


def buttons(enrolment_id: int) -> tuple[Button, Button]:
    """The two answers to an offer."""
    return (
        Button(label=_("要这个位子"), data=f"/accept {enrolment_id}", look="main"),
        Button(label=_("不要了"), data=f"/decline {enrolment_id}"),
    )


def about(enrolment_id: int) -> str:
    """What a message on an offer is about (see `Terms`)."""
    return f"offer:{enrolment_id}"


async def _tell(course: Course, head: Enrolment, next_ms: int, until_ms: int, now_ms: int) -> None:
    facts: dict[str, Value] = {"course": course.title, "who": await _name(head)}
    text = lines(
        _("好消息！「{course}」有位子了，给 {who} 留着。", **facts)
        if head.places == 1
        else _("好消息！「{course}」有两个位子了，给 {who} 和家长留着。", **facts),
        _("{when}，{where}", when=Moment(next_ms, "near"), where=course.place),
        _("要的话，{until} 之前点一下下面的按钮；过了这个时间就不留了。", until=Moment(until_ms, "near")),
    )
    terms = Terms(OFFER, until_ms, about(head.id), Weight.MATTERS)
    cause = f"offer:{head.id}"
    missed = await tell_booking(head, notice(text, *buttons(head.id)), cause, now_ms, terms)
    await ask_to_call(
        missed,
        lines(*text.parts[:2], _("要不要？{until} 之前回复就行。", until=Moment(until_ms, "near"))),
        cause,
        now_ms,
        terms,
    )


async def _tell_accepted(course: Course, enrolment: Enrolment, by: int, now_ms: int) -> None:
    person = await people.get(by)
    text = _(
        "{by} 确认了「{course}」的位子，{who} 报名成功。",
        by=person.name if person else "", course=course.title, who=await _name(enrolment),
    )  # fmt: skip
    await tell_booking(enrolment, notice(text), f"accepted:{enrolment.id}", now_ms, Terms(OFFER), besides=by)
    if await is_staff(by, course.community_id):
        await audit.note(course.community_id, by, "accept offer", f"enrolment:{enrolment.id}", now_ms)


async def _name(enrolment: Enrolment) -> str:
    attendee = await people.get(enrolment.attendee_id)
    return attendee.name if attendee else ""
