"""Held seats: how long an offer holds, when it is said that it is about to end, and that it ends."""

from __future__ import annotations

from functools import partial

from language.text import Moment, _
from reminders.quiet import UP_MS, Quiet
from reminders.steps import Look, Stand, Step, take
from services import offers
from services.calendar import HOUR_MS, MINUTE_MS
from services.telling import notice, tell_booking
from services.topics import OFFER
from storage import courses, enrolments, people
from storage.outbox import Terms

LONGEST_MS = 12 * HOUR_MS
SHORTEST_MS = 20 * MINUTE_MS
SHARE = 3
"""An offer takes a third of the time that is left until the class: the next in the queue shall have a chance, too."""
REMIND_MS = HOUR_MS
"""So long before its end an offer is called to mind."""


def deadline(now_ms: int, next_ms: int, quiet: Quiet) -> int:
    """Until when an offer made now holds, for a class that begins at `next_ms`: 12 hours, less where the class is near.

    Nobody has to decide at night: an offer that would end then, or soon after, holds until an hour after it.
    """
    until_ms = now_ms + min(LONGEST_MS, max(SHORTEST_MS, (next_ms - now_ms) // SHARE))
    if end_ms := quiet.end(until_ms) or quiet.end(until_ms - UP_MS) or quiet.end(now_ms):
        until_ms = max(until_ms, end_ms + UP_MS)
    return min(until_ms, next_ms)


async def seats(look: Look) -> Stand | None:
    """A course in which a seat may be free for who waits: it is offered."""
    await offers.make(look.reminder.subject_id, look.now_ms, lambda next_ms: deadline(look.now_ms, next_ms, look.quiet))
    return None


async def offer(look: Look) -> Stand | None:
    """A seat that is held: called to mind before the end, then given to the next."""
    held = await enrolments.get(look.reminder.subject_id)
    if held is None or held.state != "offered" or held.offer_until_ms is None:
        return None
    until_ms = held.offer_until_ms

    async def expire(_cursor: int) -> None:
        await offers.expire(held.id, look.now_ms)

    steps = [Step(until_ms, expire)]
    if until_ms - held.changed_ms >= 2 * REMIND_MS:
        due_ms = look.quiet.plan(until_ms - REMIND_MS, until_ms)
        steps.append(Step(due_ms, partial(_call_to_mind, held.id, look.now_ms), until_ms))
    return await take(steps, look)


async def _call_to_mind(enrolment_id: int, now_ms: int, _cursor: int) -> None:
    held = await enrolments.get(enrolment_id)
    course = await courses.get(held.course_id) if held else None
    if held is None or course is None or held.offer_until_ms is None:
        return
    attendee = await people.get(held.attendee_id)
    text = _(
        "别忘了：「{course}」给 {who} 留的位子，只留到 {until}。要不要这个位子？",
        course=course.title, who=attendee.name if attendee else "", until=Moment(held.offer_until_ms, "near"),
    )  # fmt: skip
    terms = Terms(OFFER, held.offer_until_ms, offers.about(held.id))
    await tell_booking(held, notice(text, *offers.buttons(held.id)), f"offer-ends:{held.id}", now_ms, terms)
