"""The list of residents: searched, in parts, and as a sheet; and somebody new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from desk.downloads import CHUNK, Cell, Chunk, Download, Table
from desk.forms import Wrong
from desk.pages import Done, NotHere, Pages, Shown, Visit
from desk.people.resident import today, wrong
from language.text import Day, Moment, Saying, _
from services import calls, office, residents
from services.cases.places import buildings
from services.records import doubles
from services.residents import Details, Unsuitable
from storage import accounts, finding
from storage.people import Person

pages = Pages()

MOST = 50


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in the list. `reach`: "chat", "blocked" or "none"."""

    person: Person
    reach: str
    agreed: bool


class New(msgspec.Struct, frozen=True):
    """Somebody who stands at the counter."""

    name: str
    phone: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    born: date | None = None


@pages.get("/people", may="people.see")
async def overview(visit: Visit) -> Shown:
    """Everybody who is known, or who was looked for."""
    query = " ".join(visit.query.get("q", "").split())[:40]
    skip = visit.number("skip")
    chosen = {name: visit.query.get(name, "") for name in ("building", "who", "order")}
    if query:
        found = await office.find(visit.community_id, query, visit.by)
        shown, more = found[skip : skip + MOST], len(found) > skip + MOST
    else:
        listed = await residents.page(
            visit.community_id, visit.by, MOST + 1, skip, building=chosen["building"], who=chosen["who"],
            newest=chosen["order"] == "newest",
        )  # fmt: skip
        found, shown, more = [], listed[:MOST], len(listed) > MOST
    return visit.show(
        "people/overview.html", query=query, found=len(found), skip=skip,
        lines=[Line(one, await _reach(one.id), await residents.agreed(one)) for one in shown],
        most=MOST, more=more, capped=len(found) >= finding.MOST, chosen=chosen, buildings=await buildings(visit.community_id),
        tally=await residents.tally(visit.community_id, visit.by), to_call=len(await calls.waiting(visit.community_id, visit.by, visit.now_ms)),
        doubles=len(await doubles.likely(visit.community_id, visit.by)),
    )  # fmt: skip


async def _reach(person_id: int) -> str:
    found = await accounts.of_person(person_id)
    return "chat" if any(one.blocked_ms is None for one in found) else "blocked" if found else "none"


@pages.get("/people/new", may="people.change")
async def new(visit: Visit) -> Shown:
    """Somebody whom nobody knows yet."""
    return visit.show("people/new.html")


@pages.post("/people/new", may="people.change", form=New, again=new)
async def enter(visit: Visit, form: New) -> Done:
    """Enter them, once: who is known by this name and number is shown instead."""
    details = Details(form.name, form.phone, form.building, form.unit, form.room, form.born)
    made = await residents.enter(visit.community_id, details, visit.by, visit.now_ms, today(visit))
    if isinstance(made, Unsuitable):
        raise wrong(made)
    if made is None:
        raise Wrong(_("登记不上，请核对姓名和电话。"))
    return Done(f"/people/{made}", _("这是{who}的资料。", who=form.name))


COLUMNS: tuple[Saying, ...] = (
    _("姓名"), _("楼栋"), _("单元"), _("房号"), _("出生日期"), _("电话"), _("紧急联系人"), _("联系人电话"), _("聊天"), _("同意"),
    _("社区认识"), _("登记"),
)  # fmt: skip
"""The first six are those of a register that is imported."""


@pages.get("/people/all.xlsx", may="people.see", notes=True)
async def sheet(visit: Visit) -> Download:
    """Everybody as an .xlsx, with whole numbers and addresses; that somebody took it along is written down."""
    if not await residents.taken_along(visit.community_id, visit.by, visit.now_ms):
        raise NotHere

    async def rows(after: Any) -> Chunk:
        found = await finding.after(visit.community_id, after or 0, CHUNK)
        reached = await finding.reached(visit.community_id, after or 0, found[-1].id) if found else set()
        return Chunk([_row(one, one.id in reached) for one in found], found[-1].id if len(found) == CHUNK else None)

    name = _("居民名册 {day}", day=Day(today(visit), "year"))
    return Download(name, [Table(_("居民"), COLUMNS, rows)])


def _row(person: Person, reached: bool) -> list[Cell]:
    return [
        person.name, person.building, person.unit, person.room, person.birth_date or "", person.phone, person.contact_name,
        person.contact_phone, _("有") if reached else _("没有"), Moment(person.consent_ms) if person.consent_ms else "",
        Moment(person.verified_ms) if person.verified_ms else "", Moment(person.created_ms),
    ]  # fmt: skip
