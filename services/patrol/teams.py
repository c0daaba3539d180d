"""Teams of volunteers: joining and leaving one, leading it, and who hears of what concerns a member."""

from __future__ import annotations

from language.message import Button, Outgoing
from language.text import _
from services import households, people, staff
from services.telling import ask_to_call, guardians_or_self, tell, tell_staff
from storage import teams
from storage.outbox import PLAIN, Terms
from storage.teams import Team

PATROL = Button(label=_("志愿·值班"), data="/patrol", look="main")


async def led_by(person_id: int) -> list[Team]:
    """The teams that somebody leads."""
    return await teams.led_by(person_id)


async def get(team_id: int) -> Team | None:
    """The team with this id."""
    return await teams.get(team_id)


async def of_community(community_id: int) -> list[Team]:
    """The teams of a community."""
    return await teams.of_community(community_id)


async def leads(person_id: int, team_id: int) -> bool:
    """Whether the person leads this team."""
    member = await teams.membership(team_id, person_id)
    return member is not None and member.lead == 1


async def may_lead(person_id: int, team: Team) -> bool:
    """Whether the person may say who is in the team and what it does: who leads it, and staff."""
    return await leads(person_id, team.id) or await staff.is_staff(person_id, team.community_id)


async def tell_member(
    person_id: int, message: Outgoing, cause: str, now_ms: int, terms: Terms = PLAIN, *, besides: int = 0
) -> None:
    """Tell a member, or the guardians of a child; whom no message reaches is phoned where it matters. Not `besides`, who knows."""
    person = await people.get(person_id)
    if person is None:
        return
    hearing = await guardians_or_self(person, now_ms)
    if besides in hearing or not hearing:
        return
    reached = [one for one in hearing if await tell(one, message, cause, now_ms, terms)]
    # Somebody without a phone of their own: whoever acts for them hears of it.
    acting = [one.id for one in await households.acting_for(person_id)] if not reached else []
    reached += [one for one in acting if one == besides or await tell(one, message, cause, now_ms, terms)]
    if not reached and terms.weight > 0:
        await ask_to_call(hearing, message.text, cause, now_ms, terms)


async def tell_leads(
    team: Team, message: Outgoing, cause: str, now_ms: int, terms: Terms = PLAIN, *, besides: int = 0, or_staff: bool = True
) -> int:
    """Tell those who lead the team; where none of them is reached, staff. Returns how many are."""
    leading = [one.person_id for one in await teams.members(team.id) if one.lead]
    told = [one for one in leading if one == besides or await tell(one, message, cause, now_ms, terms)]
    return len(told) or (await tell_staff(team.community_id, message, cause, now_ms, terms) if or_staff else 0)
