"""What a resident takes along, and leaving for good."""

from __future__ import annotations

import secrets

import msgspec

from desk.forms import Wrong
from desk.pages import Done, Pages, Paper, Shown, Visit
from desk.people.resident import resident, today
from language.text import _
from services import residents
from services.records import departure, takeout
from services.records.merging import NotAllowed

pages = Pages()


class Erase(msgspec.Struct, frozen=True):
    """The name, typed once more."""

    name: str


@pages.get("/people/{person_id:int}/copy.txt", may="people.change", notes=True)
async def readable(visit: Visit) -> Paper:
    """Everything held on them, in words. That it was taken out is written down."""
    found = await resident(visit)
    held = await residents.handed_out(found.id, visit.by, visit.now_ms)
    return Paper(f"{found.name or found.id}.txt", takeout.to_read(held or {}, visit.voice))


@pages.get("/people/{person_id:int}/copy.json", may="people.change", notes=True)
async def complete(visit: Visit) -> Paper:
    """The same for other programs."""
    found = await resident(visit)
    held = await residents.handed_out(found.id, visit.by, visit.now_ms)
    return Paper(f"{found.name or found.id}.json", takeout.for_programs(held or {}))


@pages.get("/people/{person_id:int}/erase", may="people.erase")
async def before(visit: Visit) -> Shown:
    """What would go, and what would stay without a name."""
    found = await resident(visit)
    ahead = await departure.ahead(found.id, visit.now_ms, today(visit))
    return visit.show("people/erase.html", person=found, ahead=ahead, days=departure.BACKUP_DAYS)


@pages.post("/people/{person_id:int}/erase", may="people.erase", form=Erase, again=before)
async def erase(visit: Visit, form: Erase) -> Done:
    """It is done, for good."""
    found = await resident(visit)
    if form.name != (found.name or str(found.id)):
        raise Wrong(name=_("和姓名不一样，什么都没有删。"))
    if isinstance(await departure.leave_by_staff(found.id, visit.by, visit.now_ms, secrets.token_hex(8)), NotAllowed):
        raise Wrong(_("最后一位管理员不能删除，先请别人当管理员。"))
    return Done("/people", _("已经全部删除。"))
