"""Who works here: administrators invite, name, dismiss and sign out."""

from __future__ import annotations

import msgspec

from desk.forms import Wrong
from desk.pages import Done, NotHere, Pages, Shown, Visit
from language.text import _
from services import codes, signin, staff
from services.cases import freeing
from storage.roles import Holder

pages = Pages()


class Invitation(msgspec.Struct, frozen=True):
    """As what somebody is invited."""

    role: str


class Role(msgspec.Struct, frozen=True):
    """Somebody's role."""

    person: int
    role: str


class Person(msgspec.Struct, frozen=True):
    """Somebody."""

    person: int


@pages.get("/rights", may="rights.see")
async def overview(visit: Visit) -> Shown:
    """Everybody with a role, and where the ways to change that are."""
    return await _shown(visit)


async def _shown(visit: Visit, given: codes.Given | None = None, role: str = "") -> Shown:
    holders = await staff.holders(visit.community_id)
    signed_in = await signin.signed_in(visit.community_id, visit.by, visit.now_ms)
    return visit.show(
        "rights/overview.html", holders=sorted(holders, key=lambda one: staff.GIVEN.index(one.role)), signed_in=signed_in,
        titles=staff.TITLES, roles=[(role, staff.TITLES[role]) for role in staff.GIVEN], given=given, given_role=role,
    )  # fmt: skip


@pages.post("/rights/invite", may="rights.change", form=Invitation, again=overview)
async def invite(visit: Visit, form: Invitation) -> Shown:
    """A code that gives the role to whoever sends it to the chat first. It is shown this once."""
    given = await staff.invite(visit.community_id, form.role, codes.fresh(), visit.now_ms, by=visit.by)
    if not isinstance(given, codes.Given):
        raise Wrong(role=_("请选一个身份。"))
    return await _shown(visit, given, form.role)


@pages.get("/rights/{person:int}/{role}/revoke", may="rights.change")
async def before_revoking(visit: Visit) -> Shown:
    """Whose role is taken away, and what follows."""
    return visit.show("rights/revoke.html", holder=await _holder(visit), titles=staff.TITLES)


@pages.post("/rights/{person:int}/{role}/revoke", may="rights.change", again=before_revoking)
async def revoke(visit: Visit, form: msgspec.Struct) -> Done:
    """Take the role away. What they saw to is free for others."""
    holder = await _holder(visit)
    if not await staff.revoke(visit.community_id, holder.role, holder.person_id, visit.by, visit.now_ms):
        raise Wrong(_("最后一位管理员要留着，请先邀请另一位管理员。"))
    await freeing.let_go(holder.person_id, visit.now_ms)
    return Done("/rights", _("已收回 {who} 的身份。", who=holder.name))


@pages.post("/rights/grant", may="rights.change", form=Role)
async def grant(visit: Visit, form: Role) -> Done:
    """Give somebody who lives here a role directly (also one that was just taken away)."""
    if form.role not in staff.GIVEN:
        raise NotHere
    if not await staff.is_of(form.person, visit.community_id):
        raise NotHere
    given = await staff.grant(visit.community_id, form.role, form.person, visit.by, visit.now_ms)
    return Done("/rights", _("好了，身份已经给了。") if given else _("TA 已经有这个身份了。"))


@pages.post("/rights/sign-out", may="rights.change", form=Person)
async def sign_out(visit: Visit, form: Person) -> Done:
    """End every session of somebody."""
    if not await signin.sign_out(form.person, visit.community_id, visit.by, visit.now_ms):
        raise NotHere
    return Done("/rights", _("TA 在所有设备上都退出了。"))


async def _holder(visit: Visit) -> Holder:
    wanted = visit.number("person"), str(visit.params["role"])
    for holder in await staff.holders(visit.community_id):
        if (holder.person_id, holder.role) == wanted:
            return holder
    raise NotHere
