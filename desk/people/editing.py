"""Putting a resident's record right."""

from __future__ import annotations

from datetime import date

import msgspec

from desk.forms import Wrong
from desk.pages import Done, NotHere, Pages, Shown, Visit
from desk.people.resident import resident, today, wrong
from language.text import _
from services import residents
from services.residents import Details, Unsuitable

pages = Pages()


class Edit(msgspec.Struct, frozen=True):
    """The whole record as it shall be."""

    name: str
    phone: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    born: date | None = None
    contact_name: str = ""
    contact_phone: str = ""
    seen: str = ""


@pages.get("/people/{person_id:int}/edit", may="people.change", notes=True)
async def edit(visit: Visit) -> Shown:
    """The record to be changed, uncovered: that somebody looked is written down."""
    found = await resident(visit)
    await residents.opened(found.id, visit.by, visit.now_ms)
    return await again(visit)


async def again(visit: Visit) -> Shown:
    """The same once more, with what was typed."""
    found = await resident(visit)
    seen = visit.typed.get("seen", [""])[0] if visit.wrong and "" not in visit.wrong else residents.fingerprint(found)
    return visit.show("people/edit.html", person=found, seen=seen)


@pages.post("/people/{person_id:int}/edit", may="people.change", form=Edit, again=again)
async def save(visit: Visit, form: Edit) -> Done:
    """Keep it."""
    found = await resident(visit)
    if form.seen != residents.fingerprint(found):
        raise Wrong(_("这份资料刚刚有人改过。请对照现在的资料看一下，再保存。"))
    details = Details(**{name: getattr(form, name) for name in form.__struct_fields__ if name != "seen"})
    changed = await residents.put_right(found.id, details, visit.by, visit.now_ms, today(visit))
    if isinstance(changed, Unsuitable):
        raise wrong(changed)
    if changed is None:
        raise NotHere
    return Done(f"/people/{found.id}", _("改好了。") if changed else _("没有要改的。"))
