"""What volunteers did who were erased since, as numbers of a day and a team: a month does not shrink because somebody left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date

from storage import day_figures

PREFIX = "left "
"""How such numbers are named: "left minutes 3" for the team with the id 3."""


@dataclass(frozen=True, slots=True)
class Left:
    """`places` they had in shifts, how many `times` they came, for how many `minutes`, and how often they did not."""

    places: int = 0
    times: int = 0
    minutes: int = 0
    no_shows: int = 0

    def __add__(self, other: Left) -> Left:
        return Left(*(one + another for one, another in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class OfDay:
    """What they did with a team on a day."""

    day: date
    team_id: int
    left: Left


async def note(community_id: int, team_id: int, day: str, left: Left) -> None:
    """Keep that somebody who is being erased did this with a team on a day (ISO)."""
    for field in fields(left):
        if value := getattr(left, field.name):
            await day_figures.add(community_id, day, f"{PREFIX}{field.name} {team_id}", value)


async def between(community_id: int, first: str, last: str) -> list[OfDay]:
    """What is kept of those days (ISO), by day and team."""
    found: dict[tuple[date, int], dict[str, int]] = defaultdict(dict)
    for one in await day_figures.between(community_id, first, last):
        if one.name.startswith(PREFIX):
            what, team_id = one.name.removeprefix(PREFIX).rsplit(" ", 1)
            found[date.fromisoformat(one.day), int(team_id)][what] = one.value
    return [OfDay(day, team_id, Left(**values)) for (day, team_id), values in found.items()]


def summed(some: Iterable[OfDay]) -> Left:
    """All of it."""
    return sum((one.left for one in some), Left())
