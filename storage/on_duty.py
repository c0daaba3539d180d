"""Who is on duty: whoever asks for a person is put through to them."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class OnDuty(Struct, frozen=True):
    """Somebody on duty."""

    person_id: int
    name: str
    until_ms: int


_COME = sql(
    "INSERT INTO on_duty (community_id, person_id, since_ms, until_ms) VALUES (:community_id, :person_id, :now_ms, :until_ms)"
    " ON CONFLICT (community_id, person_id) DO UPDATE SET since_ms = excluded.since_ms, until_ms = excluded.until_ms"
    " RETURNING person_id"
)
_GO = sql("DELETE FROM on_duty WHERE community_id = :community_id AND person_id = :person_id RETURNING person_id")
_UNTIL = sql(
    "SELECT until_ms FROM on_duty WHERE community_id = :community_id AND person_id = :person_id AND until_ms > :now_ms"
)
# Fewest talks first; of these whoever has been without one for the longest time.
_BY_IDLENESS = sql(
    "SELECT d.person_id FROM on_duty d WHERE d.community_id = :community_id AND d.until_ms > :now_ms ORDER BY"
    " (SELECT COUNT(*) FROM talk t WHERE t.staff_id = d.person_id AND t.ended_ms IS NULL),"
    " COALESCE((SELECT MAX(t.said_ms) FROM talk t WHERE t.staff_id = d.person_id), 0), d.since_ms, d.person_id"
)
_PRESENT = sql(
    "SELECT d.person_id, p.name, d.until_ms FROM on_duty d JOIN person p ON p.id = d.person_id"
    " WHERE d.community_id = :community_id AND d.until_ms > :now_ms ORDER BY d.since_ms, d.person_id"
)
_OF = sql("SELECT community_id, since_ms, until_ms FROM on_duty WHERE person_id = :person_id ORDER BY community_id")
_MOVE = sql(
    "UPDATE on_duty SET person_id = :to WHERE person_id = :person_id AND NOT EXISTS"
    " (SELECT 1 FROM on_duty x WHERE x.community_id = on_duty.community_id AND x.person_id = :to) RETURNING person_id"
)


async def come(community_id: int, person_id: int, until_ms: int, now_ms: int) -> None:
    """The person is on duty until then."""
    await _COME.run(community_id=community_id, person_id=person_id, until_ms=until_ms, now_ms=now_ms)


async def go(community_id: int, person_id: int) -> bool:
    """The person is not on duty any more. False where they were not."""
    return await _GO.run(community_id=community_id, person_id=person_id)


async def until_ms(community_id: int, person_id: int, now_ms: int) -> int | None:
    """Until when the person is on duty; None where they are not."""
    found: int | None = await _UNTIL.value(community_id=community_id, person_id=person_id, now_ms=now_ms)
    return found


async def by_idleness(community_id: int, now_ms: int) -> list[int]:
    """Who is on duty: first whoever has the fewest talks, then whose last one is longest ago."""
    return await _BY_IDLENESS.all(int, community_id=community_id, now_ms=now_ms)


async def present(community_id: int, now_ms: int) -> list[OnDuty]:
    """Who is on duty, whoever came first first."""
    return await _PRESENT.all(OnDuty, community_id=community_id, now_ms=now_ms)


async def of(person_id: int) -> list[tuple[int, int, int]]:
    """Where the person was on duty last: (community id, since_ms, until_ms)."""
    return await _OF.all(lambda *row: (int(row[0]), int(row[1]), int(row[2])), person_id=person_id)


async def hand_over(person_id: int, to: int) -> None:
    """One record's duty is another's (a merge)."""
    await _MOVE.run(person_id=person_id, to=to)
