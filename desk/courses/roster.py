"""Who is in a course: seats, offers, the queue in its order. Giving somebody's booking back, and taking a held seat for them."""

from __future__ import annotations

from dataclasses import dataclass

from desk.courses.common import course_of
from desk.forms import Wrong
from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit
from language.text import Saying, _
from services import courses, desk, enrolment, offers, papers, wording
from services.courses import Refused
from services.masks import masked_numbers
from services.outcomes import Cancelled, Seat
from storage import enrolments
from storage.courses import Course
from storage.enrolments import RosterLine

pages = Pages()

MOST = 100
LOOKS = {"seat": "good", "offered": "soon", "waiting": "info", "entered": ""}


@dataclass(frozen=True, slots=True)
class Line:
    """A booking; `n` counts from 1, `place` is the one in the queue. `until_ms` is how long a seat is held."""

    n: int
    booking: RosterLine
    state: Saying
    look: str
    until_ms: int | None


@pages.get("/courses/{course_id:int}/roster", may="courses.people", notes=True)
async def roster(visit: Visit) -> Shown:
    """The roster. Phones are masked unless `phones` is asked for; either is written down."""
    course, skip = await course_of(visit), visit.number("skip")
    phones = visit.query.get("phones") == "1"
    found = await desk.roster(course.id, visit.by, visit.now_ms, phones=phones)
    if isinstance(found, Refused):
        raise NotHere
    lines = await _lines(course, found)
    counts = {state: sum(line.state == state for line in found) for state in LOOKS}
    return visit.show(
        "courses/roster.html", course=course, lines=lines[skip : skip + MOST], phones=phones, counts=counts, all=len(lines),
        skip=skip, most=MOST, more=len(lines) > skip + MOST, taking=course.taking(visit.now_ms),
        base=f"/desk/courses/{course.id}/roster?{'phones=1&' if phones else ''}",
        childcare=course.audience == "childcare", masked_numbers=masked_numbers, family=course.audience == "family",
    )  # fmt: skip


@pages.get("/courses/{course_id:int}/roster/{enrolment_id:int}", may="courses.people")
async def booking(visit: Visit) -> Shown:
    """What giving a booking back would mean, or taking a held seat."""
    course, line = await _booking(visit)
    [shown] = [one for one in await _lines(course, await _all(visit, course)) if one.booking.enrolment_id == line.enrolment_id]
    return visit.show("courses/booking.html", course=course, line=shown)


@pages.post("/courses/{course_id:int}/roster/{enrolment_id:int}/out", may="courses.people", again=booking)
async def out(visit: Visit, form: NoFields) -> Done:
    """Give it back for them."""
    course, line = await _booking(visit)
    outcome = await enrolment.cancel(line.enrolment_id, visit.by, visit.now_ms)
    said = wording.told_cancel(outcome, course, line.name)
    if not isinstance(outcome, Cancelled):
        raise Wrong(said)
    return Done(f"/courses/{course.id}/roster", said)


@pages.post("/courses/{course_id:int}/roster/{enrolment_id:int}/accept", may="courses.people", again=booking)
async def accept(visit: Visit, form: NoFields) -> Done:
    """Take the seat that is held for them."""
    course, line = await _booking(visit)
    outcome = await offers.accept(line.enrolment_id, visit.by, visit.now_ms)
    said = wording.told_offer(outcome, course, line.name)
    if not isinstance(outcome, Seat):
        raise Wrong(said)
    return Done(f"/courses/{course.id}/roster", said)


async def _booking(visit: Visit) -> tuple[Course, RosterLine]:
    course = await course_of(visit)
    wanted = visit.number("enrolment_id")
    found = next((line for line in await _all(visit, course) if line.enrolment_id == wanted), None)
    if found is None:
        raise NotHere
    return course, found


async def _all(visit: Visit, course: Course) -> list[RosterLine]:
    found = await courses.roster(course.id, visit.by)
    if isinstance(found, Refused):
        raise NotHere
    return found


async def _lines(course: Course, found: list[RosterLine]) -> list[Line]:
    held = {one.id: one.offer_until_ms for one in await enrolments.holding(course.id) if one.state == "offered"}
    lines, place = [], 0
    for n, line in enumerate(found, 1):
        place += line.state == "waiting"
        state = _("候补第{n}位", n=place) if line.state == "waiting" else papers.STATES[line.state]
        lines.append(Line(n, line, state, LOOKS[line.state], held.get(line.enrolment_id)))
    return lines
