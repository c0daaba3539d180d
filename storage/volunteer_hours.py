"""Volunteers' hours: what shifts say of a month, and what a lead or staff put right. The list of changes only grows."""

from __future__ import annotations

from msgspec import Struct

from storage.checkins import HELD, STINT, Stint
from storage.sql import sql


class Change(Struct, frozen=True):
    """Hours that were put right: from `was_minutes` (None: nothing counted) to `minutes`. `made_by` is "" once that person left."""

    shift_id: int
    person_id: int
    was_minutes: int | None
    minutes: int
    reason: str
    made_by: str
    at_ms: int


class ShiftSums(Struct, frozen=True):
    """A shift that is over: how many it needed, and how many had a place in it."""

    shift_id: int
    team_id: int
    team: str
    day: str
    need: int
    held: int


_CHANGE = (
    "SELECT c.shift_id, c.person_id, c.was_minutes, c.minutes, c.reason, COALESCE(b.name, ''), c.at_ms FROM hours_change c"
    " LEFT JOIN person b ON b.id = c.made_by"
)
_OF_PERSON = sql(
    f"{STINT} WHERE p.person_id = :person_id AND {HELD} AND s.day >= :first AND s.day <= :last AND (s.ends_ms <= :now_ms OR p.in_ms IS NOT NULL)"
    " ORDER BY s.starts_ms, s.id"
)
_OF_TEAM = sql(
    f"{STINT} WHERE d.team_id = :team_id AND {HELD} AND s.day >= :first AND s.day <= :last AND (s.ends_ms <= :now_ms OR p.in_ms IS NOT NULL)"
    " ORDER BY s.starts_ms, s.id, n.name, p.person_id"
)
_PIECE = sql(
    f"{STINT} WHERE d.team_id = :team_id AND {HELD} AND s.day >= :first AND s.day <= :last AND (s.ends_ms <= :now_ms OR p.in_ms IS NOT NULL)"
    " AND (s.starts_ms > :starts_ms OR (s.starts_ms = :starts_ms AND (s.id > :shift_id OR (s.id = :shift_id AND p.person_id > :person_id))))"
    " ORDER BY s.starts_ms, s.id, p.person_id LIMIT :most"
)
_OF_COMMUNITY = sql(
    f"{STINT} WHERE d.community_id = :community_id AND {HELD} AND s.day >= :first AND s.day <= :last AND s.ends_ms <= :now_ms"
    " ORDER BY s.starts_ms, s.id, p.person_id"
)
_SHIFTS = sql(
    "SELECT s.id, d.team_id, t.name, s.day, s.need, COUNT(p.person_id)"
    " FROM duty d JOIN shift s ON s.duty_id = d.id JOIN team t ON t.id = d.team_id"
    " LEFT JOIN shift_place p ON p.shift_id = s.id AND p.state <> 'gone'"
    " WHERE d.community_id = :community_id AND s.state = 'planned' AND s.day >= :first AND s.day <= :last AND s.ends_ms <= :now_ms"
    " GROUP BY s.id, d.team_id, t.name, s.day, s.need ORDER BY s.day, s.id"
)
_CORRECT = sql(
    "UPDATE shift_place SET minutes = :minutes, no_show = CASE WHEN CAST(:minutes AS BIGINT) > 0 THEN 0 ELSE no_show END"
    " WHERE shift_id = :shift_id AND person_id = :person_id AND COALESCE(minutes, -1) = COALESCE(CAST(:was AS BIGINT), -1)"
    " RETURNING shift_id"
)
_NOTE = sql(
    "INSERT INTO hours_change (shift_id, person_id, was_minutes, minutes, reason, made_by, at_ms)"
    " VALUES (:shift_id, :person_id, CAST(:was_minutes AS BIGINT), :minutes, :reason, :made_by, :now_ms) RETURNING id"
)
_CHANGES = sql(f"{_CHANGE} WHERE c.shift_id = :shift_id AND c.person_id = :person_id ORDER BY c.id")
_CHANGES_OF_TEAM = sql(
    f"{_CHANGE} JOIN shift s ON s.id = c.shift_id JOIN duty d ON d.id = s.duty_id"
    " WHERE d.team_id = :team_id AND s.day >= :first AND s.day <= :last ORDER BY c.id"
)
_CHANGES_OF_PERSON = sql(f"{_CHANGE} WHERE c.person_id = :person_id ORDER BY c.id")
_GIVE = [
    sql(f"UPDATE hours_change SET {column} = :to WHERE {column} = :person_id RETURNING id")
    for column in ("person_id", "made_by")
]


async def of_person(person_id: int, first: str, last: str, now_ms: int) -> list[Stint]:
    """The person's shifts from one day to the other (ISO) that are over, or to which they came."""
    return await _OF_PERSON.all(Stint, person_id=person_id, first=first, last=last, now_ms=now_ms)


async def of_team(team_id: int, first: str, last: str, now_ms: int) -> list[Stint]:
    """The same for everybody who had a place on a shift of the team."""
    return await _OF_TEAM.all(Stint, team_id=team_id, first=first, last=last, now_ms=now_ms)


async def piece_of_team(
    team_id: int, first: str, last: str, now_ms: int, behind: tuple[int, int, int], most: int
) -> list[Stint]:
    """The same for a team, at most so many of them `behind` one that is named by its beginning, its shift and its person."""
    starts_ms, shift_id, person_id = behind
    return await _PIECE.all(
        Stint, team_id=team_id, first=first, last=last, now_ms=now_ms, starts_ms=starts_ms, shift_id=shift_id,
        person_id=person_id, most=most,
    )  # fmt: skip


async def of_community(community_id: int, first: str, last: str, now_ms: int) -> list[Stint]:
    """The same for everybody who had a place on a shift of any team of the community that is over."""
    return await _OF_COMMUNITY.all(Stint, community_id=community_id, first=first, last=last, now_ms=now_ms)


async def shifts(community_id: int, first: str, last: str, now_ms: int) -> list[ShiftSums]:
    """The shifts of those days that took place and are over, by day."""
    return await _SHIFTS.all(ShiftSums, community_id=community_id, first=first, last=last, now_ms=now_ms)


async def correct(stint: Stint, counted: int | None, minutes: int, reason: str, made_by: int, now_ms: int) -> int | None:
    """Count so many minutes for that shift in place of `counted`; returns the change's id, None where somebody was faster."""
    set_ = await _CORRECT.run(shift_id=stint.shift_id, person_id=stint.person_id, was=stint.minutes, minutes=minutes)
    if not set_:
        return None
    made = await _NOTE.value(
        shift_id=stint.shift_id, person_id=stint.person_id, was_minutes=counted, minutes=minutes, reason=reason, made_by=made_by,
        now_ms=now_ms,
    )  # fmt: skip
    return int(made)


async def changes(shift_id: int, person_id: int) -> list[Change]:
    """What was put right about the person's part in a shift, the oldest first."""
    return await _CHANGES.all(Change, shift_id=shift_id, person_id=person_id)


async def changes_of_team(team_id: int, first: str, last: str) -> list[Change]:
    """What was put right about a team's shifts from one day to the other (ISO), the oldest first."""
    return await _CHANGES_OF_TEAM.all(Change, team_id=team_id, first=first, last=last)


async def changes_of_person(person_id: int) -> list[Change]:
    """What was put right about the person's hours, the oldest first."""
    return await _CHANGES_OF_PERSON.all(Change, person_id=person_id)


async def hand_over(person_id: int, to: int) -> None:
    """Changes of the one record's hours, and those it made, are the other's."""
    for statement in _GIVE:
        await statement.all(int, person_id=person_id, to=to)
