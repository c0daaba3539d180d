"""Shifts: the dated times of a duty. Who has a place in them stands in `storage.shift_places`."""

from __future__ import annotations

from msgspec import Struct

from storage.checkins import LONGEST_MS
from storage.sql import sql


class Shift(Struct, frozen=True):
    """A duty on a local day. `need` people do it.

    `state`: "planned", "cancelled" (by a person), "dropped" (the duty changed), or "moved": it is on another day now, which a person chose
    as they chose the time of one that has `by_hand`.
    """

    id: int
    duty_id: int
    day: str
    starts_ms: int
    ends_ms: int
    need: int
    state: str
    by_hand: int


class Listed(Struct, frozen=True):
    """A shift as people see it: with the names of its duty and its team, and how many places are taken."""

    id: int
    duty_id: int
    day: str
    starts_ms: int
    ends_ms: int
    need: int
    state: str
    duty: str
    team_id: int
    team: str
    community_id: int
    taken: int

    @property
    def free(self) -> int:
        """How many places nobody has."""
        return max(self.need - self.taken, 0)

    def coming(self, now_ms: int) -> bool:
        """Whether it will take place, and has not begun."""
        return self.state == "planned" and now_ms < self.starts_ms


_SHIFT = "id, duty_id, day, starts_ms, ends_ms, need, state, by_hand"
_LISTED = (
    "s.id, s.duty_id, s.day, s.starts_ms, s.ends_ms, s.need, s.state, d.name, d.team_id, t.name, d.community_id,"
    " (SELECT COUNT(*) FROM shift_place x WHERE x.shift_id = s.id AND x.state <> 'gone')"
    " FROM shift s JOIN duty d ON d.id = s.duty_id JOIN team t ON t.id = d.team_id"
)
_OF_WEEK = sql(
    f"SELECT {_LISTED} WHERE d.team_id = :team_id AND s.day >= :first AND s.day <= :last AND s.state IN ('planned', 'cancelled')"
    " ORDER BY s.starts_ms, d.n, s.id"
)
_IN_TIME = (
    "s.state = 'planned' AND s.ends_ms > :from_ms AND s.starts_ms < :until_ms"
    f" AND s.starts_ms > CAST(:from_ms AS BIGINT) - {LONGEST_MS} ORDER BY s.starts_ms, d.n, s.id"
)

_ADD = sql(
    "INSERT INTO shift (duty_id, day, starts_ms, ends_ms, need, by_hand) VALUES (:duty_id, :day, :starts_ms, :ends_ms, :need, :by_hand)"
    " ON CONFLICT DO NOTHING RETURNING id"
)
_GET = sql(f"SELECT {_LISTED} WHERE s.id = :id")
# Whoever changes who has a place holds the shift first: on PostgreSQL the next one then counts what this one did.
_HOLD = sql("UPDATE shift SET need = need WHERE id = :id RETURNING id")
_OF_DUTY = sql(f"SELECT {_SHIFT} FROM shift WHERE duty_id = :duty_id AND starts_ms > :from_ms ORDER BY day")
_OF_TEAM = sql(f"SELECT {_LISTED} WHERE d.team_id = :team_id AND {_IN_TIME}")
_OF_COMMUNITY = sql(f"SELECT {_LISTED} WHERE d.community_id = :community_id AND {_IN_TIME}")
_OF_PERSON = sql(
    f"SELECT {_LISTED} JOIN shift_place x ON x.shift_id = s.id AND x.person_id = :person_id AND x.state <> 'gone' WHERE {_IN_TIME}"
)
_MOVE = sql(
    "UPDATE shift SET starts_ms = :starts_ms, ends_ms = :ends_ms, by_hand = 0 WHERE id = :id"
    " AND (starts_ms <> :starts_ms OR ends_ms <> :ends_ms OR by_hand = 1) RETURNING id"
)
_PUT = sql(
    "UPDATE shift SET day = :day, starts_ms = :starts_ms, ends_ms = :ends_ms, by_hand = 1 WHERE id = :id AND state = 'planned'"
    " AND starts_ms > :now_ms AND NOT EXISTS (SELECT 1 FROM shift o WHERE o.duty_id = shift.duty_id AND o.day = :day"
    " AND o.id <> shift.id) RETURNING id"
)
_MARK_MOVED = sql(
    "INSERT INTO shift (duty_id, day, starts_ms, ends_ms, need, state, by_hand)"
    " VALUES (:duty_id, :day, :starts_ms, :ends_ms, :need, 'moved', 1) ON CONFLICT DO NOTHING RETURNING id"
)
# Nobody has a place in these: they only say why none is planned on that day.
_CLEAR = sql("DELETE FROM shift WHERE duty_id = :duty_id AND day = :day AND state IN ('moved', 'dropped') RETURNING id")
_UNMARK = sql("DELETE FROM shift WHERE duty_id = :duty_id AND state = 'moved' RETURNING id")
_STANDS = sql("SELECT 1 FROM shift WHERE duty_id = :duty_id AND day = :day AND state IN ('planned', 'cancelled')")
_BY_HAND = sql("UPDATE shift SET by_hand = 1 WHERE id = :id RETURNING id")
_TURN = sql("UPDATE shift SET state = :state WHERE id = :id AND state = :was RETURNING id")
_SET_NEED = sql(
    "UPDATE shift SET need = :need WHERE id = :id AND need <> :need AND state = 'planned' AND CAST(:need AS BIGINT) >="
    " (SELECT COUNT(*) FROM shift_place x WHERE x.shift_id = shift.id AND x.state <> 'gone') RETURNING id"
)


async def add(duty_id: int, day: str, starts_ms: int, ends_ms: int, need: int, *, by_hand: bool = False) -> int | None:
    """A duty on a day, which a person may choose `by_hand`; returns the shift's id, None where there is one on that day."""
    if by_hand:
        await _CLEAR.run(duty_id=duty_id, day=day)
    made: int | None = await _ADD.value(
        duty_id=duty_id, day=day, starts_ms=starts_ms, ends_ms=ends_ms, need=need, by_hand=int(by_hand)
    )
    return made


async def stands(duty_id: int, day: str) -> bool:
    """Whether the duty has a shift on that day (ISO), also one that a person cancelled."""
    return await _STANDS.run(duty_id=duty_id, day=day)


async def by_hand(shift_id: int) -> None:
    """A person chose when it is: planning leaves it."""
    await _BY_HAND.run(id=shift_id)


async def unmark(duty_id: int) -> None:
    """Forget from which days shifts of the duty were moved away."""
    await _UNMARK.all(int, duty_id=duty_id)


async def get(shift_id: int) -> Listed | None:
    """The shift with this id, also one that does not take place."""
    return await _GET.one(Listed, id=shift_id)


async def hold(shift_id: int) -> None:
    """Nobody else changes who has a place in it until the end of the transaction."""
    await _HOLD.run(id=shift_id)


async def of_duty(duty_id: int, from_ms: int) -> list[Shift]:
    """The shifts of a duty that begin after that moment, also those that do not take place."""
    return await _OF_DUTY.all(Shift, duty_id=duty_id, from_ms=from_ms)


async def of_team(team_id: int, from_ms: int, until_ms: int) -> list[Listed]:
    """The planned shifts of a team that are going on between these moments, the first first."""
    return await _OF_TEAM.all(Listed, team_id=team_id, from_ms=from_ms, until_ms=until_ms)


async def of_community(community_id: int, from_ms: int, until_ms: int) -> list[Listed]:
    """The planned shifts of all teams of a community that are going on between these moments."""
    return await _OF_COMMUNITY.all(Listed, community_id=community_id, from_ms=from_ms, until_ms=until_ms)


async def of_person(person_id: int, from_ms: int, until_ms: int) -> list[Listed]:
    """The planned shifts between these moments in which somebody has a place."""
    return await _OF_PERSON.all(Listed, person_id=person_id, from_ms=from_ms, until_ms=until_ms)


async def move(shift_id: int, starts_ms: int, ends_ms: int) -> bool:
    """It is at another time. False where it was at that time before."""
    return await _MOVE.run(id=shift_id, starts_ms=starts_ms, ends_ms=ends_ms)


async def of_week(team_id: int, first: str, last: str) -> list[Listed]:
    """The shifts of a team from one day to the other (ISO), those too that a person cancelled, the first first."""
    return await _OF_WEEK.all(Listed, team_id=team_id, first=first, last=last)


async def put(shift: Listed, day: str, starts_ms: int, ends_ms: int, now_ms: int, *, mark: bool) -> bool:
    """A person has it be on that day, at that time; with `mark` none is planned anew on the day it was on.

    False where it has begun, does not take place, or its duty has another one then.
    """
    if day != shift.day:
        await _CLEAR.run(duty_id=shift.duty_id, day=day)
    if not await _PUT.run(id=shift.id, day=day, starts_ms=starts_ms, ends_ms=ends_ms, now_ms=now_ms):
        return False
    if mark and day != shift.day:
        await _MARK_MOVED.run(
            duty_id=shift.duty_id, day=shift.day, starts_ms=shift.starts_ms, ends_ms=shift.ends_ms, need=shift.need
        )
    return True


async def turn(shift_id: int, was: str, state: str) -> bool:
    """From one state to another. False where it was no longer in that state."""
    return await _TURN.run(id=shift_id, was=was, state=state)


async def set_need(shift_id: int, need: int) -> bool:
    """So many people do it. False where more have a place in it, where it does not take place, and where nothing changes."""
    return await _SET_NEED.run(id=shift_id, need=need)
