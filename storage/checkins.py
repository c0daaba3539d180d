"""Who came to a shift, and from when to when. Who has a place on it is kept by `storage.shift_places`."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Stint(Struct, frozen=True):
    """One person's part in a shift. `in_ms` and `out_ms` are None until they came and went, `in_how` and `out_how` say how.

    `minutes` is what a lead or staff put in place of what the check-in says, None where nobody did. `day` is the local one (ISO).
    `birth_date` tells a child.
    """

    shift_id: int
    person_id: int
    name: str
    birth_date: str | None
    duty_id: int
    duty: str
    team_id: int
    community_id: int
    day: str
    starts_ms: int
    ends_ms: int
    in_ms: int | None
    in_how: str
    out_ms: int | None
    out_how: str
    minutes: int | None
    no_show: int

    @property
    def there(self) -> bool:
        """Whether they came and have not gone."""
        return self.in_ms is not None and self.out_ms is None


LONGEST_MS = 24 * 3_600_000
"""No shift is longer."""
HELD = "p.state <> 'gone' AND s.state = 'planned'"
"""A place that counts: somebody has it, and the shift takes place."""
STINT = (
    "SELECT p.shift_id, p.person_id, n.name, n.birth_date, s.duty_id, d.name, d.team_id, d.community_id, s.day, s.starts_ms,"
    " s.ends_ms, p.in_ms, p.in_how, p.out_ms, p.out_how, p.minutes, p.no_show FROM shift_place p JOIN shift s ON s.id = p.shift_id"
    " JOIN duty d ON d.id = s.duty_id JOIN person n ON n.id = p.person_id"
)
_PLACE = "shift_id = :shift_id AND person_id = :person_id AND state <> 'gone'"
_RUNS = (
    "EXISTS (SELECT 1 FROM shift s WHERE s.id = shift_place.shift_id AND s.state = 'planned'"
    " AND s.ends_ms > CAST(:ends_after_ms AS BIGINT))"
)
_BEGINS = "EXISTS (SELECT 1 FROM shift s WHERE s.id = shift_place.shift_id AND s.starts_ms <= CAST(:starts_by_ms AS BIGINT))"
_GET = sql(f"{STINT} WHERE p.shift_id = :shift_id AND p.person_id = :person_id AND {HELD}")
_AROUND = sql(
    f"{STINT} WHERE p.person_id = :person_id AND {HELD} AND s.starts_ms <= :starts_by_ms AND s.ends_ms > :ends_after_ms"
    " ORDER BY s.starts_ms, s.id"
)
_OF_SHIFT = sql(f"{STINT} WHERE p.shift_id = :shift_id AND {HELD} ORDER BY n.name, p.person_id")
# By where it began, so that a year of shifts that are over is not looked at.
_GOING_ON = f"s.starts_ms <= :now_ms AND s.ends_ms > :now_ms AND s.starts_ms > CAST(:now_ms AS BIGINT) - {LONGEST_MS}"
_AWAITED = sql(
    f"{STINT} WHERE d.community_id = :community_id AND {HELD} AND {_GOING_ON} AND p.in_ms IS NULL"
    " ORDER BY s.starts_ms, s.id, n.name, p.person_id"
)
_MISSED = sql(
    f"{STINT} WHERE d.community_id = :community_id AND {HELD} AND p.no_show = 1 AND s.ends_ms > :since_ms AND s.ends_ms <= :now_ms"
    f" AND s.starts_ms > CAST(:since_ms AS BIGINT) - {LONGEST_MS}"
    " ORDER BY s.starts_ms, s.id, n.name, p.person_id"
)
_HERE = sql(
    f"SELECT s.id, COUNT(p.in_ms) FROM shift s JOIN duty d ON d.id = s.duty_id JOIN shift_place p ON p.shift_id = s.id"
    f" WHERE d.community_id = :community_id AND {HELD} AND {_GOING_ON} GROUP BY s.id ORDER BY s.id"
)
_CHECK_IN = sql(
    f"UPDATE shift_place SET in_ms = :at_ms, in_how = :how WHERE {_PLACE} AND in_ms IS NULL AND no_show = 0 AND {_RUNS}"
    f" AND {_BEGINS} RETURNING shift_id"
)
# The guard: one statement counts and takes, and nobody is on two shifts that overlap.
_STAND_IN = sql(
    "INSERT INTO shift_place (shift_id, person_id, state, taken_ms, in_ms, in_how)"
    " SELECT s.id, CAST(:person_id AS BIGINT), 'taken', CAST(:now_ms AS BIGINT), CAST(:at_ms AS BIGINT), :how FROM shift s"
    " JOIN duty d ON d.id = s.duty_id JOIN team_member m ON m.team_id = d.team_id AND m.person_id = CAST(:person_id AS BIGINT)"
    " WHERE s.id = :shift_id AND s.state = 'planned' AND s.starts_ms <= CAST(:starts_by_ms AS BIGINT) AND s.ends_ms > :now_ms"
    " AND (SELECT COUNT(*) FROM shift_place x WHERE x.shift_id = s.id AND x.state <> 'gone') < s.need"
    " AND NOT EXISTS (SELECT 1 FROM shift_place y JOIN shift o ON o.id = y.shift_id WHERE y.person_id = CAST(:person_id AS BIGINT)"
    " AND y.state <> 'gone' AND o.id <> s.id AND o.state = 'planned' AND o.starts_ms < s.ends_ms AND o.ends_ms > s.starts_ms)"
    " ON CONFLICT (shift_id, person_id) DO UPDATE SET state = 'taken', reason = '', taken_ms = excluded.taken_ms,"
    " in_ms = excluded.in_ms, in_how = excluded.in_how WHERE shift_place.state = 'gone' RETURNING person_id"
)
_HOLD = sql("UPDATE shift SET need = need WHERE id = :shift_id RETURNING id")
_CHECK_OUT = sql(
    f"UPDATE shift_place SET out_ms = :at_ms, out_how = 'tap' WHERE {_PLACE} AND in_ms IS NOT NULL AND out_ms IS NULL AND {_RUNS}"
    " RETURNING shift_id"
)
_GO_ON = sql(
    f"UPDATE shift_place SET out_ms = NULL, out_how = '' WHERE {_PLACE} AND out_how = 'tap' AND {_RUNS} RETURNING shift_id"
)
_CLOSE = sql(
    "UPDATE shift_place SET out_how = 'clock', out_ms = (SELECT CASE WHEN s.ends_ms < shift_place.in_ms THEN shift_place.in_ms"
    " ELSE s.ends_ms END FROM shift s WHERE s.id = shift_place.shift_id)"
    " WHERE shift_id = :shift_id AND in_ms IS NOT NULL AND out_ms IS NULL RETURNING person_id"
)
_MISS = sql(
    "UPDATE shift_place SET no_show = 1 WHERE shift_id = :shift_id AND state <> 'gone' AND in_ms IS NULL AND no_show = 0"
    " AND minutes IS NULL RETURNING person_id"
)
_PUT = sql(
    "UPDATE shift_place SET in_ms = CAST(:in_ms AS BIGINT), in_how = :in_how, out_ms = CAST(:out_ms AS BIGINT), out_how = :out_how,"
    " minutes = CAST(:minutes AS BIGINT), no_show = :no_show WHERE shift_id = :shift_id AND person_id = :person_id RETURNING shift_id"
)
_EVERY = sql(f"{STINT} WHERE p.person_id = :person_id ORDER BY s.starts_ms, s.id")


async def get(shift_id: int, person_id: int) -> Stint | None:
    """The person's part in that shift; None where they have no place on it, and where it does not take place."""
    return await _GET.one(Stint, shift_id=shift_id, person_id=person_id)


async def around(person_id: int, starts_by_ms: int, ends_after_ms: int) -> list[Stint]:
    """The person's shifts that begin by then and end after that, the earliest first."""
    return await _AROUND.all(Stint, person_id=person_id, starts_by_ms=starts_by_ms, ends_after_ms=ends_after_ms)


async def of_shift(shift_id: int) -> list[Stint]:
    """Everybody who has a place on the shift."""
    return await _OF_SHIFT.all(Stint, shift_id=shift_id)


async def awaited(community_id: int, now_ms: int) -> list[Stint]:
    """Whoever has a place on a shift of the community that is going on, and has not checked in."""
    return await _AWAITED.all(Stint, community_id=community_id, now_ms=now_ms)


async def missed(community_id: int, since_ms: int, now_ms: int) -> list[Stint]:
    """Whoever did not come to a shift of the community that ended since then."""
    return await _MISSED.all(Stint, community_id=community_id, since_ms=since_ms, now_ms=now_ms)


async def here(community_id: int, now_ms: int) -> dict[int, int]:
    """How many have checked in to each shift of the community that is going on."""
    return dict(
        await _HERE.all(lambda shift_id, number: (int(shift_id), int(number)), community_id=community_id, now_ms=now_ms)
    )


async def of_person(person_id: int) -> list[Stint]:
    """Every place the person has or had on a shift, also one they gave up."""
    return await _EVERY.all(Stint, person_id=person_id)


async def check_in(shift_id: int, person_id: int, how: str, at_ms: int, starts_by_ms: int, ends_after_ms: int) -> bool:
    """The person is there since `at_ms`. False without a place, a second time, and where the shift begins later or ended before that."""
    return await _CHECK_IN.run(
        shift_id=shift_id, person_id=person_id, how=how, at_ms=at_ms, starts_by_ms=starts_by_ms, ends_after_ms=ends_after_ms
    )


async def stand_in(shift_id: int, person_id: int, how: str, at_ms: int, starts_by_ms: int, now_ms: int) -> bool:
    """A member of the team takes a free place and is there at once. False where none is free, and for who has one then."""
    await _HOLD.run(shift_id=shift_id)  # on PostgreSQL the next one then counts what this one did
    return await _STAND_IN.run(
        shift_id=shift_id, person_id=person_id, how=how, at_ms=at_ms, starts_by_ms=starts_by_ms, now_ms=now_ms
    )


async def check_out(shift_id: int, person_id: int, at_ms: int, ends_after_ms: int) -> bool:
    """The person is gone since `at_ms`. False where they were not there, and where the shift ended before that."""
    return await _CHECK_OUT.run(shift_id=shift_id, person_id=person_id, at_ms=at_ms, ends_after_ms=ends_after_ms)


async def go_on(shift_id: int, person_id: int, ends_after_ms: int) -> bool:
    """The person has not gone after all. False where they did not say so themselves, and where the shift ended before that."""
    return await _GO_ON.run(shift_id=shift_id, person_id=person_id, ends_after_ms=ends_after_ms)


async def close(shift_id: int) -> list[int]:
    """Let everybody who did not say that they go have gone at the planned end; returns them."""
    return await _CLOSE.all(int, shift_id=shift_id)


async def miss(shift_id: int) -> list[int]:
    """Write down that those did not come who did not check in; returns them. Nobody twice, and nobody whose hours were put right."""
    return await _MISS.all(int, shift_id=shift_id)


async def put(stint: Stint, person_id: int) -> None:
    """That record's part in the shift, on which it has a place, is this one."""
    await _PUT.run(
        shift_id=stint.shift_id, person_id=person_id, in_ms=stint.in_ms, in_how=stint.in_how, out_ms=stint.out_ms,
        out_how=stint.out_how, minutes=stint.minutes, no_show=stint.no_show,
    )  # fmt: skip
