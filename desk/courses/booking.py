"""Signing somebody up who stands at the desk or calls: found or entered now, children through a parent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec

from desk.courses.common import course_of
from desk.forms import Wrong
from desk.pages import Done, NotHere, Pages, Shown, Visit
from language.text import Saying, _
from services import booking_for, eligibility, enrolment, office, people, wording
from services.booking_for import Somebody
from services.calendar import age_on, to_local
from services.outcomes import Entered, Missing, Seat, Waiting
from storage.people import Person

pages = Pages()

MOST = 30


class Booking(msgspec.Struct, frozen=True):
    """The form. `who` and `child` are the ids of those who are known; 0 where they are entered now."""

    who: int = 0
    name: str = ""
    phone: str = ""
    born: date | None = None
    child: int = 0
    child_name: str = ""
    child_born: date | None = None
    pickup: str = ""
    allergy: str = ""
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who may be meant."""

    id: int
    name: str
    phone: str
    home: str
    age: int | None


@pages.get("/courses/{course_id:int}/book", may="courses.people")
async def book(visit: Visit) -> Shown:
    """Look for somebody (`q`), then sign them up (`who`, or `new`)."""
    course = await course_of(visit)
    with_child, words = booking_for.with_child(course), visit.query.get("q", "").strip()
    who = await _known(visit, visit.number("who"))
    if who is None and visit.query.get("new") != "1" and not visit.typed:
        found = await office.find(visit.community_id, words, visit.by) if words else []
        if with_child:
            found = [person for person in found if booking_for.no_parent(person, visit.now_ms) is None]
        listed = [_found(visit, person) for person in found[:MOST]]
        return visit.show(
            "courses/book_find.html", course=course, words=words, found=listed, more=len(found) > MOST, with_child=with_child
        )
    children = await office.children(who.id, visit.by) if who and with_child else []
    attendee = None if with_child else who
    obstacle: Saying = (booking_for.no_parent(who, visit.now_ms) or "") if who and with_child else ""
    if attendee is not None:
        against = await enrolment.obstacle(course.id, attendee.id, visit.by, visit.now_ms)
        obstacle = wording.told(against, course, attendee.name) if against is not None else ""
    return visit.show(
        "courses/book.html", course=course, who=who, with_child=with_child, children=children, obstacle=obstacle,
        needs_birth=not with_child and eligibility.has_ages(course) and (who is None or who.born is None),
        childcare=course.audience == "childcare", family=course.audience == "family", taking=course.taking(visit.now_ms),
        words=words,
    )  # fmt: skip


@pages.post("/courses/{course_id:int}/book", may="courses.people", form=Booking, again=book)
async def booked(visit: Visit, form: Booking) -> Done:
    """Sign them up: a seat, else a place in the queue, else the reason why not. Nobody is entered for nothing."""
    course, today = await course_of(visit), to_local(visit.now_ms, visit.zone).date()
    with_child = booking_for.with_child(course)
    grown_up = await _grown_up(visit, form, today, with_child=with_child)
    child = await _child(visit, form, grown_up, today) if with_child else None
    if form.allergy and not form.agreed:
        raise Wrong(agreed=_("过敏情况属于敏感信息，家长当面同意了才能记。"))
    grown_up_id = await booking_for.enter(grown_up, visit.community_id, visit.by, today, visit.now_ms)
    if grown_up_id is None:
        raise Wrong(_("这位居民登记不上，请核对姓名和电话。"))
    attendee_id = grown_up_id
    if child is not None:
        entered = await booking_for.enter_child(child, grown_up_id, visit.by, today, visit.now_ms)
        if entered is None:
            raise Wrong(child_born=_("{who} 已经成年了，请直接给本人报名。", who=child.name))
        attendee_id = entered
    if form.allergy:
        await people.consent(attendee_id, visit.now_ms, purpose="sensitive", given_by=grown_up_id)
    outcome = await office.book(
        course.id, attendee_id, visit.by, visit.now_ms, companion_id=grown_up_id if course.audience == "family" else None,
        pickup=form.pickup, allergy=form.allergy,
    )  # fmt: skip
    attendee = await people.get(attendee_id)
    said = wording.told(outcome, course, attendee.name if attendee else "")
    if isinstance(outcome, Missing) and outcome.what == "birth_date":
        raise Wrong(born=said)
    if isinstance(outcome, Missing) and outcome.what == "pickup":
        raise Wrong(pickup=said)
    if not isinstance(outcome, Seat | Waiting | Entered):
        raise Wrong(said)
    return Done(f"/courses/{course.id}/roster", said)


async def _grown_up(visit: Visit, form: Booking, today: date, *, with_child: bool) -> Somebody:
    born = None if with_child else form.born
    _fits(born, today, "born")
    if form.who:
        known = await _known(visit, form.who)
        assert known is not None
        if with_child and (no := booking_for.no_parent(known, visit.now_ms)):
            raise Wrong(no)
        return Somebody(id=known.id, name=known.name, born=born if known.born is None else None)
    wrong: dict[str, Saying] = {}
    if not isinstance(people.plain_name(form.name), str):
        wrong["name"] = _("请写姓名，{most}个字以内。", most=people.NAME_LENGTH)
    if form.phone and not isinstance(people.plain_phone(form.phone), str):
        wrong["phone"] = _("这个号码不对，请核对一下；没有电话就空着。")
    if wrong:
        raise Wrong(**wrong)
    return Somebody(name=form.name, phone=form.phone, born=born)


async def _child(visit: Visit, form: Booking, parent: Somebody, today: date) -> Somebody:
    children = await office.children(parent.id, visit.by) if parent.id is not None else []
    known = next((child for child in children if child.id == form.child), None)
    if known is not None:
        if form.child_name and " ".join(form.child_name.split()) != known.name:
            raise Wrong(child_name=_("上面选了 {who}。给新的孩子报，请选「另外登记一个孩子」。", who=known.name))
        _fits(form.child_born, today, "child_born")
        return Somebody(id=known.id, name=known.name, born=form.child_born if known.born is None else None)
    wrong: dict[str, Saying] = {}
    if form.child or not isinstance(people.plain_name(form.child_name), str):
        wrong["child_name"] = _("请选一个孩子，或者写下孩子的姓名。")
    if form.child_born is None:
        wrong["child_born"] = _("请写孩子的生日。")
    if wrong:
        raise Wrong(**wrong)
    _fits(form.child_born, today, "child_born")
    return Somebody(name=" ".join(form.child_name.split()), born=form.child_born)


def _fits(born: date | None, today: date, field: str) -> None:
    if born is not None and not isinstance(people.check_birth(born, today), date):
        raise Wrong(**{field: _("这个生日不对，请核对一下。")})


async def _known(visit: Visit, person_id: int) -> Person | None:
    """A resident of this community. Raises NotHere where the id is nobody's here."""
    if not person_id:
        return None
    person = await office.person(person_id, visit.by)
    if person is None or person.community_id != visit.community_id:
        raise NotHere
    return person


def _found(visit: Visit, person: Person) -> Found:
    age = age_on(person.born, to_local(visit.now_ms, visit.zone).date()) if person.born else None
    return Found(person.id, person.name, person.phone, person.building, age)
