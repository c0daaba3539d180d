"""What a volunteer may take on: enough rest between shifts, and nobody new alone on one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, TypeAlias

from services.calendar import DAY_MS, HOUR_MS, today
from services.telling import OF_AGE_TO_ACT, is_child
from storage import people, shift_places, shifts
from storage.shifts import Listed

REST_MS = 8 * HOUR_MS
"""So long lies between the end of one shift and the beginning of the next: a night's sleep. Workers have eleven hours by law elsewhere
(Directive 2003/88/EC, article 3), for days much longer than a patrol."""
MOST = 5
"""So many shifts one has within seven days: most volunteers are over sixty, and two days of rest a week are what workers have by law
(Labour Law, article 38, and State Council Order 174)."""
WEEK_MS = 7 * DAY_MS
EXPERIENCED = 3
"""Whoever has checked in to so many shifts is new no more. Who leads the team is not new either."""

Tired: TypeAlias = Literal["overlap", "rest", "week"]


class Timed(Protocol):
    """A shift, as far as rest is concerned."""

    @property
    def starts_ms(self) -> int: ...

    @property
    def ends_ms(self) -> int: ...


async def tired(person_id: int, shift: Listed, *, without: int = 0) -> Tired | None:
    """Why that shift is too much beside the others that somebody has, but for the one `without` (which they would give for it)."""
    around = await shifts.of_person(person_id, shift.starts_ms - WEEK_MS, shift.ends_ms + WEEK_MS)
    return too_much(shift, [one for one in around if one.id not in (shift.id, without)])


def too_much(shift: Timed, others: Sequence[Timed]) -> Tired | None:
    """Why that shift is too much beside these others."""
    if any(one.starts_ms < shift.ends_ms and one.ends_ms > shift.starts_ms for one in others):
        return "overlap"
    if any(one.starts_ms < shift.ends_ms + REST_MS and one.ends_ms > shift.starts_ms - REST_MS for one in others):
        return "rest"
    starts = [one.starts_ms for one in others] + [shift.starts_ms]
    first = [at for at in starts if shift.starts_ms - WEEK_MS < at <= shift.starts_ms]
    return "week" if any(sum(at <= other < at + WEEK_MS for other in starts) > MOST for at in first) else None


async def experienced(shift: Listed) -> set[int]:
    """Who of the shift's team is not new. A child never counts: it goes with a grown-up, however often it was there."""
    day = today(shift.starts_ms)
    grown_by = day.replace(year=day.year - OF_AGE_TO_ACT, day=min(day.day, 28)).isoformat()
    return set(await shift_places.experienced(shift.team_id, EXPERIENCED, grown_by))


async def paired(person_id: int, shift: Listed, *, without: int = 0) -> bool:
    """Whether somebody would not be alone and new there: an experienced member has a place, or room is left for one.

    `without` gives up a place there. Where a team has nobody experienced yet there is nobody to wait for, and all grown-ups may go.
    """
    knowing = await experienced(shift)
    if person_id in knowing or (not knowing and not await _child(person_id, shift)):
        return True
    others = {place.person_id for place in await shift_places.of_shift(shift.id)} - {person_id, without}
    return bool(others & knowing) or len(others) + 1 < shift.need


async def only_new(shift: Listed) -> bool:
    """Whether those on the shift are all new though the team has experienced members, or are all children."""
    knowing = await experienced(shift)
    there = {place.person_id for place in await shift_places.of_shift(shift.id)}
    if not there or there & knowing:
        return False
    return bool(knowing) or all([await _child(person_id, shift) for person_id in there])


async def _child(person_id: int, shift: Listed) -> bool:
    person = await people.get(person_id)
    return person is not None and is_child(person, shift.starts_ms)
