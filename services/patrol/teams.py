"""Teams of volunteers: joining and leaving one, leading it, and who hears of what concerns a member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from language.message import Button, Outgoing
from language.text import Saying, Text, _
from services import households, people, staff
from services.cases import freeing
from services.telling import HOME, ask_to_call, guardians_or_self, is_child, notice, tell, tell_staff
from storage import accounts, audit, teams
from storage.outbox import PLAIN, Terms, Weight
from storage.people import Person
from storage.teams import Member, Team, Wish

PATROL = Button(label=_("志愿·值班"), data="/patrol", look="main")
_FAMILY_NAMES_OF_TWO = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "司徒",
    "夏侯",
    "令狐",
    "长孙",
    "端木",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Those who lead the team, and staff, know that somebody would like to join."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The person is in the team now."""


@dataclass(frozen=True, slots=True)
class AlreadyIn:
    """The person is in the team, or has asked before."""

    member: bool


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """Whoever acts may not do that, or there is no such thing (any more)."""


@dataclass(frozen=True, slots=True)
class ByGuardian:
    """A child joins through its guardian only."""


AskOutcome: TypeAlias = Asked | AlreadyIn | NotAllowed
AddOutcome: TypeAlias = Joined | AlreadyIn | NotAllowed | ByGuardian


def given(name: str) -> str:
    """The name by which a neighbour is called: 汉梅 for 张汉梅. 王强 stays whole: nobody is called 强."""
    if name.isascii() or " " in name:
        return name.split(" ", 1)[0]
    alone = name[2:] if name[:2] in _FAMILY_NAMES_OF_TWO else name[1:]
    return alone if len(alone) >= 2 else name


async def own(person_id: int) -> list[Person]:
    """The person, and those of the household for whom they act: those whose teams and shifts are theirs to look after."""
    found = [await people.get(person_id)]
    found += [await people.get(one.id) for one in await households.members(person_id) if one.agreed_ms is not None]
    return [person for person in found if person is not None]


async def volunteers(person_id: int) -> list[tuple[Person, list[Team]]]:
    """Those of `own` who are in a team, with their teams."""
    found = [(person, await teams.of_person(person.id)) for person in await own(person_id)]
    return [(person, theirs) for person, theirs in found if theirs]


async def speaks_for(by: int, person_id: int, now_ms: int) -> bool:
    """Whether `by` says what somebody does as a volunteer: the person, or whoever acts for them. For a child only its guardian does."""
    person = await people.get(person_id)
    if person is None or (by == person_id and is_child(person, now_ms)):
        return False
    return await households.acts_as_family(by, person_id)


async def of_person(person_id: int) -> list[Team]:
    """The teams in which somebody is."""
    return await teams.of_person(person_id)


async def led_by(person_id: int) -> list[Team]:
    """The teams that somebody leads."""
    return await teams.led_by(person_id)


async def get(team_id: int) -> Team | None:
    """The team with this id."""
    return await teams.get(team_id)


async def of_community(community_id: int) -> list[Team]:
    """The teams of a community."""
    return await teams.of_community(community_id)


async def is_member(person_id: int, team_id: int) -> bool:
    """Whether the person is in this team."""
    return await teams.membership(team_id, person_id) is not None


async def leads(person_id: int, team_id: int) -> bool:
    """Whether the person leads this team."""
    member = await teams.membership(team_id, person_id)
    return member is not None and member.lead == 1


async def may_lead(person_id: int, team: Team) -> bool:
    """Whether the person may say who is in the team and what it does: who leads it, and staff."""
    return await leads(person_id, team.id) or await staff.is_staff(person_id, team.community_id)


async def may_look(person_id: int, team: Team) -> bool:
    """Whether the person may see how the team stands, without names: who may lead it, and readers."""
    return await may_lead(person_id, team) or await staff.may_look(person_id, team.community_id)


async def members(team_id: int, by: int) -> list[Member]:
    """Who is in the team, for those who may lead it; empty for everybody else."""
    team = await teams.get(team_id)
    return await teams.members(team_id) if team is not None and await may_lead(by, team) else []


async def wishes(team_id: int, by: int) -> list[Wish]:
    """Who would like to join, for those who may lead the team; empty for everybody else."""
    team = await teams.get(team_id)
    return await teams.wishes(team_id) if team is not None and await may_lead(by, team) else []


async def asked(person_id: int) -> list[int]:
    """The teams (ids) that somebody has asked to join."""
    return [wish.team_id for wish in await teams.wishes_of(person_id)]


async def tell_member(
    person_id: int, message: Outgoing, cause: str, now_ms: int, terms: Terms = PLAIN, *, besides: int = 0
) -> None:
    """Tell a member, or the guardians of a child; whom no message reaches is phoned where it matters. Not `besides`, who knows."""
    person = await people.get(person_id)
    if person is None:
        return
    hearing = await guardians_or_self(person, now_ms)
    acting = [one.id for one in await households.acting_for(person_id) if one.id not in hearing]
    reached = [one for one in hearing if one == besides or await tell(one, message, cause, now_ms, terms)]
    if not reached:  # somebody without a phone of their own: whoever acts for them hears of it
        reached = [one for one in acting if one == besides or await tell(one, message, cause, now_ms, terms)]
    if not reached and terms.weight > Weight.HINT:
        await ask_to_call(hearing, message.text, cause, now_ms, terms)


async def reaches(person_id: int, now_ms: int) -> bool:
    """Whether a message to a member would reach anybody, as `tell_member` goes about it. Changes nothing."""
    person = await people.get(person_id)
    if person is None:
        return False
    hearing = [*await guardians_or_self(person, now_ms), *[one.id for one in await households.acting_for(person_id)]]
    known = [account for one in hearing for account in await accounts.of_person(one)]
    return any(account.blocked_ms is None for account in known)


async def tell_leads(
    team: Team, message: Outgoing, cause: str, now_ms: int, terms: Terms = PLAIN, *, besides: int = 0, or_staff: bool = True
) -> int:
    """Tell those who lead the team; where none of them is reached, staff. Returns how many are."""
    leading = [one.person_id for one in await teams.members(team.id) if one.lead]
    told = [one for one in leading if one == besides or await tell(one, message, cause, now_ms, terms)]
    return len(told) or (await tell_staff(team.community_id, message, cause, now_ms, terms) if or_staff else 0)


async def ask(team_id: int, person_id: int, by: int, now_ms: int) -> AskOutcome:
    """Somebody would like to join; for a child its guardian says so. Those who lead the team and staff answer in one tap."""
    team, person = await teams.get(team_id), await people.get(person_id)
    if team is None or person is None or person.community_id != team.community_id:
        return NotAllowed()
    if not await speaks_for(by, person_id, now_ms):
        return NotAllowed()
    if await teams.membership(team_id, person_id):
        return AlreadyIn(member=True)
    if not await teams.ask(team_id, person_id, by, now_ms):
        return AlreadyIn(member=False)
    text = _("{who}想参加{team}，您看行吗？", who=person.name, team=team.name)
    if is_child(person, now_ms):
        text = _("孩子{who}想参加{team}，家长同意了，您看行吗？", who=given(person.name), team=team.name)
    message = notice(
        text,
        Button(label=_("欢迎加入"), data=f"/team_accept {team_id}-{person_id}", look="main"),
        Button(label=_("这次不收"), data=f"/team_decline {team_id}-{person_id}"),
    )
    cause = f"team-asked:{team_id}:{person_id}:{now_ms}"
    await tell_leads(team, message, cause, now_ms, or_staff=False)
    await tell_staff(team.community_id, message, cause, now_ms)
    return Asked()


async def accept(team_id: int, person_id: int, by: int, now_ms: int) -> bool | NotAllowed:
    """Who leads the team, or staff, lets in somebody who asked; they hear of it. False where that was answered before."""
    team = await teams.get(team_id)
    if team is None or not await may_lead(by, team):
        return NotAllowed()
    if not await teams.unask(team_id, person_id):
        return False
    await teams.join(team_id, person_id, now_ms)
    await audit.note(team.community_id, by, "accept member", f"person:{person_id}", now_ms, detail=f"team:{team_id}")
    await _welcome(team, person_id, now_ms, by)
    return True


async def decline(team_id: int, person_id: int, by: int, now_ms: int) -> bool | NotAllowed:
    """Who leads the team, or staff, turns somebody down; they hear of it kindly. False where that was answered before."""
    team = await teams.get(team_id)
    if team is None or not await may_lead(by, team):
        return NotAllowed()
    if not await teams.unask(team_id, person_id):
        return False
    await audit.note(team.community_id, by, "decline member", f"person:{person_id}", now_ms, detail=f"team:{team_id}")
    text = _("{team}这次人手够了，谢谢您的热心！别的队伍也欢迎您。", team=team.name)
    await tell_member(
        person_id, notice(text, PATROL, HOME), f"team-declined:{team_id}:{person_id}:{now_ms}", now_ms, besides=by
    )
    return True


async def add(team_id: int, person_id: int, by: int, now_ms: int) -> AddOutcome:
    """Staff put a resident of their community into a team, who hears of it."""
    team, person = await teams.get(team_id), await people.get(person_id)
    if team is None or person is None or person.community_id != team.community_id:
        return NotAllowed()
    if not await staff.is_staff(by, team.community_id):
        return NotAllowed()
    if is_child(person, now_ms):
        return ByGuardian()
    await teams.unask(team_id, person_id)
    if not await teams.join(team_id, person_id, now_ms):
        return AlreadyIn(member=True)
    await audit.note(team.community_id, by, "add member", f"person:{person_id}", now_ms, detail=f"team:{team_id}")
    await _welcome(team, person_id, now_ms, by)
    return Joined()


async def name_lead(team_id: int, person_id: int, by: int, now_ms: int, *, lead: bool) -> bool | NotAllowed:
    """Staff have a grown-up member lead the team, or no more; the member hears of it. False where nothing changes."""
    team, person = await teams.get(team_id), await people.get(person_id)
    if team is None or person is None or not await staff.is_staff(by, team.community_id):
        return NotAllowed()
    if lead and is_child(person, now_ms):
        return NotAllowed()
    if not await teams.set_lead(team_id, person_id, lead=lead):
        return False
    await freeing.let_go(person_id, now_ms)
    await audit.note(
        team.community_id, by, "name lead" if lead else "end lead", f"person:{person_id}", now_ms, detail=f"team:{team_id}"
    )
    text: Text = _("{team}以后不用您带队了，谢谢您一直操心！", team=team.name)
    if lead:
        text = _("社区请您当{team}的队长。谁想参加、谁来不了，都会先告诉您。", team=team.name)
    await tell_member(person_id, notice(text, PATROL, HOME), f"team-lead:{team_id}:{person_id}:{now_ms}", now_ms, besides=by)
    return True


async def _welcome(team: Team, person_id: int, now_ms: int, by: int) -> None:
    person = await people.get(person_id)
    text: Saying = _("欢迎您加入{team}！值班的日子，点下面看看。", team=team.name)
    if person is not None and is_child(person, now_ms):
        text = _("{who}可以参加{team}了！值班的日子，点下面看看。", who=given(person.name), team=team.name)
    cause = f"team-joined:{team.id}:{person_id}:{now_ms}"
    await tell_member(person_id, notice(text, PATROL, HOME), cause, now_ms, besides=by)
