"""What a day came to and cannot be counted later, because what it was counted from is forgotten by then: a number for each name.

Days are local (ISO). Nobody is named.
"""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Figure(Struct, frozen=True):
    """A number of a day."""

    day: str
    name: str
    value: int


class Sent(Struct, frozen=True):
    """So many messages to people of a community that ended in this state ("sent", "unreachable")."""

    community_id: int
    state: str
    number: int


class Called(Struct, frozen=True):
    """So many calls for a community: that came up (`made` 0), or were made (1)."""

    community_id: int
    made: int
    number: int


_PUT = sql(
    "INSERT INTO day_figure (community_id, day, name, value) VALUES (:community_id, :day, :name, :value)"
    " ON CONFLICT (community_id, day, name) DO UPDATE SET value = excluded.value RETURNING value"
)
_ADD = sql(
    "INSERT INTO day_figure (community_id, day, name, value) VALUES (:community_id, :day, :name, :value)"
    " ON CONFLICT (community_id, day, name) DO UPDATE SET value = day_figure.value + excluded.value RETURNING value"
)
_BETWEEN = sql(
    "SELECT day, name, value FROM day_figure WHERE community_id = :community_id AND day >= :first AND day <= :last ORDER BY day, name"
)
_KNOWN = sql("SELECT 1 FROM day_figure WHERE community_id = :community_id AND day = :day AND name = :name")
_IDS = sql("SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), 0) FROM outbox")
_SENT = sql(
    "SELECT p.community_id, o.state, COUNT(*) FROM outbox o JOIN account a ON a.id = o.account_id JOIN person p ON p.id = a.person_id"
    " WHERE o.id >= :first_id AND o.id <= :last_id AND o.done_ms >= :from_ms AND o.done_ms < :until_ms AND o.lane > 0"
    " AND o.state IN ('sent', 'unreachable') AND p.community_id IS NOT NULL GROUP BY p.community_id, o.state ORDER BY 1, 2"
)
_CALLS = sql(
    "SELECT community_id, 0, COUNT(*) FROM call WHERE created_ms >= :from_ms AND created_ms < :until_ms GROUP BY community_id"
    " UNION ALL"
    " SELECT community_id, 1, COUNT(*) FROM call WHERE done_ms >= :from_ms AND done_ms < :until_ms GROUP BY community_id"
)


async def put(community_id: int, day: str, name: str, value: int) -> None:
    """The number is this one."""
    await _PUT.run(community_id=community_id, day=day, name=name, value=value)


async def add(community_id: int, day: str, name: str, value: int) -> None:
    """The number is so much more."""
    await _ADD.run(community_id=community_id, day=day, name=name, value=value)


async def between(community_id: int, first: str, last: str) -> list[Figure]:
    """What is kept of those days, by day."""
    return await _BETWEEN.all(Figure, community_id=community_id, first=first, last=last)


async def known(community_id: int, day: str, name: str) -> bool:
    """Whether that number of that day is kept."""
    return await _KNOWN.run(community_id=community_id, day=day, name=name)


async def messages() -> tuple[int, int]:
    """The first and the last id in the outbox, 0 where it is empty."""
    found = await _IDS.one(lambda first, last: (int(first), int(last)))
    assert found is not None
    return found


async def sent(first_id: int, last_id: int, from_ms: int, until_ms: int) -> list[Sent]:
    """What became, within that time, of what was said unasked, among the messages of those ids. Replies are not counted."""
    return await _SENT.all(Sent, first_id=first_id, last_id=last_id, from_ms=from_ms, until_ms=until_ms)


async def calls(from_ms: int, until_ms: int) -> list[Called]:
    """The calls that came up within that time, and those that were made."""
    return await _CALLS.all(Called, from_ms=from_ms, until_ms=until_ms)
