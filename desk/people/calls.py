"""Whom to phone because no message reaches them, what to say, and what came of it."""

from __future__ import annotations

import msgspec

from desk.pages import Done, NotHere, Pages, Shown, Visit
from language.text import _
from services import calls, offers, wording
from storage.calls import Call

pages = Pages()


class Came(msgspec.Struct, frozen=True):
    """What came of a call: "told", "nobody"; about a seat that is held also "take" or "leave"."""

    what: str


@pages.get("/people/calls", may="people.see")
async def listed(visit: Visit) -> Shown:
    """Everybody to phone, the most urgent first."""
    waiting = await calls.waiting(visit.community_id, visit.by, visit.now_ms)
    return visit.show("people/calls.html", calls=[(call, calls.said(call)) for call in waiting])


@pages.get("/people/calls/paper", may="people.see", notes=True)
async def paper(visit: Visit) -> Shown:
    """The same with the numbers, to be printed. That somebody looked at each of them is written down."""
    waiting = await calls.waiting(visit.community_id, visit.by, visit.now_ms)
    for call in waiting:
        await calls.look_up(call.id, visit.by, visit.now_ms)
    return visit.show("people/calls_paper.html", calls=[(call, calls.said(call)) for call in waiting])


@pages.get("/people/calls/{call_id:int}", may="people.see", notes=True)
async def one(visit: Visit) -> Shown:
    """The number, and the words to say. That somebody looked is written down."""
    found = await _call(visit)
    await calls.look_up(found.id, visit.by, visit.now_ms)
    return await again(visit)


async def again(visit: Visit) -> Shown:
    """The same once more."""
    found = await _call(visit)
    return visit.show("people/call.html", call=found, said=calls.said(found), offered=calls.offered(found))


@pages.post("/people/calls/{call_id:int}", may="people.change", form=Came, again=again)
async def came(visit: Visit, form: Came) -> Done:
    """What came of it; a seat that is held is taken or left for them."""
    found = await _call(visit)
    held = calls.offered(found)
    if form.what not in ("told", "nobody", "take", "leave") or (form.what in ("take", "leave") and held is None):
        raise NotHere
    await calls.made(found.id, visit.by, visit.now_ms, reached=form.what != "nobody")
    if form.what == "nobody":
        return Done("/people/calls", _("好的，{who} 还留在名单里。", who=found.name))
    if held is not None and form.what in ("take", "leave"):
        answer = offers.accept if form.what == "take" else offers.decline
        outcome = await answer(held, visit.by, visit.now_ms)
        course, who = await offers.named(held)
        return Done("/people/calls", wording.told_offer(outcome, course, who))
    return Done("/people/calls", _("好的，记下了。"))


async def _call(visit: Visit) -> Call:
    found = await calls.get(visit.number("call_id"), visit.by)
    if found is None or found.community_id != visit.community_id:
        raise NotHere
    return found
