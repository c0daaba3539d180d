"""Places in a shift: who has one, offers it, or has given it up. Never more than the shift needs, whoever taps at once.

`state`: "taken" · "offered" (still theirs until somebody takes it over) · "gone" (given up or handed on, with the reason).
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from storage.sql import sql


class Place(Struct, frozen=True):
    """Somebody's place in a shift. `in_ms` is when they checked in; `birth_date` tells a child."""

    shift_id: int
    person_id: int
    name: str
    birth_date: str | None
    state: str
    reason: str
    taken_ms: int
    in_ms: int | None


class Swap(Struct, frozen=True):
    """`person_id` would give their place in `shift_id` for that of `other_id` in `other_shift_id`."""

    shift_id: int
    person_id: int
    other_shift_id: int
    other_id: int
    asked_ms: int


class Held(Struct, frozen=True):
    """Somebody's place in a shift of any team, with its times."""

    person_id: int
    shift_id: int
    team_id: int
    starts_ms: int
    ends_ms: int


HANDED_OVER = "handed over"
"""The reason of a place that somebody else has now."""

_PLACE = (
    "x.shift_id, x.person_id, p.name, p.birth_date, x.state, x.reason, x.taken_ms, x.in_ms"
    " FROM shift_place x JOIN person p ON p.id = x.person_id"
)
_GET = sql(f"SELECT {_PLACE} WHERE x.shift_id = :shift_id AND x.person_id = :person_id")
_OF_SHIFT = sql(f"SELECT {_PLACE} WHERE x.shift_id = :shift_id AND x.state <> 'gone' ORDER BY x.taken_ms, x.person_id")
_ALL_OF_SHIFT = sql(f"SELECT {_PLACE} WHERE x.shift_id = :shift_id ORDER BY x.taken_ms, x.person_id")
# The guard: one statement counts and takes, and nobody is on two shifts that overlap.
_TAKE = sql(
    "INSERT INTO shift_place (shift_id, person_id, state, taken_ms)"
    " SELECT s.id, CAST(:person_id AS BIGINT), 'taken', CAST(:now_ms AS BIGINT) FROM shift s"
    " WHERE s.id = :shift_id AND s.state = 'planned' AND s.starts_ms > :now_ms"
    " AND (SELECT COUNT(*) FROM shift_place x WHERE x.shift_id = s.id AND x.state <> 'gone') < s.need"
    " AND NOT EXISTS (SELECT 1 FROM shift_place y JOIN shift o ON o.id = y.shift_id WHERE y.person_id = :person_id"
    " AND y.state <> 'gone' AND o.id <> s.id AND o.state = 'planned' AND o.starts_ms < s.ends_ms AND o.ends_ms > s.starts_ms)"
    " ON CONFLICT (shift_id, person_id) DO UPDATE SET state = 'taken', reason = '', taken_ms = excluded.taken_ms"
    " WHERE shift_place.state = 'gone' RETURNING person_id"
)
_OF_WEEK = sql(
    f"SELECT {_PLACE} JOIN shift s ON s.id = x.shift_id JOIN duty d ON d.id = s.duty_id WHERE d.team_id = :team_id"
    " AND s.day >= :first AND s.day <= :last ORDER BY x.taken_ms, x.person_id"
)
_OF_MEMBERS = sql(
    "SELECT x.person_id, s.id, d.team_id, s.starts_ms, s.ends_ms FROM team_member m JOIN shift_place x ON x.person_id = m.person_id"
    " AND x.state <> 'gone' JOIN shift s ON s.id = x.shift_id AND s.state = 'planned' AND s.ends_ms > :from_ms"
    " AND s.starts_ms < :until_ms JOIN duty d ON d.id = s.duty_id WHERE m.team_id = :team_id ORDER BY s.starts_ms, s.id"
)
_SWAPS = sql(
    "SELECT w.shift_id, w.person_id, w.other_shift_id, w.other_id, w.asked_ms FROM shift_swap w JOIN shift s ON s.id = w.shift_id"
    " JOIN duty d ON d.id = s.duty_id WHERE d.team_id = :team_id AND s.day >= :first AND s.day <= :last"
    " ORDER BY w.shift_id, w.person_id"
)
# Back as it was, but for who left the team meanwhile, or is somewhere else then.
_RESTORE = sql(
    "UPDATE shift_place SET state = 'taken', reason = '' WHERE shift_id = :shift_id AND state = 'gone' AND reason = :reason"
    " AND EXISTS (SELECT 1 FROM team_member m JOIN duty d ON d.team_id = m.team_id JOIN shift s ON s.duty_id = d.id"
    " WHERE s.id = shift_place.shift_id AND m.person_id = shift_place.person_id)"
    " AND NOT EXISTS (SELECT 1 FROM shift_place y JOIN shift o ON o.id = y.shift_id JOIN shift t ON t.id = shift_place.shift_id"
    " WHERE y.person_id = shift_place.person_id AND y.state <> 'gone' AND o.id <> t.id AND o.state = 'planned'"
    " AND o.starts_ms < t.ends_ms AND o.ends_ms > t.starts_ms) RETURNING person_id"
)
_GIVE_UP = sql(
    "UPDATE shift_place SET state = 'gone', reason = :reason WHERE shift_id = :shift_id AND person_id = :person_id"
    " AND state <> 'gone' AND in_ms IS NULL RETURNING person_id"
)
_OFFER = sql(
    "UPDATE shift_place SET state = 'offered' WHERE shift_id = :shift_id AND person_id = :person_id AND state = 'taken'"
    " AND in_ms IS NULL RETURNING person_id"
)
_KEEP = sql(
    "UPDATE shift_place SET state = 'taken' WHERE shift_id = :shift_id AND person_id = :person_id AND state = 'offered'"
    " RETURNING person_id"
)
_FORGET_GONE = sql(
    "DELETE FROM shift_place WHERE shift_id = :shift_id AND person_id = :person_id AND state = 'gone' RETURNING person_id"
)
# The place itself moves, so that of two who take it over one finds nothing left to move.
_PASS_ON = sql(
    "UPDATE shift_place SET person_id = :to, state = 'taken', taken_ms = :now_ms WHERE shift_id = :shift_id"
    " AND person_id = :person_id AND state <> 'gone' AND (state = 'offered' OR CAST(:offered AS BIGINT) = 0) AND in_ms IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM shift_place y WHERE y.shift_id = :shift_id AND y.person_id = :to) RETURNING person_id"
)
_NOTE_GONE = sql(
    "INSERT INTO shift_place (shift_id, person_id, state, reason, taken_ms)"
    " VALUES (:shift_id, :person_id, 'gone', :reason, :now_ms) ON CONFLICT DO NOTHING RETURNING person_id"
)
_EXPERIENCED = sql(
    "SELECT m.person_id FROM team_member m JOIN person p ON p.id = m.person_id WHERE m.team_id = :team_id"
    " AND (p.birth_date IS NULL OR p.birth_date <= :grown_by)"
    " AND (m.lead = 1 OR (SELECT COUNT(*) FROM shift_place x JOIN shift s ON s.id = x.shift_id"
    " WHERE x.person_id = m.person_id AND x.in_ms IS NOT NULL AND x.state <> 'gone' AND s.state = 'planned')"
    " >= CAST(:least AS BIGINT)) ORDER BY m.person_id"
)
_ALL_GONE = sql(
    "UPDATE shift_place SET state = 'gone', reason = :reason WHERE shift_id = :shift_id AND state <> 'gone' RETURNING person_id"
)
_HELD = sql(
    "SELECT d.name, s.day, x.state, x.reason, x.taken_ms, x.in_ms, x.out_ms, x.minutes, x.no_show FROM shift_place x"
    " JOIN shift s ON s.id = x.shift_id JOIN duty d ON d.id = s.duty_id WHERE x.person_id = :person_id ORDER BY s.starts_ms, s.id"
)
_MOVE = sql(
    "UPDATE shift_place SET person_id = :to WHERE person_id = :person_id AND NOT EXISTS"
    " (SELECT 1 FROM shift_place y WHERE y.shift_id = shift_place.shift_id AND y.person_id = :to) RETURNING shift_id"
)

_FORGET_GONE_TWICE = sql(
    "DELETE FROM shift_place WHERE person_id = :to AND state = 'gone' AND EXISTS (SELECT 1 FROM shift_place y"
    " WHERE y.shift_id = shift_place.shift_id AND y.person_id = :person_id AND y.state <> 'gone') RETURNING shift_id"
)
_SWAP = "shift_id, person_id, other_shift_id, other_id, asked_ms FROM shift_swap"
_ASK = sql(
    "INSERT INTO shift_swap (shift_id, person_id, other_shift_id, other_id, asked_ms)"
    " VALUES (:shift_id, :person_id, :other_shift_id, :other_id, :now_ms)"
    " ON CONFLICT (shift_id, person_id) DO UPDATE SET other_shift_id = excluded.other_shift_id, other_id = excluded.other_id,"
    " asked_ms = excluded.asked_ms RETURNING shift_id"
)
_ASKED = sql(f"SELECT {_SWAP} WHERE shift_id = :shift_id AND person_id = :person_id")
_UNASK = sql(
    "DELETE FROM shift_swap WHERE (shift_id = :shift_id AND person_id = :person_id)"
    " OR (other_shift_id = :shift_id AND other_id = :person_id) RETURNING shift_id"
)


async def get(shift_id: int, person_id: int) -> Place | None:
    """Somebody's place, also one that was given up."""
    return await _GET.one(Place, shift_id=shift_id, person_id=person_id)


async def of_shift(shift_id: int) -> list[Place]:
    """Who has a place, in the order in which they took it."""
    return await _OF_SHIFT.all(Place, shift_id=shift_id)


async def every(shift_id: int) -> list[Place]:
    """The same with those who gave theirs up."""
    return await _ALL_OF_SHIFT.all(Place, shift_id=shift_id)


async def of_week(team_id: int, first: str, last: str) -> list[Place]:
    """The places in the shifts of a team from one day to the other (ISO), also those that were given up, as they were taken."""
    return await _OF_WEEK.all(Place, team_id=team_id, first=first, last=last)


async def of_members(team_id: int, from_ms: int, until_ms: int) -> list[Held]:
    """The places that members of the team have between these moments, in this team's shifts and in those of others."""
    return await _OF_MEMBERS.all(Held, team_id=team_id, from_ms=from_ms, until_ms=until_ms)


async def swaps_of_week(team_id: int, first: str, last: str) -> list[Swap]:
    """What was asked for places in the shifts of a team from one day to the other (ISO)."""
    return await _SWAPS.all(Swap, team_id=team_id, first=first, last=last)


async def restore(shift_id: int, reason: str) -> list[int]:
    """Those have their place again who lost it for this reason, are in the team, and nowhere else then; returns them."""
    return await _RESTORE.all(int, shift_id=shift_id, reason=reason)


async def take(shift_id: int, person_id: int, now_ms: int) -> bool:
    """Take a place. False where none is free, it has begun or does not take place, or the person has one there or elsewhere then."""
    return await _TAKE.run(shift_id=shift_id, person_id=person_id, now_ms=now_ms)


async def give_up(shift_id: int, person_id: int, reason: str) -> bool:
    """Give a place up. False where there is none, and once they checked in."""
    return await _GIVE_UP.run(shift_id=shift_id, person_id=person_id, reason=reason)


async def offer(shift_id: int, person_id: int) -> bool:
    """Whoever wants it may take it over. False where it is not theirs, or offered already."""
    return await _OFFER.run(shift_id=shift_id, person_id=person_id)


async def keep(shift_id: int, person_id: int) -> bool:
    """It is not offered any more. False where it was not."""
    return await _KEEP.run(shift_id=shift_id, person_id=person_id)


async def pass_on(shift_id: int, person_id: int, to: int, now_ms: int, *, offered: bool) -> bool:
    """The place is somebody else's; with `offered` only one that is. False where it is not there (any more), or they have one."""
    await _FORGET_GONE.run(shift_id=shift_id, person_id=to)
    if not await _PASS_ON.run(shift_id=shift_id, person_id=person_id, to=to, now_ms=now_ms, offered=int(offered)):
        return False
    await _NOTE_GONE.run(shift_id=shift_id, person_id=person_id, reason=HANDED_OVER, now_ms=now_ms)
    return True


async def all_gone(shift_id: int, reason: str) -> list[int]:
    """Nobody has a place in it any more; returns who had."""
    return await _ALL_GONE.all(int, shift_id=shift_id, reason=reason)


async def experienced(team_id: int, least: int, grown_by: str) -> list[int]:
    """Who of a team leads it, or has checked in to so many shifts. Whoever was born after `grown_by` (ISO) is a child, and left out."""
    return await _EXPERIENCED.all(int, team_id=team_id, least=least, grown_by=grown_by)


async def ask_swap(shift_id: int, person_id: int, other_shift_id: int, other_id: int, now_ms: int) -> None:
    """Somebody would swap their place for another's; what they had asked about this place before is void."""
    await _ASK.run(shift_id=shift_id, person_id=person_id, other_shift_id=other_shift_id, other_id=other_id, now_ms=now_ms)


async def swap_asked(shift_id: int, person_id: int) -> Swap | None:
    """What somebody asked for their place."""
    return await _ASKED.one(Swap, shift_id=shift_id, person_id=person_id)


async def end_swaps(shift_id: int, person_id: int) -> None:
    """Nobody asks any more to give, or to get, this place."""
    await _UNASK.run(shift_id=shift_id, person_id=person_id)


async def held(person_id: int) -> list[dict[str, Any]]:
    """Every place that somebody has or had, with the duty and the day, times in UTC milliseconds."""
    names = ("duty", "day", "state", "reason", "taken_ms", "in_ms", "out_ms", "minutes", "no_show")
    return await _HELD.all(lambda *columns: dict(zip(names, columns, strict=True)), person_id=person_id)


async def hand_over(person_id: int, to: int) -> None:
    """The places of the one record are the other's, where that has none in the same shift."""
    await _FORGET_GONE_TWICE.all(int, person_id=person_id, to=to)
    await _MOVE.all(int, person_id=person_id, to=to)
