"""Offers that wait for their answer: seats that are held for somebody until a moment. They stand in `storage.enrolments`."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Open(Struct, frozen=True):
    """The offers of a course that end soon: how many, and when the first of them does."""

    course_id: int
    title: str
    number: int
    until_ms: int


_ENDING = sql(
    "SELECT c.id, c.title, COUNT(*), MIN(e.offer_until_ms) FROM enrolment e JOIN course c ON c.id = e.course_id"
    " WHERE e.state = 'offered' AND e.offer_until_ms > :now_ms AND e.offer_until_ms <= :until_ms AND c.community_id = :community_id"
    " GROUP BY c.id, c.title ORDER BY MIN(e.offer_until_ms), c.id"
)


async def ending(community_id: int, now_ms: int, until_ms: int) -> list[Open]:
    """The courses of a community in which seats are held for somebody until then, and nobody has answered."""
    return await _ENDING.all(Open, community_id=community_id, now_ms=now_ms, until_ms=until_ms)
