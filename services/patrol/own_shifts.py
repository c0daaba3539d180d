"""What is there for a volunteer: the shifts of the household, and those where one of it would be let take a place."""

from __future__ import annotations

from dataclasses import dataclass

from services import households
from services.patrol import limits, teams
from services.patrol.shifts import WEEK_MS
from storage import shift_places, shifts
from storage.shift_places import Place
from storage.shifts import Listed


@dataclass(frozen=True, slots=True)
class Mine:
    """A shift in which somebody of the household has a place."""

    shift: Listed
    place: Place


@dataclass(frozen=True, slots=True)
class Open:
    """A shift in which there is something to take: a free place, or the one that is `offered`."""

    shift: Listed
    offered: Place | None = None


async def mine(by: int, now_ms: int, *, ahead_ms: int = 2 * WEEK_MS) -> list[Mine]:
    """The coming shifts, and those that are going on, of the person and of those for whom they act, the next one first."""
    found = []
    for person in await teams.own(by):
        for shift in await shifts.of_person(person.id, now_ms, now_ms + ahead_ms):
            place = await shift_places.get(shift.id, person.id)
            assert place is not None
            found.append(Mine(shift, place))
    return sorted(found, key=lambda one: (one.shift.starts_ms, one.shift.id, one.place.person_id))


async def of_ones_own(shift_id: int, person_id: int, by: int) -> Mine | None:
    """A shift in which `by`, or somebody for whom `by` acts, has a place; None where that is not so (any more)."""
    shift, place = await shifts.get(shift_id), await shift_places.get(shift_id, person_id)
    if shift is None or shift.state != "planned" or place is None or place.state == "gone":
        return None
    return Mine(shift, place) if await households.acts_as_family(by, person_id) else None


async def to_take(by: int, now_ms: int, *, ahead_ms: int = WEEK_MS) -> list[Open]:
    """The coming shifts of their teams in which the person, or somebody for whom they act, would be let take a place."""
    found: dict[int, Open] = {}
    for person, theirs in await teams.volunteers(by):
        for team in theirs:
            for shift in await shifts.of_team(team.id, now_ms, now_ms + ahead_ms):
                if shift.coming(now_ms) and (open_to := await _open_to(person.id, shift)):
                    found[shift.id] = open_to
    return sorted(found.values(), key=lambda one: (one.shift.starts_ms, one.shift.id))


async def _open_to(person_id: int, shift: Listed) -> Open | None:
    places = await shift_places.of_shift(shift.id)
    if any(place.person_id == person_id for place in places) or await limits.tired(person_id, shift):
        return None
    if shift.free and await limits.paired(person_id, shift):
        return Open(shift)
    for place in places:
        if place.state == "offered" and await limits.paired(person_id, shift, without=place.person_id):
            return Open(shift, place)
    return None


async def who_could(shift_id: int, by: int) -> list[int]:
    """Those of the household who are in the shift's team and have no place in it."""
    shift = await shifts.get(shift_id)
    if shift is None:
        return []
    there = {place.person_id for place in await shift_places.of_shift(shift_id)}
    return [
        person.id
        for person, theirs in await teams.volunteers(by)
        if person.id not in there and shift.team_id in {team.id for team in theirs}
    ]
