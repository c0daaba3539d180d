"""How the teams stand: who is missing now, this week's shifts, what was missed. Names only for who may lead the team."""

from __future__ import annotations

from dataclasses import dataclass

from services.canteen.months import Month
from services.patrol import closing, hours, teams
from services.patrol.closing import Missed
from services.patrol.hours import Total
from storage import checkins, shifts
from storage import teams as stored
from storage.checkins import Stint
from storage.shifts import Listed
from storage.teams import Team, Wish


@dataclass(frozen=True, slots=True)
class Standing:
    """A team that somebody may look at; `led` where they may lead it, and only then it has `wishes` and `missed` with names.

    `shifts` are those of the week that take place, `missing` the places in those to come that nobody has.
    """

    team: Team
    led: bool
    members: int
    waiting: int
    wishes: tuple[Wish, ...]
    shifts: int
    missing: int
    missed: tuple[Missed, ...]
    rounds_missed: int
    month: Total


@dataclass(frozen=True, slots=True)
class Running:
    """A shift that is going on: who is there, who has not come yet. `led` as in Standing: without it nobody may be named."""

    shift: Listed
    led: bool
    there: tuple[Stint, ...]
    absent: tuple[Stint, ...]

    @property
    def short(self) -> bool:
        """Whether somebody is missing."""
        return bool(self.absent or self.shift.free)


async def of_community(community_id: int, by: int, now_ms: int, month: Month, from_ms: int, until_ms: int) -> list[Standing]:
    """The teams of a community that somebody may look at, with the shifts between these moments and the hours of that month."""
    counted, found = await stored.standing(community_id), []
    for month_of in await hours.totals(community_id, month, by, now_ms):
        team = month_of.team
        led = await teams.may_lead(by, team)
        missed = await closing.over(team.id, now_ms)
        among = await shifts.of_team(team.id, from_ms, until_ms)
        members, waiting = counted[team.id]
        found.append(
            Standing(
                team, led, members, waiting, tuple(await stored.wishes(team.id)) if led else (), len(among),
                sum(shift.free for shift in among if shift.coming(now_ms)), tuple(missed) if led else (), len(missed), month_of,
            )
        )  # fmt: skip
    return found


async def running(community_id: int, by: int, now_ms: int) -> list[Running]:
    """The shifts that are going on, of the teams that somebody may look at, those first where somebody is missing."""
    found = []
    for shift in await shifts.of_community(community_id, now_ms, now_ms):
        team = await stored.get(shift.team_id)
        if team is not None and await teams.may_look(by, team):
            stints = await checkins.of_shift(shift.id)
            there = tuple(one for one in stints if one.in_ms is not None)
            absent = tuple(one for one in stints if one.in_ms is None)
            found.append(Running(shift, await teams.may_lead(by, team), there, absent))
    return sorted(found, key=lambda one: not one.short)
