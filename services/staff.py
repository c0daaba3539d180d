"""Roles: who works for a community or brings its meals, and how one comes to a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from language.text import Text, _
from services import codes
from storage import audit, people, roles
from storage.roles import Holder

ADMIN, STAFF = "admin", "staff"
ROLES = (ADMIN, STAFF)
"""Those who work here."""
COURIER = "courier"
"""Brings meals; is no member of staff."""
KITCHEN, READER = "kitchen", "reader"
"""At the desk only: who cooks sees menus and the kitchen's papers, a reader (of the street office, say) numbers without names."""
GIVEN = (*ROLES, COURIER, KITCHEN, READER)
"""Every role that can be given."""
TITLES: dict[str, Text] = {
    ADMIN: _("管理员"),
    STAFF: _("工作人员"),
    KITCHEN: _("厨房人员"),
    READER: _("只看数字的人"),
    COURIER: _("送餐员"),
}
INVITATION_MS = 7 * 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Granted:
    """The person holds the role now."""

    community_id: int
    role: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The acting person may not do that."""


GrantOutcome: TypeAlias = Granted | Refused | codes.Wrong


async def is_staff(person_id: int, community_id: int | None) -> bool:
    """Whether the person works for this community (administrators do)."""
    return community_id is not None and any(
        where == community_id and role in ROLES for where, role in await roles.of(person_id)
    )


async def cooks(person_id: int, community_id: int | None) -> bool:
    """Whether the person may plan and cook this community's meals: staff, and who works in the kitchen."""
    return community_id is not None and any(
        where == community_id and role in (*ROLES, KITCHEN) for where, role in await roles.of(person_id)
    )


async def may_look(person_id: int, community_id: int | None) -> bool:
    """Whether the person may see how things stand here, without names: staff, and readers."""
    return community_id is not None and any(
        where == community_id and role in (*ROLES, READER) for where, role in await roles.of(person_id)
    )


async def is_admin(person_id: int, community_id: int) -> bool:
    """Whether the person may give out roles in this community."""
    return await roles.has(person_id, community_id, ADMIN)


async def works_for(person_id: int) -> list[int]:
    """The communities for which the person works."""
    return list(dict.fromkeys(where for where, role in await roles.of(person_id) if role in ROLES))


async def invite(community_id: int, role: str, code: str, now_ms: int, *, by: int | None = None) -> codes.Given | Refused:
    """A code that gives the role to whoever sends it first. `by` is None for the command line; staff invite only as administrators."""
    if role not in GIVEN or (by is not None and not await is_admin(by, community_id)):
        return Refused()
    given = await codes.give(code, f"role:{role}", now_ms, community_id=community_id, made_by=by, holds_ms=INVITATION_MS)
    await audit.note(community_id, by, "invite", f"role:{role}", now_ms)
    return given


async def accept(code: str, person_id: int, now_ms: int) -> GrantOutcome:
    """Take the role that a code carries."""
    redeemed = await codes.redeem(code, "role", person_id, now_ms)
    if isinstance(redeemed, codes.Wrong):
        return redeemed
    role, community_id = redeemed.purpose.removeprefix("role:"), redeemed.community_id
    assert community_id is not None
    await roles.grant(community_id, role, person_id, redeemed.made_by, now_ms)
    person = await people.get(person_id)
    if person and person.community_id is None:
        await people.set_community(person_id, community_id)
    await audit.note(community_id, redeemed.made_by, f"grant {role}", f"person:{person_id}", now_ms)
    return Granted(community_id, role)


async def is_of(person_id: int, community_id: int) -> bool:
    """Whether the person belongs to this community."""
    person = await people.get(person_id)
    return person is not None and person.erased_ms is None and person.community_id == community_id


async def grant(community_id: int, role: str, person_id: int, by: int | None, now_ms: int) -> bool:
    """Give a role directly. False where `by` may not, or the person held it."""
    if role not in GIVEN or (by is not None and not await _may_give(by, role, community_id)):
        return False
    given = await roles.grant(community_id, role, person_id, by, now_ms)
    if given:
        await audit.note(community_id, by, f"grant {role}", f"person:{person_id}", now_ms)
    return given


async def revoke(community_id: int, role: str, person_id: int, by: int | None, now_ms: int) -> bool:
    """Take a role away. False where `by` may not, or the person did not hold it. The last administrator stays."""
    if by is not None and not await _may_give(by, role, community_id):
        return False
    holders = await roles.holders(community_id)
    if role == ADMIN and [holder.person_id for holder in holders if holder.role == ADMIN] == [person_id]:
        return False
    taken = await roles.revoke(community_id, role, person_id)
    if taken:
        await audit.note(community_id, by, f"revoke {role}", f"person:{person_id}", now_ms)
    return taken


async def holders(community_id: int) -> list[Holder]:
    """Everyone who holds a role here."""
    return await roles.holders(community_id)


async def delivers_for(person_id: int) -> list[int]:
    """The communities whose meals the person brings."""
    return [where for where, role in await roles.of(person_id) if role == COURIER]


async def couriers(community_id: int) -> list[Holder]:
    """Everyone who brings meals here."""
    return [holder for holder in await roles.holders(community_id) if holder.role == COURIER]


async def _may_give(by: int, role: str, community_id: int) -> bool:
    """Couriers are named by all who work here, colleagues by administrators."""
    return await is_staff(by, community_id) if role == COURIER else await is_admin(by, community_id)
