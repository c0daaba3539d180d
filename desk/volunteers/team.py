"""One team: who is in it, who leads it, what it does."""

from __future__ import annotations

import msgspec

from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit, Wrong
from desk.volunteers import asked
from language.text import Saying, _
from services import desk
from services.calendar import WEEKDAYS
from services.canteen.months import Month
from services.patrol import hours, leaving, roster, teams
from services.patrol.duties import of_team as duties_of
from services.patrol.leaving import AHEAD_MS
from services.patrol.teams import AlreadyIn, ByGuardian, Joined, NotAllowed
from storage import shifts
from storage import teams as stored
from storage.duties import Duty
from storage.teams import Member

pages = Pages()
MOST_FOUND = 20


class Somebody(msgspec.Struct, frozen=True):
    """A resident."""

    person: int


class Lead(msgspec.Struct, frozen=True):
    """Whether they lead."""

    lead: int


@pages.get("/volunteers/{team_id:int}", may="volunteers.see", notes=True)
async def team(visit: Visit) -> Shown:
    """The team. That staff look at its members is written down; who may not lead it sees numbers only."""
    found = await asked.seen(visit)
    led, staff = await teams.may_lead(visit.by, found), await asked.works_here(visit)
    if led and staff and not visit.wrong:
        await roster.seen(visit.community_id, visit.by, visit.now_ms, team_id=found.id)
    today = asked.today(visit)
    week = await shifts.of_team(found.id, *asked.week_of(visit, today))
    words = visit.query.get("find", "").strip()
    members = await teams.members(found.id, visit.by)
    inside = {one.person_id for one in members}
    people = await desk.find(visit.community_id, words, visit.by) if words and staff else []
    counted = (await stored.standing(visit.community_id))[found.id]
    return visit.show(
        "volunteers/team.html",
        team=found, led=led, staff=staff, members=members, size=counted[0], words=words,
        people=[one for one in people if one.id not in inside][:MOST_FOUND], known=bool(people),
        duties=await duties_of(found.id), days=weekdays, week=len(week),
        missing=sum(shift.free for shift in week if shift.coming(visit.now_ms)),
        month=next(one for one in await hours.totals(visit.community_id, Month.of(today), visit.by, visit.now_ms) if one.team == found),
        duration=hours.duration,
        named=lambda one: roster.named(one.name, one.birth_date, visit.now_ms),
        young=lambda one: roster.is_young(one.birth_date, visit.now_ms),
    )  # fmt: skip


def weekdays(duty: Duty) -> list[Saying]:
    """On which weekdays a duty is done, in words."""
    return [WEEKDAYS[int(day) - 1] for day in duty.weekdays.split(",")] if duty.weekdays else [_("每天")]


@pages.post("/volunteers/{team_id:int}/add", may="volunteers.change", form=Somebody, again=team)
async def add(visit: Visit, form: Somebody) -> Done:
    """Put a resident into the team."""
    found = await asked.led(visit)
    outcome = await teams.add(found.id, form.person, visit.by, visit.now_ms)
    match outcome:
        case Joined():
            said = asked.told(await teams.reaches(form.person, visit.now_ms), listed=False)
            return Done(f"/volunteers/{found.id}", _("加好了，{told}", told=said))
        case AlreadyIn():
            raise Wrong(_("TA已经在{team}里了。", team=found.name))
        case ByGuardian():
            raise Wrong(_("孩子要由家长来报名：请家长点「志愿·值班」，再点「我想参加」。"))
        case NotAllowed():
            raise NotHere


@pages.post("/volunteers/{team_id:int}/members/{person_id:int}/lead", may="volunteers.change", form=Lead, again=team)
async def lead(visit: Visit, form: Lead) -> Done:
    """Have a member lead the team, or no more."""
    found = await asked.led(visit)
    done = await teams.name_lead(found.id, visit.number("person_id"), visit.by, visit.now_ms, lead=bool(form.lead))
    if isinstance(done, NotAllowed):
        raise NotHere
    if not done:
        raise Wrong(_("没有变动，可能别人刚改过。"))
    said = asked.told(await teams.reaches(visit.number("person_id"), visit.now_ms), listed=False)
    return Done(f"/volunteers/{found.id}", _("定好了，{told}", told=said))


@pages.get("/volunteers/{team_id:int}/members/{person_id:int}/remove", may="volunteers.change")
async def removal(visit: Visit) -> Shown:
    """What it means if somebody leaves the team."""
    found, member = await _member(visit)
    held = await shifts.of_person(member.person_id, visit.now_ms, visit.now_ms + AHEAD_MS)
    return visit.show(
        "volunteers/remove.html",
        team=found, who=roster.named(member.name, member.birth_date, visit.now_ms), person_id=member.person_id,
        shifts=[shift for shift in held if shift.team_id == found.id and shift.coming(visit.now_ms)],
        reached=await teams.reaches(member.person_id, visit.now_ms),
        last_lead=bool(member.lead) and await stored.leads(found.id) == [member.person_id],
    )  # fmt: skip


@pages.post("/volunteers/{team_id:int}/members/{person_id:int}/remove", may="volunteers.change", again=removal)
async def remove(visit: Visit, form: NoFields) -> Done:
    """Take somebody out of the team."""
    found, member = await _member(visit)
    reached = await teams.reaches(member.person_id, visit.now_ms)
    done = await leaving.remove(found.id, member.person_id, visit.by, visit.now_ms)
    if isinstance(done, NotAllowed):
        raise Wrong(_("队长之间不能互相请出，请找社区工作人员。"))
    if not done:
        raise Wrong(_("没有变动，可能别人刚改过。"))
    who = roster.named(member.name, member.birth_date, visit.now_ms)
    said = asked.told(reached, listed=False)
    return Done(f"/volunteers/{found.id}", _("{who}不在{team}了，{told}", who=who, team=found.name, told=said))


async def _member(visit: Visit) -> tuple[stored.Team, Member]:
    found = await asked.led(visit)
    member = await stored.membership(found.id, visit.number("person_id"))
    if member is None:
        raise NotHere
    return found, member
