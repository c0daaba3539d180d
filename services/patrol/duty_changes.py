"""What a team does: a duty is new, is done otherwise, or no more. Whoever has a shift that changes by it hears so at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from services.office import Reach
from services.patrol import duties, teams
from services.patrol.duties import MOST_NEEDED, Planned
from services.patrol.teams import NotAllowed
from storage import audit, shift_places, shifts, spots
from storage import duties as stored
from storage import teams as teams_stored
from storage.duties import Duty

SHORTEST, LONGEST = 5, 720
"""Minutes of a duty, as in the community file."""
LONGEST_NAME = 60
BY_HAND = "desk:"
"""How the slugs of duties begin that were made here: the community file cannot name them, so loading it leaves them alone."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a duty is done: `weekdays` are ISO numbers, none is every day; `starts` is local. It passes these spots (ids)."""

    name: str
    weekdays: tuple[int, ...]
    starts: time
    minutes: int
    need: int
    spots: tuple[int, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether it can be so."""
        return (
            0 < len(self.name) <= LONGEST_NAME
            and SHORTEST <= self.minutes <= LONGEST
            and 1 <= self.need <= MOST_NEEDED
            and all(1 <= day <= 7 for day in self.weekdays)
        )

    @property
    def days(self) -> str:
        """The weekdays as they are kept."""
        some = sorted(set(self.weekdays))
        return "" if len(some) == 7 else ",".join(map(str, some))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a change does to shifts that are planned: how many move, how many are dropped, and whom that concerns."""

    moved: int
    dropped: int
    reach: Reach


async def led(duty_id: int, by: int) -> Duty | None:
    """The duty, for who may lead its team; None for everybody else."""
    duty = await stored.get(duty_id)
    team = await teams_stored.get(duty.team_id) if duty is not None else None
    return duty if team is not None and await teams.may_lead(by, team) else None


async def foreseen(duty: Duty, way: Way | None, now_ms: int, zone: ZoneInfo) -> Foreseen:
    """What it does if the duty is done in this way, or (None) no more. Changes nothing."""
    steps = await duties.foreseen(_as(duty, way), now_ms, zone)
    moved = [shift for shift, _starts_ms, _ends_ms in steps.move if shift.state == duties.PLANNED]
    hearing = [place.person_id for shift in [*moved, *steps.drop] for place in await shift_places.of_shift(shift.id)]
    people = dict.fromkeys(hearing)
    told = sum([await teams.reaches(person_id, now_ms) for person_id in people])
    return Foreseen(len(moved), len(steps.drop), Reach(told, len(people) - told))


async def change(duty_id: int, way: Way, by: int, now_ms: int, zone: ZoneInfo) -> Planned | NotAllowed:
    """Who leads the team, or staff, has a duty be done so. Shifts that are planned for as many as before need as many as it says."""
    duty = await led(duty_id, by)
    if duty is None or not way.fits or not await _ours(duty.community_id, way):
        return NotAllowed()
    if duty.need:
        await duties.set_need(duty_id, way.need, by, now_ms)
    changed = await stored.set_all(duty_id, way.name, way.days, f"{way.starts:%H:%M}", way.minutes, way.need)
    round = [spot.id for spot in await spots.of_duty(duty_id)]
    if round != list(way.spots):
        await spots.set_round(duty_id, list(way.spots))
    if changed or round != list(way.spots):
        await audit.note(duty.community_id, by, "change duty", f"duty:{duty_id}", now_ms)
    return await duties.plan_ahead(duty.community_id, now_ms, zone)


async def end(duty_id: int, by: int, now_ms: int, zone: ZoneInfo) -> Planned | NotAllowed:
    """Who leads the team, or staff, has a duty not be done any more: those who had its shifts hear so."""
    duty = await led(duty_id, by)
    if duty is None:
        return NotAllowed()
    if await stored.set_need(duty_id, 0):
        await audit.note(duty.community_id, by, "end duty", f"duty:{duty_id}", now_ms)
        await shifts.unmark(duty_id)
    return await duties.plan_ahead(duty.community_id, now_ms, zone)


async def add(team_id: int, way: Way, by: int, now_ms: int, zone: ZoneInfo) -> int | NotAllowed:
    """Who leads the team, or staff, has it do something new. Returns the duty's id; its shifts are planned at once."""
    team = await teams_stored.get(team_id)
    if team is None or not way.fits or not await teams.may_lead(by, team) or not await _ours(team.community_id, way):
        return NotAllowed()
    known = await stored.of_community(team.community_id)
    n = max((duty.n for duty in known), default=0) + 1
    slug = f"{BY_HAND}{team_id}-{now_ms}"
    duty_id = await stored.save(
        team.community_id, team_id, slug, n, way.name, way.days, f"{way.starts:%H:%M}", way.minutes, way.need
    )
    await spots.set_round(duty_id, list(way.spots))
    await audit.note(team.community_id, by, "add duty", f"duty:{duty_id}", now_ms)
    await duties.follow(team.community_id, now_ms)
    await duties.plan_ahead(team.community_id, now_ms, zone)
    return duty_id


async def _ours(community_id: int, way: Way) -> bool:
    """Whether it passes spots of the community only."""
    return set(way.spots) <= {spot.id for spot in await spots.of_community(community_id)}


def _as(duty: Duty, way: Way | None) -> Duty:
    if way is None:
        return replace(duty, need=0)
    return replace(duty, weekdays=way.days, starts=f"{way.starts:%H:%M}", minutes=way.minutes, need=way.need)
