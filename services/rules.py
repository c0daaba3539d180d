"""What stands against a booking, in the order in which a resident should hear it."""

from __future__ import annotations

from services import eligibility, households
from services.outcomes import (
    Closed,
    CourseCancelled,
    Missing,
    MustWait,
    NeedsConsent,
    NeedsGuardian,
    NotAllowed,
    NotYet,
    Outcome,
    TooMany,
    WrongAudience,
)
from services.telling import is_child
from storage import communities, people
from storage.courses import Course
from storage.people import Person

MOST_AT_ONCE = 5
"""Grabbed courses that one may be in at once. A week has five evenings; more would mean holding seats for lack of deciding."""
ABSENCES_TO_PAUSE = 3


def closed(course: Course, now_ms: int) -> Outcome | None:
    """Why nobody can sign up now."""
    if course.status == "cancelled":
        return CourseCancelled()
    if course.status == "closed" or now_ms >= course.closing_ms:
        return Closed()
    return NotYet(course.opens_ms) if now_ms < course.opens_ms else None


async def not_for(course: Course, attendee: Person, booked_by: int, now_ms: int) -> Outcome | None:
    """Why this person may not book, or why the course is not for that attendee."""
    if attendee.community_id is not None and attendee.community_id != course.community_id:
        return WrongAudience("community")
    if is_child(attendee, now_ms):
        if not await households.has_guardian(attendee.id, booked_by):
            return NeedsGuardian()
    elif booked_by != attendee.id and not await households.may_act_for(booked_by, attendee.id):
        return NotAllowed()
    if not eligibility.has_ages(course):
        return None
    return eligibility.age_limit(course, attendee.born) if attendee.born else Missing("birth_date")


async def missing(
    course: Course, attendee: Person, booked_by: int, companion_id: int | None, pickup: str, allergy: str
) -> Outcome | None:
    """What the booking must still say before it can be kept."""
    if course.audience in ("family", "childcare") and not await households.has_guardian(attendee.id, booked_by):
        return NeedsGuardian()
    if course.audience == "family":
        if companion_id is None or companion_id == attendee.id:
            return Missing("companion")
        if companion_id != booked_by and not await households.may_act_for(companion_id, attendee.id):
            return NotAllowed()
    if course.audience == "childcare" and not pickup.strip():
        return Missing("pickup")
    if allergy.strip() and not await people.consent_version(attendee.id, "sensitive"):
        return NeedsConsent("sensitive")
    return None


async def held_back(course: Course, active: int, paused_until_ms: int) -> Outcome | None:
    """Why the attendee leaves grabbed seats to others for now. A draw takes everybody."""
    if course.mode != "grab":
        return None
    if paused_until_ms:
        community = await communities.get(course.community_id)
        return MustWait(paused_until_ms, ABSENCES_TO_PAUSE, community.phone if community else "")
    return TooMany(MOST_AT_ONCE) if active >= MOST_AT_ONCE else None
