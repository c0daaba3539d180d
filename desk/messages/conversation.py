"""What somebody and the house said to each other lately, where they let one see it."""

from __future__ import annotations

from desk.forms import Wrong
from desk.pages import Answer, Done, NoFields, NotHere, Pages, Shown, Visit
from language.text import _
from services import glances, office
from storage.people import Person

pages = Pages()


@pages.get("/messages/with/{person_id:int}", may="messages.see")
async def standing(visit: Visit) -> Shown:
    """Whether one may see it, and the way to ask."""
    person = await known(visit)
    return visit.show(
        "messages/with.html",
        person=person,
        glance=await glances.standing(person.id, visit.by, visit.now_ms),
        no=await glances.why_not(person.id, visit.by, visit.now_ms),
        morning_ms=0 if await glances.there(person.id, visit.now_ms) else visit.morning_ms,
        hours=glances.HOLDS_MS // 3_600_000,
    )


@pages.post("/messages/with/{person_id:int}/ask", may="messages.change", again=standing)
async def ask(visit: Visit, form: NoFields) -> Done:
    """Ask them in the chat."""
    person = await known(visit)
    asked = await glances.ask(person.id, visit.by, visit.now_ms)
    if isinstance(asked, glances.No):
        raise Wrong(asked.say)
    return Done(f"/messages/with/{person.id}", _("问过了，居民一回答，这里就看得到。"))


@pages.get("/messages/with/{person_id:int}/said", may="messages.see", notes=True)
async def said(visit: Visit) -> Answer:
    """What was said; each look is written down. It goes from an open page once it is taken back or over."""
    person = await known(visit)
    glance = await glances.standing(person.id, visit.by, visit.now_ms)
    if glance is not None and glance.holds(visit.now_ms) and visit.by_itself:
        return visit.show("messages/history.html", person=person, glance=glance, found=None)
    found = await glances.look(person.id, visit.by, visit.now_ms, visit.voice, visit.number("before"))
    if found is None:
        return await standing(visit)
    return visit.show("messages/history.html", person=person, glance=glance, found=found)


async def known(visit: Visit) -> Person:
    """The resident of the address, for the staff of this community."""
    person = await office.person(visit.number("person_id"), visit.by)
    if person is None or person.community_id != visit.community_id:
        raise NotHere
    return person
