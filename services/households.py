"""Households: children and parents, and who may act for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from language.message import Button
from language.text import _
from services import codes, staff
from services.calendar import DAY_MS, age_on, today
from services.telling import is_child, notice, tell, tell_staff
from storage import accounts, audit, enrolments, households, orders, payments, people, standing
from storage.households import Kin, Member
from storage.people import Person

CHILD_CONSENT = 1
"""The version of the words a guardian agrees to for a child."""
ASKING_MS = 24 * 3_600_000
MOST_ASKED = 5
"""So many requests within a day, to numbers and to staff: nobody is pestered, and no list of numbers is tried out."""


@dataclass(frozen=True, slots=True)
class TooOld:
    """Whoever is of age links as a parent or alone, not as a child."""

    age: int


@dataclass(frozen=True, slots=True)
class TooYoung:
    """A child acts for nobody, and only a guardian, who agrees to what is kept about it, acts for a child."""

    who: str


async def members(person_id: int) -> list[Member]:
    """The household, also those who have not agreed yet (`agreed_ms` None): they cannot be chosen."""
    return await households.members(person_id)


async def may_act_for(actor_id: int, member_id: int) -> bool:
    """Whether the actor may sign up, cancel and ask for the member: for oneself (not as a child), for one's own, as staff."""
    member = await people.get(member_id)
    if member is None or member.erased_ms is not None:
        return False
    if actor_id == member_id:
        return True
    kin = await households.between(actor_id, member_id)
    return (kin is not None and kin.agreed_ms is not None) or await staff.is_staff(actor_id, member.community_id)


async def acts_as_family(actor_id: int, member_id: int) -> bool:
    """As `may_act_for`, but not as staff: these order and are called for many, and have their own lists."""
    kin = await households.between(actor_id, member_id)
    return (actor_id == member_id or (kin is not None and kin.agreed_ms is not None)) and await may_act_for(actor_id, member_id)


async def has_guardian(member_id: int, actor_id: int) -> bool:
    """Whether the actor is a guardian who consented; for staff, whether the child has one at all."""
    guardians = [kin.guardian_id for kin in await households.guardians(member_id) if kin.kind == "child"]
    if actor_id in guardians:
        return True
    member = await people.get(member_id)
    return (
        bool(guardians) and actor_id != member_id and member is not None and await staff.is_staff(actor_id, member.community_id)
    )


async def add_child(guardian_id: int, name: str, born: date, now_ms: int, *, lunar: str = "") -> int | TooOld:
    """A child of the guardian, who has just consented to what is kept about it. Returns the child's person id."""
    age = age_on(born, today(now_ms))
    if age >= 18:
        return TooOld(age)
    guardian = await people.get(guardian_id)
    assert guardian is not None
    child_id = await people.add(guardian.community_id, name, now_ms, language=guardian.language)
    await people.set_birth(child_id, born, lunar)
    await people.set_home(child_id, guardian.building, guardian.unit, guardian.room)
    await people.give_consent(child_id, "child", CHILD_CONSENT, guardian_id, now_ms)
    await households.link(guardian_id, child_id, "child", now_ms, now_ms)
    return child_id


async def ask_parent(child_id: int, parent_id: int, now_ms: int) -> bool:
    """Ask a parent who uses the service whether this grown-up child may act for them. False where no message reaches them.

    The parent answers with the button in the notice, which leads to `agree`.
    """
    asking = await people.get(child_id)
    assert asking is not None
    await households.link(child_id, parent_id, "parent", None, now_ms)
    message = notice(
        _("{who} 想替您办社区的事：报名、订餐。您同意吗？", who=asking.name),
        Button(label=_("同意"), data=f"/agree {child_id}", look="main"),
        Button(label=_("不同意"), data=f"/disagree {child_id}"),
    )
    return await tell(parent_id, message, f"kin:{child_id}:{parent_id}:{now_ms}", now_ms)


async def asked_too_often(child_id: int, now_ms: int) -> bool:
    """Whether the person has sent as many requests as a day allows."""
    return sum(act.action == "ask parent" and now_ms - act.at_ms < DAY_MS for act in await audit.by(child_id)) >= MOST_ASKED


async def ask_by_phone(child_id: int, phone: str, now_ms: int) -> None:
    """Ask whoever uses the service with this number. Nothing tells the asking person whether there was anybody."""
    asking = await people.get(child_id)
    assert asking is not None
    await audit.note(asking.community_id, child_id, "ask parent", f"person:{child_id}", now_ms)
    for found in await people.by_phone(phone):
        known = await households.between(child_id, found.id)
        if found.id != child_id and known is None and await accounts.of_person(found.id):
            await ask_parent(child_id, found.id, now_ms)


async def ask_staff(child_id: int, name: str, phone: str, now_ms: int) -> int:
    """Ask staff to confirm a parent without a phone of their own; returns how many of them were reached."""
    asking = await people.get(child_id)
    assert asking is not None and asking.community_id is not None
    for member in await waiting_for_staff(child_id):
        if member.name == name:  # asked before
            return 1
    await audit.note(asking.community_id, child_id, "ask parent", f"person:{child_id}", now_ms)
    parent_id = await people.add(asking.community_id, name, now_ms)
    if phone:
        await people.set_phone(parent_id, phone)
    await households.link(child_id, parent_id, "parent", None, now_ms)
    text = _("{who} 想给 {parent} 代办报名，请核实是不是一家人。", who=f"{asking.name} {asking.phone}".strip(), parent=name)
    message = notice(
        text,
        Button(label=_("核实过，同意"), data=f"/confirm_kin {child_id}-{parent_id}", look="main"),
        Button(label=_("不同意"), data=f"/decline_kin {child_id}-{parent_id}"),
    )
    return await tell_staff(asking.community_id, message, f"ask-staff:{child_id}:{parent_id}", now_ms)


async def waiting_for_staff(child_id: int) -> list[Member]:
    """The parents whom staff have yet to confirm. Those who were asked themselves are left out: who they are is not told before."""
    asked = [member for member in await households.members(child_id) if member.agreed_ms is None]
    return [member for member in asked if not await accounts.of_person(member.id)]


async def parent_code(child_id: int, code: str, now_ms: int) -> codes.Given:
    """A code for a parent: whoever sends it to the service lets the child act for them."""
    return await codes.give(code, "parent", now_ms, person_id=child_id, made_by=child_id, holds_ms=ASKING_MS)


async def agree_by_code(code: str, parent_id: int, now_ms: int) -> int | codes.Wrong:
    """The parent sent the code of a child, who hears of it; returns the child's person id."""
    redeemed = await codes.redeem(code, "parent", parent_id, now_ms)
    if isinstance(redeemed, codes.Wrong):
        return redeemed
    child_id = redeemed.person_id
    if child_id is None or child_id == parent_id:
        return codes.Wrong("unknown")
    await agreed_to(child_id, parent_id, now_ms)
    return child_id


async def agree(parent_id: int, child_id: int, now_ms: int) -> bool:
    """The parent agrees that the child acts for them. False where nobody had asked."""
    if await households.between(child_id, parent_id) is None:
        return False
    await agreed_to(child_id, parent_id, now_ms)
    return True


async def agreed_to(child_id: int, parent_id: int, now_ms: int) -> None:
    """From now on the child acts for the parent, and is told so."""
    await households.link(child_id, parent_id, "parent", now_ms, now_ms)
    parent = await people.get(parent_id)
    name = parent.name if parent else ""
    ways = (Button(label=_("看课程"), data="/courses", look="main"), Button(label=_("家人"), data="/family"))
    message = notice(_("{who} 同意由您代办了。", who=name), *ways)
    await tell(child_id, message, f"kin-agreed:{child_id}:{parent_id}:{now_ms}", now_ms)


async def asks(child_id: int, parent_id: int) -> Person | None:
    """Who asks the parent and waits for an answer; None where nobody does."""
    kin = await households.between(child_id, parent_id)
    return await people.get(child_id) if kin is not None and kin.agreed_ms is None else None


async def disagree(parent_id: int, child_id: int) -> bool:
    """The parent does not want that, or no longer."""
    ended = await households.unlink(child_id, parent_id)
    await standing.look_again(parent_id)
    return ended


async def staff_links_parent(
    staff_id: int, child_id: int, name: str, born: date | None, phone: str, now_ms: int, *, lunar: str = ""
) -> int | None:
    """Staff know both and confirm: a parent without a phone of their own. Returns the parent's person id, None without the right."""
    child = await people.get(child_id)
    if child is None or child.community_id is None or not await staff.is_staff(staff_id, child.community_id):
        return None
    parent_id = await people.add(child.community_id, name, now_ms)
    if born is not None:
        await people.set_birth(parent_id, born, lunar)
    if phone:
        await people.set_phone(parent_id, phone)
    await people.verify(parent_id, now_ms)
    await households.link(child_id, parent_id, "parent", now_ms, now_ms)
    await audit.note(child.community_id, staff_id, "link parent", f"person:{parent_id}", now_ms, detail=f"person:{child_id}")
    return parent_id


async def staff_confirms(staff_id: int, guardian_id: int, member_id: int, now_ms: int) -> bool:
    """Staff confirm a link that still waits for an answer. False without the right, or where nobody asked."""
    member, kin = await people.get(member_id), await households.between(guardian_id, member_id)
    if member is None or kin is None or not await staff.is_staff(staff_id, member.community_id):
        return False
    if kin.agreed_ms is not None:
        return True
    await households.link(guardian_id, member_id, kin.kind, now_ms, now_ms)
    await people.verify(member_id, now_ms)
    await audit.note(
        member.community_id, staff_id, "confirm kin", f"person:{member_id}", now_ms, detail=f"person:{guardian_id}"
    )
    text = _("社区核实好了，您可以替 {who} 报名了。", who=member.name)
    ways = (Button(label=_("看课程"), data="/courses", look="main"), Button(label=_("家人"), data="/family"))
    await tell(guardian_id, notice(text, *ways), f"kin-confirmed:{guardian_id}:{member_id}", now_ms)
    return True


async def staff_declines(staff_id: int, guardian_id: int, member_id: int, now_ms: int) -> bool:
    """Staff turn a request down, and what was entered for it goes, unless it has come to be known otherwise.

    False without the right, or where nothing waits.
    """
    member, kin = await people.get(member_id), await households.between(guardian_id, member_id)
    if member is None or kin is None or kin.agreed_ms is not None or not await staff.is_staff(staff_id, member.community_id):
        return False
    await households.unlink(guardian_id, member_id)
    if not await _known_otherwise(member):
        await people.delete(member_id)
    await audit.note(member.community_id, staff_id, "decline kin", f"person:{guardian_id}", now_ms)
    text = _("社区没能核实您和 {who} 的关系。请带上证件到社区办公室办一下。", who=member.name)
    await tell(
        guardian_id,
        notice(text, Button(label=_("社区在哪儿"), data="/office")),
        f"kin-declined:{guardian_id}:{member_id}",
        now_ms,
    )
    return True


async def staff_links(staff_id: int, guardian_id: int, member_id: int, kind: str, now_ms: int) -> bool | TooOld | TooYoung:
    """Staff know both, who agree at the counter: the first acts for the second, a "child" or a "parent" of theirs. Both are told.

    False without the right, and for whom that cannot be; TooOld for a child of age; TooYoung for whoever cannot act, or be a "parent", yet.
    """
    guardian, member = await people.get(guardian_id), await people.get(member_id)
    if guardian is None or member is None or guardian_id == member_id or guardian.community_id != member.community_id:
        return False
    if (
        guardian.erased_ms is not None
        or member.erased_ms is not None
        or not await staff.is_staff(staff_id, member.community_id)
    ):
        return False
    for one in (guardian,) if kind == "child" else (guardian, member):
        if is_child(one, now_ms):
            return TooYoung(one.name)
    age = age_on(member.born, today(now_ms)) if member.born else None
    if kind == "child" and (age is None or age >= 18):
        return TooOld(age) if age is not None else False
    if kind == "child":
        await people.give_consent(member_id, "child", CHILD_CONSENT, guardian_id, now_ms)
    await households.link(guardian_id, member_id, kind, now_ms, now_ms)
    await audit.note(member.community_id, staff_id, "link kin", f"person:{member_id}", now_ms, detail=f"person:{guardian_id}")
    family = Button(label=_("家人"), data="/family")
    text = _("社区登记好了，您可以替 {who} 报名、订餐了。", who=member.name)
    await tell(
        guardian_id,
        notice(text, Button(label=_("看课程"), data="/courses", look="main"), family),
        f"kin-linked:{guardian_id}:{member_id}:{now_ms}",
        now_ms,
    )
    if kind != "child":
        text = _("照您和社区当面说的，{who} 可以替您报名、订餐了。以后想收回，在『家人』里点一下就行。", who=guardian.name)
        await tell(member_id, notice(text, family), f"kin-linked:{guardian_id}:{member_id}:{now_ms}", now_ms)
    return True


async def staff_unlinks(staff_id: int, guardian_id: int, member_id: int, now_ms: int) -> bool:
    """Staff end a link at the wish of one of the two; both are told. False without the right, where there is none, and for the only
    guardian of a child: without one, nobody may keep the child's record.
    """
    member, kin = await people.get(member_id), await households.between(guardian_id, member_id)
    if member is None or kin is None or not await staff.is_staff(staff_id, member.community_id):
        return False
    if kin.kind == "child" and {one.guardian_id for one in await households.guardians(member_id)} <= {guardian_id}:
        return False
    guardian = await people.get(guardian_id)
    await disagree(member_id, guardian_id)
    await audit.note(member.community_id, staff_id, "unlink kin", f"person:{member_id}", now_ms, detail=f"person:{guardian_id}")
    cause, family = f"kin-unlinked:{guardian_id}:{member_id}:{now_ms}", Button(label=_("家人"), data="/family")
    await tell(
        guardian_id, notice(_("按当面说的，您不再替 {who} 办事了。已经报上的照旧。", who=member.name), family), cause, now_ms
    )
    if kin.kind != "child" and guardian is not None:
        await tell(
            member_id, notice(_("按当面说的，{who} 不再替您办事了。已经报上的照旧。", who=guardian.name), family), cause, now_ms
        )
    return True


@dataclass(frozen=True, slots=True)
class Tie:
    """A link, and who is at its other end."""

    kin: Kin
    other: Person


async def ties(person_id: int) -> list[Tie]:
    """Every link in which the person stands, on either side, also those that wait for an answer."""
    found = []
    for kin in await households.links(person_id):
        other = await people.get(kin.member_id if kin.guardian_id == person_id else kin.guardian_id)
        if other is not None and other.erased_ms is None:
            found.append(Tie(kin, other))
    return found


async def acting_for(person_id: int) -> list[Person]:
    """Those who may act for the person."""
    found = [await people.get(kin.guardian_id) for kin in await households.guardians(person_id)]
    return [person for person in found if person is not None]


async def set_tell(actor_id: int, member_id: int, tell_whom: str) -> None:
    """Who hears of what the actor books for the member: "booker", "attendee" or "both"."""
    await households.set_tell(actor_id, member_id, tell_whom)


async def told_delivered(member_id: int, guardian_id: int) -> bool:
    """Whether the member lets that guardian be told when a meal was delivered."""
    kin = await households.between(guardian_id, member_id)
    return kin is not None and kin.agreed_ms is not None and kin.told_delivered == 1


async def tell_delivered(member_id: int, guardian_id: int, *, told: bool) -> None:
    """The member lets the guardian be told when a meal was delivered, or no longer."""
    await households.tell_delivered(guardian_id, member_id, told)


async def _known_otherwise(person: Person) -> bool:
    """Whether there is more to somebody than that a child asked for them: meals, courses and payments stand in the books."""
    return person.verified_ms is not None or any(
        [
            await accounts.of_person(person.id), await households.links(person.id), await orders.touching(person.id),
            await enrolments.touching(person.id), await payments.any_of(person.id), await standing.of(person.id),
        ]
    )  # fmt: skip
