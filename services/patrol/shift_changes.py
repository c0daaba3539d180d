"""One shift at another time, one more, or one that takes place after all: what a person decides about it, and planning leaves as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeAlias
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from language.text import Saying, _, lines
from services.calendar import MINUTE_MS, to_local, to_ms
from services.office import Reach
from services.patrol import duties, limits, roster, teams
from services.patrol.duties import CANCELLED, MOST_NEEDED, PLANNED
from services.patrol.duty_changes import LONGEST, SHORTEST
from services.patrol.limits import Tired
from services.patrol.shift_telling import described, tell_on
from services.patrol.shifts import Over, leads
from services.patrol.teams import NotAllowed
from storage import audit, shift_places, shifts
from storage import duties as duties_stored
from storage import teams as teams_stored
from storage.shifts import Listed

FARTHEST_DAYS = 30
"""Farther ahead no shift is moved or added."""


@dataclass(frozen=True, slots=True)
class Moved:
    """It is at another time; those who have a place in it know."""

    shift: Listed
    people: int


@dataclass(frozen=True, slots=True)
class Restored:
    """It takes place after all; so many have their place again, and know."""

    shift: Listed
    people: int


@dataclass(frozen=True, slots=True)
class Added:
    """There is one more; nobody has a place in it yet."""

    shift_id: int


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody who has a place in it cannot be there then."""

    who: Saying
    why: Tired


@dataclass(frozen=True, slots=True)
class Another:
    """The duty has a shift on that day, which may have been called off."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Its duty is done no more."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """That time is over, too far ahead, or no time that a shift can take."""


Hindered: TypeAlias = Busy | Another | Unfit | Over | NotAllowed
MoveOutcome: TypeAlias = Moved | Hindered
AddOutcome: TypeAlias = Added | Another | Ended | Unfit | NotAllowed
RestoreOutcome: TypeAlias = Restored | Ended | Over | NotAllowed


async def reach(shift_id: int, now_ms: int, *, besides: int = 0) -> Reach:
    """How many of those who have a place in a shift a message reaches, and how many must be phoned; without `besides`, who knows."""
    people = [place.person_id for place in await shift_places.of_shift(shift_id) if place.person_id != besides]
    told = sum([await teams.reaches(person_id, now_ms) for person_id in people])
    return Reach(told, len(people) - told)


async def at(shift_id: int, day: date, starts: time, minutes: int, by: int, now_ms: int, zone: ZoneInfo) -> Listed | Hindered:
    """What a shift would be at that time, for who leads the team, and staff; or why it cannot be there. Changes nothing."""
    shift = await shifts.get(shift_id)
    if shift is None or not await leads(by, shift):
        return NotAllowed()
    if not shift.coming(now_ms):
        return Over()
    time_ms = _time(day, starts, minutes, now_ms, zone)
    if time_ms is None:
        return Unfit()
    then = replace(shift, day=day.isoformat(), starts_ms=time_ms[0], ends_ms=time_ms[1])
    for place in await shift_places.of_shift(shift_id):
        if why := await limits.tired(place.person_id, then):
            return Busy(roster.named(place.name, place.birth_date, now_ms), why)
    return Another() if then.day != shift.day and await shifts.stands(shift.duty_id, then.day) else then


async def move(shift_id: int, day: date, starts: time, minutes: int, by: int, now_ms: int, zone: ZoneInfo) -> MoveOutcome:
    """Who leads the team, or staff, has one shift be at another time, if everybody who has a place in it can be there."""
    await shifts.hold(shift_id)
    shift, then = await shifts.get(shift_id), await at(shift_id, day, starts, minutes, by, now_ms, zone)
    if not isinstance(then, Listed):
        return then
    assert shift is not None
    if then == shift:
        return Moved(shift, 0)
    places = await shift_places.of_shift(shift_id)
    duty = await duties_stored.get(shift.duty_id)
    planned = duty is not None and duties.is_on(duty, date.fromisoformat(shift.day))
    if not await shifts.put(shift, then.day, then.starts_ms, then.ends_ms, now_ms, mark=planned):
        return Another()
    await audit.note(shift.community_id, by, "move shift", f"shift:{shift_id}", now_ms)
    await duties.watch(shift_id, shift.community_id, now_ms)
    await duties.tell_moved(shift, now_ms, besides=by)
    return Moved(then, len(places))


async def add(
    duty_id: int, day: date, starts: time, minutes: int, need: int, by: int, now_ms: int, zone: ZoneInfo
) -> AddOutcome:
    """Who leads the team, or staff, has a duty be done once more, on a day on which it is not."""
    duty = await duties_stored.get(duty_id)
    team = await teams_stored.get(duty.team_id) if duty is not None else None
    if duty is None or team is None or not await teams.may_lead(by, team):
        return NotAllowed()
    if not duty.need:
        return Ended()
    time_ms = _time(day, starts, minutes, now_ms, zone)
    if time_ms is None or not 1 <= need <= MOST_NEEDED:
        return Unfit()
    made = None
    if not await shifts.stands(duty_id, day.isoformat()):
        made = await shifts.add(duty_id, day.isoformat(), *time_ms, need, by_hand=True)
    if made is None:
        return Another()
    await audit.note(duty.community_id, by, "add shift", f"shift:{made}", now_ms)
    await duties.watch(made, duty.community_id, now_ms)
    return Added(made)


async def restore(shift_id: int, by: int, now_ms: int) -> RestoreOutcome:
    """Who leads the team, or staff, has a shift that was called off take place after all; who had a place in it has it again."""
    shift = await shifts.get(shift_id)
    duty = await duties_stored.get(shift.duty_id) if shift is not None else None
    if shift is None or duty is None or not await leads(by, shift):
        return NotAllowed()
    if not duty.need:
        return Ended()
    if now_ms >= shift.starts_ms or not await shifts.turn(shift_id, CANCELLED, PLANNED):
        return Over()
    if not duties.is_on(duty, date.fromisoformat(shift.day)):
        await shifts.by_hand(shift_id)
    await audit.note(shift.community_id, by, "restore shift", f"shift:{shift_id}", now_ms)
    await duties.watch(shift_id, shift.community_id, now_ms)
    back = await shift_places.restore(shift_id, CANCELLED)
    for person_id in back:
        text = lines(_("上次说取消的这一班照常，还是请您去："), await described(shift, person_id))
        await tell_on(shift, person_id, text, f"shift-restored:{shift_id}:{person_id}:{now_ms}", now_ms, besides=by)
    return Restored(shift, len(back))


def _time(day: date, starts: time, minutes: int, now_ms: int, zone: ZoneInfo) -> tuple[int, int] | None:
    """When that begins and ends; None where it is over, too far ahead, or no time that a shift can take."""
    ahead = day - to_local(now_ms, zone).date()
    if not 0 <= ahead.days <= FARTHEST_DAYS or not SHORTEST <= minutes <= LONGEST:
        return None
    starts_ms = to_ms(datetime.combine(day, starts), zone)
    return (starts_ms, starts_ms + minutes * MINUTE_MS) if starts_ms > now_ms else None
