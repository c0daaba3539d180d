"""Whose card the office should see, and seeing it with one click."""

from __future__ import annotations

from datetime import date

import msgspec

from desk.forms import Wrong
from desk.meals.finding import MOST, done, looked_for, resident_of, today
from desk.pages import Done, NotHere, Pages, Shown, Visit
from language.text import _
from services import office, people
from services.canteen import ages
from storage.people import Person

pages = Pages()


class Seen(msgspec.Struct, frozen=True):
    """The day of birth on the card."""

    born: date
    person: int = 0
    which: str = ""


@pages.get("/meals/ages", may="meals.people")
async def overview(visit: Visit) -> Shown:
    """Who was not verified, and whose verification runs out."""
    found = done(await ages.claims(visit.community_id, visit.by, visit.zone, visit.now_ms))
    again = "again" in (visit.query.get("which"), *visit.typed.get("which", ()))
    listed, skip = found.again if again else found.new, visit.number("skip")
    return visit.show(
        "meals/ages.html",
        again=again,
        new_count=len(found.new),
        again_count=len(found.again),
        listed=listed[skip : skip + MOST],
        skip=skip,
        most=MOST,
        more=len(listed) > skip + MOST,
        q=visit.query.get("q", ""),
        people=await looked_for(visit),
    )


@pages.post("/meals/ages", may="meals.people", form=Seen, again=overview)
async def seen(visit: Visit, form: Seen) -> Done:
    """The card says what is known."""
    person = await office.person(form.person, visit.by)
    if person is None or person.community_id != visit.community_id:
        raise NotHere
    if person.born != form.born:
        raise Wrong(_("{who}的生日刚才改过，请再看一下。", who=person.name))
    return await _verified(visit, person, form)


@pages.get("/meals/ages/{person_id:int}", may="meals.people")
async def one(visit: Visit) -> Shown:
    """Somebody's day of birth, as it is known, to be compared with the card."""
    person = await resident_of(visit)
    return visit.show(
        "meals/age.html",
        person=person,
        from_person=_from_person(visit),
        claim=await ages.of(person, visit.zone, visit.now_ms),
        known=ages.known(person, visit.now_ms),
    )


@pages.post("/meals/ages/{person_id:int}", may="meals.people", form=Seen, again=one)
async def corrected(visit: Visit, form: Seen) -> Done:
    """The card says this day."""
    person = await resident_of(visit)
    fit = people.check_birth(form.born, today(visit))
    if isinstance(fit, people.Unfit):
        raise Wrong(born=_("这个日子不对，请照身份证上的写。"))
    return await _verified(visit, person, form)


def _from_person(visit: Visit) -> bool:
    """Whether somebody came from the resident's page, and goes back there."""
    return visit.query.get("from") == "person"


async def _verified(visit: Visit, person: Person, form: Seen) -> Done:
    await people.see_age(person.id, form.born, visit.by, visit.now_ms)
    listed = "/meals/ages?which=again" if form.which == "again" else "/meals/ages"
    back = f"/people/{person.id}" if _from_person(visit) else listed
    return Done(back, _("{who}的年龄核实好了，管一年。", who=person.name))
