"""A team's week as who plans it sees it: the shifts of each day with who is on them, and the members with what they have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from language.text import Saying
from services.calendar import to_local, to_ms
from services.courses import Refused
from services.patrol import limits, roster, teams
from services.patrol.duties import CANCELLED, DROPPED
from services.patrol.leaving import LEFT
from services.patrol.limits import MOST, WEEK_MS, Tired
from services.patrol.shift_telling import reason
from storage import shift_places, shifts
from storage import teams as teams_stored
from storage.shift_places import HANDED_OVER, Held, Place
from storage.shifts import Listed
from storage.teams import Member, Team

_NOT_SAID = ("", HANDED_OVER, CANCELLED, DROPPED, LEFT)
"""Reasons of places given up that are no words of whoever gave them up."""


@dataclass(frozen=True, slots=True)
class On:
    """Somebody who has a place in a shift. `offered`: wants a stand-in; `swaps_with` is whom they asked to swap, "" for nobody.

    `came`: has checked in.
    """

    person_id: int
    name: Saying
    offered: bool
    swaps_with: Saying
    came: bool


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who said that they cannot come, and why."""

    name: Saying
    why: Saying


@dataclass(frozen=True, slots=True)
class Tile:
    """A shift with who is on it, who cannot come, and which other members could be put on it: `hindered` says who had better not."""

    shift: Listed
    on: tuple[On, ...]
    away: tuple[Away, ...]
    hindered: Mapping[int, Tired]

    def has(self, person_id: int) -> bool:
        """Whether somebody has a place in it."""
        return any(one.person_id == person_id for one in self.on)


@dataclass(frozen=True, slots=True)
class Load:
    """A member with the days on which they have a shift in this week; `elsewhere` counts those of other teams among them.

    `child`: only a guardian says where it goes.
    """

    person_id: int
    name: Saying
    lead: bool
    child: bool
    days: tuple[date, ...]
    elsewhere: int

    @property
    def full(self) -> bool:
        """Whether they have as many shifts as one should have within a week."""
        return len(self.days) >= MOST


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of a team, from a Monday on."""

    team: Team
    first: date
    days: tuple[tuple[date, tuple[Tile, ...]], ...]
    members: tuple[Load, ...]

    @property
    def missing(self) -> int:
        """How many places nobody has in shifts that take place."""
        return sum(tile.shift.free for _day, tiles in self.days for tile in tiles if tile.shift.state != CANCELLED)


def monday(day: date) -> date:
    """The Monday of the week in which the day lies."""
    return day - timedelta(day.weekday())


async def of_team(team_id: int, day: date, by: int, now_ms: int, zone: ZoneInfo) -> Week | Refused:
    """The week in which that day lies, for who may lead the team."""
    team = await teams_stored.get(team_id)
    if team is None or not await teams.may_lead(by, team):
        return Refused("not staff")
    first = monday(day)
    days = [first + timedelta(n) for n in range(7)]
    among = days[0].isoformat(), days[-1].isoformat()
    from_ms, until_ms = (to_ms(datetime.combine(at, time()), zone) for at in (first, first + timedelta(7)))
    held: dict[int, list[Held]] = defaultdict(list)
    for one in await shift_places.of_members(team_id, from_ms - WEEK_MS, until_ms + WEEK_MS):
        held[one.person_id].append(one)
    places: dict[int, list[Place]] = defaultdict(list)
    for place in await shift_places.of_week(team_id, *among):
        places[place.shift_id].append(place)
    members = await teams_stored.members(team_id)
    called = {one.person_id: roster.named(one.name, one.birth_date, now_ms) for one in members}
    swaps = await shift_places.swaps_of_week(team_id, *among)
    asked = {(swap.shift_id, swap.person_id): called.get(swap.other_id, "") for swap in swaps}
    tiles: dict[str, list[Tile]] = defaultdict(list)
    for shift in await shifts.of_week(team_id, *among):
        tiles[shift.day].append(_tile(shift, places[shift.id], held, asked, now_ms))
    loads = tuple(_load(one, held[one.person_id], team_id, from_ms, until_ms, now_ms, zone) for one in members)
    return Week(team, first, tuple((each, tuple(tiles[each.isoformat()])) for each in days), loads)


def _tile(
    shift: Listed, places: Sequence[Place], held: Mapping[int, list[Held]], asked: Mapping[tuple[int, int], Saying], now_ms: int
) -> Tile:
    def named(place: Place) -> Saying:
        return roster.named(place.name, place.birth_date, now_ms)

    on = [
        On(
            place.person_id,
            named(place),
            place.state == "offered",
            asked.get((shift.id, place.person_id), ""),
            place.in_ms is not None,
        )
        for place in places
        if place.state != "gone"
    ]
    away = [Away(named(place), reason(place.reason)) for place in places if place.state == "gone" and _said(place)]
    hindered: dict[int, Tired] = {}
    for person_id, theirs in held.items():
        if why := limits.too_much(shift, [one for one in theirs if one.shift_id != shift.id]):
            hindered[person_id] = why
    return Tile(shift, tuple(on), tuple(away), hindered)


def _said(place: Place) -> bool:
    return place.reason not in _NOT_SAID


def _load(member: Member, held: Sequence[Held], team_id: int, from_ms: int, until_ms: int, now_ms: int, zone: ZoneInfo) -> Load:
    within = [one for one in held if from_ms <= one.starts_ms < until_ms]
    return Load(
        member.person_id,
        roster.named(member.name, member.birth_date, now_ms),
        bool(member.lead),
        roster.is_young(member.birth_date, now_ms),
        tuple(to_local(one.starts_ms, zone).date() for one in within),
        sum(one.team_id != team_id for one in within),
    )
