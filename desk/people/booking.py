"""What somebody can be signed up for and what they can eat, so that a call is answered from their own page."""

from __future__ import annotations

from desk.pages import Pages, Shown, Visit
from desk.people.resident import resident
from services import booking_for, courses, households
from services.canteen import meals

pages = Pages()


@pages.get("/people/{person_id:int}/book", may="people.change")
async def book(visit: Visit) -> Shown:
    """Every course that takes people and every day that is cooked for; each leads to its form, with who it is for."""
    found = await resident(visit)
    ties = await households.ties(found.id)
    parent = next((tie.other for tie in ties if tie.kin.kind == "child" and tie.kin.member_id == found.id), found)
    taking = [course for course in await courses.coming(visit.community_id, visit.now_ms) if course.taking(visit.now_ms)]
    return visit.show(
        "people/book.html", person=found, days=await meals.orderable(visit.community_id, visit.by, visit.now_ms),
        courses=[(course, parent if booking_for.with_child(course) else found) for course in taking],
    )  # fmt: skip
