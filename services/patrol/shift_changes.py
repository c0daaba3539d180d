"""One shift at another time, or taking place after all: what a person decides about it, and planning leaves as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeAlias
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from language.text import Saying, _, lines
from services.calendar import DAY_MS, MINUTE_MS, to_ms
from services.desk import Reach
from services.patrol import duties, limits, roster, teams
from services.patrol.duties import CANCELLED, PLANNED
from services.patrol.duty_changes import LONGEST, SHORTEST
from services.patrol.limits import Tired
from services.patrol.shift_telling import described, tell_on
from services.patrol.shifts import Over, leads
from services.patrol.teams import NotAllowed
from storage import audit, shift_places, shifts
from storage import duties as duties_stored
from storage.shifts import Listed

FARTHEST_MS = 30 * DAY_MS
"""Farther ahead no shift is moved."""


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
class Busy:
    """Somebody who has a place in it cannot be there then."""

    who: Saying
    why: Tired


@dataclass(frozen=True, slots=True)
class Another:
    """Its duty has another shift on that day."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """That time is over, too far ahead, or no time that a shift can take."""


MoveOutcome: TypeAlias = Moved | Busy | Another | Unfit | Over | NotAllowed
RestoreOutcome: TypeAlias = Restored | Over | NotAllowed


async def reach(shift_id: int, now_ms: int, *, besides: int = 0) -> Reach:
    """How many of those who have a place in a shift a message reaches, and how many must be phoned; without `besides`, who knows."""
    people = [place.person_id for place in await shift_places.of_shift(shift_id) if place.person_id != besides]
    told = sum([await teams.reaches(person_id, now_ms) for person_id in people])
    return Reach(told, len(people) - told)


async def move(shift_id: int, day: date, starts: time, minutes: int, by: int, now_ms: int, zone: ZoneInfo) -> MoveOutcome:
    """Who leads the team, or staff, has one shift be at another time, if everybody who has a place in it can be there."""
    shift = await shifts.get(shift_id)
    if shift is None or not await leads(by, shift):
        return NotAllowed()
    await shifts.hold(shift_id)
    if not shift.coming(now_ms):
        return Over()
    starts_ms = to_ms(datetime.combine(day, starts), zone)
    then = replace(shift, day=day.isoformat(), starts_ms=starts_ms, ends_ms=starts_ms + minutes * MINUTE_MS)
    if not now_ms < starts_ms < now_ms + FARTHEST_MS or not SHORTEST <= minutes <= LONGEST:
        return Unfit()
    if then == shift:
        return Moved(shift, 0)
    places = await shift_places.of_shift(shift_id)
    for place in places:
        if why := await limits.tired(place.person_id, then):
            return Busy(roster.named(place.name, place.birth_date, now_ms), why)
    duty = await duties_stored.get(shift.duty_id)
    planned = duty is not None and duties.is_on(duty, date.fromisoformat(shift.day))
    if not await shifts.put(shift, then.day, then.starts_ms, then.ends_ms, now_ms, mark=planned):
        return Another()
    await audit.note(shift.community_id, by, "move shift", f"shift:{shift_id}", now_ms)
    await duties.watch(shift_id, shift.community_id, now_ms)
    await duties.tell_moved(shift, now_ms, besides=by)
    return Moved(then, len(places))


async def restore(shift_id: int, by: int, now_ms: int) -> RestoreOutcome:
    """Who leads the team, or staff, has a shift that was called off take place after all; who had a place in it has it again."""
    shift = await shifts.get(shift_id)
    if shift is None or not await leads(by, shift):
        return NotAllowed()
    if now_ms >= shift.starts_ms or not await shifts.turn(shift_id, CANCELLED, PLANNED):
        return Over()
    await audit.note(shift.community_id, by, "restore shift", f"shift:{shift_id}", now_ms)
    await duties.watch(shift_id, shift.community_id, now_ms)
    back = await shift_places.restore(shift_id, CANCELLED)
    for person_id in back:
        text = lines(_("上次说取消的这一班照常，还是请您去："), await described(shift, person_id))
        await tell_on(shift, person_id, text, f"shift-restored:{shift_id}:{person_id}:{now_ms}", now_ms, besides=by)
    return Restored(shift, len(back))
