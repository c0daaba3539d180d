"""Whoever leaves a team, or leaves for good, leaves no shift empty in silence. And what is held on a volunteer."""

from __future__ import annotations

from typing import Any

from language.text import _, lines
from services import people
from services.calendar import DAY_MS
from services.cases import freeing
from services.patrol.shift_telling import when
from services.patrol.teams import PATROL, NotAllowed, given, leads, may_lead, speaks_for, tell_leads, tell_member
from services.telling import HOME, notice
from storage import audit, shift_places, shifts, teams
from storage.outbox import PLAIN, Terms
from storage.shifts import Listed
from storage.teams import Team

AHEAD_MS = 30 * DAY_MS
"""Farther ahead no shift is planned."""
MOST_LISTED = 6
LEFT = "left the team"


async def leave(team_id: int, person_id: int, by: int, now_ms: int) -> bool | NotAllowed:
    """Somebody leaves a team, or whoever acts for them has them leave; who leads it hears which shifts are free now. False: no member."""
    team, person = await teams.get(team_id), await people.get(person_id)
    if team is None or person is None or not await speaks_for(by, person_id, now_ms):
        return NotAllowed()
    return await _leave(team, person_id, given(person.name), by, now_ms)


async def remove(team_id: int, person_id: int, by: int, now_ms: int) -> bool | NotAllowed:
    """Who leads the team, or staff, takes somebody out of it, who hears of it. One who leads it is taken out by staff."""
    team, person = await teams.get(team_id), await people.get(person_id)
    if team is None or person is None or not await may_lead(by, team):
        return NotAllowed()
    if await leads(person_id, team_id) and await leads(by, team_id) and by != person_id:
        return NotAllowed()
    if not await _leave(team, person_id, given(person.name), by, now_ms):
        return False
    await audit.note(team.community_id, by, "remove member", f"person:{person_id}", now_ms, detail=f"team:{team_id}")
    text = _("您不在{team}了，以后不用值班了。谢谢您出过的力！", team=team.name)
    await tell_member(person_id, notice(text, PATROL, HOME), f"team-removed:{team_id}:{person_id}:{now_ms}", now_ms, besides=by)
    return True


async def forget(person_id: int, now_ms: int) -> None:
    """Somebody leaves for good: who leads their teams hears which shifts are free, without a name. Before the person's row goes."""
    for team in await teams.of_person(person_id):
        await _leave(team, person_id, "", person_id, now_ms)


async def moved(person_id: int, now_ms: int) -> None:
    """Somebody lives in another community now: they leave the teams of the old one, as if they had said so, and ask to join none there."""
    person = await people.get(person_id)
    if person is None:
        return
    for team in await teams.of_person(person_id):
        if team.community_id != person.community_id:
            await _leave(team, person_id, given(person.name), person_id, now_ms)
    for wish in await teams.wishes_of(person_id):
        asked = await teams.get(wish.team_id)
        if asked is not None and asked.community_id != person.community_id:
            await teams.unask(wish.team_id, person_id)


async def hand_over(duplicate_id: int, keep_id: int) -> None:
    """Two records of one human become one: the one that stays is in the teams of both, and has the shifts of both."""
    await teams.hand_over(duplicate_id, keep_id)
    await shift_places.hand_over(duplicate_id, keep_id)


async def held(person_id: int) -> dict[str, Any]:
    """The teams and shifts of a person as they take them along; times in UTC milliseconds."""
    found: list[dict[str, Any]] = []
    for team in await teams.of_person(person_id):
        member = await teams.membership(team.id, person_id)
        assert member is not None
        found.append({"team": team.name, "lead": member.lead, "joined_ms": member.joined_ms})
    for wish in await teams.wishes_of(person_id):
        team_asked = await teams.get(wish.team_id)
        assert team_asked is not None
        found.append({"team": team_asked.name, "asked_ms": wish.asked_ms})
    return {"teams": found, "shifts": await shift_places.held(person_id)}


async def _leave(team: Team, person_id: int, name: str, by: int, now_ms: int) -> bool:
    led = await leads(person_id, team.id)
    if not await teams.leave(team.id, person_id):
        return False
    await freeing.let_go(person_id, now_ms)
    freed: list[Listed] = []
    for shift in await shifts.of_person(person_id, now_ms, now_ms + AHEAD_MS):
        if shift.team_id == team.id and shift.coming(now_ms) and await shift_places.give_up(shift.id, person_id, LEFT):
            await shift_places.end_swaps(shift.id, person_id)
            freed.append(shift)
    cause = f"team-left:{team.id}:{person_id}:{now_ms}"
    left = _("{who}不在{team}了。", who=name, team=team.name) if name else _("{team}有一位队员不再参加了。", team=team.name)
    more = _("……还有{n}班", n=len(freed) - MOST_LISTED) if len(freed) > MOST_LISTED else None
    leaderless = led and not any(one.lead for one in await teams.members(team.id))
    text = lines(
        left,
        _("这个队现在没有队长，请另外请一位。") if leaderless else None,
        _("这几班空出来了：") if freed else None,
        *map(when, freed[:MOST_LISTED]),
        more,
    )
    terms = Terms(by_ms=freed[0].starts_ms) if freed else PLAIN
    await tell_leads(team, notice(text, PATROL), cause, now_ms, terms, besides=by)
    return True
