"""The family of a resident: whom they act for and who acts for them, as both agree at the counter."""

from __future__ import annotations

from datetime import date

import msgspec

from desk.forms import Wrong
from desk.pages import Done, NotHere, Pages, Shown, Visit
from desk.people.resident import known, resident, today
from language.text import _
from services import households, office, people, residents
from services.calendar import age_on
from services.eligibility import GROWN_UP_FROM
from services.people import Unfit
from services.telling import is_child
from storage.people import Person

pages = Pages()

MOST_FOUND = 20
RELATIONS = ("child", "parent", "helper")
"""What somebody who is known is to this resident: their child, somebody for whom they act, somebody who acts for them."""


class Child(msgspec.Struct, frozen=True):
    """A child whose parent agrees to what is kept about it."""

    child: str
    child_born: date
    child_agreed: bool = False


class Parent(msgspec.Struct, frozen=True):
    """Somebody without a phone of their own; both agree."""

    parent: str
    parent_phone: str = ""
    parent_born: date | None = None
    parent_agreed: bool = False


class Link(msgspec.Struct, frozen=True):
    """Somebody who is known already."""

    other: int
    relation: str
    agreed: bool = False


class Which(msgspec.Struct, frozen=True):
    """One link."""

    guardian: int
    member: int


_BOTH = _("请先当面问过双方，再勾上。")


@pages.get("/people/{person_id:int}/household", may="people.change")
async def household(visit: Visit) -> Shown:
    """Everybody, and how to add and to end."""
    found = await resident(visit)
    query = " ".join(visit.query.get("q", "").split())[:40]
    others = [one for one in await office.find(visit.community_id, query, visit.by) if one.id != found.id] if query else []
    behind = await residents.behind_their_door(found, visit.by)
    ties = await households.ties(found.id)
    linked = {tie.other.id for tie in ties}
    return visit.show(
        "people/household.html", person=found, ties=ties, query=query, child=is_child(found, visit.now_ms),
        others=[(one, _likely(found, one, visit)) for one in (others if query else behind) if one.id not in linked][:MOST_FOUND],
    )  # fmt: skip


def _likely(found: Person, one: Person, visit: Visit) -> str:
    """Which relation it will be, by the ages."""
    if is_child(found, visit.now_ms):
        return "helper"
    return "child" if one.born is not None and age_on(one.born, today(visit)) < GROWN_UP_FROM else "parent"


@pages.post("/people/{person_id:int}/household/child", may="people.change", form=Child, again=household)
async def child(visit: Visit, form: Child) -> Done:
    """A child of theirs."""
    found = await resident(visit)
    name = people.plain_name(form.child)
    if isinstance(name, Unfit):
        raise Wrong(child=_("姓名太长了。"))
    if isinstance(people.check_birth(form.child_born, today(visit)), Unfit):
        raise Wrong(child_born=_("年份好像不对，请再看一下。"))
    if not form.child_agreed:
        raise Wrong(child_agreed=_("要家长当面同意，才能登记孩子。"))
    made = await office.add_child(found.id, name, form.child_born, visit.by, visit.now_ms)
    if made is None:
        raise Wrong(child_born=_("{who} 已经成年了，请直接登记本人。", who=name))
    return Done(f"/people/{found.id}/household", _("登记好了，{parent} 可以替 {who} 报名了。", parent=found.name, who=name))


@pages.post("/people/{person_id:int}/household/parent", may="people.change", form=Parent, again=household)
async def parent(visit: Visit, form: Parent) -> Done:
    """A parent or a neighbour without a phone, for whom they act from now on."""
    found = await resident(visit)
    name = people.plain_name(form.parent)
    number = people.plain_phone(form.parent_phone) if form.parent_phone else ""
    if isinstance(name, Unfit):
        raise Wrong(parent=_("姓名太长了。"))
    if isinstance(number, Unfit):
        raise Wrong(parent_phone=_("不像电话号码：手机11位，座机可带区号。"))
    if form.parent_born is not None and isinstance(people.check_birth(form.parent_born, today(visit)), Unfit):
        raise Wrong(parent_born=_("年份好像不对，请再看一下。"))
    if not form.parent_agreed:
        raise Wrong(parent_agreed=_BOTH)
    await households.staff_links_parent(visit.by, found.id, name, form.parent_born, number, visit.now_ms)
    return Done(f"/people/{found.id}/household", _("登记好了，{child} 可以帮 {who} 报名了。", child=found.name, who=name))


@pages.post("/people/{person_id:int}/household/link", may="people.change", form=Link, again=household)
async def link(visit: Visit, form: Link) -> Done:
    """Somebody who is known already."""
    found, other = await resident(visit), await known(visit, form.other)
    if form.relation not in RELATIONS:
        raise NotHere
    if not form.agreed:
        raise Wrong(_BOTH)
    guardian, member = (other, found) if form.relation == "helper" else (found, other)
    kind = "child" if form.relation == "child" or (form.relation == "helper" and is_child(found, visit.now_ms)) else "parent"
    outcome = await households.staff_links(visit.by, guardian.id, member.id, kind, visit.now_ms)
    if isinstance(outcome, households.TooYoung):
        raise Wrong(_("{who} 未满14岁：不能替别人办事，也只能由监护人登记为自己的孩子。", who=outcome.who))
    if isinstance(outcome, households.TooOld):
        raise Wrong(_("{who} 已经成年了，请选「由……代办」。", who=member.name))
    if not outcome:
        raise Wrong(_("{who} 的生日还没登记，先到资料里写上再来。", who=member.name))
    return Done(
        f"/people/{found.id}/household", _("登记好了，{child} 可以帮 {who} 报名了。", child=guardian.name, who=member.name)
    )


@pages.post("/people/{person_id:int}/household/confirm", may="people.change", form=Which, again=household)
async def confirm(visit: Visit, form: Which) -> Done:
    """What was asked for in the chat is so."""
    found = await resident(visit)
    done = found.id in (form.guardian, form.member) and await households.staff_confirms(
        visit.by, form.guardian, form.member, visit.now_ms
    )
    return Done(f"/people/{found.id}/household", _("核实好了，已经告诉 TA。") if done else _("这件事已经处理过了。"))


@pages.post("/people/{person_id:int}/household/decline", may="people.change", form=Which, again=household)
async def decline(visit: Visit, form: Which) -> Done:
    """What was asked for in the chat is not so. Whoever was entered only for that goes."""
    found = await resident(visit)
    done = found.id in (form.guardian, form.member) and await households.staff_declines(
        visit.by, form.guardian, form.member, visit.now_ms
    )
    still = f"/people/{found.id}/household" if await people.get(found.id) else f"/people/{form.guardian}/household"
    return Done(still, _("没有同意，已请对方到社区来办。") if done else _("这件事已经处理过了。"))


@pages.post("/people/{person_id:int}/household/end", may="people.change", form=Which, again=household)
async def end(visit: Visit, form: Which) -> Done:
    """One of the two does not want it any more."""
    found = await resident(visit)
    if found.id not in (form.guardian, form.member):
        raise NotHere
    if not await households.staff_unlinks(visit.by, form.guardian, form.member, visit.now_ms):
        raise Wrong(_("孩子只有这一位监护人。请先登记另一位监护人，或者把孩子的资料删除。"))
    return Done(f"/people/{found.id}/household", _("解除了，已经告诉他们。"))
