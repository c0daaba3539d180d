"""Whether what waits to be said, in the outbox or on the list of calls, is still so (`storage.outbox.Terms.about`)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from services import glances
from services.canteen import delivery, meal_telling
from services.cases import council_telling, escalation
from services.patrol import closing, shift_telling, swaps
from services.talks import asking
from storage import courses, enrolments, sessions
from storage.sql import Query


async def still_so(about: str) -> bool:
    """Whether it is. What nobody here knows (any more) is taken to be."""
    word, *numbers = about.split(":")
    return await _STILL[word](*map(int, numbers)) if word in _STILL else True


async def _class(enrolment_id: int, session_id: int, starts_ms: int) -> bool:
    """That booking is still a seat, and the class still at that time."""
    enrolment, held = await enrolments.get(enrolment_id), await sessions.get(session_id)
    return (
        enrolment is not None and enrolment.state == "seat"
        and held is not None and held.status == "planned" and held.starts_ms == starts_ms
    )  # fmt: skip


async def _moved(enrolment_id: int, next_ms: int) -> bool:
    """That booking still is one, and the course has a date then."""
    enrolment = await enrolments.get(enrolment_id)
    if enrolment is None or enrolment.state == "cancelled":
        return False
    dated = await sessions.of_course(enrolment.course_id)
    return any(session.starts_ms == next_ms and session.status == "planned" for session in dated)


async def _opening(course_id: int) -> bool:
    """Sign-up for that course is not over."""
    course = await courses.get(course_id)
    return course is not None and course.status == "open"


async def _offer(enrolment_id: int) -> bool:
    """That offer still waits for its answer."""
    enrolment = await enrolments.get(enrolment_id)
    return enrolment is not None and enrolment.state == "offered"


_STILL: dict[str, Callable[..., Coroutine[Query, Any, bool]]] = {
    "class": _class, "moved": _moved, "opening": _opening, "offer": _offer, "unordered": meal_telling.unordered,
    "route": delivery.free, "case_late": escalation.still_late, "case_free": escalation.still_free,
    "shift": shift_telling.still_on, "shift_free": shift_telling.still_free, "shift_offer": shift_telling.still_offered,
    "shift_swap": swaps.still_asked, "there": closing.still_there, "talk": asking.free,
    "meeting": council_telling.still_then, "glance": glances.still_asked,
}  # fmt: skip
"""By the first word; the numbers that follow it are the arguments."""
