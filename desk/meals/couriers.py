"""Who brings meals, and on which days they said that they do."""

from __future__ import annotations

import msgspec

from desk.forms import Wrong
from desk.meals.finding import looked_for, resident_of
from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit
from language.text import _
from services import desk, staff
from services.canteen import couriers, delivery
from storage import couriers as stored
from storage import meals
from storage.people import Person

pages = Pages()

AHEAD = 5
"""So many coming days are shown."""


class Named(msgspec.Struct, frozen=True):
    """Somebody, by their id."""

    person: int


@pages.get("/meals/couriers", may="meals.people")
async def overview(visit: Visit) -> Shown:
    """Everybody who brings meals here, and the coming days."""
    found = await staff.couriers(visit.community_id)
    days = await meals.coming(visit.community_id, visit.now_ms, AHEAD)
    said = {day.id: set(await stored.of_day(day.id)) for day in days}
    ids = {one.person_id for one in found}
    return visit.show(
        "meals/couriers.html",
        couriers=found,
        days=[(day, said[day.id] & ids) for day in days],
        q=visit.query.get("q", ""),
        people=[one for one in await looked_for(visit) if one.id not in ids],
    )


@pages.post("/meals/couriers", may="meals.people", form=Named, again=overview)
async def name(visit: Visit, form: Named) -> Done:
    """A resident brings meals from now on, and hears of it."""
    person = await _person(visit, form.person)
    if not await couriers.name(person.id, visit.by, visit.now_ms):
        raise Wrong(_("这位已经是送餐员了。"))
    return Done("/meals/couriers", _("好了，{who}在首页点「送餐」就能开始。", who=person.name))


@pages.get("/meals/couriers/{person_id:int}", may="meals.people")
async def leaving(visit: Visit) -> Shown:
    """What it means that somebody brings no meals any more."""
    person = await resident_of(visit)
    if not await couriers.is_courier(person.id, visit.community_id):
        raise NotHere
    on_the_way = await delivery.mine(person.id)
    return visit.show("meals/courier.html", person=person, doors=len(on_the_way.waiting) if on_the_way else 0)


@pages.post("/meals/couriers/{person_id:int}", may="meals.people", again=leaving)
async def dismiss(visit: Visit, form: NoFields) -> Done:
    """Somebody brings no meals any more; what they had not brought yet waits for others."""
    person = await resident_of(visit)
    if not await delivery.dismiss(person.id, visit.community_id, visit.by, visit.now_ms):
        raise Wrong(_("这位已经不送餐了。"))
    return Done("/meals/couriers", _("好的，{who} 不再送餐。", who=person.name))


async def _person(visit: Visit, person_id: int) -> Person:
    found = await desk.person(person_id, visit.by)
    if found is None or found.community_id != visit.community_id:
        raise NotHere
    return found
